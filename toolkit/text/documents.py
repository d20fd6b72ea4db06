"""From files to texts: what is read, and what is known about each document.

A plain text is the file's bytes decoded in ``documents.encoding``, and nothing else is done to it;
what is extracted from another form names its ``extractor``.  What cannot be read as intended
becomes a row of ``problems`` and stops no other document.
"""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from toolkit.checks import ToolkitError, counted, hint, nearest
from toolkit.text import formats, tables
from toolkit.text.encodings import Problems, whole

COLUMNS = """title author byline_kind outlet host translator date date_posted genre language
    translated original rights folder encoding extractor file""".split()
RIGHTS = ("full", "sentence", "address")
SPEECH_KEYS = ("speaker", "mode")
PLACE_KEYS = ("place", "country", "province", "macro_region", "cluster")
GROUP_KEYS = (*SPEECH_KEYS, *PLACE_KEYS, "theme")  # found in the texts, so no column's names
OWN = {*GROUP_KEYS, "words"}
TABLES = ("documents.csv", "codebook.toml", "speakers.csv", "gazetteer.csv", "faults.csv")
MANIFEST, FORMAT = "corpus.json", "whowhatwhere corpus"  # of a saved corpus, which is no article
NAMED = 20  # names of documents.csv that were not read: more are counted, not listed


@dataclass(frozen=True)
class Source:
    """What was read: texts by document, their metadata, and what went wrong on the way.

    `stated` is what pages and files say about themselves, by document: evidence, not yet metadata.
    """

    folder: Path | None
    texts: Mapping[str, str]
    documents: pd.DataFrame
    problems: pd.DataFrame
    stated: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


def find_folder(folder: str | os.PathLike[str] | None = None) -> Path:
    """Return the folder of articles: the one named, else $TOOLKIT_CORPUS, else ``seeds`` upwards.

    Raises
    ------
    ToolkitError
        If the folder does not exist, or no ``seeds`` folder lies here or above.

    Examples
    --------
    >>> find_folder(".") == Path(".")
    True
    """
    named, here = folder or os.environ.get("TOOLKIT_CORPUS"), Path.cwd()
    if not named:
        for place in (here, *here.parents):
            if (place / "seeds").is_dir():
                return place / "seeds"
        say = f"There is no folder 'seeds' in '{here}' or above it; name a folder, or set "
        raise ToolkitError(f"{say}TOOLKIT_CORPUS.")
    path = Path(named).expanduser()
    if path.is_dir():
        return path
    if path.exists():
        raise ToolkitError(f"'{path}' is a file; a folder was expected.")
    near = nearest(path.name, [p.name for p in path.parent.glob("*/")])
    mean = f"; did you mean '{path.with_name(near)}'?" if near else "."
    raise ToolkitError(f"There is no folder '{path}'{mean}")


def read_folder(folder: str | os.PathLike[str]) -> Source:
    """Read the articles of a folder and its optional ``documents.csv``.

    Returns
    -------
    Source
        ``texts`` by document in the order of ``documents``; ``documents`` indexed by ``doc`` (the
        path below the folder, without suffix) with the columns in `COLUMNS` and all others that
        ``documents.csv`` has; ``problems`` with ``file`` and ``problem``, one sentence each.

    Raises
    ------
    ToolkitError
        If the folder is missing or holds no article; if a column has the name of a group key.
    """
    folder = find_folder(folder)
    base, paths = _articles(folder)
    problems: Problems = []
    found: dict[str, formats.Piece] = {}  # articles by their name below the base
    for path in paths:
        name = _name(path, base)
        if not path.resolve().is_relative_to(base.resolve()):
            problems.append((name, f"{name} leads out of the folder and is not read."))
        elif path.is_file():
            found.update((p.name, p) for p in formats.pieces(name, path.read_bytes, problems))
    other: dict[str, list[str]] = {}  # no article is lost unseen
    for name in [name for name, piece in found.items() if piece.form not in formats.READABLE]:
        other.setdefault(found.pop(name).form, []).append(name)
    for form, names in sorted(other.items()):
        kind = f"with the suffix .{form}" if form else "without a suffix"
        many = counted(len(names), f"file {kind} is", f"files {kind} are")
        say = f"{many} not read, the first is {names[0]}; {formats.FORMS} are."
        problems.append((names[0], say))
    ids, said = _ids(found), Problems()
    table = read_table(folder / "documents.csv", ["doc"], said)
    if not (folder / "documents.csv").exists():
        said = [("documents.csv", "There is no documents.csv: authors and dates are unknown.")]
    problems += said
    table["doc"] = [ids.get(doc, doc) for doc in table["doc"].str.strip()]  # or the file's name
    given = table.drop_duplicates("doc").reindex(columns=["doc", "encoding"]).dropna()
    known = dict(given.to_numpy())
    texts, facts, stated = {}, {}, {}
    for name, doc in ids.items():
        read = formats.read(found[name], known.get(doc), folder / ".toolkit" / "text", problems)
        if read:
            texts[doc], stated[doc] = whole(read.pop("text"), name, problems), read.pop("stated")
            above = doc.removesuffix(name.removeprefix(found[name].file))  # of a row: its table
            place = {"folder": above.rpartition("/")[0] or None, "file": _name(base / name, folder)}
            facts[doc] = {**found[name].known, **read, **place}
    if not texts:
        raise ToolkitError(f"'{base}' holds no article; {formats.FORMS} were expected.")
    documents = _metadata(list(texts), table, "documents.csv", problems)
    documents = _with_rights(_filled(documents, facts, problems), problems)
    return Source(folder, texts, documents, _table(problems), stated)


def from_texts(texts: Mapping[str, str], documents: pd.DataFrame | None = None) -> Source:
    """Make a source of texts in memory; `documents` may have ``doc`` as index or as column.

    Examples
    --------
    >>> source = from_texts({"a": "One.", "b": ""})
    >>> source.problems["problem"].tolist()
    ['b is empty; it stays a document without words.']
    """
    problems: Problems = []
    if not texts:
        raise ToolkitError("There is no text; at least one was expected.")
    for doc, text in texts.items():
        if not isinstance(doc, str) or not isinstance(text, str):
            raise ToolkitError(f"Document {doc!r} is no text: names and texts must be strings.")
    read = {doc: whole(text, doc, problems) for doc, text in texts.items()}
    table = pd.DataFrame({"doc": []}) if documents is None else documents
    return Source(None, read, fitted(list(read), table, problems), _table(problems))


def fitted(ids: list[str], table: pd.DataFrame, problems: Problems) -> pd.DataFrame:
    """Return a table of metadata with every column and document; ``doc`` is index or column."""
    if "doc" not in table:
        table = table.rename_axis("doc").reset_index()
    return _with_rights(_metadata(ids, table, "documents", problems), problems)


def is_saved(folder: Path) -> bool:
    """Say whether a folder is a saved corpus: another program's `corpus.json` makes it none."""
    path = folder / MANIFEST
    if (folder / "texts.arrow").is_file():  # whatever a damaged manifest says
        return path.is_file()
    return path.is_file() and FORMAT in path.read_text(encoding="utf-8", errors="replace")


def files(folder: Path) -> list[str]:
    """Name the files that a corpus is read from, below its folder."""
    articles = [_name(path, folder) for path in _articles(folder)[1]]
    return [*articles, *(name for name in TABLES if (folder / name).exists())]


def _articles(folder: Path) -> tuple[Path, list[Path]]:
    """Return where articles lie, and the files below that may be some, in the order of paths."""
    base, spared, apart = folder / "articles", re.compile(r"\..*"), None
    if not base.is_dir():
        base, spared, apart = folder, formats.NO_ARTICLE, folder / "gold"
    found = []
    for place, folders, names in os.walk(base):
        below = {name: Path(place, name) for name in folders if not name.startswith(".")}
        folders[:] = [name for name, p in below.items() if p != apart and not is_saved(p)]
        found += [Path(place, name) for name in names if not spared.fullmatch(name)]
    return base, sorted(found)


def _name(path: Path, base: Path) -> str:
    """Return the path below `base` with `/`, text even where the file system's bytes are none."""
    return os.fsencode(path.relative_to(base).as_posix()).decode("utf-8", "backslashreplace")


def _ids(found: Mapping[str, formats.Piece]) -> dict[str, str]:
    """Return the document of each article: without suffix, unless that makes its file collide."""
    ids = {name: piece.doc for name, piece in found.items()}
    while max((seen := Counter(ids.values())).values(), default=1) > 1:
        twice = {found[name].file for name, doc in ids.items() if seen[doc] > 1}
        ids = {name: name if found[name].file in twice else doc for name, doc in ids.items()}
    return ids


def read_table(path: Path, needed: Sequence[str], problems: Problems) -> pd.DataFrame:
    """Read a table of the corpus folder; an empty one, and a sentence, where it cannot be read.

    Returns
    -------
    DataFrame
        Strings, missing where a cell is empty.
    """
    try:
        table, _ = tables.parse(path.read_bytes(), path.name, problems)
        if missing := [name for name in needed if name not in table]:
            raise ValueError(f"it has no column '{missing[0]}', only {', '.join(table)}")
        return table
    except (OSError, ValueError) as error:  # errors of parsing and decoding are ValueErrors
        reason = " ".join(str(error).split()).rstrip(".")
    problems.append((path.name, f"{path.name} cannot be read and is left aside: {reason}."))
    return pd.DataFrame({name: pd.array([], "str") for name in needed})


def read_strictly(path: Path, needed: Sequence[str]) -> pd.DataFrame:
    """Read a table that nothing can stand in for: strings, empty where a cell is.

    Raises
    ------
    ToolkitError
        It cannot be read as it stands.
    """
    said: Problems = []
    table = read_table(path, needed, said)
    if said:
        raise ToolkitError(said[0][1].replace(" and is left aside", ""))
    return table.fillna("")


def _metadata(ids: list[str], table: pd.DataFrame, file: str, problems: Problems) -> pd.DataFrame:
    """Fit a table of metadata to the documents read: every column of the contract, every row."""
    for key in OWN & set(table):
        why = "has the name of something the corpus finds itself; rename it"
        raise ToolkitError(f"The column '{key}' of {file} {why}.")
    table = table[table["doc"].notna()].assign(doc=lambda t: t["doc"].astype("str"))
    for doc in table.loc[table["doc"].duplicated(), "doc"].unique():
        problems.append((file, f"{file} has '{doc}' more than once; the first row counts."))
    table = table.drop_duplicates("doc").set_index("doc")
    lost, bare = table.index.difference(ids, sort=False), [d for d in ids if d not in table.index]
    for doc in lost[:NAMED]:
        near = nearest(doc, ids)
        mean = f"; did you mean '{near}'?" if near else "."
        problems.append((file, f"{file} names '{doc}', which was not read{mean}"))
    if more := len(lost[NAMED:]):
        problems.append((file, f"{file} names {counted(more, 'more document')} not read."))
    if bare and len(table):
        of = f"{len(bare)} of {counted(len(ids), 'document')}"
        problems.append((file, f"{file} has no row for {of}, the first of them '{bare[0]}'."))
    table = table.reindex(pd.Index(ids, dtype="str", name="doc"))
    table = table.reindex(columns=[*COLUMNS, *table.columns.difference(COLUMNS, sort=False)])
    for column in COLUMNS:
        table[column] = table[column].astype("str").str.strip().replace("", None)
    return table


def _with_rights(table: pd.DataFrame, problems: Problems) -> pd.DataFrame:
    """Return the documents with the rights of each: single sentences where nothing is said."""
    rights = table["rights"].fillna("sentence")
    for doc, value in rights[~rights.isin(RIGHTS)].items():
        say = f"'{value}', the rights of '{doc}', counts as 'sentence'{hint(value, RIGHTS)}."
        problems.append(("documents.csv", say))
    return table.assign(rights=rights.where(rights.isin(RIGHTS), "sentence"))


def _filled(
    documents: pd.DataFrame, facts: Mapping[str, Mapping[str, object]], problems: Problems
) -> pd.DataFrame:
    """Fill what documents.csv leaves open with what the files' tables and names say."""
    found = pd.DataFrame(list(facts.values()), index=documents.index)
    for column, values in found.items():
        values = values.astype("str").str.strip().replace("", None)
        if column in OWN:
            files = found.loc[values.notna(), "file"].str.rpartition("/")[0].unique()
            why = "has the name of something the corpus finds itself; it is left aside"
            problems += [(file, f"The column '{column}' of {file} {why}.") for file in files]
        elif column in ("encoding", "extractor", "file") or column not in documents:
            documents[column] = values
        else:
            documents[column] = documents[column].fillna(values)
    return documents


def _table(problems: Problems) -> pd.DataFrame:
    """Make the table of problems."""
    return pd.DataFrame(problems, columns=["file", "problem"], dtype="str")
