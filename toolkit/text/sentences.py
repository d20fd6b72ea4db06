"""Sentences of the body: paragraphs first, then the stops within them.

Every run of ``. ! ? …`` with the marks that close after it is a candidate.  What stands before a
full stop (an abbreviation, an initial, a number) and after it (a small letter, a number, a word
that often begins sentences) decides; those words lie in ``data/abbreviations.txt``.  Where the
layer of faults says that a blank is missing after a stop, a sentence ends too.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

import pandas as pd

from toolkit import spans
from toolkit.text.faults import abbreviations

Span = tuple[int, int]
NAMES = ["doc", "start", "end", "paragraph", "sentence", "kind"]
WRAPPED = range(50, 101)  # width of lines broken by hand or by a mail program
HEADING = 20  # words at most

CLOSE = "[\"'”’)\\]»』」]"
LINE = re.compile(r"\S(?:[^\n\r\v\f\x1c-\x1e\x85\u2028\u2029]*\S)?")
FINAL = re.compile(rf"[.!?:…。！？：] ?{CLOSE}*\Z")
STOP = re.compile(  # with the marks, the number of a reference and the smiley that follow it
    rf"(?P<stop>[.!?…]+(?:[ \xa0][.!?…]+(?!\w))*)(?P<close>{CLOSE}*)"
    r"(?:[^\S\n](?:\[\d[\d,\s–-]*\]|[:;]-?[()DP](?!\S)))*"
    rf"(?=\s|\Z)|[。！？]+{CLOSE}*"
)
BREAK = re.compile(  # ends without a stop: round a rule of ***, before the credit of a picture
    r"(?<!\S)(?:[*_=#]{3,}|-{6,})(?!\S)|\s(?=(?:Image|Photo|Picture|Credit|Source): )"
)
ADDRESS = re.compile(r"(?:://|@|www\.)\S+[\w/>](?=\s+(\S+))")
CAPTION = re.compile(r"(?:Figure|Table|Box|Chart|Map|Photo) \d+(?:\.\d+)*(?=\s+[^\W\d_a-z])")
BEFORE = re.compile(r"[^\s(\[\"“‘'/–—]*\Z")  # the word before a stop
AFTER = re.compile(r"\s*(\S+)")
INITIALS = re.compile(r"(?:[^\W\d_]\.-?)*[^\W\d_]")
NUMBERING = re.compile(
    r"[\W_]*(?:(?:Figure |Table )?\d{1,3}(?:\.\d{1,3})*|[A-Za-z]|[ivxIVX]{1,5})\W*"
)
NOTE = re.compile(r"\s*\d{1,3}(?=\s+([A-Z]\w*))")  # the number of a footnote
SAID = re.compile(
    r"\s*(?:(?:[A-Z][\w.’'-]* ){1,4}(?:said|says|asked|asks|told|adds|added|wrote|replied|"
    r"exclaimed|shouted|cried)|(?:said|asked|says) [A-Z])\b"
)
CAPITAL = r"(?:[^\W\d_a-z][\w.’'-]*|of|the|and|for|de|van|von|bin|al)"
LABEL = re.compile(
    rf"({CAPITAL}(?: {CAPITAL}){{0,5}}(?: ?\([^()\n]+\))?)\s?[:：](?=\s|\Z|[^\W\d_])"
)
ASKED = re.compile(r"(?i)(?:q|a|question|answer|reporter|interviewer|host|moderator|问|答|记者)\d*")
NO_SPEAKER = re.compile(
    r"(?i)(?:source|image|photo|picture|figure|fig|table|note|time|date|tel|fax|e-?mail|phone|"
    r"subject|from|to|cc|bcc|re|sent|step|part|chapter|section|update|example|groups?|ps)\b.*"
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
    >>> none = spans.table({"doc": [], "start": [], "end": [], "kind": []})
    >>> split({"a": "Mr. Li came. He left."}, none, none)[["start", "end", "kind"]].values.tolist()
    [[0, 12, 'sentence'], [13, 21, 'sentence']]
    """
    body = spans.outside(furniture, {doc: len(text) for doc, text in texts.items()})
    pieces: dict[str, list[Span]] = {}
    for doc, *span in zip(*(body[name].tolist() for name in spans.ADDRESS), strict=True):
        pieces.setdefault(doc, []).append(tuple(span))
    joined: dict[str, list[int]] = {}
    known = faults[faults["kind"].isin(["missing_space", "turned_quote"])]
    for _, row in known.iterrows():
        blank = [a != b for a, b in zip(row["text"] + " ", row["reading"], strict=False)].index(
            True
        )
        at = row["end"] if row["kind"] == "turned_quote" else row["start"] + blank
        joined.setdefault(row["doc"], []).append(at)
    rows: list[tuple] = []
    for doc, text in texts.items():
        if doc in pieces:
            found = _document(text, pieces[doc], joined.get(doc, ()))
            rows += ((doc, *row[:3], i, row[3]) for i, row in enumerate(found))
    columns = zip(*rows, strict=True) if rows else [[]] * len(NAMES)
    return spans.table(
        dict(zip(NAMES, columns, strict=True)),
        like={"paragraph": "int64", "sentence": "int64", "kind": "str"},
    )


def _document(
    text: str, pieces: Sequence[Span], joined: Sequence[int]
) -> list[tuple[int, int, int, str]]:
    """List start, end, paragraph and kind of the units of one body."""
    paragraphs = _paragraphs(text, pieces)
    labels = _labels(text, paragraphs)
    rows = []
    above = 0  # how many headings may stand over what comes next: we go from the end upwards
    for i in range(len(paragraphs) - 1, -1, -1):
        start, end = paragraphs[i]
        turn = labels.get(start, start)
        extra = sorted(
            j for j in joined if turn < j < end and FINAL.search(text, max(turn, j - 9), j)
        )
        units = list(_cut(text, turn, end, sorted({*_stops(text, turn, end, extra), *extra})))
        whole = [FINAL.search(text, max(a, b - 9), b) is not None for a, b in units]
        alone = len(units) == 1 and turn == start and not text[start].islower()
        if alone and above and _heads(text[start:end], whole[0]):
            rows.append((start, end, i, "heading"))
            above -= 1
            continue
        above = 2 if any(whole) else 0
        kinds = ["sentence" if ends else "fragment" for ends in whole]
        rows += [(*unit, i, kind) for unit, kind in zip(units[::-1], kinds[::-1], strict=True)]
        if turn > start:
            rows.append((start, turn, i, "speaker_label"))
    return rows[::-1]


def _paragraphs(text: str, pieces: Sequence[Span]) -> list[Span]:
    """List the paragraphs: lines, or runs of lines where a text was broken at a fixed width."""
    lines = [m.span() for start, end in pieces for m in LINE.finditer(text, start, end)]
    inner = {start for start, _ in pieces}
    length = sorted(end - start for start, end in lines)
    width = length[len(length) * 9 // 10] if lines else 0
    if width not in WRAPPED:
        return lines
    pairs = [
        (end - start, FINAL.search(text, max(start, end - 9), end) is None, below)
        for (start, end), (below, _) in pairwise(lines)
        if below not in inner and text.count("\n", end, below) == 1
    ]
    # most lines of a wrapped text are full and stop in the middle of a sentence
    if 2 * sum(size > 0.6 * width and is_open for size, is_open, _ in pairs) < max(len(pairs), 1):
        return lines
    on = {
        below
        for size, is_open, below in pairs
        if size + 1 + len(AFTER.match(text, below)[1]) > width
        or (is_open and text[below].islower())
    }
    out: list[Span] = []
    for start, end in lines:
        if start in on:
            out[-1] = (out[-1][0], end)
        else:
            out.append((start, end))
    return out


def _labels(text: str, paragraphs: Sequence[Span]) -> dict[int, int]:
    """Find the labels of turns: for each such paragraph its start and the label's end.

    A label is a role of the interview, or a name that stands before several paragraphs.
    """
    found = [(start, LABEL.match(text, start, end)) for start, end in paragraphs]
    seen = Counter(m[1] for _, m in found if m)
    return {
        start: m.end()
        for start, m in found
        if m and (ASKED.fullmatch(m[1]) or (seen[m[1]] > 1 and not NO_SPEAKER.fullmatch(m[1])))
    }


def _stops(text: str, start: int, end: int, known: Sequence[int]) -> list[int]:
    """List where sentences end in a paragraph, its own end left out and what is `known`."""
    caption = CAPTION.match(text, start, end)
    ends = [caption.end()] if caption else []
    for m in BREAK.finditer(text, start, end):
        ends += m.span()
    ends += [m.end() for m in ADDRESS.finditer(text, start, end) if _starts(m[1])]
    begin = start
    for m in STOP.finditer(text, start, end):
        at, to = m.span()
        after = AFTER.match(text, to, end)
        if after is None:
            break
        stop, close, first = m["stop"], m["close"], after[1][0]
        if first in ",;" or after.start(1) + 1 in known:
            continue
        if i := bisect_right(known, at):
            begin = max(begin, known[i - 1])
        if stop == ".":
            if not _ends_sentence(text, begin, at, close, after[1]):
                continue
        elif stop and first.islower() and (close or stop[-1] not in "!?"):
            continue  # "Why?" she asked
        elif stop and close and SAID.match(text, to, end):
            continue  # "Why?" Li Wei asked
        if first in "”»」』":
            to = after.start(1) + 1  # a closing mark set apart
        elif (note := NOTE.match(text, to, end)) and _starts(note[1]):
            to = note.end()
        ends.append(to)
        begin = to
    return ends


def _ends_sentence(text: str, begin: int, at: int, close: str, after: str) -> bool:
    """Decide whether the full stop at `at` ends the sentence that began at `begin`."""
    word = BEFORE.search(text, max(begin, at - 40), at)[0]
    kind = abbreviations().get(word)
    initial = INITIALS.fullmatch(word) is not None
    if after[0].islower():
        return not (close or kind or initial or "." in word or re.fullmatch(r"\d{1,2}", word))
    if kind == "before" or NUMBERING.fullmatch(text, begin, at):
        return False
    if kind in ("number", "month"):
        return not after.lstrip("([")[:1].isdigit()
    return not (kind == "may" or initial) or _starts(after)


def _starts(word: str) -> bool:
    """Say whether a word after an abbreviation begins a sentence rather than going on."""
    letters = re.match(r"[A-Z][a-z]*", word)
    return word[0] in '"“‘' or (
        letters is not None and abbreviations().get(letters[0].lower()) == "starter"
    )


def _cut(text: str, start: int, end: int, stops: Sequence[int]) -> Iterator[Span]:
    """Yield the spans between the stops, without outer blanks."""
    for a, b in pairwise((start, *stops, end)):
        part = text[a:b]
        if bare := part.strip():
            a += len(part) - len(part.lstrip())
            yield a, a + len(bare)


def _heads(text: str, whole: bool) -> bool:
    """Say whether a paragraph reads as a heading: short, and without a final stop or a verb."""
    return len(text.split()) <= HEADING and (not whole or TOPIC.match(text) is not None)
