"""Noun phrases round a cue: who stands before it, who after, who is human.

There is no parser: a subject is what stands between the cue and the edge of its clause, appositions
and relative clauses included; the phrase is judged by the classes of its words.
"""

from __future__ import annotations

from toolkit.layers.cues import View

Span = tuple[int, int]
MARKS = frozenset(", ; : ( ) [ ] — – -- --- - ― ? ! … .. ... .... . /".split())
DASHES = frozenset("— – -- --- - ―".split())
_APPOSED = frozenset({"determiner", "possessive", "person", "body", "name", "title", "document"})
NOT_NOUN = frozenset(
    "auxiliary preposition coordinator subordinator relative adverb negation mark quote genitive"
    " verb".split()
)


def is_time(v: View, i: int) -> bool:
    """Say whether a token belongs to an expression of time."""
    low = v.low[i]
    return "time" in v.is_[i] and (low not in ("may", "march", "second", "sun", "sat"))


def is_nominal(v: View, i: int) -> bool:
    """Say whether a token can be the head of a noun phrase."""
    return not v.is_[i] & NOT_NOUN or "name" in v.is_[i] and not v.is_[i] & {"mark"}


def human(v: View, span: Span) -> bool:
    """Say whether a phrase names somebody who can hold an opinion: a person, a body, a name."""
    for i in range(*span):
        found = v.is_[i]
        if found & {"person", "body", "person_pronoun", "title"}:
            return True
        if "name" in found and (i > 0 or not found - {"name"}) and not found & NOT_NOUN:
            if not is_time(v, i):
                return True
    return False


def documentary(v: View, span: Span) -> bool:
    """Say whether a phrase names a document: by its noun, or by a title in quotation marks."""
    return any("document" in v.is_[i] or "quote" in v.is_[i] for i in range(*span))


def personal(v: View, span: Span) -> bool:
    """Say whether a phrase names a person by a pronoun, a noun or a title."""
    return any(v.is_[i] & {"person", "person_pronoun", "title"} for i in range(*span))


def is_finite(v: View, i: int, low: int = 0) -> bool:
    """Say whether a token looks like a finite verb of its clause."""
    found = v.is_[i]
    before = v.is_[i - 1] if i > low else frozenset()
    if "auxiliary" in found:
        return True
    if "base_verb" in found:
        known = before & {"relative", "name", "adverb"} or "pronoun" in before and i > low
        return bool(known) or i > low and v.low[i - 1].endswith("s") and "genitive" not in before
    if "verb" not in found or "name" in found and not v.headline:
        return False
    if before & {"determiner", "possessive", "preposition", "genitive"} and "pronoun" not in before:
        return False
    if i > low and v.low[i - 1] == "to":
        return False
    if "participle" in found and i + 1 < len(v):  # a reduced relative: `a study published in May`
        after = v.is_[i + 1]
        reduced = "preposition" in after or is_time(v, i + 1)
        return not (reduced and v.low[i + 1] not in ("that", "as") and not before & {"pronoun"})
    return True


def has_verb(v: View, first: int, last: int) -> bool:
    """Say whether a stretch holds a finite verb."""
    return any(is_finite(v, i, first) for i in range(first, last))


def _opener(v: View, j: int, low: int) -> int | None:
    """Return the mark that opens the parenthesis or apposition closed by the mark at `j`."""
    if v.low[j] in (")", "]"):
        return next((k for k in range(j - 1, low - 1, -1) if v.low[k] in ("(", "[")), None)
    same = DASHES if v.low[j] in DASHES else (",",)
    marks = [k for k in range(max(low, j - 45), j) if v.low[k] in same]
    best = None
    for k in reversed(marks):
        if k + 1 >= j or k == low:
            continue
        inside = v.is_[k + 1]
        if "relative" in inside or v.low[k + 1] == "whose":
            return k
        if inside & {"subordinator", "pronoun"} and v.low[k + 1] != "one" or has_verb(v, k + 1, j):
            break
        if "coordinator" in inside:
            continue
        if inside & {"determiner", "title", "person"} and "name" in v.is_[k - 1]:
            return k
        best = k if best is None or inside & _APPOSED else best
    return best


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
    """
    j = i - 1
    while j >= low and (
        v.is_[j] & {"auxiliary", "adverb", "negation"} and "name" not in v.is_[j] or is_time(v, j)
    ):
        j -= 1
    while j > low and is_time(v, j + 1) and v.low[j] in ("on", "in", "the"):
        j -= 1
    if j < low or v.low[j] in ("to", ";", ":") or v.low[j] == "“”" and not _titled(v, j) or "coordinator" in v.is_[j]:
        return None
    if "relative" in v.is_[j] and "determiner" not in v.is_[j]:
        return (j, j + 1)
    if v.low[j] == "that":
        return (j, j + 1) if j > low and is_nominal(v, j - 1) and not is_finite(v, j - 1) else None
    last = j + 1
    if v.low[j] in (",", ")", "]") or v.low[j] in DASHES:
        while j > low and (v.low[j] in (",", ")", "]") or v.low[j] in DASHES):
            opener = _opener(v, j, low)
            if opener is None or opener <= low:
                return None
            j = opener - 1
        if v.low[j] == "“”":
            return None
        found = _phrase(v, j, low)
        while found and _apposed(v, found[0], low):  # X, a chemist, one of two founders, said
            before = _phrase(v, found[0] - 2, low)
            found = (before[0], found[1]) if before else None
        return (found[0], last - 1 if v.low[last - 1] == "," else last) if found else None
    return _phrase(v, j, low)


def _titled(v: View, j: int) -> bool:
    """Say whether a quotation is the name of a document that can be a subject."""
    return v.title[j] and (j == 0 or v.low[j - 1] not in MARKS)


def _apposed(v: View, first: int, low: int) -> bool:
    """Say whether a phrase follows a name and a comma: `Scott Pruitt, the attorney general`."""
    if first - 2 < low or v.low[first - 1] != "," or "name" not in v.is_[first - 2]:
        return False
    return bool(v.is_[first] & {"determiner", "title", "person"}) and not is_time(v, first - 2)


def _phrase(v: View, j: int, low: int) -> Span | None:
    """Collect the noun phrase that ends with token `j`."""
    k = j
    while k >= low:
        found = v.is_[k]
        if v.low[k] in MARKS or "quote" in found and k != j:
            if v.low[k] != ",":
                break
            if not (k > low and "name" in v.is_[k - 1] and _continues(v, k, j)):
                break
        elif "coordinator" in found:
            listed = v.low[k] == "and" and k > low and is_nominal(v, k - 1)
            if not (listed and _joined(v, k, j)):
                break
        elif found & {"subordinator"} and "preposition" not in found and "name" not in found:
            break
        elif v.low[k] in ("that", "as", "than", "before", "since", "after") and k < j:
            break
        elif k < j and is_finite(v, k, low):
            relative = _relative(v, k, low)
            if relative is None:
                break
            k = relative
        k -= 1
    first = k + 1
    while first < j and v.is_[first] & {"adverb", "coordinator", "subordinator"}:
        if v.is_[first] & {"determiner", "pronoun"}:
            break
        first += 1
    if "preposition" in v.is_[first] and "name" not in v.is_[first] or (
        first <= j and v.low[first] in ("in", "on", "at", "for", "to", "from", "with", "by", "of")
    ):
        first = last_base(v, first, j)
    if first > j or not any(is_nominal(v, x) or "quote" in v.is_[x] or "pronoun" in v.is_[x] for x in range(first, j + 1)):
        return None
    if first == j and v.is_[j] & {"object"} and v.low[j] not in ("it", "you"):
        return None
    return (first, j + 1)


def _continues(v: View, k: int, j: int) -> bool:
    """Say whether a comma stands inside a phrase: `Gauff, 20, of Ohio` has been dealt with."""
    return False


def _joined(v: View, k: int, j: int) -> bool:
    """Say whether `and` joins two names or nouns rather than two clauses."""
    left, right = v.is_[k - 1], v.is_[k + 1]
    if "pronoun" in right and "determiner" not in right:
        return False
    return ("name" in left) == ("name" in right) and not right & {"determiner", "possessive"}


def _relative(v: View, k: int, low: int) -> int | None:
    """Return the relative pronoun whose clause holds the verb at `k`."""
    for x in range(k - 1, max(low, k - 8) - 1, -1):
        if v.low[x] in MARKS:
            return None
        if v.low[x] in ("who", "which", "that", "whose", "whom") and x > low:
            return x if is_nominal(v, x - 1) and not is_finite(v, x - 1) else None
    return None


def last_base(v: View, first: int, j: int) -> int:
    """Return where the last noun phrase before `j` begins that no preposition governs but `of`."""
    k = j
    while k > first and not ("preposition" in v.is_[k - 1] and v.low[k - 1] != "of"):
        if v.is_[k] & {"determiner", "possessive", "pronoun"} and v.low[k - 1] != "of":
            return k
        k -= 1
    return k


def following(v: View, i: int, high: int) -> Span | None:
    """Find the phrase that stands after a verb: `said Wang Fuqiang from CCIEE`."""
    if i >= high or not (
        v.is_[i] & {"name", "determiner", "possessive", "title", "person", "body", "document"}
        or v.low[i] in ("he", "she", "they", "it", "i", "we", "him", "her", "them", "one")
        or is_nominal(v, i)
    ):
        return None
    if v.low[i] == "that" or is_time(v, i):
        return None
    k = i
    while k < high and v.low[k] not in MARKS and "quote" not in v.is_[k]:
        if k > i and (
            is_finite(v, k, i)
            or v.is_[k] & {"subordinator", "relative", "question"}
            or is_time(v, k)
            or "pronoun" in v.is_[k] and not v.is_[k] & {"determiner"}
        ) and "name" not in v.is_[k]:
            break
        if v.low[k] == "to" and k > i:
            break
        if "coordinator" in v.is_[k] and not ("name" in v.is_[k - 1] and k + 1 < high and "name" in v.is_[k + 1]):
            break
        k += 1
        if v.low[k - 1] in ("he", "she", "they", "i", "we"):
            break
    while k > i and v.is_[k - 1] & {"preposition", "adverb"} and "name" not in v.is_[k - 1]:
        k -= 1
    return (i, k) if k > i else None


def earlier(v: View, i: int, low: int = 0) -> Span | None:
    """Find the subject of the nearest verb before one that has none of its own."""
    for k in range(i - 1, low - 1, -1):
        found = v.is_[k]
        loose = "verb" in found and (v.headline or "name" not in found) and v.low[k - 1] != "to"
        if k > low and loose or is_finite(v, k, low):
            span = subject(v, k, low)
            if span and (human(v, span) or documentary(v, span)):
                return span
    return None
