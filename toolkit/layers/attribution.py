"""The grammar of attribution: which words of a sentence somebody else answers for.

A sentence is a string of tags (`cues`).  Cues are taken first where they stand after or inside what
they report ("..., he said."), then from left to right.  What one cue has claimed no other may
claim, and no cue inside a claimed stretch is looked at.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from toolkit.layers.cues import Sense, View, lexicon
from toolkit.layers.phrases import (
    FINITE,
    QUOTES,
    Span,
    earlier,
    following,
    has_verb,
    subject,
    voice,
)

FRAMES = frozenset("according view opinion perspective eyes viewpoint".split())
_SKIP = re.compile(r"(?:[pf]?d?[mY]+#?|a)*")
_ENDS = re.compile(  # where a reported clause ends; a noun phrase or infinitive ends sooner
    r"[;.U]|,(?=[CU]|As)|,?y|,(?=a?K)|,?(?=c[aAxb]*[VW](?!T))|(?=c[NMPHd]{1,3}[VW])|(?<=[QLEq])C"
)
_PHRASE_ENDS = re.compile(
    r"[;.U(:-]|,(?=[CU]|As)|,?y|,(?=a?K)|,?(?=c[aAxb]*[VW])|,(?=[rcUvVWeuaA])|,(?![dNMg])"
    r"|(?<=[QLEq])C|(?<=[^pfdgmY])Y"
)
_BREAKS = frozenset("because when while after before as if".split())
_TAIL = re.compile(r"([dNMHBDnz#PJgfpcA(),-]*?)[xaA]*[VS](?=(?:a|pd?[mY]+|[mY])*(?:[,.;:)-]|\Z))")
_LEFT = re.compile(r"[.;:(),-]")


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
    if not v.tags.endswith(":"):
        return None
    for i, senses in reversed(_cues(v, n)):
        for sense in senses:
            if "q" in sense.takes and sense.form != "noun":
                who = _speaker(v, i, sense)
                return Attribution(((n - 1, n),), who, (i, i + 1), sense.act, "opening")
    return None


def is_tail(v: View) -> bool:
    """Say whether a sentence begins with what follows a quotation: `Trump said.`

    >>> from toolkit.layers.cues import view
    >>> is_tail(view("Li Wei said.", 0, 12)), is_tail(view("Li Wei said so.", 0, 15))
    (True, False)
    """
    match = _TAIL.match(v.tags)
    return bool(match and match[1])


def _cues(v: View, n: int) -> list[tuple[int, list[Sense]]]:
    """List the tokens that may be cues, with the senses that fit."""
    words, out = lexicon(), []
    for i, low in enumerate(v.low[:n]):
        if low in words and (i == 0 or v.headline or v.tags[i] not in "NM") or low in FRAMES:
            senses = [sense for sense in words.get(low, ()) if _fits(v, i, sense)]
            if senses or low in FRAMES:
                out.append((i, senses))
    return out


def _fits(v: View, i: int, sense: Sense) -> bool:
    """Say whether a word can have this sense here: its particle follows, its form fits."""
    k = len(sense.particle)
    if k and tuple(v.low[i + 1 : i + 1 + k]) != sense.particle:
        return False
    before = v.tags[i - 1] if i else "^"
    j = len(v.tags[:i].rstrip("aA"))
    be = j > 0 and v.tags[j - 1] == "b"
    if sense.form == "noun":
        return True
    if sense.form == "adjective":
        return be or v.low[j - 1 : j] in (["seem"], ["seems"], ["seemed"], ["feel"], ["felt"])
    if sense.form == "ing":
        if be or before in ",;:(-.aApfcU":
            return True
        return before not in "dg^" and sense.kind == "say" and "q" in sense.takes
    if before in "dgpf" or sense.form == "ed" and (be or v.low[i - 1 : i] == ["as"]):
        return before == "d" and v.low[i - 1] in ("some", "many", "most", "few", "others", "both")
    if sense.form == "base" and "x" in sense.takes:
        plural = j > 0 and (v.tags[j - 1] in "TxPJrcz,)-" or v.low[j - 1].endswith("s"))
        joined = "c" in v.tags[max(0, j - 3) : j] and v.tags[j - 1] in "NM"
        return plural or joined or "t" in sense.takes and v.tags[i + 1 : i + 2] == "t"
    return True


def _after(v: View, i: int, senses: list[Sense], n: int, free: list[bool]) -> Attribution | None:
    """Take what stands before (and round) a cue: `..., he said.`, `"...," said Zhu.`"""
    sense = next((s for s in senses if s.form in ("ed", "s", "base") and (
        "q" in s.takes or "c" in s.takes and s.kind in ("believe", "evidence"))), None)  # fmt: skip
    if sense is None:
        return None
    stop = i + 1 + len(sense.particle)
    speaker, inverted = subject(v, i), False
    left = (speaker[0] if speaker else i) - 1
    if not speaker or not _edge(v, left):
        left = len(v.tags[:i].rstrip("aA")) - 1
        speaker, inverted = following(v, stop, n), True
        if not _edge(v, left) or not speaker or "q" not in sense.takes:
            return None
        stop = speaker[1]
    quote = left if v.tags[left] in QUOTES else left - 1
    quote = quote if quote >= 0 and v.tags[quote] in QUOTES else -1
    right = _right(v, stop, n, inverted, "a" in sense.takes)
    if right is None and (
        quote < 0 or quote > 0 and (v.tags[quote] not in "QL" or v.tags[quote - 1] not in ",:;-.")
    ):
        return None
    if quote < 0 and sense.lemma != "say" and not voice(v, speaker):
        return None
    right = stop if right is None else right
    begin = left
    while begin > 0 and free[begin - 1] and v.tags[begin - 1] not in (";" if quote < 0 else ".;:"):
        begin -= 1
    cue, after = (i, i + 1 + len(sense.particle)), v.tags[right:n]
    if quote >= 0:
        begin = begin if v.tags[quote] in "Lq" or v.tags[quote] == "E" and begin < quote else quote
        begin += begin < quote and v.tags[begin] in "cU"
        parts = [(begin, quote + 1)]
        if re.match(r"[,:.;-][QLEq]", after):
            parts.append((right + 1, right + 2))
        elif re.match(r",[cU].{0,3}[QLEq]", after):
            parts.append((right + 1, _end(v, right + 1, n)))
        return Attribution(tuple(parts), speaker, cue, sense.act, "quote_cue")
    if begin >= left or re.match(r",[QEq]", after):
        return None
    said = (
        v.headline or any(tag in QUOTES for tag in v.tags[begin:left]) or has_verb(v, begin, left)
    )
    if not re.match(r",[^cUrsCiK]", after):
        if after[:1] == ":" or not said:
            return None
        return Attribution(((begin, left),), speaker, cue, sense.act, "clause_cue")
    end = _end(v, right + 1, n)
    if not said and not has_verb(v, right + 1, end) and "L" not in v.tags[right:end]:
        return None
    parts = ((begin, left), (right + 1, end))
    return Attribution(parts, speaker, cue, sense.act, "clause_cue_inside")


def _edge(v: View, j: int) -> bool:
    """Say whether a token can close what stands before `he said`."""
    return j >= 0 and (v.tags[j] in ",-QLEq" or v.low[j] in ("?", "!"))


def _right(v: View, k: int, n: int, inverted: bool, told: bool) -> int | None:
    """Return the mark that closes `he said on Friday in Paris`, None if a clause follows."""
    if k < n and v.tags[k] not in "pTaAmYcCsUO,;:().-QLEq" + "dNMHB" * (told or inverted):
        return None
    if v.tags[k : k + 1] == "T" and v.tags[k + 1 : k + 2] not in "dNMHBO":
        return None
    for x in range(k, n):
        tag = v.tags[x]
        if tag == "(":
            return n
        if inverted and tag == "," and v.tags[x + 1 : x + 2] not in QUOTES:
            continue  # an apposition: `said Li Wei, director of the bureau`
        if tag in ",;:).-QLEqcCU" or tag == "s":
            return x
        if tag in "twr" or not inverted and FINITE.match(v.tags, x):
            return None
    return n


def _end(v: View, a: int, n: int, phrase: bool = False) -> int:
    """Find where a reported clause (or noun phrase, infinitive) ends."""
    end = n
    for match in (_PHRASE_ENDS if phrase else _ENDS).finditer(v.tags, a + 1, n):
        k = match.start()
        if (
            v.low[k] == "."
            or v.low[k] == ";"
            and v.tags[a] == "t"
            or v.tags[k] == "."
            and v.tags[k - 1] in QUOTES
        ):
            continue
        if phrase and match.group() == "," and v.tags[k + 1 : k + 2] not in "CUKrcvVWea":
            if re.search("[cR]", v.tags[k + 1 : min(n, k + 8)]):  # one of a list
                continue
        end = k
        break
    for k in range(a + 1, end):
        tail = v.tags[k] == "," and _TAIL.match(v.tags, k + 1, n)
        if tail and tail[1] or phrase and _breaks(v, k, n):
            return k
    return end


def _breaks(v: View, k: int, n: int) -> bool:
    """Say whether a noun phrase or infinitive stops here: an occasion, a clause, another verb."""
    low, after = v.low[k], v.tags[k + 1 : k + 2]
    if low in _BREAKS:
        return has_verb(v, k, min(n, k + 8)) and (low != "as" or v.low[k - 1] not in ("such", "as"))
    if low in ("in", "on", "at"):
        return bool(after) and after in "mY"
    return (
        low == "during"
        or low == "and"
        and v.low[k + 1 : k + 2] != []
        and v.low[k + 1].endswith("ed")
    )


def _framed(v: View, i: int, senses: list[Sense], n: int, free: list[bool]) -> Attribution | None:
    """Take `according to X`, before or after what it reports, and `in X's view, ...`"""
    if v.low[i] not in FRAMES:
        return None
    if v.tags[i] != "y":
        a = max(v.tags.rfind("p", max(0, i - 14), i), 0)
        if v.low[a] not in ("in", "from") or a > 1 and v.tags[a - 1] != "," or i + 1 == a:
            return None
        owned = v.tags.find("g", a, i)
        who = (a + 1, owned) if owned > 0 else (i - 1, i) if v.tags[i - 1] == "d" else None
        if who is None or v.tags[i + 1 : i + 2] != ",":
            return None
        return Attribution(((i + 2, _end(v, i + 2, n)),), who, (a, i + 1), "held", "view")
    if v.tags[i + 1 : i + 2] != "T":
        return None
    j = i + 2
    k = next(
        (
            x
            for x in range(j, n)
            if v.tags[x] in ",;:.)-" or x > j and v.tags[x] == "c" and v.tags[x - 1] not in "NM"
        ),
        n,
    )
    owned = v.tags.rfind("g", j, k) + 1  # patients' needs say nothing
    if not voice(v, (owned or j, k), "NMHBPDEqO"):
        return None
    left = i - (v.tags[i - 1 : i] == ",")
    if left > 0 and free[left - 1] and has_verb(v, 0, left):
        begin = left
        while begin > 0 and free[begin - 1] and v.tags[begin - 1] not in ";:":
            begin -= 1
        return Attribution(((begin, left),), (j, k), (i, j), "said", "according_to")
    if v.tags[k : k + 1] != ",":
        return None
    apposed = re.match(r",[dHMN][^,]*(?=,)", v.tags[k:n])
    if apposed and not has_verb(v, k + 1, k + apposed.end()):
        k += apposed.end()
    return Attribution(((k + 1, _end(v, k + 1, n)),), (j, k), (i, j), "said", "according_to")


def _forward(v: View, i: int, senses: list[Sense], n: int, free: list[bool]) -> Attribution | None:
    """Take what stands after a cue."""
    for sense in senses:
        j = i + 1 + len(sense.particle)
        speaker = _speaker(v, i, sense)
        if i == 0 and speaker:  # Said Ellis: ...
            j = speaker[1]
        content = _complement(v, i, j, sense, n, speaker)
        if content:
            first, last, rule = content
            last = next((k for k in range(first, last) if not free[k]), last)
            last = first + len(v.tags[first:last].rstrip(",;-c"))
            if last > first:
                return Attribution(((first, last),), speaker, (i, j), sense.act, rule)
    return None


def _speaker(v: View, i: int, sense: Sense) -> Span | None:
    """Find who a cue belongs to: its subject, its owner, or the subject of the verb before."""
    before = v.tags[i - 1] if i else "^"
    if sense.form == "noun":
        match = re.search(r"(?:d|([NMHBDnz]+)g)[^pf,;:()\-.dg]{0,3}\Z", v.tags[:i])
        if not match:
            return None
        if match[1]:
            return match.span(1)
        return match.span() if v.low[match.start()] in _OWNERS else None
    if i == 0 and sense.form in ("ed", "s") and "q" in sense.takes:
        return following(v, 1, len(v.tags))
    own = None
    if sense.form != "ing" or before in "xbaA":
        own = subject(v, i)
    elif before in "NMHP":  # footage of Li Wei asking
        match = re.search(r"(?:P|d?[nNMHe]*)\Z", v.tags[:i])
        own = match.span()
    return own or earlier(v, i)


_OWNERS = frozenset("his her its their my our your whose".split())


def _complement(v, i, j, sense, n, speaker) -> tuple[int, int, str] | None:
    """Find the complement of a cue: first and last token and the rule that found it."""
    takes, noun, tags = sense.takes, sense.form == "noun", v.tags
    human = voice(v, speaker, "NMHBPr")
    person = voice(v, speaker, "MHP") or speaker and v.low[slice(*speaker)] == ["who"]
    if "k" in takes and not person:
        return None
    if speaker is None and ("m" in takes or not noun and sense.kind != "say"):
        return None
    if speaker and v.low[slice(*speaker)] == ["we"] and sense.kind not in ("say", "believe"):
        return None
    if sense.particle == ("to",) and "n" in takes and tags[j : j + 1] not in "dNMOJ":
        return None
    k = _SKIP.match(tags, j, n).end()
    if "q" in takes and not noun:
        quote = re.compile(r"[,:-]*([QL])").match(tags, k, n)
        if not quote and k < n and tags[k] in "pfNMdOH,":
            quote = re.compile(r"[^;(.:tQLEq]{0,22}[,:]([QL])").match(tags, k, n)
            quote = None if quote and has_verb(v, k, quote.start(1)) else quote
        if quote:
            return *quote.span(1), "cue_quote"
        if tags[k : k + 2] in (":q", ",q") or tags[k:n] == "q":
            return (
                n - 1 if tags[k:n] == "q" else k + 1,
                (n if tags[k:n] == "q" else k + 2),
                "cue_quote",
            )
        if tags[k : k + 1] == ":" and k + 1 < n:
            return k + 1, n, "cue_colon"
    if k >= n:
        return None
    if "t" in takes:
        late = re.compile(r"t" if noun else r"[^;(.:tbxQL]{0,22}?t").match(tags, k, n)
        if late and (late.end() == k + 1 or "a" in takes or tags[j] in "pfTaAOmY,"):
            if late.end() < n and not has_verb(v, k, late.end() - 1):
                return late.end() - 1, _end(v, late.end() - 1, n), "noun_that" if noun else "that"
    if (
        "w" in takes
        and not noun
        and (tags[k] in "wr" or v.low[k] in ("when", "where", "whether", "if"))
    ):
        return k, _end(v, k, n), "question"
    if "a" in takes and not noun:
        told = (k, k + 1) if tags[k] in "O" else following(v, k, n)
        x = _SKIP.match(v.tags, told[1], n).end() if told else n
        if x < n and tags[x] == "T" and "o" in takes:
            return x, _end(v, x, n, True), "to"
        if x < n and tags[x] in "PJdwNM" and has_verb(v, x, n):
            return x, _end(v, x, n), "clause"
        return None
    if "i" in takes and re.match("A?T", tags[k:n]) and (human or noun or sense.kind == "say"):
        if v.headline or tags[k + 1 : k + 2] not in "dNM":
            return k, _end(v, k, n, True), "noun_to" if noun else "to"
    if "o" in takes and human and following(v, k, n):
        to = tags.find("T", k, min(n, k + 22))
        if to > k and not has_verb(v, k, to) and not re.search(r"[;(.:]", tags[k:to]):
            return k, _end(v, to, n, True), "to"
    if "g" in takes and tags[k] in "iK" and human:
        return k, _end(v, k, n, True), "ing"
    starts = tags[k] in "dPJONMHBDnz#gevVWSuQLEqiKw"
    if (
        "c" in takes
        and not noun
        and (starts or tags[k] in "pfaAsC")
        and not v.low[k].endswith("selves")
    ):
        end = _end(v, k, n)
        if has_verb(v, k + 1, end) and (human or voice(v, speaker) or sense.lemma == "say"):
            return k, end, "clause"
    purpose = i > 1 and tags[i - 1] == "T" and tags[i - 2] not in "evVWuxbaA"
    if "n" not in takes or not starts or purpose:
        return None
    document = (
        voice(v, speaker, "DEq") and sense.kind in ("say", "evidence") and sense.lemma != "call"
    )
    if (
        noun
        or human
        or document
        and "s" not in takes
        or speaker
        and not set("sk") & set(takes)
        and sense.lemma != "call"
    ):
        return k, _end(v, k, n, True), "noun_of" if noun else "noun_phrase"
    return None
