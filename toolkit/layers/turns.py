"""Interview turns: `Question:`, `Q:`, initials, names, a name alone on a line, in any layout.

A label is a short run of words before a colon, at the start of a line or after the end of a
sentence, or a short line of its own.  One label proves nothing (`Note: ...`); an interview has
labels that come back.  A label stands before each turn, or only before the answers, whose
questions are then the paragraphs that end in a question mark.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import NamedTuple

_ASKS = r"questions?|q|reporter|interviewer|host|moderator|journalist|correspondent|editor|ask"
_SAYS = r"answers?|a|response|reply|guest|interviewee|expert"
_WORD = r"(?:(?:[A-Z]\.)+|[A-Z0-9][\w'’&-]*)"
_LABEL = re.compile(
    rf"(?:^|(?<=[.?!”\"'’)]\s)|(?<=\n))[ \t*_>\[•·-]*"
    rf"(?P<label>(?i:{_ASKS}|{_SAYS})\s?\d*|{_WORD}(?:[ \t]+(?:[\w'’&-]+)){{0,4}})"
    rf"(?:\s*\([^()\n]{{1,60}}\))?[*_\]]*\s?[:：][*_]*(?=\s|[A-Z“\"])[ \t]*",
    re.MULTILINE,
)
_DOTTED = re.compile(r"^[ \t]*(?P<label>[QA])[.)][ \t]+", re.MULTILINE)
_ALONE = re.compile(
    rf"^[ \t*_]*(?P<label>{_WORD}(?:[ \t]+[\w.'’-]+){{0,3}})(?<![.])[ \t*_]*[:：]?[ \t]*$",
    re.MULTILINE,
)
_ASK, _SAY = re.compile(rf"(?:{_ASKS})\s?\d*$", re.I), re.compile(rf"(?:{_SAYS})\s?\d*$", re.I)
_OUTLET = re.compile(
    r"\b(daily|times|news|herald|post|weekly|journal|magazine|xinhua|reporter|tv|radio|press)\b",
    re.I,
)


class Turn(NamedTuple):
    """What one person says in an interview; the label lies before `start`."""

    label: str
    asks: bool
    named: bool
    label_start: int
    start: int
    end: int


def find(text: str, start: int, end: int) -> list[Turn]:
    """Find the turns of a stretch of text.

    Parameters
    ----------
    text : the document
    start, end : a stretch of body

    Returns
    -------
    list of Turn
        In order; empty where the text is no interview. `named` is False for labels like `Q`.

    Examples
    --------
    >>> text = "Q: Why?\\nA: Because.\\nIt works."
    >>> [(turn.asks, text[turn.start:turn.end]) for turn in find(text, 0, len(text))]
    [(True, 'Why?'), (False, 'Because.\\nIt works.')]
    """
    marks = _labels(text, start, end)
    if not marks:
        return []
    edges = [*(match.start("label") for match in marks[1:]), end]
    turns = []
    for match, edge in zip(marks, edges, strict=True):
        label = " ".join(match["label"].split())
        first = re.compile(r"\s*").match(text, match.end(), edge).end()
        last = len(text[:edge].rstrip(" \t\n*_>[•·-"))
        if last > first:
            named = not (_ASK.match(label) or _SAY.match(label))
            turns.append(
                Turn(label, bool(_ASK.match(label)), named, match.start("label"), first, last)
            )
    return _unmarked(text, start, _roles(text, turns))


def _labels(text: str, start: int, end: int) -> list[re.Match]:
    """List the labels, if they come back often enough to be an interview."""
    for pattern in (_LABEL, _DOTTED, _ALONE):
        found = list(pattern.finditer(text, start, end))
        count = Counter(_key(match) for match in found)
        asked = any(_ASK.match(key) for key in count) and len(found) > 1
        if pattern is _ALONE:
            asked = asked and len(count) > 1
        kept = [
            match
            for match in found
            if count[_key(match)] > 1
            or (asked
            and (_ASK.match(_key(match)) or _SAY.match(_key(match)) or match["label"].istitle()))
        ]
        keys = {_key(match) for match in kept}
        if len(kept) > 1 and (len(keys) > 1 or pattern is _LABEL) and _plausible(text, kept):
            return kept
    return []


def _key(match: re.Match) -> str:
    """Return a label without case and number."""
    return re.sub(r"\s?\d+$", "", " ".join(match["label"].split())).casefold()


def _plausible(text: str, labels: list[re.Match]) -> bool:
    """Say whether something is asked: a question word as label, or a question mark at an end."""
    if any(_ASK.match(match["label"]) for match in labels):
        return True
    edges = [match.start() for match in labels]
    return any(text[:edge].rstrip(" \t\n*_>[•·-").endswith(("?", "?”", '?"')) for edge in edges)


def _roles(text: str, turns: list[Turn]) -> list[Turn]:
    """Decide for labels that are names who asks: a medium, or whose turns end in questions."""
    asked: dict[str, list[bool]] = {}
    for turn in turns:
        asked.setdefault(turn.label.casefold(), []).append(
            text[turn.start : turn.end].rstrip("”\"'")[-1:] == "?"
        )
    if any(turn.asks for turn in turns):
        return turns
    share = {label: sum(ends) / len(ends) for label, ends in asked.items()}
    media = {label for label in share if _OUTLET.search(label)}
    if len(share) < 2:
        return turns
    asks = media or {max(share, key=lambda label: share[label])}
    return [turn._replace(asks=turn.label.casefold() in asks) for turn in turns]


def _unmarked(text: str, start: int, turns: list[Turn]) -> list[Turn]:
    """Add questions without a label: before the first answer, or before each of them."""
    if not turns or turns[0].asks:
        return turns
    out = []
    only = not any(turn.asks for turn in turns)
    first = turns[0].label_start
    begin = text.rfind("\n", start, len(text[:first].rstrip())) + 1
    question = text[begin:first].strip()
    if question.endswith("?"):
        at = text.index(question, begin)
        out.append(Turn("", True, False, at, at, at + len(question)))
    for i, turn in enumerate(turns):
        at = text.rfind("\n", turn.start, turn.end) + 1
        if only and i + 1 < len(turns) and at > turn.start and text[at : turn.end].endswith("?"):
            last = len(text[:at].rstrip())
            out += [turn._replace(end=last), Turn("", True, False, at, at, turn.end)]
        else:
            out.append(turn)
    return out
