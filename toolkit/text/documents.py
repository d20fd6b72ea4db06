"""From files to texts: what is read, in which encoding, and what is known about each document.

A text is the file's bytes decoded in ``documents.encoding``, and nothing else is done to it.
What cannot be read as intended becomes a row of ``problems`` and stops no other document.
"""

from __future__ import annotations

import codecs
import os
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from toolkit.checks import ToolkitError, counted, hint, nearest

COLUMNS = [
    *("title", "author", "byline_kind", "outlet", "host", "translator", "date", "date_posted"),
    *("genre", "language", "translated", "original", "rights", "encoding", "file"),
]
RIGHTS = ("full", "sentence", "address")
GROUP_KEYS = (
    "speaker",
    "mode",
    "place",
    "country",
    "province",
    "macro_region",
    "cluster",
    "theme",
    "words",
)
READABLE = re.compile(r"(?i)\.(txt|md)")
# Forms in which articles are kept and which are not read: said, so that no article is lost unseen.
UNREADABLE = re.compile(
    r"(?i)\.(html?|mhtml|xml|pdf|docx?|odt|rtf|epub|[ct]sv|jsonl?|parquet|xlsx|zip|gz)"
)
NO_ARTICLE = re.compile(
    r"(?i)\..*|readme.*|license.*|sha256sums|(documents|speakers|gazetteer|faults)\.csv|codebook.toml"
)
BOM = re.compile(
    rb"(?P<utf_8_sig>\xef\xbb\xbf)|(?P<utf_32>\xff\xfe\0\0|\0\0\xfe\xff)|(?P<utf_16>\xff\xfe|\xfe\xff)"
)
SURROGATE = re.compile("[\ud800-\udfff]")
NAMED = 20  # names of documents.csv that were not read: more are counted, not listed
Problems = list[tuple[str, str]]  # file, sentence


@dataclass(frozen=True)
class Source:
    """What was read: texts by document, their metadata, and what went wrong on the way."""

    folder: Path | None
    texts: dict[str, str]
    documents: pd.DataFrame
    problems: pd.DataFrame


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
    base = folder / "articles" if (folder / "articles").is_dir() else folder
    problems: Problems = []
    files = {}  # name below the base: path
    for path in _walk(base, everything=base != folder):
        if READABLE.fullmatch(path.suffix):
            files[_name(path, base)] = path
        elif UNREADABLE.fullmatch(path.suffix):
            file = _name(path, folder)
            problems.append((file, f"{file} is not read: only .txt and .md files are."))
    ids = _ids(list(files))
    table, say = read_table(folder / "documents.csv", ["doc"])
    if not (folder / "documents.csv").exists():
        say = "There is no documents.csv: authors and dates are unknown."
    problems += [("documents.csv", say)] * bool(say)
    table["doc"] = [ids.get(doc, doc) for doc in table["doc"].str.strip()]  # or the file's name
    given = table.drop_duplicates("doc").set_index("doc").reindex(columns=["encoding"])
    known = given["encoding"].dropna().to_dict()
    texts, read = {}, {}
    for name, doc in ids.items():
        file = _name(files[name], folder)
        try:
            data = files[name].read_bytes()
        except OSError as error:
            problems.append((file, f"{file} cannot be opened: {error.strerror}."))
            continue
        text, encoding = _decode(data, known.get(doc), file, problems)
        texts[doc], read[doc] = _whole(text, file, problems), (encoding, file)
    if not texts:
        raise ToolkitError(f"'{base}' holds no article; .txt or .md files were expected.")
    documents = _metadata(list(texts), table, "documents.csv", problems)
    documents[["encoding", "file"]] = pd.DataFrame(
        list(read.values()), documents.index, dtype="str"
    )
    return Source(folder, texts, documents, _table(problems))


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
    whole = {doc: _whole(text, doc, problems) for doc, text in texts.items()}
    table = pd.DataFrame({"doc": []}) if documents is None else documents
    if "doc" not in table:
        table = table.rename_axis("doc").reset_index()
    return Source(
        None, whole, _metadata(list(whole), table, "documents", problems), _table(problems)
    )


def _walk(base: Path, everything: bool) -> list[Path]:
    """List the files below `base` that may be articles, in the order of their paths."""
    found = []
    for place, folders, files in os.walk(base):
        apart = "gold" if place == str(base) and not everything else None
        folders[:] = [f for f in folders if not f.startswith(".") and f != apart]
        kept = [f for f in files if not NO_ARTICLE.fullmatch(f) or (everything and f[0] != ".")]
        found += [Path(place, f) for f in kept]
    return sorted(found)


def _name(path: Path, base: Path) -> str:
    """Return the path below `base` with `/`, text even where the file system's bytes are none."""
    return os.fsencode(path.relative_to(base).as_posix()).decode("utf-8", "backslashreplace")


def _ids(names: list[str]) -> dict[str, str]:
    """Return the document of each file: its name without suffix, with it where two collide."""
    ids = {name: name.rpartition(".")[0] for name in names}
    while max(Counter(ids.values()).values(), default=1) > 1:
        seen = Counter(ids.values())
        ids = {name: doc if seen[doc] == 1 else name for name, doc in ids.items()}
    return ids


def read_table(path: Path, needed: Sequence[str]) -> tuple[pd.DataFrame, str]:
    """Read a table of the corpus folder; else return an empty one, and why it is left aside.

    Returns
    -------
    table, sentence
        The columns in `COLUMNS` and `needed` are strings.  The sentence is empty if all is well.
    """
    try:
        texts = dict.fromkeys([*needed, *COLUMNS], "str")
        how = {"encoding": "utf-8-sig", "keep_default_na": False, "na_values": [""]}
        table = pd.read_csv(path, dtype=texts, skipinitialspace=True, **how)
        if not isinstance(table.index, pd.RangeIndex):
            raise ValueError("its lines have more values than its head has columns")
        if missing := [name for name in needed if name not in table]:
            semicolons = len(table.columns) == 1 and ";" in str(table.columns[0])
            hint = "; its columns are parted by semicolons, commas were expected"
            only = hint if semicolons else f", only {', '.join(map(str, table))}"
            raise ValueError(f"it has no column '{missing[0]}'{only}")
        return table, ""
    except UnicodeError:
        reason = "it is not UTF-8; save it as 'CSV UTF-8'"
    except (OSError, ValueError) as error:  # errors of parsing and decoding are ValueErrors
        reason = " ".join(str(error).split()).rstrip(".")
    empty = pd.DataFrame({name: pd.array([], "str") for name in needed})
    return empty, f"{path.name} cannot be read and is left aside: {reason}."


def _decode(data: bytes, given: str | None, file: str, problems: Problems) -> tuple[str, str]:
    """Decode bytes as documents.csv says, else their mark, else UTF-8, else by a guess."""
    mark = BOM.match(data)
    marked = codecs.lookup(mark.lastgroup or "").name if mark else ""
    for name in filter(None, (given, marked, "utf-8")):
        try:
            codec = codecs.lookup(name).name
            codec = marked if codec[:5] == marked[:5] else codec  # the mark is no text
            return data.decode(codec, "surrogatepass"), codec
        except (LookupError, UnicodeError):
            if name == given:
                say = f"{file} cannot be read as '{given}', the encoding that documents.csv states."
                problems.append((file, say))
    from charset_normalizer import from_bytes

    best = from_bytes(data).best()
    name = best.encoding if best else "latin-1"
    high = re.findall(rb"[\x80-\xff]+", data)
    if len(high) < 0.05 * len(data) and max(map(len, high)) == 1:
        name = "cp1252"  # lone accents cannot tell alphabets apart: the commonest is the guess
    try:
        text = data.decode(name)
    except UnicodeError:  # of a long file the guess has seen only samples
        text, name = data.decode("latin-1"), "latin-1"
    guess = "a guess that the column 'encoding' of documents.csv can correct"
    problems.append((file, f"{file} is not UTF-8; it is read as '{name}', {guess}."))
    return text, name


def _whole(text: str, file: str, problems: Problems) -> str:
    """Report what is odd in a text; a lone surrogate, which no file can hold, becomes U+FFFD."""
    text, lone = SURROGATE.subn("\ufffd", text)
    said = []
    if lone:
        said.append(f"has {counted(lone, 'lone surrogate')}; each is read as U+FFFD")
    if nulls := text.count("\0"):
        said.append(f"has {counted(nulls, 'null character')}; it may be no text, or UTF-16")
    if not text.strip():
        said.append("is empty; it stays a document without words")
    problems += [(file, f"{file} {words}.") for words in said]
    return text


def _metadata(ids: list[str], table: pd.DataFrame, file: str, problems: Problems) -> pd.DataFrame:
    """Fit a table of metadata to the documents read: every column of the contract, every row."""
    for key in set(GROUP_KEYS) & set(table):
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
    rights = table["rights"].fillna("sentence")
    for doc, value in rights[~rights.isin(RIGHTS)].items():
        say = f"'{value}', the rights of '{doc}', counts as 'sentence'{hint(value, RIGHTS)}."
        problems.append((file, say))
    return table.assign(rights=rights.where(rights.isin(RIGHTS), "sentence"))


def _table(problems: Problems) -> pd.DataFrame:
    """Make the table of problems."""
    return pd.DataFrame(problems, columns=["file", "problem"], dtype="str")
