"""Noun phrases round a cue: who stands before it, who after, who is human.

There is no parser: a subject is what stands between the cue and the edge of its clause, appositions
and relative clauses included.  Tags are those of `cues`.
"""

from __future__ import annotations

import re

from toolkit.layers.cues import View

Span = tuple[int, int]
FINITE = re.compile(r"[bx]|(?<=[rNMaAPJz])u|(?<![dpfgT])[vVWS]|(?<=[PJr])e|(?<![dpfgT])e(?![pfmY])")
_HELPERS = re.compile(r"(?:pd?[mY]+|[xbaAmY])*\Z")
_SAME = r"(?<=[NM])[cR](?=[NM])|(?<=[nzHBD])[cR](?=[nzHBDe])"
_PHRASE = re.compile(
    rf"(?:[dNMHBDnz#PJOgpfaAiTEq]|e|[mY](?=g)|(?<=[dpfg])[uvVWSK]|u(?=[nzHBD])|{_SAME}"
    r"|(?<=[NMHBDnz])[rt][^,;:()\-.QL]{1,9})+\Z"
)
_REDUCED = re.compile(r"(?<![dpfg])e(?![pfmY])|(?<![dpfg])[bx]")
_BASE = re.compile(r"(?:d|(?<![pf])(?=[NMPJ]))[^pdPJ]*\Z|[^p]*\Z")
_AFTER = re.compile(rf"[PJO]|(?:[dNMHBDnz#gfpiKu]|(?<=[dgpfc])e|(?<=[gdp])[vVWS]|{_SAME})+")


def has_verb(v: View, first: int, last: int) -> bool:
    """Say whether a stretch holds a finite verb."""
    return FINITE.search(v.tags, first, last) is not None


def voice(v: View, span: Span | None, letters: str = "NMHBPDEq") -> bool:
    """Say whether a phrase names who can say something: a person, a body, a document, a name."""
    return span is not None and any(tag in letters for tag in v.tags[slice(*span)])


def subject(v: View, i: int, low: int = 0) -> Span | None:
    """Find the phrase a verb has before it.

    Parameters
    ----------
    v : the sentence
    i : the verb
    low : the first token that may belong to it

    Returns
    -------
    first and last token (exclusive), or None where the verb has no subject of its own

    Examples
    --------
    >>> from toolkit.layers.cues import view
    >>> subject(view("Li Wei, head of a bureau, also said so.", 0, 39), 9)
    (0, 7)
    """
    helpers = _HELPERS.search(v.tags, low, i)
    end = helpers.start() if helpers else i
    if end <= low:
        return None
    last, tag = end, v.tags[end - 1]
    if tag == "r" or (tag == "t" and end - 1 > low and v.tags[end - 2] in "NMHBDnz"):
        return (end - 1, end)
    bare = tag not in ",)-"
    while end > low and v.tags[end - 1] in ",)-":
        opener = _opener(v, end - 1, low)
        if opener is None or opener <= low:
            return None
        end = opener
    found = _phrase(v, end, low)
    while (
        found and not bare and _apposed(v, found[0], low)
    ):  # X, a chemist, one of two founders, said
        before = _phrase(v, found[0] - 1, low)
        found = (before[0], end) if before else None
    return (found[0], last - (v.tags[last - 1] == ",")) if found else None


def _opener(v: View, j: int, low: int) -> int | None:
    """Return the mark that opens the parenthesis or apposition closed by the mark at `j`."""
    if v.tags[j] == ")":
        return v.tags.rfind("(", low, j) if "(" in v.tags[low:j] else None
    best = None
    for k in range(j - 2, max(low, j - 45), -1):
        if v.tags[k] != v.tags[j]:
            continue
        begins = v.tags[k + 1]
        if begins == "r" or v.low[k + 1] == "whose":
            return k
        if (begins in "stCPJ" and v.low[k + 1] != "one") or has_verb(v, k + 1, j):
            break
        if begins in "dHM" and v.tags[k - 1] in "NM":
            return k
        best = k if begins != "c" and (best is None or begins in "dHMNBD") else best
    return best


def _apposed(v: View, first: int, low: int) -> bool:
    """Say whether a phrase follows a name and a comma: `Scott Pruitt, the attorney general`."""
    before = v.tags[max(low, first - 2) : first]
    return before in ("N,", "M,") and v.tags[first] in "dHM"


def _phrase(v: View, end: int, low: int) -> Span | None:
    """Collect the noun phrase that ends before token `end`."""
    match = _PHRASE.search(v.tags, low, end)
    if (
        not match
        or v.tags[end - 1] in "gpfT"
        or (v.tags[end - 1] in "Eq" and end - 2 >= low and v.tags[end - 2] in ",:;")
    ):
        return None
    first = match.start()
    cut = [m.end() for m in re.finditer(r"(?<![dpfg])e(?![pfmY])", v.tags[first : end - 1])]
    if cut and "r" not in v.tags[first:end] and "t" not in v.tags[first:end]:
        first += cut[-1]
    first = end - len(v.tags[first:end].lstrip("aAcsC"))
    base = _BASE.search(v.tags, first, end)
    if base and v.tags[first] in "pfT":
        first = base.start()
    nominal = any(tag in "dNMHBDnz#PJEqi" for tag in v.tags[first:end])
    alone = v.tags[first:end] in ("O", "")
    return None if alone or not nominal else (first, end)


def following(v: View, i: int, high: int) -> Span | None:
    """Find the phrase that stands after a verb: `said Wang Fuqiang from CCIEE`.

    >>> from toolkit.layers.cues import view
    >>> following(view("said Wang Fuqiang from CCIEE.", 0, 29), 1, 6)
    (1, 5)
    """
    match = _AFTER.match(v.tags, i, high)
    if not match:
        return None
    end = i + len(match.group().rstrip("pf"))
    return (i, end) if end > i else None


def earlier(v: View, i: int, low: int = 0) -> Span | None:
    """Find the subject of the nearest verb before one that has none of its own."""
    for k in range(i - 1, low, -1):
        loose = v.tags[k] in "eWVSv" and v.tags[k - 1] != "T"
        if loose or FINITE.match(v.tags, k):
            found = subject(v, k, low)
            if voice(v, found, "NMHBPDEr"):
                return found
    return None
