"""The grammar of attribution: which words of a sentence somebody else answers for.

A sentence is a row of tokens in which each quotation is one token.  Cues are taken first where they
stand after or inside what they report ("..., he said."), then from left to right.  What one cue has
claimed no other may claim, and no cue inside a claimed stretch is looked at.
"""

from __future__ import annotations

from typing import NamedTuple

from toolkit.layers import phrases
from toolkit.layers.cues import Sense, View, lexicon
from toolkit.layers.phrases import DASHES, MARKS, Span, has_verb, is_finite, is_time

STOPS = frozenset(". ? ! … ...".split())
_BEGINS = frozenset("determiner possessive pronoun name object quote verb".split())
_TURNS = frozenset("but though although while whereas despite yet".split())
_BREAKS = frozenset("because when while after before as if".split())
FRAMES = frozenset("according view opinion perspective eyes viewpoint".split())


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
    n = len(v)
    while n and v.low[n - 1] in STOPS:
        n -= 1
    cues = _cues(v, n)
    found: list[Attribution] = []
    free = [True] * n
    for rule in (_after, _according, _view_of, _forward):
        for i, senses in cues:
            if i < n and free[i]:
                got = rule(v, i, senses, n, free)
                if got and all(free[k] for part in got.parts for k in range(*part)):
                    found.append(got)
                    for part in got.parts:
                        free[part[0] : part[1]] = [False] * (part[1] - part[0])
                    free[got.cue[0] : got.cue[1]] = [False] * (got.cue[1] - got.cue[0])
    return sorted(found, key=lambda a: a.parts[0])


def _cues(v: View, n: int) -> list[tuple[int, list[Sense]]]:
    """List the tokens that may be cues, with the senses whose particle follows."""
    words, out = lexicon(), []
    for i in range(n):
        low = v.low[i]
        if low in FRAMES:
            out.append((i, []))
        senses = words.get(low)
        if not senses or "name" in v.is_[i] and i and not v.headline:
            continue
        fits = [s for s in senses if _used(v, i, s, n)]
        if fits:
            out.append((i, fits))
    return out


def _used(v: View, i: int, sense: Sense, n: int) -> bool:
    """Say whether a word can have this sense here: its particle follows, its form fits."""
    k = len(sense.particle)
    if k and tuple(v.low[i + 1 : i + 1 + k]) != sense.particle:
        return False
    before = v.is_[i - 1] if i else frozenset()
    low = v.low[i - 1] if i else ""
    if sense.form == "noun":
        return True
    j = i - 1
    while j >= 0 and v.is_[j] & {"adverb", "negation"}:
        j -= 1
    be = j >= 0 and "be" in v.is_[j]
    if sense.form == "adjective":
        return be or (j >= 0 and v.low[j] in ("seem", "seems", "seemed", "feel", "feels", "felt"))
    if sense.form == "ing":
        if low in MARKS or be or "adverb" in before or before & {"coordinator", "preposition"}:
            return not before & {"determiner", "possessive"}
        return sense.kind == "say" and "q" in sense.takes and bool(before)
    if sense.form == "ed" and (be or low in ("as", "being")):
        return False
    if before & {"determiner", "possessive"} and not before & {"pronoun", "relative"}:
        return False
    if "genitive" in before:
        return False
    if sense.form == "base" and "x" in sense.takes and not _plain(v, j):
        return "t" in sense.takes and v.low[i + 1 : i + 2] == ["that"]
    if before & {"preposition"} and low != "to" and not before & {"adverb"}:
        return False
    return True


def _plain(v: View, j: int) -> bool:
    """Say whether the token before a base form lets it be a verb: `to`, `will`, `we`, a plural."""
    if j < 0:
        return False
    if v.low[j] in ("to", "and", "or", ",", ")", "then") or v.low[j] in DASHES:
        return True
    if v.is_[j] & {"auxiliary", "pronoun", "relative"} and not v.is_[j] & {"be"}:
        return True
    if v.low[j].endswith("s") or v.low[j] in ("people", "police", "men", "women"):
        return True
    return "name" in v.is_[j] and "and" in v.low[max(0, j - 3) : j]


def _skip(v: View, j: int, n: int) -> int:
    """Step over adverbs and expressions of time."""
    while j < n:
        if is_time(v, j) or v.low[j] in ("also", "again", "then", "later", "earlier", "ago"):
            j += 1
        elif "adverb" in v.is_[j] and v.low[j].endswith("ly"):
            j += 1
        elif j + 1 < n and is_time(v, j + 1) and v.low[j] in (
            "on", "in", "last", "this", "late", "early", "next", "earlier", "the", "at", "that"
        ):
            j += 2
        elif j + 2 < n and v.low[j] in ("on", "in", "during", "at") and is_time(v, j + 2):
            j += 3
        elif v.low[j][0].isdigit() and j and is_time(v, j - 1):
            j += 1
        else:
            break
    return j


def _late(v: View, j: int, n: int, targets: tuple[str, ...]) -> int | None:
    """Find `that`, a quotation or a colon behind an addressee, a place or an occasion."""
    for k in range(j, min(n, j + 22)):
        if v.low[k] in targets:
            return k
        if v.low[k] in (";", "(", ".", ":", "that") or is_finite(v, k, j):
            return None
    return None


def _clause_end(v: View, a: int, n: int, phrase: bool) -> int:
    """Find where a reported clause (or noun phrase, infinitive) ends."""
    for k in range(a + 1, n):
        low = v.low[k]
        if low == "," and k + 1 < n:
            if phrase:
                listed = any(v.low[x] in ("and", "or") for x in range(k + 1, min(n, k + 8)))
                breaks = v.is_[k + 1] & {"relative", "coordinator", "verb", "adverb"}
                if (breaks or not listed) and not v.is_[k + 1] & {"determiner", "possessive", "name"}:
                    return k
            after = v.low[k + 1]
            if v.is_[k + 1] & {"quote"}:
                continue
            if after in _TURNS or (
                after == "even" and v.low[k + 2 : k + 3] in (["as"], ["though"], ["if"])
            ):
                return k
            if after == "according" or _participle(v, k + 1) or _tail(v, k + 1, n):
                return k
            if after in ("and", "then") and _second(v, k + 1, n):
                return k
        elif low in (";",) or low in STOPS and low != "." and v.low[k - 1] != "“”":
            return k
        elif low == "but" and not phrase:
            return k
        elif low == "but" or low == "and" and (_second(v, k, n) or not phrase and _another(v, k, n)):
            return k
        elif low in _TURNS and v.low[k - 1] == "“”":
            return k
        elif phrase and low == "and" and "participle" in v.is_[min(k + 1, n - 1)]:
            return k
        elif low == "according":
            return k
        elif phrase and (low in ("(", ":") or low in DASHES):
            return k
        elif phrase and (low == "during" or low in _BREAKS and has_verb(v, k, min(n, k + 8))):
            if low != "as" or v.low[k - 1] not in ("such", "as", "well"):
                return k
        elif phrase and low in ("in", "on", "at") and k + 1 < n and is_time(v, k + 1):
            return k
        elif phrase and is_time(v, k) and k > a + 1 and "name" in v.is_[k] and (
            not v.is_[k - 1] & {"preposition", "determiner"}
        ):
            return k
    return n


def _participle(v: View, k: int) -> bool:
    """Say whether a reporting participle begins here: `, saying ...`."""
    k += "adverb" in v.is_[k]
    if k >= len(v) or not v.low[k].endswith("ing"):
        return False
    return any(s.form == "ing" and s.kind in ("say", "judge") for s in lexicon().get(v.low[k], ()))


def _tail(v: View, k: int, n: int) -> bool:
    """Say whether `he said` and then a mark or the end stand here."""
    for x in range(k, min(n, k + 12)):
        if v.low[x] in MARKS or "quote" in v.is_[x] or v.low[x] in ("that", "who", "which"):
            return False
        senses = lexicon().get(v.low[x], ())
        if any("q" in s.takes and s.form in ("ed", "s", "base") for s in senses):
            y = _skip(v, x + 1, n)
            if x > k and (y >= n or v.low[y] in MARKS) and phrases.subject(v, x, k):
                return True
            if x == k and phrases.following(v, y, n):
                end = phrases.following(v, y, n)[1]
                return end >= n or v.low[end] in MARKS
    return False


def _another(v: View, k: int, n: int) -> bool:
    """Say whether somebody else's cue follows `and` at `k`: `... and critics accused`."""
    x = k + 1
    while x < min(n, k + 4) and v.is_[x] & {"name", "pronoun", "person", "determiner"}:
        x += 1
    senses = lexicon().get(v.low[x], ()) if k + 1 < x < n and "name" not in v.is_[x] else ()
    return any(s.form in ("ed", "s") and s.kind in ("say", "judge") for s in senses)


def is_tail(v: View) -> bool:
    """Say whether a sentence begins with what follows a quotation: `Trump said.`

    >>> from toolkit.layers.cues import view
    >>> is_tail(view("Li Wei said.", 0, 12)), is_tail(view("Li Wei said so.", 0, 15))
    (True, False)
    """
    return _tail(v, 0, len(v))


def _second(v: View, k: int, n: int) -> bool:
    """Say whether a coordinated cue follows `and` at `k`: `... and urged`, `and also said`."""
    x = k + 1
    while x < n and v.is_[x] & {"adverb", "auxiliary"}:
        x += 1
    senses = lexicon().get(v.low[x], ()) if x < n else ()
    return any(
        s.form in ("ed", "s") and s.kind in ("say", "judge", "directive", "intention")
        for s in senses
    ) and (x + 1 >= n or not v.is_[x + 1] & {"preposition"} or any(s.particle for s in senses))


def _edge(v: View, j: int) -> bool:
    """Say whether a token can close what stands before `he said`."""
    return j >= 0 and (v.low[j] in (",", "“”", "?", "!") or v.low[j] in DASHES)


def opening(v: View) -> Attribution | None:
    """Find the cue of a sentence that ends in a colon: what it reports comes next.

    >>> from toolkit.layers.cues import view
    >>> opening(view("The Post reports:", 0, 17)).speaker
    (0, 2)
    """
    n = len(v)
    if not n or v.low[n - 1] != ":":
        return None
    for i, senses in reversed(_cues(v, n)):
        for sense in senses:
            if "q" in sense.takes and sense.form != "noun":
                cue = (i, i + 1 + len(sense.particle))
                return Attribution(((n - 1, n),), _speaker(v, i, sense), cue, sense.act, "opening")
    return None


def _after(v: View, i: int, senses, n: int, free) -> Attribution | None:
    """Take what stands before (and round) a cue: `..., he said.`, `"...," said Zhu.`"""
    sense = next((s for s in senses if ("q" in s.takes or "c" in s.takes and s.kind in (
        "say", "believe", "evidence")) and s.form in ("ed", "s", "base")), None)
    if sense is None:
        return None
    stop = i + 1 + len(sense.particle)
    speaker = phrases.subject(v, i)
    left = (speaker[0] if speaker else i) - 1
    inverted = None
    if not speaker or not _edge(v, left):
        k = i - 1
        while k >= 0 and v.is_[k] & {"adverb"} and "name" not in v.is_[k]:
            k -= 1
        if not _edge(v, k) or "q" not in sense.takes:
            return None
        speaker = inverted = phrases.following(v, stop, n)
        left = k
        if not inverted:
            return None
        stop = inverted[1]
    quote = left if v.low[left] == "“”" else left - 1 if left and v.low[left] in ",?!" and v.low[left - 1] == "“”" else None
    right = _right(v, stop, n, inverted is not None)
    if quote is not None and right is None and quote > 0 and (
        not v.sentence[quote] or v.low[quote - 1] not in MARKS
    ):
        return None
    if right is None and quote is None:
        return None
    if right is None:
        right = stop
    cue = (i, i + 1 + len(sense.particle))
    if speaker and quote is None and sense.lemma != "say" and not _voice(v, speaker):
        return None
    if quote is not None:
        first = quote
        text = v.quote_text(quote) if hasattr(v, "quote_text") else ""
        begin = first
        while begin > 0 and free[begin - 1] and v.low[begin - 1] not in STOPS and v.low[begin - 1] not in (":", ";"):
            begin -= 1
        start = begin if v.lower.get(quote) and begin < quote else quote
        if start < quote and "coordinator" in v.is_[start]:
            start += 1
        parts = [(start, quote + 1)]
        if right < n and v.low[right] in (",", ":", ".", ";") or right < n and v.low[right] in DASHES:
            if right + 1 < n and v.low[right + 1] == "“”":
                parts.append((right + 1, _quote_end(v, right + 1, n)))
            elif right + 1 < n and v.is_[right + 1] & {"coordinator"} and "“”" in v.low[right + 2 : right + 6]:
                parts.append((right + 1, _clause_end(v, right + 1, n, False)))
        return Attribution(tuple(parts), speaker, cue, sense.act, "quote_cue")
    begin = left
    while begin > 0 and free[begin - 1] and v.low[begin - 1] not in (";",):
        begin -= 1
    if begin >= left:
        return None
    medial = right < n and v.low[right] == "," and right + 1 < n
    if v.low[right : right + 2] == [",", "“”"] and not v.lower[right + 1]:
        return None
    if not medial:
        if right < n and v.low[right] in (":",) or not _clausal(v, begin, left):
            return None
        return Attribution(((begin, left),), speaker, cue, sense.act, "clause_cue")
    if v.is_[right + 1] & {"coordinator"} or "ing" == v.low[right + 1][-3:] or v.is_[right + 1] & {"relative", "subordinator"}:
        if not _clausal(v, begin, left):
            return None
        return Attribution(((begin, left),), speaker, cue, sense.act, "clause_cue")
    end = _clause_end(v, right + 1, n, False)
    if not _clausal(v, begin, left) and not _clausal(v, right + 1, end):
        return None
    return Attribution(((begin, left), (right + 1, end)), speaker, cue, sense.act, "clause_cue_inside")


def _voice(v: View, span: Span) -> bool:
    """Say whether a phrase can say something: a person, a body, a document."""
    return phrases.human(v, span) or phrases.documentary(v, span)


def _quote_end(v: View, k: int, n: int) -> int:
    """Return the end of a quotation and what may follow it in its clause."""
    return k + 1


def _clausal(v: View, first: int, last: int) -> bool:
    """Say whether a stretch can be a statement: it has a verb, a quotation, or is a headline."""
    return v.headline or has_verb(v, first, last) or any("quote" in x for x in v.is_[first:last])


def _right(v: View, k: int, n: int, inverted: bool) -> int | None:
    """Return the mark (or end) that closes `he said on Friday in Paris`, None if a clause follows."""
    for x in range(k, n):
        if v.low[x] in MARKS:
            if v.low[x] == "(":
                return n
            if inverted and v.low[x] == "," and x + 1 < n and not v.is_[x + 1] & {"quote"}:
                continue  # an apposition: `said Li Wei, director of the bureau`
            return x
        if "quote" in v.is_[x]:
            return x
        if v.low[x] == "that" or is_finite(v, x, k) and not inverted:
            return None
        if x == k and v.low[x] == "to":
            return None
        if x == k and not v.is_[x] & {"preposition", "adverb", "time", "name", "coordinator", "subordinator", "determiner", "object"}:
            return None
        if v.is_[x] & {"coordinator", "subordinator"} and "preposition" not in v.is_[x]:
            return x
    return n


def _according(v: View, i: int, senses, n: int, free) -> Attribution | None:
    """`according to X`, before or after what it reports."""
    if v.low[i] != "according" or i + 1 >= n or v.low[i + 1] != "to":
        return None
    j = i + 2
    k = j
    while k < n and (v.low[k] not in MARKS or v.low[k] in ("(",)):
        if k > j and (v.is_[k] & {"coordinator"} and "name" not in v.is_[k - 1]):
            break
        k += 1
    owned = [x + 1 for x in range(j, k) if "genitive" in v.is_[x]]  # patients' needs say nothing
    if not _voice(v, (owned[-1] if owned else j, k)) and not v.is_[j] & {"object"}:
        return None
    cue = (i, i + 2)
    left = i - 1 if i and v.low[i - 1] == "," else i
    if left > 0 and free[left - 1] and has_verb(v, 0, left):
        begin = left
        while begin > 0 and free[begin - 1] and v.low[begin - 1] not in (";", ":"):
            begin -= 1
        return Attribution(((begin, left),), (j, k), cue, "said", "according_to")
    if k < n and v.low[k] == ",":
        # the last comma before the clause closes an apposition
        close = k
        while True:
            nxt = next((x for x in range(close + 1, n) if v.low[x] == ","), None)
            if nxt is None or has_verb(v, close + 1, nxt) or not has_verb(v, nxt + 1, n) or nxt - close > 14:
                break
            close = nxt
        end = _clause_end(v, close + 1, n, False)
        return Attribution(((close + 1, end),), (j, close), cue, "said", "according_to")
    return None


def _view_of(v: View, i: int, senses, n: int, free) -> Attribution | None:
    """`in X's view, ...`"""
    if senses or v.low[i] == "according" or i + 1 >= n:
        return None
    a = i - 1
    while a >= 0 and v.low[a] not in ("in", "from"):
        a -= 1
        if a < i - 14:
            return None
    if a < 0 or a > 1 and v.low[a - 1] != ",":
        return None
    if "possessive" in v.is_[i - 1]:
        speaker = (i - 1, i)
    elif "'s" in v.low[a:i]:
        speaker = (a + 1, a + v.low[a:i].index("'s"))
    else:
        return None
    if v.low[i + 1] != ",":
        return None
    return Attribution(((i + 2, _clause_end(v, i + 2, n, False)),), speaker, (a, i + 1), "held", "view")


def _forward(v: View, i: int, senses, n: int, free) -> Attribution | None:
    """Take what stands after a cue."""
    for sense in senses:
        j = i + 1 + len(sense.particle)
        speaker = _speaker(v, i, sense)
        if i == 0 and speaker:  # Said Ellis: ...
            j = speaker[1]
        content = _complement(v, i, j, sense, n, speaker)
        if content is None:
            continue
        first, last, rule = content
        last = next((k for k in range(first, last) if not free[k]), last)
        while last > first and v.low[last - 1] in (",", "and", ";", "—"):
            last -= 1
        if last <= first:
            continue
        return Attribution(((first, last),), speaker, (i, j), sense.act, rule)
    return None


def _purpose(v: View, i: int) -> bool:
    """Say whether a cue is an infinitive that no verb or adjective governs: `met to discuss`."""
    return i > 1 and v.low[i - 1] == "to" and not v.is_[i - 2] & {"verb", "auxiliary", "adverb"}


def _speaker(v: View, i: int, sense: Sense) -> Span | None:
    """Find who a cue belongs to: its subject, its owner, or the subject of the verb before."""
    if sense.form == "noun":
        if i and "possessive" in v.is_[i - 1]:
            return (i - 1, i)
        for k in range(i - 1, max(-1, i - 5), -1):
            if v.low[k] == "'s":
                return phrases._phrase(v, k - 1, 0)
            if "possessive" in v.is_[k]:
                return (k, k + 1)
            if v.is_[k] & {"preposition"} or v.low[k] in MARKS:
                break
        return None
    if i == 0 and sense.form in ("ed", "s") and "q" in sense.takes:  # Said Ellis: ...
        return phrases.following(v, 1, len(v))
    if sense.form != "ing" or i and v.is_[i - 1] & {"auxiliary", "adverb"}:
        own = phrases.subject(v, i)
    elif i and v.is_[i - 1] & {"name", "person", "person_pronoun"}:  # footage of Li Wei asking
        own = phrases.subject(v, i)
        own = (phrases.last_base(v, own[0], i - 1), i) if own else None
    else:
        own = None
    return own or phrases.earlier(v, i)


def _complement(v, i, j, sense, n, speaker):
    """Find the complement of a cue: first and last token and the rule that found it."""
    takes = sense.takes
    human = speaker is not None and phrases.human(v, speaker)
    document = speaker is not None and phrases.documentary(v, speaker)
    noun = sense.form == "noun"
    if "k" in takes and not (speaker and phrases.personal(v, speaker)):
        return None
    if speaker and v.low[speaker[0] : speaker[1]] == ["we"] and sense.kind not in ("say", "believe"):
        return None
    if speaker is None and ("m" in takes or not noun and sense.kind != "say"):
        return None
    if sense.particle == ("to",) and "n" in takes and not (
        v.is_[j : j + 1] and v.is_[j] & {"determiner", "possessive", "name", "object", "pronoun"}
    ):
        return None
    k = _skip(v, j, n)
    if "q" in takes and not noun:
        x = k
        while x < n and v.low[x] in (",", ":", "that") or x < n and v.low[x] in DASHES:
            x += 1
        if x < n and "quote" in v.is_[x] and (x > k or v.sentence.get(x)) and v.low[x-1] != "that":
            if v.sentence.get(x) or x + 1 >= n:
                return x, x + 1, "cue_quote"
        late = _late(v, k, n, ("“”",)) if k < n and v.is_[k] & {"preposition", "name", "determiner", "possessive", "object", "person", "mark"} else None
        if late and v.low[late - 1] in (",", ":") and v.sentence.get(late):
            return late, late + 1, "cue_quote"
        if k < n and v.low[k] == ":" and k + 1 < n:
            return k + 1, n, "cue_colon"
    if k >= n:
        return None
    if "t" in takes:
        late = k if v.low[k] == "that" else None
        if late is None and (v.is_[k] & {"preposition", "adverb", "object"} or "a" in takes or v.low[k] == "," ):
            late = _late(v, k, n, ("that",))
        if late is not None and (not noun or late == k) and late + 1 < n:
            return late, _clause_end(v, late, n, False), "noun_that" if noun else "that"
    if "w" in takes and "question" in v.is_[k] and not noun:
        return k, _clause_end(v, k, n, False), "question"
    if "a" in takes and not noun:
        f = phrases.following(v, k, n) if "object" not in v.is_[k] else (k, k + 1)
        if "object" in v.is_[k]:
            x = k + 1
        elif f:
            x = f[1]
        else:
            return None
        if x < n and v.low[x] == "to" and "o" in takes:
            return x, _clause_end(v, x, n, True), "to"
        if x < n and v.is_[x] & {"pronoun", "determiner", "question", "name", "possessive"} and has_verb(v, x, n):
            return x, _clause_end(v, x, n, False), "clause"
        return None
    if "i" in takes and v.low[k] == "to" and k + 1 < n and (human or noun or sense.kind == "say"):
        if not (v.is_[k + 1] & {"determiner", "possessive", "name"}):
            return k, _clause_end(v, k, n, True), "noun_to" if noun else "to"
    if "o" in takes and human:
        to = _late(v, k, n, ("to",))
        if to and to > k and phrases.following(v, k, n):
            return k, _clause_end(v, to, n, True), "to"
    if "g" in takes and v.low[k].endswith("ing") and human:
        return k, _clause_end(v, k, n, True), "ing"
    starts = v.is_[k] & _BEGINS or not v.is_[k] & phrases.NOT_NOUN
    if "c" in takes and not noun and (v.low[k] != "to") and v.low[k] not in MARKS:
        ok = starts or v.is_[k] & {"preposition", "adverb", "subordinator", "negation"}
        end = _clause_end(v, k, n, False)
        if ok and has_verb(v, k + 1, end) and not v.low[k].endswith("sel" "ves") and (human or document or sense.lemma == "say" or v.headline):
            return k, end, "clause"
    if "n" in takes and starts and v.low[k] != "that" and not _purpose(v, i):
        if noun or human or document and sense.kind in ("say", "evidence") and sense.lemma != "call" or "s" not in takes and speaker:
            if "s" in takes and not human:
                return None
            return k, _clause_end(v, k, n, True), "noun_phrase" if not noun else "noun_of"
    return None
