"""The grammar of attribution: which words of a sentence somebody else answers for.

A sentence is a string of tags (`cues`).  Cues are taken first where they stand after or inside what
they report ("..., he said."), then from left to right.  What one cue has claimed no other may
claim, and no cue inside a claimed stretch is looked at.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from toolkit.layers.clauses import QUOTES, closed, end, skip
from toolkit.layers.cues import Sense, View, lexicon
from toolkit.layers.phrases import Span, earlier, following, has_verb, subject, voice

FRAMES = frozenset("according view opinion perspective eyes viewpoint".split())
_OWNERS = frozenset("his her its their my our your whose".split())
_MANY = frozenset("some many most few both".split())
_BEGINS = "dPJONMHBDnz#gevVWSuQLEqiKw"  # tags a clause or noun phrase can begin with


class Attribution(NamedTuple):
    """Parts of a content, speaker and cue as token ranges of one sentence."""

    parts: tuple[Span, ...]
    speaker: Span | None
    cue: Span
    act: str
    rule: str


def attribute(v: View) -> list[Attribution]:
    """Find the attributions of a sentence.

    >>> from toolkit.layers.cues import view
    >>> text = "He said that it rained."
    >>> attribute(view(text, 0, len(text)))[0].rule
    'that'
    """
    n = len(v.tags.rstrip("."))
    cues = _cues(v, n)
    found: list[Attribution] = []
    free = [True] * n
    for rule in (_after, _framed, _forward):
        for i, senses in cues:
            got = rule(v, i, senses, n, free) if free[i] else None
            if got and all(all(free[a:b]) for a, b in got.parts):
                found.append(got)
                for a, b in (*got.parts, got.cue):
                    free[a:b] = [False] * (b - a)
    return sorted(found, key=lambda one: one.parts[0])


def opening(v: View) -> Attribution | None:
    """Find the cue of a sentence that ends in a colon: what it reports comes next.

    >>> from toolkit.layers.cues import view
    >>> opening(view("The Post reports:", 0, 17)).speaker
    (0, 2)
    """
    n = len(v.tags)
    for i, senses in reversed(_cues(v, n)) if v.tags.endswith(":") else ():
        sense = next((s for s in senses if "q" in s.takes and s.form != "noun"), None)
        if sense:
            who = _speaker(v, i, sense)
            return Attribution(((n - 1, n),), who, (i, i + 1), sense.act, "opening")
    return None


def _cues(v: View, n: int) -> list[tuple[int, list[Sense]]]:
    """List the tokens that may be cues, with the senses that fit."""
    out = []
    for i, low in enumerate(v.low[:n]):
        known = lexicon().get(low, ()) if i == 0 or v.headline or v.tags[i] not in "NM" else ()
        senses = [sense for sense in known if _fits(v, i, sense)]
        if senses or low in FRAMES:
            out.append((i, senses))
    return out


def _fits(v: View, i: int, sense: Sense) -> bool:
    """Say whether a word can have this sense here: its particle follows, its form fits."""
    if tuple(v.low[i + 1 : i + 1 + len(sense.particle)]) != sense.particle:
        return False
    before, word = v.tags[i - 1 : i] or "^", v.low[i - 1 : i]
    left = v.tags[:i].rstrip("aA")
    be = left.endswith("b")
    if sense.form == "noun":
        return True
    if sense.form == "adjective":
        return be
    if sense.form == "ing":
        quoting = sense.kind == "say" and "q" in sense.takes
        return be or before in ",;:(-.aApfcU" or (quoting and before not in "dg^")
    if before in "dgpfC" or (sense.form == "ed" and (be or word == ["as"])):
        return before == "d" and word[0] in _MANY
    if sense.form == "base" and "x" in sense.takes:  # a noun, unless a plural or helper stands by
        helped = left[-1:] in tuple("TxPJrcz,)-") or (v.low[len(left) - 1].endswith("s") and left)
        joined = "c" in left[-3:] and left[-1:] in ("N", "M")
        return bool(helped or joined) or ("t" in sense.takes and v.tags[i + 1 : i + 2] == "t")
    return True


def _back(v: View, free: list[bool], at: int, marks: str) -> int:
    """Walk back from `at` to what is claimed or marked."""
    while at > 0 and free[at - 1] and v.tags[at - 1] not in marks:
        at -= 1
    return at


def _after(v: View, i: int, senses: list[Sense], n: int, free: list[bool]) -> Attribution | None:
    """Take what stands before (and round) a cue, as in `..., he said.` or `"...," said Zhu`."""
    fit = (s for s in senses if s.form in ("ed", "s", "base"))
    sense = next((s for s in fit if "q" in s.takes or "c" in s.takes), None)
    if sense is None:
        return None
    cue = (i, i + 1 + len(sense.particle))
    speaker, stop, inverted = subject(v, i), cue[1], False
    left = (speaker[0] if speaker else i) - 1
    if not speaker or not _edge(v, left):
        left = len(v.tags[:i].rstrip("aA")) - 1
        speaker, inverted = following(v, stop, n), True
        if not _edge(v, left) or not speaker or "q" not in sense.takes:
            return None
        stop = speaker[1]
    quote = next((k for k in (left, left - 1) if k >= 0 and v.tags[k] in QUOTES), None)
    right = closed(v, stop, n, inverted, "a" in sense.takes)
    if quote is not None:
        if right is None and not re.search(r"(^|[,:;.-])[QL]\Z", v.tags[: quote + 1]):
            return None
        begin = _back(v, free, left, ".;:") if v.tags[quote] in "LqE" else quote
        begin += begin < quote and v.tags[begin] in "cU"
        parts, right = [(begin, quote + 1)], stop if right is None else right
        if re.match(r"[,:.;-][QLEq]", v.tags[right:n]):
            parts.append((right + 1, right + 2))
        elif re.match(r",[cU].{0,3}[QLEq]", v.tags[right:n]):
            parts.append((right + 1, end(v, right + 1, n)))
        return Attribution(tuple(parts), speaker, cue, sense.act, "quote_cue")
    begin = _back(v, free, left, ";")
    if right is None or begin >= left or (sense.lemma != "say" and not voice(v, speaker)):
        return None
    said = v.headline or re.search(r"[QLEq]", v.tags[begin:left]) or has_verb(v, begin, left)
    if re.match(r",[^cUrsCiKQEq]", v.tags[right:n]):
        last = end(v, right + 1, n)
        if not said and not has_verb(v, right + 1, last) and "L" not in v.tags[right:last]:
            return None
        parts = [(begin, left), (right + 1, last)]
        return Attribution(tuple(parts), speaker, cue, sense.act, "clause_cue_inside")
    if not said or re.match(r":|,[QEq]", v.tags[right:n]):
        return None
    return Attribution(((begin, left),), speaker, cue, sense.act, "clause_cue")


def _edge(v: View, j: int) -> bool:
    """Say whether a token can close what stands before `he said`."""
    return j >= 0 and (v.tags[j] in ",-QLEq" or v.low[j] in ("?", "!"))


def _framed(v: View, i: int, senses: list[Sense], n: int, free: list[bool]) -> Attribution | None:
    """Take `according to X`, before or after what it reports, and `in X's view`."""
    if v.low[i] not in FRAMES:
        return None
    if v.tags[i] != "y":
        frame = re.search(r"(?:\A|,|\A.)(p)((?:d|[^,pg]*)g?)\Z", v.tags[:i])
        if not frame or not (frame[2].endswith("g") or v.low[i - 1] in _OWNERS):
            return None
        if v.low[frame.start(1)] not in ("in", "from") or v.tags[i + 1 : i + 2] != ",":
            return None
        who = (frame.start(2), frame.end(2) - frame[2].endswith("g"))
        cue = (frame.start(1), i + 1)
        return Attribution(((i + 2, end(v, i + 2, n)),), who, cue, "held", "view")
    source = re.compile(r"yT((?:[^,;:.)c-]|(?<=[NM])c)+)").match(v.tags, i, n)
    owned = v.tags.rfind("g", i, source.end(1)) + 1 if source else 0  # patients' needs say nothing
    if not source or not voice(v, (owned or i + 2, source.end(1)), "NMHBPDEqO"):
        return None
    k, left = source.end(1), i - (v.tags[i - 1 : i] == ",")
    if left > 0 and free[left - 1] and has_verb(v, 0, left):
        part = (_back(v, free, left, ";:"), left)
    else:
        apposed = re.compile(r",[dHMN][^,]*(?=,)").match(v.tags, k, n)
        k = apposed.end() if apposed and not has_verb(v, k + 1, apposed.end()) else k
        if v.tags[k : k + 1] != ",":
            return None
        part = (k + 1, end(v, k + 1, n))
    return Attribution((part,), source.span(1), (i, i + 2), "said", "according_to")


def _forward(v: View, i: int, senses: list[Sense], n: int, free: list[bool]) -> Attribution | None:
    """Take what stands after a cue."""
    for sense in senses:
        j = i + 1 + len(sense.particle)
        speaker = _speaker(v, i, sense)
        if i == 0 and speaker:  # Said Ellis: ...
            j = speaker[1]
        if not _may(v, sense, speaker, j):
            continue
        for first, last, rule in _complements(v, i, j, sense, n, speaker):
            last = next((k for k in range(first, last) if not free[k]), last)
            last = first + len(v.tags[first:last].rstrip(",;-c"))
            if last > first:
                return Attribution(((first, last),), speaker, (i, j), sense.act, rule)
    return None


def _speaker(v: View, i: int, sense: Sense) -> Span | None:
    """Find who a cue belongs to: its subject, its owner, or the subject of the verb before."""
    if sense.form == "noun":
        match = re.search(r"(?:d|([NMHBDnz]+)g)[^pf,;:()\-.dg]{0,3}\Z", v.tags[:i])
        if not match or (not match[1] and v.low[match.start()] not in _OWNERS):
            return None
        return match.span(1) if match[1] else match.span()
    if i == 0 and sense.form in ("ed", "s") and "q" in sense.takes:
        return following(v, 1, len(v.tags))
    before = v.tags[i - 1 : i] or "^"
    own = None
    if sense.form != "ing" or before in "xbaA":
        own = subject(v, i)
    elif before in "NMHP":  # footage of Li Wei asking
        own = (len(v.tags[:i].rstrip("nNMHe")) if before != "P" else i - 1, i)
    return own or earlier(v, i)


def _may(v: View, sense: Sense, speaker: Span | None, j: int) -> bool:
    """Say whether a cue may have this speaker, or none."""
    who = v.low[slice(*speaker)] if speaker else []
    if "k" in sense.takes and not voice(v, speaker, "MHP") and who != ["who"]:
        return False
    if sense.form != "noun" and sense.kind != "say" and not speaker:
        return False
    if who == ["we"] and sense.kind not in ("say", "believe"):
        return False
    return (
        sense.particle != ("to",) or "n" not in sense.takes or v.tags[j : j + 1] in tuple("dNMOJ")
    )


def _complements(
    v: View, i: int, j: int, sense: Sense, n: int, speaker: Span | None
) -> Iterator[tuple[int, int, str]]:
    """Yield the complements a cue can have: first and last token and the rule that found it."""
    takes, tags, noun = sense.takes, v.tags, sense.form == "noun"
    human = voice(v, speaker, "NMHBPr")
    k = skip(v, j, n)
    if "q" in takes and not noun:
        quote = re.compile(r"[,:-]*([QL])|[,:](q)|(q)\Z").match(tags, k, n)
        late = re.compile(r"(?=[pfNMdOH,])[^;(.:tQLEq]{0,22}[,:]([QL])").match(tags, k, n)
        found = quote or (None if late and has_verb(v, k, late.start(1)) else late)
        if found:
            yield found.start(found.lastindex or 0), found.end(), "cue_quote"
        elif tags[k : k + 1] == ":":
            yield k + 1, n, "cue_colon"
    if k >= n:
        return
    if "t" in takes:
        that = re.compile(r"t" if noun else r"[^;(.:tbxQL]{0,22}?t").match(tags, k, n)
        x = that.end() - 1 if that else n
        if x == k or (x < n and ("a" in takes or tags[j] in "pfTaAOmY,") and not has_verb(v, k, x)):
            yield x, end(v, x, n), "noun_that" if noun else "that"
    if noun:
        return
    if "w" in takes and (tags[k] in "wr" or v.low[k] in ("when", "where", "whether", "if")):
        yield k, end(v, k, n), "question"
    if "a" in takes:
        told = following(v, k, n) if tags[k] != "O" else (k, k + 1)
        x = skip(v, told[1], n) if told else n
        if "o" in takes and tags[x : x + 1] == "T":
            yield x, end(v, x, n, True), "to"
        if tags[x : x + 1] in tuple("PJdwNM") and has_verb(v, x, n):
            yield x, end(v, x, n), "clause"
        return
    doing = re.match("A?T" if v.headline else "A?T(?![dNM])", tags[k:n])
    if "i" in takes and doing and (human or sense.kind == "say"):
        yield k, end(v, k, n, True), "to"
    if "o" in takes and human and following(v, k, n):
        to = re.compile(r"[^;(.:T]{1,22}T").match(tags, k, n)
        if to and not has_verb(v, k, to.end() - 1):
            yield k, end(v, to.end() - 1, n, True), "to"
    if "g" in takes and human and tags[k] in "iK":
        yield k, end(v, k, n, True), "ing"
    if "c" in takes and tags[k] in _BEGINS + "pfaAsC" and not v.low[k].endswith("selves"):
        last = end(v, k, n)
        if has_verb(v, k + 1, last) and (voice(v, speaker, "NMHBPrDEq") or sense.lemma == "say"):
            yield k, last, "clause"
    purpose = re.search(r"[^evVWuxbaA]T\Z", tags[:i])  # they met to discuss
    if "n" in takes and tags[k] in _BEGINS and not purpose:
        report = sense.kind in ("say", "evidence") and sense.lemma != "call"
        if human or (report and speaker and "s" not in takes):
            yield k, end(v, k, n, True), "noun_phrase"
