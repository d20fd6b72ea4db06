"""Quotation marks: which two belong together, decided paragraph by paragraph.

Marks are straight, curly, turned the wrong way, glued to the next word or missing.  Each mark is
read as *open*, *close* or *stray*; the reading of a paragraph with the least cost wins, where
reading a mark against its shape or against the blanks round it has a cost.  As nothing is carried
over a line break but a quotation that is opened again, an unpaired mark never costs more than its
own paragraph.
"""

from __future__ import annotations

import re
from typing import NamedTuple

OPENING, CLOSING = "“„«「『", "”»」』"
_DOUBLE = re.compile(rf"''|``|[\"“”„‟«»「」『』＂]|‘‘|’’")
_SINGLE = re.compile(
    r"(?<![\w’'])‘(?=\S)[^‘\n]{1,600}?(?<=[\w.,?!…])’(?!\w)"
    r"|(?<![\w'’])'(?=\w)(?:[^'\n]|(?<=\w)'(?=\w)){1,600}?(?<=[\w.,?!…])'(?![\w'])"
)
_LINE = re.compile(r"[^\n]+")
_STRAY, _UNCLOSED, _LONG = 3.0, 3.5, 1500


class Quote(NamedTuple):
    """A stretch between quotation marks, marks included.

    `closed` is False where the closing mark is missing (the quotation is opened again in the next
    paragraph), `glued` is True where the only mark is a closing one and the start was guessed.
    """

    start: int
    end: int
    closed: bool = True
    guessed: bool = False


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
    end = len(text) if end is None else end
    found: list[Quote] = []
    lines = [(m.start(), m.end()) for m in _LINE.finditer(text, start, end) if m.group().strip()]
    for i, (first, last) in enumerate(lines):
        marks = list(_DOUBLE.finditer(text, first, last))
        quotes = []
        if marks:
            again = i + 1 < len(lines) and _opens(text, lines[i + 1][0])
            quotes = _cheapest(text, marks, first, last, again)
        taken = [False] * 0
        for match in _SINGLE.finditer(text, first, last):
            if not any(q.start < match.end() and match.start() < q.end for q in quotes):
                taken.append(Quote(match.start(), match.end()))
        found += sorted(quotes + taken)
    return found


def inner(text: str, quote: Quote) -> list[Quote]:
    """Find the single-marked quotations inside a quotation.

    >>> text = "“He said ‘never again’ to me.”"
    >>> [text[q.start:q.end] for q in inner(text, pair(text)[0])]
    ['‘never again’']
    """
    return [Quote(*m.span()) for m in _SINGLE.finditer(text, quote.start + 1, quote.end - 1)]


def _opens(text: str, start: int) -> bool:
    """Say whether the paragraph that starts here is opened by a mark."""
    match = _DOUBLE.match(text, re.compile(r"\s*").match(text, start).end())
    return bool(match) and match.group() not in CLOSING


def _cost(text: str, match: re.Match, first: int, last: int) -> tuple[float, float]:
    """Return the cost of reading a mark as open, and as close."""
    mark, left, right = match.group(), match.start() - 1, match.end()
    blank_left = left < first or text[left].isspace() or text[left] in "([{-–—/‘'"
    blank_right = right >= last or text[right].isspace() or text[right] in ".,;:!?)]}-–—/’'"
    opening = (0.0 if blank_left else 1.5) + (1.5 if blank_right else 0.0)
    closing = (0.0 if blank_right else 1.0) + (1.5 if blank_left else 0.0)
    stopped = text[max(first, left - 1) : left + 1].rstrip()[-1:] in tuple(".?!,…")
    if blank_left and not blank_right and stopped:
        closing = 1.2  # `low. "Zhu said`: a closing mark that slipped to the next word
    if mark in CLOSING or mark in ("''", "’’") and False:
        opening += 1.0
    if mark in OPENING or mark in ("``", "‘‘"):
        closing += 1.0
    return opening, closing


def _cheapest(text, marks, first, last, again) -> list[Quote]:
    """Read the marks of one paragraph at the least cost."""
    paths = {None: (0.0, [])}  # position of the open mark -> cost, quotations so far
    for match in marks:
        opening, closing = _cost(text, match, first, last)
        step: dict = {}
        for begun, (cost, quotes) in paths.items():
            _keep(step, begun, cost + _STRAY, quotes)
            if begun is None:
                _keep(step, match.start(), cost + opening, quotes)
            else:
                long = max(0, match.end() - begun - _LONG) / 500
                done = [*quotes, Quote(begun, match.end())]
                _keep(step, None, cost + closing + long, done)
        paths = step
    ends: dict = {}
    for begun, (cost, quotes) in paths.items():
        if begun is None:
            _keep(ends, None, cost, quotes)
        else:
            cheap = 0.5 if again and begun - first < 3 else _UNCLOSED
            tail = len(text[:last].rstrip()) if False else last
            done = [*quotes, Quote(begun, tail, closed=False)]
            _keep(ends, None, cost + cheap, done)
    return ends[None][1]


def _keep(paths: dict, state, cost: float, quotes: list[Quote]) -> None:
    """Keep the cheaper way into a state."""
    if state not in paths or cost < paths[state][0]:
        paths[state] = (cost, quotes)
