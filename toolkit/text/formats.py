"""Forms of articles: plain text, saved pages, Word and PDF files, tables of texts, archives.

What a page, a Word or a PDF file says depends on the library that extracts it.  So the text is
extracted once and kept in ``.toolkit/text`` of the corpus folder, under the hash of the file and
with the extractor's version: addresses stay true when the library changes.  Nothing is unpacked to
disk, and no archive may grow beyond `LARGEST`.
"""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from hashlib import sha256
from importlib import metadata
from io import BytesIO
from pathlib import Path, PurePosixPath
from typing import Any
from zipfile import ZipFile

from toolkit.checks import counted
from toolkit.text import tables
from toolkit.text.encodings import Problems, decode

PLAIN = {"txt", "md"}
TABLES = {"csv", "tsv", "jsonl", "parquet"}
EXTRACTORS = {"html": "trafilatura", "htm": "trafilatura", "docx": "python-docx", "pdf": "pypdf"}
READABLE = {*PLAIN, *TABLES, *EXTRACTORS, "zip"}
FORMS = ".txt, .md, .html, .docx, .pdf, .csv, .jsonl, .parquet or .zip files"
NO_ARTICLE = re.compile(
    r"(?i)\..*|__macosx|(readme|license)(\.\w+)?|sha256sums|codebook\.toml"
    r"|(documents|speakers|gazetteer|faults|quotes)\.csv"
)
TEXT = "text full_text fulltext body content article 正文 内容".split()  # columns of a table
LARGEST = 500_000_000  # bytes that an archive may hold when unpacked
Facts = dict[str, Any]
KEPT = ["title", "author", "date", "hostname", "sitename", "language"]


@dataclass(frozen=True)
class Piece:
    """One article of a file.

    Attributes
    ----------
    name : path below the folder; members of an archive and rows of a table stand below their file
    doc : the name without suffixes
    form : suffix that says how to read it
    content : its text or bytes, when asked for
    file : its name, or that of its table
    known : what a table says of it beside its text
    encoding : encoding of the table it comes from
    """

    name: str
    doc: str
    form: str
    content: Callable[[], str | bytes]
    file: str
    known: Mapping[str, Any] = field(default_factory=dict)
    encoding: str | None = None


def pieces(
    name: str, content: Callable[[], bytes], problems: Problems, doc: str = ""
) -> Iterator[Piece]:
    """Yield the articles of a file, be it readable or not.

    Parameters
    ----------
    name : path below the folder
    content : returns the file's bytes
    problems : list to which is added what cannot be read
    doc : the name without suffixes, where it is not that of the path

    Examples
    --------
    >>> found = list(pieces("a.jsonl", lambda: b'{"text": "One."}', []))
    >>> found[0].doc, found[0].content()
    ('a/1', 'One.')
    """
    suffix = PurePosixPath(name).suffix
    doc, form = (doc or name).removesuffix(suffix), suffix[1:].lower()
    with _said(name, problems):
        if form == "zip":
            inside = [*_members(name, doc, content(), problems)]
            yield from inside
            if not inside:
                problems.append((name, f"{name} holds no article."))
        elif form in TABLES:
            yield from _rows(name, doc, form, content(), problems)
        else:
            yield Piece(name, doc, form, content, name)


def read(piece: Piece, given: str | None, keep: Path | None, problems: Problems) -> Facts | None:
    """Read one article: its `text`, `encoding`, `extractor` and what its page has `stated`.

    None, and a sentence, where it cannot be read.

    Parameters
    ----------
    piece : the article
    given : encoding that documents.csv states for it, if any
    keep : folder in which extracted texts are kept
    problems : list to which is added what went wrong
    """
    with _said(piece.name, problems):
        text, encoding = piece.content(), piece.encoding
        if not isinstance(text, str):
            if piece.form not in PLAIN:
                return _extracted(piece, text, given, keep, problems)
            text, encoding = decode(text, given, piece.name, problems)
        return {"text": text, "encoding": encoding, "extractor": None, "stated": {}}
    return None


@contextmanager
def _said(name: str, problems: Problems) -> Iterator[None]:
    """Make a sentence of whatever goes wrong with a file."""
    try:
        yield
    except ModuleNotFoundError:
        how = 'the extra "forms" is needed (pip install "whowhatwhere[forms]")'
        problems.append((name, f"{name} is not read: {how}."))
    except Exception as error:  # noqa: BLE001 - said; libraries fail in many ways on broken files
        reason = getattr(error, "strerror", None) or str(error) or type(error).__name__
        reason = " ".join(reason.split())[:200].rstrip(".")
        problems.append((name, f"{name} cannot be read: {reason}."))


def _members(name: str, doc: str, data: bytes, problems: Problems) -> Iterator[Piece]:
    """Yield the articles of an archive, which is never unpacked to disk."""
    archive, left = ZipFile(BytesIO(data)), LARGEST
    seen: set[PurePosixPath] = set()
    for info in archive.infolist():
        path = PurePosixPath(info.filename.replace("\\", "/"))
        names = [part for part in path.parts if part != ".."]
        if info.is_dir() or any(map(NO_ARTICLE.fullmatch, names)):
            continue
        left -= info.file_size
        odd = {
            "climbs out of it": ".." in path.parts or path.is_absolute() or ":" in path.parts[0],
            "is there already": path in seen,
            "is an archive itself": path.suffix.lower() == ".zip",
        }
        if why := next((say for say, holds in odd.items() if holds), None):
            problems.append((name, f"'{path}' in {name} {why} and is not read."))
        elif left < 0:
            size = counted(LARGEST // 1_000_000, "megabyte")
            problems.append((name, f"{name} holds more than {size}; the rest is not read."))
            return
        else:
            seen.add(path)
            content = partial(archive.read, info)
            yield from pieces(f"{name}/{path}", content, problems, f"{doc}/{path}")


def _rows(name: str, doc: str, form: str, data: bytes, problems: Problems) -> Iterator[Piece]:
    """Yield the rows of a table that has a column of texts."""
    table, encoding = tables.records(name, form, data, problems)
    if table.empty:
        problems.append((name, f"{name} holds no article."))
        return
    columns = {column.lower().replace(" ", "_"): column for column in reversed(table.columns)}
    if not (text := next((columns[name] for name in TEXT if name in columns), None)):
        raise ValueError(f"it has no column 'text', only {', '.join(table) or 'none'}")
    key = columns.get("doc", columns.get("id"))
    ids = [str(i) for i in range(1, len(table) + 1)]
    if key and table[key].fillna("").str.strip().ne("").all() and table[key].is_unique:
        ids = table[key].tolist()
    elif key:
        say = f"{name} has a column '{key}' with missing or repeated values; its rows are numbered"
        problems.append((name, f"{say}."))
    known = table.drop(columns=[c for c in table if c == text or c.lower() in ("doc", "id")])
    texts = table[text].fillna("")
    for key, words, facts in zip(ids, texts, known.to_dict("records"), strict=True):
        inside = partial(str, words)
        yield Piece(f"{name}/{key}", f"{doc}/{key}", "txt", inside, name, facts, encoding)


def _extracted(
    piece: Piece, data: bytes, given: str | None, keep: Path | None, problems: Problems
) -> Facts:
    """Return the text that was extracted from a file before, else extract it and keep it."""
    name, form, encoding, stated = piece.name, piece.form, None, dict[str, str]()
    hashed = sha256(data + f"{form} {given or ''}".encode()).hexdigest()
    path = keep / f"{hashed}.json" if keep else None
    if path and path.exists():
        with suppress(ValueError):  # it was cut off while it was written
            return json.loads(path.read_text("utf-8", "surrogatepass"))
    extractor = f"{EXTRACTORS[form]} {metadata.version(EXTRACTORS[form])}"
    if form in ("html", "htm"):
        from charset_normalizer.utils import any_specified_encoding

        page, encoding = decode(data, given, name, problems, any_specified_encoding(data))
        text, stated = _html(page)
    else:
        text = (_docx if form == "docx" else _pdf)(data)
    made = {"text": text, "encoding": encoding, "extractor": extractor, "stated": stated}
    if path:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            kept = json.dumps({"file": name, **made}, ensure_ascii=False, indent=1)
            path.write_text(kept, "utf-8", "surrogatepass", newline="\n")
        except OSError as error:
            say = f"The text of {name} cannot be kept in {keep}: {error.strerror}; its addresses"
            problems.append((name, f"{say} hold as long as {EXTRACTORS[form]} extracts the same."))
    return made


def _html(page: str) -> tuple[str, dict[str, str]]:
    """Return the text of a saved page and what its head says about it."""
    import trafilatura

    found = trafilatura.bare_extraction(page, with_metadata=True, include_comments=False)
    facts = found.as_dict() if found else {}  # type: ignore[union-attr]
    stated = {key: str(facts[key]) for key in KEPT if facts.get(key)}
    return facts.get("text") or trafilatura.html2txt(page), stated


def _docx(data: bytes) -> str:
    """Return the paragraphs and tables of a Word file, a line each."""
    import docx

    if sum(info.file_size for info in ZipFile(BytesIO(data)).infolist()) > LARGEST:
        raise ValueError(f"it unpacks to more than {LARGEST // 1_000_000} megabytes")
    lines: list[str] = []
    for block in docx.Document(BytesIO(data)).iter_inner_content():
        rows = [[cell.text for cell in row.cells] for row in getattr(block, "rows", [])]
        lines += ["\t".join(row) for row in rows] or [getattr(block, "text", "")]
    return "\n".join(lines)


def _pdf(data: bytes) -> str:
    """Return the text layer of a PDF file, pages parted by a form feed."""
    import pypdf

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # it tells of every small flaw
    text = "\n\f".join(page.extract_text() for page in pypdf.PdfReader(BytesIO(data)).pages)
    if not text.strip():
        raise ValueError("it has no text layer; text recognition (OCR) makes one")
    return text
