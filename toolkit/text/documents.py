"""From files to texts: what is read, in which encoding, and what is known about each document.

A text is the file's bytes decoded in ``documents.encoding``, and nothing else is done to it.
What cannot be read as intended becomes a row of ``problems`` and stops no other document.
"""

import codecs
import os
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from toolkit.checks import ToolkitError, counted, hint, nearest

COLUMNS = [
    *("title", "author", "byline_kind", "outlet", "host", "translator", "date", "date_posted"),
    *("genre", "language", "translated", "original", "rights", "encoding", "file"),
]
RIGHTS = ("full", "sentence", "address")
GROUP_KEYS = ("speaker", "mode", "place", "province", "macro_region", "cluster", "theme", "words")
READABLE = (".txt", ".md")
# Forms in which articles are kept and which are not read: said, so that no article is lost unseen.
UNREADABLE = re.compile(
    r"(?i)\.(html?|mhtml|xml|pdf|docx?|odt|rtf|epub|[ct]sv|jsonl?|parquet|xlsx|zip|gz)"
)
NOT_ARTICLES = re.compile(
    r"(?i)readme.*|license.*|sha256sums|(documents|speakers|gazetteer|faults)\.csv|codebook\.toml"
)
BOMS = {  # the longer first: a UTF-32 mark begins with a UTF-16 mark
    codecs.BOM_UTF32_LE: "utf-32",
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
NAMED = 20  # names of documents.csv that were not read: more are counted, not listed
SURROGATE = re.compile("[\ud800-\udfff]")


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
    if named := folder or os.environ.get("TOOLKIT_CORPUS"):
        path = Path(named).expanduser()
        if path.is_dir():
            return path
        if path.exists():
            raise ToolkitError(f"'{path}' is a file; a folder was expected.")
        beside = path.parent.iterdir() if path.parent.is_dir() else []
        near = nearest(path.name, [other.name for other in beside if other.is_dir()])
        mean = f"; did you mean '{path.with_name(near)}'?" if near else "."
        raise ToolkitError(f"There is no folder '{path}'{mean}")
    here = Path.cwd()
    for place in (here, *here.parents):
        if (place / "seeds").is_dir():
            return place / "seeds"
    ask = "name a folder, or set TOOLKIT_CORPUS"
    raise ToolkitError(f"There is no folder 'seeds' in '{here}' or above it; {ask}.")


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
    problems: list[tuple[str, str]] = []
    paths = []
    for path in _walk(base, everything=base != folder):
        if path.suffix.lower() in READABLE:
            paths.append(path)
        elif UNREADABLE.fullmatch(path.suffix):
            file = _name(path, folder)
            problems.append((file, f"{file} is not read: only .txt and .md files are."))
    names = [_name(path, base) for path in paths]
    ids = _ids(names)
    table = _read_table(folder / "documents.csv", problems)
    given = {}
    if table is not None:
        by_name = dict(zip(names, ids, strict=True))  # a row may also name the file
        table["doc"] = [by_name.get(doc, doc) for doc in table["doc"].str.strip()]
        if "encoding" in table:
            given = table.drop_duplicates("doc").set_index("doc")["encoding"].dropna().to_dict()
    texts, encodings, files = {}, {}, {}
    for doc, path in zip(ids, paths, strict=True):
        file = _name(path, folder)
        try:
            data = path.read_bytes()
        except OSError as error:
            problems.append((file, f"{file} cannot be opened: {error.strerror}."))
            continue
        text, encoding, said = _decode(data, given.get(doc))
        texts[doc] = _whole(text, file, problems)
        problems += [(file, f"{file} {sentence}") for sentence in said]
        encodings[doc], files[doc] = encoding, file
    if not texts:
        raise ToolkitError(f"'{base}' holds no article; .txt or .md files were expected.")
    documents = _metadata(list(texts), table, "documents.csv", problems)
    documents["encoding"] = pd.Series(encodings, dtype="str")
    documents["file"] = pd.Series(files, dtype="str")
    return Source(folder, texts, documents, _table(problems))


def from_texts(texts: Mapping[str, str], documents: pd.DataFrame | None = None) -> Source:
    """Make a source of texts in memory; `documents` may have ``doc`` as index or as column.

    Examples
    --------
    >>> source = from_texts({"a": "One.", "b": ""})
    >>> source.problems["problem"].tolist()
    ["'b' is empty; it stays a document without words."]
    """
    problems: list[tuple[str, str]] = []
    if not texts:
        raise ToolkitError("There is no text; at least one was expected.")
    whole = {}
    for doc, text in texts.items():
        if not isinstance(doc, str) or not isinstance(text, str):
            raise ToolkitError(f"Document {doc!r} is no text: names and texts must be strings.")
        whole[doc] = _whole(text, f"'{doc}'", problems)
    if documents is not None and "doc" not in documents:
        documents = documents.rename_axis("doc").reset_index()
    documents = _metadata(list(whole), documents, "documents", problems)
    return Source(None, whole, documents, _table(problems))


def _walk(base: Path, everything: bool) -> list[Path]:
    """List the files below `base` that may be articles, in the order of their paths."""
    found = []
    for place, folders, files in os.walk(base):
        apart = "gold" if place == str(base) and not everything else None
        folders[:] = [f for f in folders if not f.startswith(".") and f != apart]
        for f in files:
            if not f.startswith(".") and (everything or not NOT_ARTICLES.fullmatch(f)):
                found.append(Path(place, f))
    return sorted(found)


def _name(path: Path, base: Path) -> str:
    """Return the path below `base` with `/`, text even where the file system's bytes are none."""
    return os.fsencode(path.relative_to(base).as_posix()).decode("utf-8", "backslashreplace")


def _ids(names: list[str]) -> list[str]:
    """Drop the suffixes, except where two names would collide."""
    ids = [name[: name.rindex(".")] for name in names]
    while True:
        seen = Counter(ids)
        clear = [d if seen[d] == 1 else name for d, name in zip(ids, names, strict=True)]
        if clear == ids:
            return ids
        ids = clear


def _read_table(path: Path, problems: list[tuple[str, str]]) -> pd.DataFrame | None:
    """Read documents.csv; what cannot be read is said and left aside."""
    if not path.exists():
        problems.append((path.name, "There is no documents.csv: authors and dates are unknown."))
        return None
    try:
        known = dict.fromkeys(["doc", *COLUMNS], "str")
        table = pd.read_csv(path, dtype=known, encoding="utf-8-sig", na_values=[""],
                            keep_default_na=False, skipinitialspace=True)  # fmt: skip
        if not isinstance(table.index, pd.RangeIndex):
            raise ValueError("its lines have more values than its head has columns")
    except (OSError, ValueError) as error:  # parser and decoding errors are ValueErrors
        reason = " ".join(str(error).split()).rstrip(".")
        problems.append((path.name, f"documents.csv cannot be read and is left aside: {reason}."))
        return None
    if "doc" in table:
        return table
    say = "documents.csv has no column 'doc' and is left aside; its columns are {}."
    problems.append((path.name, say.format(", ".join(map(str, table.columns)))))
    return None


def _decode(data: bytes, given: str | None) -> tuple[str, str, list[str]]:
    """Decode bytes; return the text, the encoding's name and what must be said about it."""
    said = []
    mark = next((name for bom, name in BOMS.items() if data.startswith(bom)), None)
    if given:
        try:
            name = codecs.lookup(given).name
            # "utf-8" for a file that begins with a mark: the mark is no text
            name = mark if mark and mark[:5] == name[:5] else name
            return data.decode(name, "surrogatepass"), name, said
        except (LookupError, UnicodeError):
            said.append(f"cannot be read as '{given}', the encoding that documents.csv states.")
    for name in (mark, _bare_utf16(data), "utf-8"):
        try:
            if name:
                return data.decode(name, "surrogatepass"), name, said
        except UnicodeError:
            pass
    from charset_normalizer import from_bytes

    best = from_bytes(data).best()
    name = best.encoding if best else "latin-1"
    try:
        text = data.decode(name)
    except UnicodeError:  # a long file was sampled only
        name, text = "latin-1", data.decode("latin-1")
    guess = "a guess that the column 'encoding' of documents.csv can correct"
    return text, name, [*said, f"is not UTF-8; it is read as '{name}', {guess}."]


def _bare_utf16(data: bytes) -> str | None:
    """Recognise UTF-16 without a mark: western text has a null in every other byte."""
    half = len(data) // 4
    if half and data.count(0) > half:
        return "utf-16-le" if data[1::2].count(0) > half else "utf-16-be"
    return None


def _whole(text: str, file: str, problems: list[tuple[str, str]]) -> str:
    """Report what is odd in a text; a lone surrogate, which no file can hold, becomes U+FFFD."""
    text, lone = SURROGATE.subn("\ufffd", text)
    if lone:
        said = counted(lone, "lone surrogate")
        problems.append((file, f"{file} has {said}; each is read as U+FFFD."))
    if nulls := text.count("\0"):
        said = counted(nulls, "null character")
        problems.append((file, f"{file} has {said}; it may not be a text."))
    if not text.strip():
        problems.append((file, f"{file} is empty; it stays a document without words."))
    return text


def _metadata(
    ids: list[str], table: pd.DataFrame | None, file: str, problems: list[tuple[str, str]]
) -> pd.DataFrame:
    """Fit a table of metadata to the documents read: every column of the contract, every row."""
    table = pd.DataFrame({"doc": pd.array([], "str")}) if table is None else table
    for key in GROUP_KEYS:
        if key in table:
            why = "has the name of something the corpus finds itself; rename it"
            raise ToolkitError(f"The column '{key}' of {file} {why}.")
    table = table[table["doc"].notna()].assign(doc=lambda t: t["doc"].astype("str"))
    for doc in table.loc[table["doc"].duplicated(), "doc"].unique():
        problems.append((file, f"{file} has '{doc}' more than once; the first row counts."))
    table = table.drop_duplicates("doc").set_index("doc")
    lost = list(table.index.difference(ids, sort=False))
    for doc in lost[:NAMED]:
        near = nearest(doc, ids)
        mean = f"; did you mean '{near}'?" if near else "."
        problems.append((file, f"{file} names '{doc}', which was not read{mean}"))
    if more := len(lost[NAMED:]):
        problems.append((file, f"{file} names {counted(more, 'more document')} not read."))
    bare = [doc for doc in ids if doc not in table.index]
    if bare and len(table):
        of = f"{len(bare)} of {counted(len(ids), 'document')}"
        problems.append((file, f"{file} has no row for {of}, the first of them '{bare[0]}'."))
    table = table.reindex(pd.Index(ids, dtype="str", name="doc"))
    for column in COLUMNS:
        held = table[column] if column in table else pd.Series(None, table.index, "str")
        table[column] = held.astype("str").str.strip().replace("", None)
    rights = table["rights"].fillna("sentence")
    for doc, value in rights[~rights.isin(RIGHTS)].items():
        say = f"'{value}', the rights of '{doc}', counts as 'sentence'{hint(value, RIGHTS)}."
        problems.append((file, say))
    table["rights"] = rights.where(rights.isin(RIGHTS), "sentence")
    return table[[*COLUMNS, *(c for c in table if c not in COLUMNS)]]


def _table(problems: list[tuple[str, str]]) -> pd.DataFrame:
    """Make the table of problems."""
    return pd.DataFrame(problems, columns=["file", "problem"], dtype="str")
