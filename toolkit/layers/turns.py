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

from toolkit.layers.cues import rule

_LABELS = ("label_colon", "label_stop", "label_mark", "label_line")
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
    marks = next((m for m in (_labels(text, name, start, end) for name in _LABELS) if m), [])
    turns = []
    for match, edge in zip(marks, [*(m.start("label") for m in marks[1:]), end], strict=False):
        label, first = match["label"], len(text[:edge]) - len(text[match.end() : edge].lstrip())
        last = len(text[:edge].rstrip(_EDGE))
        if last > first:
            asks = rule("asker").match(label) is not None
            named = not (asks or rule("answerer").match(label))
            turns.append(Turn(label, asks, named, match.start("label"), first, last))
    return _unmarked(text, start, _roles(text, turns))


def _asked(text: str, end: int) -> bool:
    """Say whether a question ends here."""
    return text[max(0, end - 40) : end].rstrip(_EDGE + "”\"'").endswith("?")


def _labels(text: str, name: str, start: int, end: int) -> list[re.Match]:
    """List the labels of a kind, if they come back and somebody asks."""
    found = list(rule(name).finditer(text, start, end))
    keys = [match["label"].casefold() for match in found]
    count = Counter(keys)
    asks = sum(n for key, n in count.items() if rule("asker").match(key))
    named = [m for m in found if m["label"].istitle()]
    roles = asks > 1 or (asks == 1 and any(_asked(text, match.start()) for match in named))
    back = [match for match, key in zip(found, keys, strict=True) if count[key] > 1]
    kept = [match for match in found if match in back or (roles and match in named)]
    several = name == "label_colon" or len({match["label"] for match in kept}) > 1
    questions = roles or any(_asked(text, match.start()) for match in kept)
    return kept if len(kept) > 1 and several and questions else []


def _roles(text: str, turns: list[Turn]) -> list[Turn]:
    """Decide for labels that are names who asks: a medium, or whose turns end in questions."""
    asked = defaultdict(list)
    for turn in turns:
        asked[turn.label.casefold()].append(_asked(text, turn.end))
    if len(asked) < 2 or any(turn.asks for turn in turns):
        return turns
    asks = max(asked, key=lambda label: sum(asked[label]) / len(asked[label]))
    return [turn._replace(asks=turn.label.casefold() == asks) for turn in turns]


def _unmarked(text: str, start: int, turns: list[Turn]) -> list[Turn]:
    """Add questions without a label: before the first answer, or before each of them."""
    if turns and all(turn.asks for turn in turns):
        return [part for turn in turns for part in _answered(text, turn)]
    if not turns or turns[0].asks:
        return turns
    out, alone = [], not any(turn.asks for turn in turns)
    last = len(text[: turns[0].label_start].rstrip(_EDGE))
    lead = Turn("", False, False, start, start, last)
    for turn in [lead, *turns]:
        at = text.rfind("\n", turn.start, turn.end) + 1
        question = (alone or turn is lead) and turn is not turns[-1] and _asked(text, turn.end)
        if question and (at or turn is lead):
            out += [] if turn is lead else [turn._replace(end=len(text[:at].rstrip()))]
            at = at or start
            out.append(Turn("", True, False, at, at, turn.end))
        elif turn is not lead:
            out.append(turn)
    return out


def _answered(text: str, turn: Turn) -> list[Turn]:
    """Cut a question behind which an answer without a label follows in lines of its own."""
    at = text.find("\n", turn.start, turn.end)
    if at < 0:
        return [turn]
    first = turn.end - len(text[at : turn.end].lstrip())
    answer = Turn("", False, False, first, first, turn.end)
    return [turn._replace(end=len(text[:at].rstrip())), answer]
