"""Sentences of the body: paragraphs first, then the stops within them.

Every run of ``. ! ? …`` with the marks that close after it is a candidate.  What stands before a
full stop (an abbreviation, an initial, a number) and after it (a small letter, a number, a word
that often begins sentences) decides; those words lie in ``data/abbreviations.txt``.  Where the
layer of faults says that a blank is missing after a stop, a sentence ends too.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import pairwise

import pandas as pd

from toolkit import spans
from toolkit.text.faults import listed, short
from toolkit.text.furniture import CLOSE, FINAL, LINE

Span = tuple[int, int]
NAMES = ["doc", "start", "end", "paragraph", "sentence", "kind"]
WRAPPED = range(50, 101)  # width of lines broken by hand or by a mail program
HEADING = 20  # words at most

STOP = re.compile(  # with the marks, the number of a reference and the smiley that follow it
    rf"(?<![.!?…])(?P<stop>[.!?…]++(?:[ \xa0][.!?…]++(?!\w))*)(?P<close>{CLOSE}*+)"
    rf"(?:[^\S\n](?:\[\d[\d,\s–-]*\]|[:;]-?[()DP](?!\S)))*(?=\s|\Z)|[。！？]+{CLOSE}*"
)
RULE = re.compile(r"[*_=#-](?<!\S.)(?:[*_=#]{2,}|-{5,})(?!\S)")  # ***: an end without a stop
ADDRESS = re.compile(r"(?:://|@|www\.)\S{1,100}[\w/>](?=\s+(\S+))")
CAPTION = re.compile(r"(?:Figure|Table|Box|Chart|Map|Photo) \d+(?:\.\d+)*(?=\s+[^\W\d_a-z])")
INSIDE = re.compile(r"\s*(\S(?s:.*\S)?)")
AFTER = re.compile(r"\s*(\S{1,40})")
LEFT = re.compile(r"[\s(\[\"“‘'/–—]")
INITIALS = re.compile(r"(?:[^\W\d_]\.-?)*[^\W\d_]")
NUMBERING = re.compile(
    r"[\W_]*(?:(?:Figure |Table )?\d{1,3}(?:\.\d{1,3})*|[A-Za-z]|[ivxIVX]{1,5})\W*"
)
NOTE = re.compile(r"\s*\d{1,3}(?=\s+([A-Z]\w*))")  # the number of a footnote
SAID = re.compile(r"\s*(?:[A-Z][\w.’'-]* ){0,4}(\w+)(?: [A-Z])?")
CAPITAL = r"(?:[^\W\d_a-z][\w.’'-]*|of|the|and|for|de|van|von|bin|al)"
LABEL = re.compile(
    rf"({CAPITAL}(?: {CAPITAL}){{0,5}}(?: ?\([^()\n]+\))?)\s?[:：](?=\s|\Z|[^\W\d_])"
)
TOPIC = re.compile(r"[^:.]{3,60}: (?:to |[a-z]+ing )[^:.]*\.\Z")  # Open doors: to invite capital.


def split(texts: Mapping[str, str], furniture: pd.DataFrame, faults: pd.DataFrame) -> pd.DataFrame:
    """Split the body of each text into sentences.

    Parameters
    ----------
    texts : text by document
    furniture : layer; its spans are no body
    faults : layer; `missing_space` tells where a blank is missing after a stop, `turned_quote`
        where a closing mark stands apart from it

    Returns
    -------
    DataFrame
        `doc, start, end, paragraph, sentence, kind`; the spans have no outer blanks; `paragraph`
        and `sentence` count from 0 in a document; kinds are `sentence`, `heading` (a short
        paragraph without a final stop that stands over others), `fragment` (no final stop) and
        `speaker_label` (the name before a turn of an interview).

    Examples
    --------
    >>> none = spans.table({c: [] for c in ["doc", "start", "end", "kind", "text", "reading"]})
    >>> split({"a": "Mr. Li came. He left."}, none, none)[["start", "end", "kind"]].values.tolist()
    [[0, 12, 'sentence'], [13, 21, 'sentence']]
    """
    body = spans.outside(furniture, {doc: len(text) for doc, text in texts.items()})
    pieces: dict[str, list[Span]] = {doc: [] for doc in texts}
    for doc, start, end in zip(*(body[name].tolist() for name in spans.ADDRESS), strict=True):
        pieces[doc].append((start, end))
    joined: dict[str, list[int]] = {doc: [] for doc in texts}
    known = faults[faults["kind"].isin(["missing_space", "turned_quote"])]
    columns = (known[name] for name in ("doc", "start", "end", "kind", "text", "reading"))
    for doc, start, end, kind, text, reading in zip(*columns, strict=True):
        same = [a == b for a, b in zip(text, reading, strict=False)]
        blank = start + (*same, False).index(False)
        joined[doc].append(end if kind == "turned_quote" else blank)
    rows: list[tuple] = []
    for doc, text in texts.items():
        found = _document(text, pieces[doc], sorted(joined[doc]))
        rows += ((doc, *row[:3], i, row[3]) for i, row in enumerate(found))
    like = {"paragraph": "int64", "sentence": "int64", "kind": "str"}
    return spans.table(pd.DataFrame(rows, columns=NAMES), like)


def _document(
    text: str, pieces: Sequence[Span], joined: Sequence[int]
) -> list[tuple[int, int, int, str]]:
    """List start, end, paragraph and kind of the units of one body."""
    paragraphs = _paragraphs(text, pieces)
    labels = _labels(text, paragraphs)
    parts = []
    above = False  # may a heading stand over what comes next? we go from the end upwards
    for i, (start, end) in reversed([*enumerate(paragraphs)]):
        turn = labels.get(start, start)
        extra = joined[bisect_right(joined, turn) : bisect_left(joined, end)]
        extra = [j for j in extra if FINAL.search(text, max(turn, j - 9), j)]
        edges = [turn, *sorted({*_stops(text, turn, end, extra), *extra}), end]
        units = [m.span(1) for a, b in pairwise(edges) if (m := INSIDE.match(text, a, b))]
        whole = [FINAL.search(text, max(a, b - 9), b) is not None for a, b in units]
        kinds = ["sentence" if ends else "fragment" for ends in whole]
        if above and units == [(start, end)] and _heads(text[start:end], whole[0]):
            kinds = ["heading"]
        else:
            above = any(whole)
        label = [(start, turn, i, "speaker_label")] * (turn > start)
        parts.append([*label, *((*unit, i, kind) for unit, kind in zip(units, kinds, strict=True))])
    return [row for part in reversed(parts) for row in part]


def _paragraphs(text: str, pieces: Sequence[Span]) -> list[Span]:
    """List the paragraphs: lines, or runs of lines where a text was broken at a fixed width."""
    lines = [m.span() for start, end in pieces for m in LINE.finditer(text, start, end)]
    sizes = sorted(end - start for start, end in lines) or [0]
    width = sizes[len(sizes) * 9 // 10]
    ended = sum(FINAL.search(text, max(a, b - 9), b) is not None for a, b in lines)
    if width not in WRAPPED or 2 * ended > len(lines):
        return lines  # those of a wrapped text mostly stop in the middle of a sentence
    out = lines[:1]
    for above, line in pairwise(lines):
        word = text[slice(*line)].split(None, 1)[0]
        full = above[1] - above[0] + 1 + len(word) > width  # the line had no room for the next word
        if full and text[above[1] : line[0]].strip(" \t\r\xa0") == "\n":
            out[-1] = (out[-1][0], line[1])
        else:
            out.append(line)
    return out


def _labels(text: str, paragraphs: Sequence[Span]) -> dict[int, int]:
    """Find the labels of turns, roles and names that come back: paragraph's start, label's end."""
    found = {start: m for start, end in paragraphs if (m := LABEL.match(text, start, end))}
    seen = Counter(m[1] for m in found.values())
    for start, m in [*found.items()]:
        first = m[1].lower().split()[0]
        if first not in listed("role") and (seen[m[1]] < 2 or first in listed("field")):
            del found[start]
    return {start: m.end() for start, m in found.items()}


def _stops(text: str, start: int, end: int, known: Sequence[int]) -> list[int]:
    """List where sentences end in a paragraph, its own end left out and what is `known`."""
    caption = CAPTION.match(text, start, end)
    ends = [caption.end()] if caption else []
    ends += (edge for m in RULE.finditer(text, start, end) for edge in m.span())
    ends += [m.end() for m in ADDRESS.finditer(text, start, end) if _starts(m[1])]
    begin, apart = start, set(known)
    for m in STOP.finditer(text, start, end):
        at, to = m.span()
        after = AFTER.match(text, to, end)
        if after is None:
            break
        stop, close, first = m["stop"], m["close"], after[1][0]
        if first in ",;" or after.start(1) + 1 in apart:
            continue
        if stop == ".":
            if not _ends_sentence(text, begin, at, close, after[1]):
                continue
        elif stop and first.islower() and (close or stop[-1] not in "!?"):
            continue  # "Why?" she asked
        elif stop and close and (verb := SAID.match(text, to, end)) and verb[1] in listed("said"):
            continue  # "Why?" Li Wei asked
        if (note := NOTE.match(text, to, end)) and _starts(note[1]):
            to = note.end()
        ends.append(to)
        begin = to
    return ends


def _ends_sentence(text: str, begin: int, at: int, close: str, after: str) -> bool:
    """Decide whether the full stop at `at` ends the sentence that began at `begin`."""
    word = LEFT.split(text[max(begin, at - 40) : at])[-1]
    kind = short().get(word, "")
    initial = INITIALS.fullmatch(word)
    if after[0].islower():
        number = word.isdigit() and len(word) < 3
        return not (close or kind or initial or number)
    if kind == "before" or NUMBERING.fullmatch(text, begin, at):
        return False
    if kind in ("number", "month"):
        return not after[0].isdigit()
    return _starts(after) or not (kind == "may" or initial)


def _starts(word: str) -> bool:
    """Say whether a word after an abbreviation begins a sentence rather than going on."""
    letters = re.match(r"[A-Z][a-z]*", word)
    return letters is not None and letters[0].lower() in listed("starter")


def _heads(text: str, whole: bool) -> bool:
    """Say whether a paragraph reads as a heading: short, and without a final stop or a verb."""
    brief = len(text.split()) <= HEADING and not text[0].islower()
    return brief and (not whole or TOPIC.match(text) is not None)
