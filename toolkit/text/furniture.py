"""What stands round an author's prose: title, navigation, bylines, share links, comment forms.

Three kinds of evidence, none of them about one site: a line that fits a pattern of
``data/furniture.csv`` where such lines stand (head, tail, either edge, anywhere, or at the end of
the last line); the document's title; a line that stands at the edge of several documents of one
source.  What is in doubt stays with the body.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from itertools import pairwise
from pathlib import Path

import pandas as pd

from toolkit import spans

Span = tuple[int, int]
Known = Sequence[tuple[str, re.Pattern[str]]]  # kind, pattern
NAMES = ["doc", "start", "end", "kind", "text"]
EDGE = 12  # lines at the head and at the tail among which furniture is looked for
LONGEST = 400  # characters of a line that may be furniture as a whole

CLOSE = r"[\"'”’)\]»』」]"
LINE = re.compile(r"\S(?:[^\n\r\v\f\x1c-\x1e\x85\u2028\u2029]*\S)?")
WORD = re.compile(r"\w+")
FINAL = re.compile(rf"[.!?:…。！？：] ?{CLOSE}*\Z")
STOP = re.compile(rf"[.!:;,…。！：；，]{CLOSE}*\Z")  # with which no title ends
LABEL = re.compile(r"(?i)(?:q|a|question|answer|reporter|问|答|记者)\d*\s?[:：]")
CREDIT = re.compile(  # or another sentence of a caption
    r"\s(?=(?:Photo|Image|Picture|Photograph|Graphic)s?(?: by |\s?[:：/]))"
    r"|(?<=[a-z]{3}\.) (?=[A-Z])"
)
FIELD = re.compile(r"(?i)\s(?=(?:time|date|source|author|editor|来源|时间|作者|编辑)\s?[:：])")
LABELLED = re.compile(r"\W*\w+\W+\w+")  # Release time, Web editor: the label of the first field


@cache
def patterns() -> dict[str, list[tuple[str, re.Pattern[str]]]]:
    """Return kinds and patterns of furniture by the place in which they stand."""
    table = pd.read_csv(Path(__file__).parents[1] / "data" / "furniture.csv", dtype="str")
    out: dict[str, list[tuple[str, re.Pattern[str]]]] = {}
    for kind, where, pattern in zip(table["kind"], table["where"], table["pattern"], strict=True):
        for place in ("head", "tail") if where == "edge" else (where,):
            whole = rf"(?:{pattern})\s*\Z" if place == "end" else pattern
            out.setdefault(place, []).append((kind, re.compile(whole)))
    return out


def find(texts: Mapping[str, str], documents: pd.DataFrame) -> pd.DataFrame:
    r"""Find what is not the author's prose.

    Parameters
    ----------
    texts : text by document
    documents : indexed by document; of its columns `title`, `host` and `outlet` are used

    Returns
    -------
    DataFrame
        `doc, start, end, kind, text`; the spans do not overlap.  Kinds are those of
        ``data/furniture.csv``, `title`, and `repeated` (a line at the edge of several documents of
        one source).

    Examples
    --------
    >>> documents = pd.DataFrame({"title": ["Steel"]}, index=["a"])
    >>> text = "Home > News > Steel\n\nSteel\n\nSteel grew by a tenth last year.\n\nShare to:"
    >>> find({"a": text}, documents)["kind"].tolist()
    ['navigation', 'title', 'share']
    """
    lines = {doc: [m.span() for m in LINE.finditer(text)] for doc, text in texts.items()}
    repeated = _repeated(texts, lines, documents)
    titles = documents["title"].dropna().to_dict() if "title" in documents else {}
    rows: list[tuple] = []
    for doc, text in texts.items():
        found = _document(text, lines[doc], titles.get(doc, ""), repeated[doc])
        rows += ((doc, start, end, kind, text[start:end]) for start, end, kind in sorted(found))
    return spans.table(pd.DataFrame(rows, columns=NAMES), {"kind": "str", "text": "str"})


def _document(
    text: str, lines: list[Span], title: str, repeated: set[str]
) -> Iterator[tuple[int, int, str]]:
    """Yield start, end and kind of the furniture of one document."""
    known, last = patterns(), len(lines) - 1
    titles = {_key(title)} - {""}
    kinds = {}
    for i, (start, end) in enumerate(lines):
        if end - start <= LONGEST and (kind := _fits(text[start:end], known["any"])):
            kinds[i] = kind
    edges = {"head": range(last + 1)[:EDGE], "tail": range(last, max(-1, last - EDGE), -1)}
    for place, rows in edges.items():
        top = place == "head"  # nothing but furniture so far
        for i in rows:
            start, end = lines[i]
            line = text[start : min(end, start + LONGEST + 1)]
            key = _key(line)
            if kind := kinds.get(i) or _fits(line, known[place]):
                kinds[i] = kind
            elif key in titles or (
                top and "title" not in kinds.values() and _is_title(text, lines[i : i + 4])
            ):
                kinds[i] = "title"
                titles.add(key)
            elif key in repeated:
                kinds[i] = "repeated"
            elif _is_prose(line):
                break
            else:
                top = False
    for i, kind in kinds.items():
        yield from _fields(text, *lines[i], kind)
    start, end = next((lines[i] for i in range(last, -1, -1) if i not in kinds), (0, 0))
    for kind, pattern in known["end"] * 2:  # at the end of the last line stand two at most
        if m := pattern.search(text, max(start, end - LONGEST), end):
            yield *m.span(), kind
            end = start + len(text[start : m.start()].rstrip())


def _fields(text: str, start: int, end: int, kind: str) -> Iterator[tuple[int, int, str]]:
    """Yield the fields of a line: `Author: Li Wei  Time: 2023-04-05` has two."""
    edge, label = (CREDIT, WORD) if kind == "caption" else (FIELD, LABELLED)
    first = label.search(text, start, end)
    cuts = [m.end() for m in edge.finditer(text, first.end(), end)] if first else []
    for a, b in pairwise([start, *cuts, end]):
        part = text[a:b].rstrip()
        yield a, a + len(part), (_fits(part, patterns()["head"]) or kind) if cuts else kind


def _fits(line: str, known: Known) -> str | None:
    """Name the first kind of furniture whose pattern fits the whole line."""
    return next((kind for kind, pattern in known if pattern.fullmatch(line)), None)


def _key(line: str) -> str:
    """Reduce a line to its words, so that titles are recognised whatever their marks."""
    return " ".join(WORD.findall(line.casefold()))


def _is_prose(line: str) -> bool:
    """Say whether a line is surely the author's: a sentence of some length."""
    words = len(line.split())
    return words > 30 or (words > 7 and FINAL.search(line) is not None)


def _is_title(text: str, lines: Sequence[Span]) -> bool:
    """Say whether the first of some lines is printed as a title over the others.

    A title has no final stop, is not broken at the width of the page, and prose stands below it,
    after a blank line or a byline.
    """
    (start, end), *below = lines
    line = text[start:end]
    if len(line) > 250 or not 1 < len(line.split()) < 35 or line[0].islower():
        return False
    if STOP.search(line) or LABEL.match(line):
        return False
    apart = below and text.count("\n", end, below[0][0]) > 1
    signed = below and _fits(text[slice(*below[0])], patterns()["head"]) == "byline"
    return bool(apart or signed) and any(_is_prose(text[a:b]) for a, b in below)


def _repeated(
    texts: Mapping[str, str], lines: Mapping[str, list[Span]], documents: pd.DataFrame
) -> dict[str, set[str]]:
    """Find for each document the lines that stand at the edge of several of its source."""
    source = pd.Series("", index=list(texts))
    for column in ("outlet", "host"):
        if column in documents:
            source = documents[column].reindex(source.index).fillna(source)
    seen: dict[str, Counter[str]] = {name: Counter() for name in source}
    for (doc, text), name in zip(texts.items(), source, strict=True):
        half = EDGE // 2
        edge = [text[a:b] for a, b in {*lines[doc][:half], *lines[doc][-half:]} if b - a <= LONGEST]
        seen[name].update({_key(line) for line in edge if not STOP.search(line)} - {""})
    number = Counter(source)
    often = {
        name: {key for key, n in counts.items() if n >= max(3, number[name] / 5)}
        for name, counts in seen.items()
    }
    return {doc: often[name] for doc, name in zip(texts, source, strict=True)}
