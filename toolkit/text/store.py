"""A corpus on disk: layers as Parquet, texts and words as arrays that are mapped and not read.

The layout is described in `docs/storage.md`.  A save is written beside its place and moved there
when it is whole; `corpus.json`, without which nothing is opened, names every file with its size.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any
from uuid import uuid4

import numpy as np
import pandas as pd

from toolkit.checks import ToolkitError
from toolkit.text.atoms import Atoms
from toolkit.text.documents import FORMAT, MANIFEST, files, is_saved
from toolkit.text.index import Index
from toolkit.text.words import Words

VERSION = 3  # of the layout: a new number wherever an older program would misread it
KEYS = "id given codebook problems"  # what the manifest says beside what every layout does
LOOKED_AT = 100_000  # source files that are compared with the saved ones at opening
ARRAYS = {  # whose field is kept in which file of words/
    "atoms": "base begin ids gaps code sizes",
    "words": "word unit counted head last more form number loop",
    "index": "sequence forms links order count",
}
FORMS = {"types": "atoms", "gap_types": "atoms", "vocabulary": "atoms", "forms": "words"}


class Texts(Mapping[str, str]):
    """Texts by document, each decoded from the mapped file when it is asked for."""

    def __init__(self, docs: Iterable[str], column: Any) -> None:
        self._rows = {doc: row for row, doc in enumerate(docs)}
        self._text = lru_cache(maxsize=256)(lambda row: column[row].as_py())

    def __getitem__(self, doc: str) -> str:
        return self._text(self._rows[doc])

    def __iter__(self) -> Iterator[str]:
        return iter(self._rows)

    def __len__(self) -> int:
        return len(self._rows)


def stated(folder: Path, names: Iterable[str]) -> pd.DataFrame:
    """Return `file, size, modified` of some files; a size of -1 where there is none."""
    seen = [path.stat() if (path := folder / name).is_file() else None for name in names]
    rows = [(file.st_size, file.st_mtime_ns) if file else (-1, -1) for file in seen]
    table = pd.DataFrame(rows, columns=["size", "modified"], dtype="int64")
    return table.assign(file=pd.Series(list(names), dtype="str"))


@dataclass(frozen=True)
class Saved:
    """A saved corpus: folder, manifest, the files it was made from, layers that hold no more."""

    folder: Path
    facts: Mapping[str, Any]
    files: pd.DataFrame
    stale: frozenset[str] = frozenset()

    def read(self, name: str) -> Any:
        """Return a layer, or the texts by document, as they were saved."""
        if _manifest(self.folder)["id"] != self.facts["id"]:
            raise ToolkitError(f"'{self.folder}' was saved anew since it was opened; load it again")
        with _whole(self.folder, name, self.facts):
            if name == "words":
                return _read_words(self.folder, self.facts["given"])
            if name == "texts":
                table = _mapped(self.folder / "texts.arrow")
                return Texts(table["doc"].to_pylist(), table["text"].combine_chunks())
            return pd.read_parquet(self.folder / f"{name}.parquet")

    def changed(self) -> list[tuple[str, str]]:
        """Return the source files that are no longer what was saved, and a sentence for each."""
        folder = Path(self.facts["source"] or "")
        if not self.facts["source"] or not folder.is_dir() or len(self.files) > LOOKED_AT:
            return []
        tables = self.files, stated(folder, files(folder))
        was, now = ({row.file: (row.size, row.modified) for row in t.itertuples()} for t in tables)
        say = "since the corpus was saved; load the folder and save it again"
        odd = [name for name in {**was, **now} if was.get(name) != now.get(name)]
        how = ["is new" if n not in was else "has changed" if n in now else "is gone" for n in odd]
        return [(name, f"{name} {word} {say}.") for name, word in zip(odd, how, strict=True)]


def write(
    folder: Path,
    tables: Mapping[str, pd.DataFrame],
    texts: Mapping[str, str],
    words: Words,
    facts: Mapping[str, Any],
    beside: Iterable[Path],
) -> None:
    """Write a corpus as a whole, or leave what stood there before.

    Parameters
    ----------
    folder : where to; it must be new, empty or a saved corpus
    tables : layers by name, `words` among them, and the `files` of the origin
    texts : text by document
    words : the words with their atoms and index
    facts : what else the manifest says
    beside : files of the corpus folder to keep a copy of

    Raises
    ------
    ToolkitError
        The place is taken by something that is no saved corpus.
    """
    import pyarrow as pa
    from pyarrow import parquet

    folder = folder.absolute()
    restore(folder)
    own = {MANIFEST, ".DS_Store", *_manifest(folder)["files"]} if is_saved(folder) else set()
    for path in (folder, *folder.rglob("*")):
        if path.is_file() and path.relative_to(folder).as_posix() not in own:
            raise ToolkitError(f"'{path}' is of no saved corpus; name a new folder")
    new = folder.parent / f".{folder.name}.saving"
    shutil.rmtree(new, ignore_errors=True)  # left by a save that was interrupted
    (new / "words").mkdir(parents=True)
    for name, table in tables.items():
        table.to_parquet(new / f"{name}.parquet")
    _write_texts(texts, new / "texts.arrow")
    owners = {"atoms": words.atoms, "words": words, "index": words.index}
    for owner, fields in ARRAYS.items():
        for name in fields.split():
            np.save(new / "words" / f"{owner}.{name}.npy", getattr(owners[owner], name))
    for name, owner in FORMS.items():
        forms = pa.table({"form": getattr(owners[owner], name)})
        parquet.write_table(forms, new / "words" / f"{name}.parquet")
    for path in beside:
        shutil.copy(path, new / path.name)
    names = [path.relative_to(new).as_posix() for path in new.rglob("*.*")]
    sizes = stated(new, names).set_index("file")["size"].to_dict()
    facts = {"format": FORMAT, "version": VERSION, "id": uuid4().hex, **facts, "files": sizes}
    (new / MANIFEST).write_text(json.dumps(facts, ensure_ascii=False, indent=1), encoding="utf-8")
    old = _aside(folder)
    if folder.exists():
        shutil.rmtree(old, ignore_errors=True)
        folder.rename(old)
    new.rename(folder)
    shutil.rmtree(old, ignore_errors=True)


def _aside(folder: Path) -> Path:
    """Name the place where a save puts what it replaces, until the new corpus stands."""
    return folder.parent / f".{folder.name}.replaced"


def restore(folder: Path) -> None:
    """Put back what a save had moved aside when it was interrupted."""
    folder = folder.absolute()
    if _aside(folder).exists() and not folder.exists():
        _aside(folder).rename(folder)


def read(folder: Path) -> Saved:
    """Open a saved corpus; its layers are read when they are asked for.

    Raises
    ------
    ToolkitError
        It is damaged, or in the layout of another version of the toolkit.
    """
    facts = _manifest(folder)
    if facts["version"] != VERSION:
        say = f"'{folder}' was saved by toolkit {facts['toolkit']} in layout {facts['version']}"
        raise ToolkitError(f"{say}, this one reads layout {VERSION}; {_again(facts)}")
    for name, size in stated(folder, facts["files"]).set_index("file")["size"].items():
        with _whole(folder, name, facts):
            if size != facts["files"][name]:
                raise ValueError(f"{size} bytes")
    with _whole(folder, "files.parquet", facts):
        return Saved(folder, facts, pd.read_parquet(folder / "files.parquet"))


def _manifest(folder: Path) -> dict[str, Any]:
    """Return what `corpus.json` says."""
    try:
        facts = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        needed = f"files source toolkit {KEYS if facts['version'] == VERSION else ''}".split()
        return facts | {key: facts[key] for key in needed}
    except (OSError, ValueError, KeyError, TypeError):
        say = f"'{folder / MANIFEST}' is damaged; save the corpus in a new folder"
        raise ToolkitError(say) from None


def _again(facts: Mapping[str, Any]) -> str:
    return f"load the articles ({facts['source'] or 'they were in memory'}) and save them again"


@contextmanager
def _whole(folder: Path, name: str, facts: Mapping[str, Any]) -> Iterator[None]:
    """Say in one sentence that a file cannot be read as it was saved."""
    try:
        yield
    except (OSError, ValueError, KeyError) as error:  # those of Arrow and NumPy are among them
        say = f"{name} is not as it was saved; {_again(facts)}"
        raise ToolkitError(f"'{folder}' is damaged: {say}") from error


def _mapped(path: Path) -> Any:
    """Return an Arrow file as a table whose columns stay on disk."""
    import pyarrow as pa

    return pa.ipc.open_file(pa.memory_map(str(path))).read_all()


def _write_texts(texts: Mapping[str, str], path: Path) -> None:
    """Write `doc, text` as an Arrow file."""
    import pyarrow as pa

    columns = [pa.array(list(part), pa.large_string()) for part in (texts, texts.values())]
    table = pa.table(columns, ["doc", "text"])
    with pa.ipc.new_file(str(path), table.schema) as file:
        file.write_table(table)


def _read_words(folder: Path, given: bool) -> Words:
    """Return the words, their arrays mapped."""
    from pyarrow import parquet

    place = folder / "words"
    arrays: dict[str, dict[str, Any]] = {}
    for owner, names in ARRAYS.items():
        files = {name: place / f"{owner}.{name}.npy" for name in names.split()}
        arrays[owner] = {n: np.asarray(np.load(f, mmap_mode="r")) for n, f in files.items()}
    files = {name: place / f"{name}.parquet" for name in FORMS}
    forms = {
        name: parquet.read_table(file)["form"].combine_chunks() for name, file in files.items()
    }
    docs = tuple(_mapped(folder / "texts.arrow")["doc"].to_pylist())
    code, sizes = arrays["atoms"].pop("code"), arrays["atoms"].pop("sizes")
    found = {name: forms[name] for name in ("types", "gap_types")}
    atoms = Atoms(docs, **found, **arrays["atoms"])
    table = pd.read_parquet(folder / "words.parquet") if given else None
    words = Words(atoms, forms=forms["forms"], given=table, **arrays["words"])
    # what is computed at first use elsewhere is known here
    vars(atoms).update(folding=(code, forms["vocabulary"]), sizes=sizes)
    vars(words)["index"] = Index(unit=words.unit, vocabulary=forms["vocabulary"], **arrays["index"])
    return words
