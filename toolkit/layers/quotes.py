"""Quotation marks: which two belong together, decided paragraph by paragraph.

Marks are straight, curly, turned the wrong way, glued to the next word or missing.  Each mark is
read as *open*, *close* or *stray*; the reading of a paragraph with the least cost wins, where
reading a mark against its shape or against the blanks round it has a cost.  As nothing is carried
over a line break but a quotation that is opened again, an unpaired mark never costs more than its
own paragraph.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import partial
from math import inf
from operator import itemgetter
from typing import NamedTuple

# a mark comes first and then what may stand before it: such a search skips to the marks
_DOUBLE = re.compile(r"[\"“”„‟«»「」『』＂'`‘’](?:(?<=[^'`‘’])|(?<=')'|(?<=`)`|(?<=‘)‘|(?<=’)’)")
_SINGLE = re.compile(
    r"‘(?<![\w’']‘)(?=\S)[^‘\n]{1,600}?(?<=[\w.,?!…])’(?!\w)"
    r"|'(?<![\w’']')(?=\w)(?:[^'\n]|(?<=\w)'(?=\w)){1,600}?(?<=[\w.,?!…])'(?![\w'])"
)
_AGAIN = re.compile(r"\s*([\"“«「]|'')")
_LINE = re.compile(r"[^\n]*\S[^\n]*")
_OPENING, _CLOSING = ("“", "„", "«", "「", "『", "``", "‘‘"), ("”", "»", "」", "』")
_CARRIED = 6  # paragraphs that a quotation may run over without new marks
_STRAY, _UNCLOSED, _REOPENED = 3.0, 3.5, 0.5  # costs


class Quote(NamedTuple):
    """A stretch between quotation marks, marks included.

    `closed` is False where the closing mark is missing and the paragraph's end is taken for it.
    """

    start: int
    end: int
    closed: bool = True


def pair(text: str, start: int = 0, end: int | None = None) -> list[Quote]:
    """Find the quotations of a stretch of text, outermost only.

    Parameters
    ----------
    text : the document
    start, end : the stretch to look at

    Returns
    -------
    list of Quote
        In order, never overlapping.

    Examples
    --------
    >>> text = '“Yes,” he said. "No. "Zhu Minghao said.'
    >>> [text[q.start:q.end] for q in pair(text)]
    ['“Yes,”', '"No. "']
    """
    read: list[list[Quote]] = []
    stretch = (text, start, len(text) if end is None else end)
    if not (_DOUBLE.search(*stretch) or _SINGLE.search(*stretch)):
        return []
    lines = [m.span() for m in _LINE.finditer(*stretch)]
    for line, after in zip(lines, [*lines[1:], (0, 0)], strict=False):
        again = _AGAIN.match(text, *after)
        quotes = _cheapest(text, *line, _REOPENED if again else _UNCLOSED)
        apart = [Quote(*match.span()) for match in _SINGLE.finditer(text, *line)]
        free = [s for s in apart if all(q.end <= s.start or s.end <= q.start for q in quotes)]
        read.append(sorted(quotes + free))
    _carry(text, lines, read)
    return [quote for quotes in read for quote in quotes]


def _carry(text: str, lines: Sequence[tuple[int, int]], read: list[list[Quote]]) -> None:
    """Join a mark left open in one paragraph and one left over that closes a later one.

    Both look the right way, and no mark stands between them.
    """
    begun, opened = 0, -1  # line and place of a mark left open
    for k, (first, last) in enumerate(lines):
        marks = list(_DOUBLE.finditer(text, first, last))
        ends = [mark.start() for mark in marks[:1] + marks[-1:]]
        loose = [all(not q.start <= at < q.end for q in read[k]) for at in ends]
        closes = not any(_cost(text, mark, first, last)[1] for mark in marks[:1])
        if marks and opened >= 0 and loose[0] and closes:
            read[begun].append(Quote(opened, lines[begun][1], False))
            read[begun + 1 : k] = [[Quote(*line, False)] for line in lines[begun + 1 : k]]
            read[k].insert(0, Quote(first, marks[0].end()))
        if marks or k - begun >= _CARRIED:
            opens = not any(_cost(text, mark, first, last)[0] for mark in marks[-1:])
            begun, opened = k, ends[-1] if opens and any(loose[-1:]) else -1


def _cost(text: str, match: re.Match, first: int, last: int) -> tuple[float, float]:
    """Return the cost of reading a mark as open, and as close."""
    mark, (start, end) = match.group(), match.span()
    left, right = text[max(first, start - 1) : start], text[end : min(last, end + 1)]
    free_left = left.isspace() or left in "([{-–—/‘'"  # or nothing
    free_right = right.isspace() or right in ".,;:!?)]}-–—/’'"
    opening = 1.5 * (not free_left) + 1.5 * free_right + 1.0 * (mark in _CLOSING)
    closing = 1.5 * free_left + 1.0 * (not free_right) + 1.0 * (mark in _OPENING)
    return opening, closing


def _cheapest(text: str, first: int, last: int, open_end: float) -> list[Quote]:
    """Read the marks of one paragraph at the least cost.

    What is still to come costs the same whichever mark is open: of the ways that leave one open,
    the cheapest is enough.
    """
    cheaper = partial(min, key=itemgetter(0))
    closed, opened = (0.0, list[Quote](), 0), (inf, list[Quote](), first)
    for match in _DOUBLE.finditer(text, first, last):
        opening, closing = _cost(text, match, first, last)
        (cost, quotes, _), (price, before, begun) = closed, opened
        shut = (price + closing, [*before, Quote(begun, match.end())], 0)
        stray = (price + _STRAY, before, begun)
        closed = cheaper((cost + _STRAY, quotes, 0), shut)
        opened = cheaper((cost + opening, quotes, match.start()), stray)
    price, before, begun = opened
    return cheaper(closed, (price + open_end, [*before, Quote(begun, last, False)], 0))[1]
