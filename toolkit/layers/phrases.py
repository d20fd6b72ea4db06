"""Noun phrases and clauses round a cue: who stands before it, who after, where words end.

There is no parser: a subject is what stands between the cue and the edge of its clause, appositions
and relative clauses included.  A reported clause ends where another voice or a turn of the author
begins (", saying", "and urged"); a noun phrase or an infinitive ends sooner.  Tags are those of
`cues`.
"""

from __future__ import annotations

import re

from toolkit.layers.cues import View, rule

Span = tuple[int, int]


def has_verb(v: View, first: int, last: int) -> bool:
    """Say whether a stretch holds a finite verb."""
    return rule("finite").search(v.tags, first, last) is not None


def voice(v: View, span: Span | None, letters: str = "NMHBPDEq") -> bool:
    """Say whether a phrase names who can say something: a person, a body, a document, a name."""
    return span is not None and any(tag in letters for tag in v.tags[slice(*span)])


def subject(v: View, i: int) -> Span | None:
    """Find the phrase a verb has before it.

    Parameters
    ----------
    v : the sentence
    i : the verb

    Returns
    -------
    first and last token (exclusive), or None where the verb has no subject of its own

    Examples
    --------
    >>> from toolkit.layers.cues import view
    >>> subject(view("Li Wei, head of a bureau, also said so.", 0, 39), 9)
    (0, 7)
    """
    before = len(v.tags[:i].rstrip("pdmYxbaA"))  # no helper stands before that
    helpers = rule("helpers").search(v.tags, before, i)
    end = last = helpers.start() if helpers else i
    if v.tags[end - 1 : end] == "r":
        return (end - 1, end)
    while end and (v.tags[end - 1] in ",)-" or v.tags[end - 2 : end] == ",#"):
        opener = "(" if v.tags[end - 1] == ")" else "-" if v.tags[end - 1] == "-" else ","
        end = max(v.tags.rfind(opener, 0, end - 1), 0)
    match = rule("phrase").search(v.tags, 0, end)
    if not match or v.tags[end - 1] in "gpfT":
        return None
    first = end - len(re.sub(r"^(?:[aAcsC]|(?:p.*)?[Eq](?=[NM]))+", "", match.group()))
    return None if v.tags[first:end] in ("O", "") else (first, last - (v.tags[last - 1] == ","))


def following(v: View, i: int, high: int) -> Span | None:
    """Find the phrase that stands after a verb: `said Wang Fuqiang from CCIEE`.

    >>> from toolkit.layers.cues import view
    >>> following(view("said Wang Fuqiang from CCIEE.", 0, 29), 1, 6)
    (1, 5)
    """
    match = rule("following").match(v.tags, i, high)
    return match.span() if match else None


def earlier(v: View, i: int) -> Span | None:
    """Find the subject of the nearest verb before one that has none of its own."""
    for k in range(i - 1, 0, -1):
        if v.tags[k] in "eVuv" or rule("finite").match(v.tags, k):
            found = subject(v, k)
            if voice(v, found, "NMHBPDEr"):
                return found
    return None


def content_end(v: View, a: int, n: int, phrase: bool = False) -> int:
    """Find where a reported clause (or noun phrase, infinitive) that begins at `a` ends.

    >>> from toolkit.layers.cues import view
    >>> content_end(view("it grew, but he left", 0, 20), 0, 6)
    2
    """
    for match in rule("phrase_end" if phrase else "clause_end").finditer(v.tags, a + 1, n):
        opening = rule("opening").match(v.tags, a, match.start())  # that in view of this, although
        if phrase or not opening or has_verb(v, a, match.start()):
            return match.start()
    return n
