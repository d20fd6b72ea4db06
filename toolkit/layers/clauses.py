"""Clauses round a cue, as regular expressions over the tags of `cues`: where reported words end.

A clause ends where another voice or a turn of the author begins (", saying", " but", "and urged",
", he said"); a noun phrase or an infinitive ends sooner, at most marks and at an occasion.
"""

from __future__ import annotations

import re

from toolkit.layers.cues import View
from toolkit.layers.phrases import FINITE, has_verb

QUOTES = "QLEq"
_SKIP = re.compile(r"(?:[pf]?d?[mY]+#?|a)*")
_ENDS = re.compile(
    r"[;.U]|,(?=[CU]|As)|,?y|,(?=a?K)|,?(?=c[aAxb]*[VW](?!T))|(?=c[NMPHd]{1,3}[VW])|(?<=[QLEq])C"
)
_PHRASE_ENDS = re.compile(
    r"[;.U(:-]|,(?=[CU]|As)|,?y|,(?=a?K)|,?(?=c[aAxb]*[VW])|,(?=[rcUvVWeuaA])"
    r"|,(?![dNMg])(?![^c]{0,6}[cR])|(?<=[QLEq])C|(?<=[^pfdgmY])Y"
)
_TAIL = re.compile(
    r"(,?)([dNMHBDnz#PJgfpcA(),-]*?)[xaA]*[VS](?=(?:a|[pT]?d?[mY]+|[pTf]d?[nzNMHBg#]+)*(?:[,.;:)-]|\Z))"
)
_BREAKS = frozenset("because when while after before as if".split())
_STOPS = frozenset(",;:).-QLEqcCUs")


def skip(v: View, k: int, n: int) -> int:
    """Step over adverbs and times: `said again on Friday`."""
    match = _SKIP.match(v.tags, k, n)
    return match.end() if match else k


def is_tail(v: View, k: int = 0, n: int | None = None) -> bool:
    """Say whether what follows a quotation stands here, as `Trump said.` does.

    >>> from toolkit.layers.cues import view
    >>> is_tail(view("Li Wei said.", 0, 12)), is_tail(view("Li Wei said so.", 0, 15))
    (True, False)
    """
    match = _TAIL.match(v.tags, k, len(v.tags) if n is None else n)
    return bool(match and match[2])


def end(v: View, a: int, n: int, phrase: bool = False) -> int:
    """Find where a reported clause (or noun phrase, infinitive) that begins at `a` ends."""
    last = n
    for match in (_PHRASE_ENDS if phrase else _ENDS).finditer(v.tags, a + 1, n):
        k = match.start()
        kept = (v.low[k] == ";" and v.tags[a] == "t") or (
            v.tags[k] == "." and v.tags[k - 1] in QUOTES
        )
        if v.low[k] != "." and not kept:
            last = k
            break
    for k in range(a + 1, last):
        if (v.tags[k] == "," and is_tail(v, k, n)) or (phrase and _breaks(v, k, n)):
            return k
    return last


def _breaks(v: View, k: int, n: int) -> bool:
    """Say whether a noun phrase or infinitive stops here: an occasion, a clause, another verb."""
    low, after = v.low[k], v.tags[k + 1 : k + 2] or "^"
    if low in _BREAKS:
        return has_verb(v, k, min(n, k + 8)) and (low != "as" or v.low[k - 1] not in ("such", "as"))
    if low in ("in", "on", "at"):
        return after in "mY"
    return low == "during" or (low == "and" and after != "^" and v.low[k + 1].endswith("ed"))


def closed(v: View, k: int, n: int, inverted: bool, told: bool) -> int | None:
    """Return the mark that closes `he said on Friday in Paris`, None if a clause follows."""
    first, second = v.tags[k : k + 1], v.tags[k + 1 : k + 2]
    allowed = "pTaAmYcCsUO,;:().-QLEq" + "dNMHB" * (told or inverted)
    if first not in allowed or (first == "T" and second not in "dNMHBO"):
        return None
    for x in range(k, n):
        if v.tags[x] == "(":
            return n
        apposed = inverted and v.tags[x] == "," and v.tags[x + 1 : x + 2] not in QUOTES
        if v.tags[x] in _STOPS and not apposed:  # `said Li Wei, director of the bureau`
            return x
        if v.tags[x] in "twr" or (not inverted and FINITE.match(v.tags, x)):
            return None
    return n
