r"""Interview turns: `Question:`, `Q:`, initials, names, a name alone on a line, in any layout.

A label is a short run of words before a colon, at the start of a line or after the end of a
sentence, or a short line of its own.  One label proves nothing (`Note: ...`); an interview has
labels that come back.  A label stands before each turn, or only before the answers, whose
questions are then the paragraphs that end in a question mark.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from typing import NamedTuple

_ASK = re.compile(
    r"(?:questions?|q|reporter|interviewer|host|moderator|journalist|correspondent|editor|ask)"
    r"\s?\d*\Z",
    re.I,
)
_SAY = re.compile(r"(?:answers?|a|response|reply|guest|interviewee|expert)\s?\d*\Z", re.I)
_OUTLET = re.compile(
    r"\b(daily|times|news|herald|post|weekly|journal|xinhua|radio|tv|press)\b", re.I
)
_WORD = r"(?:(?:[A-Z]\.)+|[A-Z0-9][\w'’&-]*)"
_LABELS = (  # before a colon, before a full stop, alone on a line
    re.compile(
        r"(?:^|(?<=[.?!”\"'’)]\s))[ \t*_>\[•·-]*"
        rf"(?P<label>{_WORD}(?:[ \t]+[\w'’&-]+){{0,4}}|[qa]\d*|question|answer)"
        r"(?:\s*\([^()\n]{1,60}\))?[*_\]]*\s?[:：][*_]*(?=\s|[A-Z“\"])[ \t]*",
        re.M,
    ),
    re.compile(r"^[ \t]*(?P<label>[QA])[.)][ \t]+", re.M),
    re.compile(rf"^[ \t*_]*(?P<label>{_WORD}(?:[ \t]+[\w'’-]+){{0,3}})[ \t*_]*$", re.M),
)
_EDGE = " \t\n*_>[•·-"  # what may stand before a label


class Turn(NamedTuple):
    """What one person says in an interview; `named` is False for labels like `Q`."""

    label: str
    asks: bool
    named: bool
    label_start: int
    start: int
    end: int


def find(text: str, start: int, end: int) -> list[Turn]:
    r"""Find the turns of a stretch of text.

    Parameters
    ----------
    text : the document
    start, end : a stretch of body

    Returns
    -------
    list of Turn
        In order; empty where the text is no interview.

    Examples
    --------
    >>> text = "Q: Why?\nA: Because.\nIt works."
    >>> [(turn.asks, text[turn.start:turn.end]) for turn in find(text, 0, len(text))]
    [(True, 'Why?'), (False, 'Because.\nIt works.')]
    """
    marks = next((m for m in (_labels(text, p, start, end) for p in _LABELS) if m), [])
    turns = []
    for match, edge in zip(marks, [*(m.start("label") for m in marks[1:]), end], strict=False):
        label, first = match["label"], len(text[:edge]) - len(text[match.end() : edge].lstrip())
        last = len(text[:edge].rstrip(_EDGE))
        if last > first:
            asks = bool(_ASK.match(label))
            named = not (asks or _SAY.match(label))
            turns.append(Turn(label, asks, named, match.start("label"), first, last))
    return _unmarked(text, start, _roles(text, turns))


def _labels(text: str, pattern: re.Pattern, start: int, end: int) -> list[re.Match]:
    """List the labels of a kind, if they come back and somebody asks."""
    found = [
        (m, re.sub(r"\s?\d+$", "", m["label"]).casefold())
        for m in pattern.finditer(text, start, end)
    ]
    count = Counter(key for _, key in found)
    asks = sum(n for key, n in count.items() if _ASK.match(key))
    answered = (
        _SAY.match(key)
        or (m["label"].istitle() and text[: m.start()].rstrip(_EDGE + '”"').endswith("?"))
        for m, key in found
    )
    asked = asks > 1 or (asks == 1 and any(answered))
    kept = [
        (match, key)
        for match, key in found
        if count[key] > 1
        or (asked and (_ASK.match(key) or _SAY.match(key) or match["label"].istitle()))
    ]
    several = len({key for _, key in kept}) > 1 or pattern is _LABELS[0]
    before = (text[: match.start()].rstrip(_EDGE + '”"') for match, _ in kept)
    if len(kept) < 2 or not several or not (asked or any(part.endswith("?") for part in before)):
        return []
    return [match for match, _ in kept]


def _roles(text: str, turns: list[Turn]) -> list[Turn]:
    """Decide for labels that are names who asks: a medium, or whose turns end in questions."""
    asked = defaultdict(list)
    for turn in turns:
        asked[turn.label.casefold()].append(
            text[turn.start : turn.end].rstrip("”\"'").endswith("?")
        )
    if len(asked) < 2 or any(turn.asks for turn in turns):
        return turns
    media = {label for label in asked if _OUTLET.search(label)}
    asks = media or {max(asked, key=lambda label: sum(asked[label]) / len(asked[label]))}
    return [turn._replace(asks=turn.label.casefold() in asks) for turn in turns]


def _unmarked(text: str, start: int, turns: list[Turn]) -> list[Turn]:
    """Add questions without a label: before the first answer, or before each of them."""
    if not turns or turns[0].asks:
        return turns
    out, alone = [], not any(turn.asks for turn in turns)
    last = len(text[: turns[0].label_start].rstrip(_EDGE))
    first = text.rfind("\n", start, last) + 1 or start
    if text[first:last].endswith("?"):
        out.append(Turn("", True, False, first, first, last))
    for turn in turns:
        at = text.rfind("\n", turn.start, turn.end) + 1
        if alone and at and turn is not turns[-1] and text[at : turn.end].endswith("?"):
            out.append(turn._replace(end=len(text[:at].rstrip())))
            out.append(Turn("", True, False, at, at, turn.end))
        else:
            out.append(turn)
    return out
