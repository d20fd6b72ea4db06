"""The grammar of attribution: which words of a sentence somebody else answers for.

A sentence is a string of tags (`cues`).  Cues are taken first where they stand after or inside what
they report ("..., he said."), then from left to right.  What one cue has claimed no other may
claim, and no cue inside a claimed stretch is looked at.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from toolkit.layers.cues import Sense, View, kinds, lexicon, rule
from toolkit.layers.phrases import Span, content_end, earlier, following, has_verb, subject, voice

FRAMES = frozenset("according view opinion perspective eyes viewpoint".split())
_EDGES = ",-QLEq"  # tags that can close what stands before `he said`
_BEGINS = "dPJONMHBDnz#gevVuQLEqiKw"  # tags a noun phrase can begin with


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
    if not (cues := _cues(v, n)):
        return []
    found: list[Attribution] = []
    free = [True] * n
    for way in (_after, _framed, _forward):
        for i, senses in cues:
            got = way(v, i, senses, n) if free[i] else None
            if got and all(all(free[a:b]) for a, b in got.parts):
                found.append(got)
                for a, b in (*got.parts, got.cue):
                    free[a:b] = [False] * (b - a)
    found.sort(key=lambda one: one.cue)
    speakers = [one.speaker for one in found if one.speaker]
    for k, one in enumerate(found):
        i = one.cue[0]
        if i == 0 and not one.speaker and speakers:  # "Noting that ..., he said that"
            found[k] = one._replace(speaker=speakers[0])
        elif k and v.tags[i - 1 : i + 1] == ",K":  # "..., he said, adding that ..."
            found[k] = one._replace(speaker=found[k - 1].speaker)
    return sorted(found, key=lambda one: one.parts[0])


def _cues(v: View, n: int) -> list[tuple[int, list[Sense]]]:
    """List the tokens that may be cues, with the senses that fit."""
    known, out = lexicon(), []
    for i in [i for i, low in enumerate(v.low[:n]) if low in known or low in FRAMES]:
        named = i and v.tags[i] in "NM" and not v.headline
        senses = [] if named else [s for s in known.get(v.low[i], ()) if _fits(v, i, s)]
        if senses or v.low[i] in FRAMES:
            out.append((i, senses))
    return out


def _fits(v: View, i: int, sense: Sense) -> bool:
    """Say whether a word can have this sense here: its particle follows, its form fits."""
    if v.low[i + 1 : i + 1 + len(sense.particle)] != sense.particle:
        return False
    if sense.lemma in ("quote", "cite") and "saying" in v.low[i + 2 : i + 14]:
        return False  # X is quoted as saying, quoted X as saying
    before, left = v.tags[i - 1 : i] or "^", v.tags[:i].rstrip("aA")
    be = left.endswith("b")
    if sense.form == "adjective":
        return be and not left.endswith("xb")  # who will be willing says nothing yet
    if sense.form == "ing":
        quoting = sense.kind == "say" and "q" in sense.takes
        return be or quoting or before in "^,;:(-.aApfcU"
    if before in "dgpfC" or (sense.form == "ed" and (be or (before == "^" and "a" in sense.takes))):
        return False
    if sense.form == "base" and "x" in sense.takes:  # a noun, unless a plural or helper stands by
        plural = v.low[len(left) - 1].endswith("s") if left else False
        return plural or left.endswith(tuple("TxPJrcz,)-"))
    return True


def _back(v: View, at: int, marks: str) -> int:
    """Walk back from `at` to a mark."""
    return max(v.tags.rfind(mark, 0, at) for mark in marks) + 1


def _after(v: View, i: int, senses: list[Sense], n: int) -> Attribution | None:
    """Take what stands before (and round) a cue, as in `..., he said.` or `"...," said Zhu`."""
    sense = next((s for s in senses if set("qc") & set(s.takes)), None)
    if not sense:
        return None
    cue = (i, i + 1 + len(sense.particle))
    speaker, stop, inverted = subject(v, i), cue[1], False
    left = (speaker[0] if speaker else i) - 1
    if not speaker or left < 0 or v.tags[left] not in _EDGES:
        left = len(v.tags[:i].rstrip("aA")) - 1
        speaker, inverted = following(v, stop, n), True
        if left < 0 or v.tags[left] not in _EDGES or not speaker or "q" not in sense.takes:
            return None
        stop = speaker[1]
    right = _closed(v, stop, n, inverted)
    if v.tags[left] in "QLEq":
        if right is None and not re.search(r"(^|[,:;.-])[QL]\Z", v.tags[: left + 1]):
            return None
        begin = _back(v, left, ".;:")
        parts, right = [(begin, left + 1)], stop if right is None else right
        if re.match(r"[,:.;-][QLEq]", v.tags[right:n]):
            parts.append((right + 1, right + 2))
        elif re.match(r",[cU].{0,3}[QLEq]", v.tags[right:n]):
            parts.append((right + 1, content_end(v, right + 1, n)))
        return Attribution(tuple(parts), speaker, cue, sense.act, "quote_cue")
    begin = _back(v, left, ";")
    if right is None or (sense.lemma != "say" and not voice(v, speaker)):
        return None
    if re.match(r",[^cUrsCiKQEq]", v.tags[right:n]):
        parts = [(begin, left), (right + 1, content_end(v, right + 1, n))]
        return Attribution(tuple(parts), speaker, cue, sense.act, "clause_cue_inside")
    said = re.search("[QLEq]", v.tags[begin:left]) or has_verb(v, begin, left)
    if not said or re.match(r":|,[QEq]", v.tags[right:n]):
        return None
    return Attribution(((begin, left),), speaker, cue, sense.act, "clause_cue")


def _closed(v: View, k: int, n: int, inverted: bool) -> int | None:
    """Return the mark that closes `he said on Friday in Paris`, None if a clause follows."""
    if v.tags[k : k + 2] == "pi" or (k < n and not rule("aside").match(v.tags, k)):
        return None
    stop = rule("stop").search(v.tags, k, n)
    last = stop.start() if stop else n
    asked = any(tag in "twr" for tag in v.tags[k:last])
    return None if asked or (not inverted and has_verb(v, k, last)) else last


def _framed(v: View, i: int, senses: list[Sense], n: int) -> Attribution | None:
    """Take `according to X`, before or after what it reports, `in X's view`, `as X puts it`."""
    if v.low[i] not in FRAMES:
        put = rule("as_said").match(v.tags) if v.low[0] == "as" and v.tags[i] == "V" else None
        if not put or put.end(1) != i:
            return None
        part, cue = (put.end(), content_end(v, put.end(), n)), (i, put.end() - 1)
        return Attribution((part,), put.span(1), cue, "said", "as_said")
    source = rule("source").match(v.tags, i, n)
    if not source:
        frame = rule("frame").search(v.tags[:i]) if v.tags[i + 1 : i + 2] == "," else None
        if not frame or not (frame[2].endswith("g") or "possessive" in kinds(v.low[i - 1])):
            return None
        who = (frame.start(2), frame.end(2) - frame[2].endswith("g"))
        part, cue = (i + 2, content_end(v, i + 2, n)), (frame.start(1), i + 1)
        return Attribution((part,), who, cue, "held", "view")
    owned = v.tags.rfind("g", i, source.end(1)) + 1  # patients' needs say nothing
    if not voice(v, (owned or i + 2, source.end(1)), "NMHBPDEqO"):
        return None
    view = v.tags[i] != "y"
    k, left = source.end(), i - (v.tags[i - 1 : i] == ",")
    if not view and has_verb(v, 0, left):
        parts = [(_back(v, left, ";:"), left)]
    elif v.tags[k : k + 1] == ",":
        parts = [(k + 1, content_end(v, k + 1, n))]
        if left > 0 and not view and v.tags[0] not in "pasc":  # The number, according to X, rose
            parts.insert(0, (0, left))
    else:
        return None
    how = ("held", "view") if view else ("said", "according_to")
    return Attribution(tuple(parts), source.span(1), (i - 2 * view, i + 2), *how)


def _forward(v: View, i: int, senses: list[Sense], n: int) -> Attribution | None:
    """Take what stands after a cue."""
    for sense in senses:
        j = i + 1 + len(sense.particle)
        alone = sense.form == "ing" and v.tags[i - 1 : i] not in tuple("xbaA")
        source = subject(v, i - 1) if v.low[i - 1] == "as" else None  # quoted X as saying
        quoted = source if source and v.tags[source[0] - 1 : source[0]] == "V" else None
        speaker = quoted or (None if alone else subject(v, i)) or earlier(v, i)
        for first, last, name in _complements(v, i, sense, n, speaker):
            if i == 0 and "," in v.tags[first:last]:  # "Noting that ..., he said"
                last = v.tags.index(",", first)
            if last > first:
                return Attribution(((first, last),), speaker, (i, j), sense.act, name)
    return None


def _complements(v: View, i: int, sense: Sense, n: int, speaker: Span | None) -> Iterator[tuple]:
    """Yield the complements a cue can have: first and last token and the rule that found it."""
    takes, tags, j = sense.takes, v.tags, i + 1 + len(sense.particle)
    occasion = rule("occasion").match(tags, j, n)  # said again on Friday
    k = occasion.end() if occasion else j
    who = v.low[slice(*speaker)] if speaker else ()
    human = voice(v, speaker, "NMHBPr")
    if k >= n or ("k" in takes and not voice(v, speaker, "MHP")):
        return
    if any("no_voice" in kinds(word) for word in who):  # practice has proved that
        return
    if sense.kind != "say" and (not speaker or (who == ("we",) and sense.kind != "believe")):
        return
    if "q" in takes:
        quote, late = rule("quoted").match(tags, k, n), rule("quoted_late").match(tags, k, n)
        if late and not quote and not has_verb(v, k, late.start(1)):
            quote = late
        if quote:
            yield quote.start(quote.lastindex or 0), quote.end(), "cue_quote"
    that = rule("that").match(tags, k, n) if "t" in takes else None
    x = that.end() - 1 if that else n
    if x == k or (x < n and ("a" in takes or tags[j] in "pfTaAOmY,") and not has_verb(v, k, x)):
        yield x, content_end(v, x, n), "that"
    if "w" in takes and (tags[k] in "wr" or v.low[k] in ("when", "where", "whether", "if")):
        yield k, content_end(v, k, n), "question"
    if "a" in takes:  # asked Li Wei to invest
        told = following(v, k, n) if tags[k] != "O" else (k, k + 1)
        x = told[1] if told else n
        if "o" in takes and tags[x : x + 1] == "T":
            yield x, content_end(v, x, n, True), "to"
        return
    if "i" in takes and re.match("A?T(?![dNM])", tags[k:n]):
        yield k, content_end(v, k, n, True), "to"
    to = re.compile(r"[^;(.:T]{1,22}T").match(tags, k, n) if "o" in takes else None
    if to:
        yield k, content_end(v, to.end() - 1, n, True), "to"
    if "c" in takes and tags[k] in _BEGINS + "pfaAsC":
        last = content_end(v, k, n)
        if has_verb(v, k + 1, last):
            yield k, last, "clause"
    reports = "n" in takes and (human or (speaker and "s" not in takes))
    if reports and tags[k] in _BEGINS and not rule("purpose").search(tags[:i]):
        yield k, content_end(v, k, n, True), "noun_phrase"
