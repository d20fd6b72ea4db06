"""Utterances of one document: what the grammar finds in its sentences, joined across them.

Quotations without a cue of their own belong to the speaker before ("..." he said. "..."), to the
signature behind them, or to whoever speaks next; turns of an interview lie over all of them.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from toolkit.layers import attribution, clauses, cues, turns
from toolkit.layers.quotes import Quote, inner, pair

Span = tuple[int, int]
_NAME = r"[A-Z][\w.’'-]*(?:[ ][A-Z][\w.’'-]*){0,4}"
_SIGNED = re.compile(rf"\s*([—―–]|--?)\s*({_NAME})[^\S\n]*\.?[^\S\n]*(?=\n|$)")
_DEMANDS = re.compile(r"\b(?:should|must|ought to|needs? to|it is (?:necessary|vital) to)\b", re.I)
_CLAIMS = re.compile(_DEMANDS.pattern + r"|\b(?:can|could|will|may)\b", re.I)
_QUOTING = ("quote_cue", "cue_quote", "cue_colon")


@dataclass
class Utterance:
    """Something said: its parts, who said it, how we know."""

    parts: list[Span]
    mode: str
    rule: str
    mention: Span | None = None
    cue: Span | None = None
    act: str = "said"
    level: int = 1
    speaker: str | None = None
    why: str = ""  # there is no speaker

    @property
    def start(self) -> int:
        """Where its first part begins."""
        return self.parts[0][0]


@dataclass
class Page:
    """A document on its way to utterances.

    Attributes
    ----------
    text : the document
    sentences : start, end, and whether a cue word is in it
    titles : headlines, which lie outside the body
    stretches : the body between furniture
    common, people : words that are no names, and names of persons
    """

    text: str
    sentences: Sequence[tuple[int, int, bool]]
    titles: Sequence[Span]
    stretches: Sequence[Span]
    common: frozenset[str]
    people: frozenset[str]

    def utterances(self) -> list[Utterance]:
        """Find the utterances in order."""
        self.quotes = [
            q for span in sorted([*self.stretches, *self.titles]) for q in pair(self.text, *span)
        ]
        talk = [turn for stretch in self.stretches for turn in turns.find(self.text, *stretch)]
        found: list[Utterance] = []
        pending: Utterance | None = None
        before, loose = (0, 0), list[Quote]()
        for first, last, hot in self._merged():
            quotes = self._within(first, last)
            behind, before = before, (first, last)
            if not (hot or quotes or pending):
                loose = []
                continue
            view = cues.view(self.text, first, last, quotes, self.common, self.people)
            here = [self._utterance(view, one) for one in attribution.attribute(view)]
            if loose and "\n" not in self.text[behind[1] : first]:
                here += self._behind(view, here, loose)
            here += self._stray(view, behind)
            loose = self._join(view, quotes, here, found, pending, behind[0])
            found += sorted(here, key=lambda u: u.start)
            one = attribution.opening(view)
            pending = self._utterance(view, one) if one else None
        for u in found:
            if any(turn.start <= u.start < turn.end for turn in talk):
                u.level = 2
                if not u.mention or self.text[slice(*u.mention)].lower() in ("i", "we", "you"):
                    u.level = 0  # the speaker of the turn himself
        nested = [u for quote in self.quotes for u in self._inside(quote)]
        found = [u for u in found if u.level] + nested + [_turn(turn) for turn in talk]
        return sorted(found, key=lambda u: (u.start, u.level))

    def continued(self, said: Sequence[Utterance]) -> list[Utterance]:
        """Find sentences that go on with what the last speaker demands, without a new cue.

        They follow him in his paragraph, or anywhere if a headline (`Li Wei: ...`) names him.
        """
        heads = (self.text[a:b].split(":")[0].casefold() for a, b in self.titles)
        headed = {name for name in heads if len(name) < 40}
        parts = [(a, b, u) for u in said if u.level == 1 for a, b in u.parts]
        parts.sort(key=lambda part: -part[0])
        out: list[Utterance] = []
        last, covered, at = None, 0, 0
        for first, end, _ in self.sentences:
            while parts and parts[-1][0] < end:
                _, covered, last = parts.pop()
            if first < covered or last is None or not last.speaker or last.rule == "turn":
                at = end
                continue
            always, same = last.speaker.casefold() in headed, "\n" not in self.text[at:first]
            wanted = (_CLAIMS if always else _DEMANDS).search(self.text, first, end)
            if (always and same) or (wanted and (always or same)):
                one = Utterance([(first, end)], "indirect", "continuation", last.mention)
                one.speaker = last.speaker
                out.append(one)
                at = end
        return out

    def _merged(self) -> Iterator[tuple[int, int, bool]]:
        """Yield sentences, joined where a quotation or `he said` runs over their edge."""
        titles = [(first, last, True) for first, last in self.titles]
        rows = sorted([*self.sentences, *titles])
        k = 0
        while k < len(rows):
            first, last, hot = rows[k]
            k += 1
            while k < len(rows) and self._runs_on(last, rows[k][0]):
                last, hot, k = rows[k][1], hot or rows[k][2], k + 1
            yield first, last, hot

    def _within(self, first: int, last: int) -> list[Quote]:
        """Return the quotations that begin in a stretch."""
        return self.quotes[bisect_left(self.quotes, (first,)) : bisect_left(self.quotes, (last,))]

    def _runs_on(self, end: int, start: int) -> bool:
        """Say whether a sentence goes on behind its end."""
        closed = max((q.end for q in self._within(0, end)[-1:]), default=0)
        if closed > max(start, end):
            return True
        if "\n" in self.text[end:start] or closed != end:
            return False
        asked = self.text[max(0, end - 9) : end].rstrip(cues.MARKS)[-1:] in tuple(",?!…-—")
        return self.text[start].islower() or (
            asked and clauses.is_tail(cues.view(self.text, start, min(len(self.text), start + 120)))
        )

    def _utterance(self, view: cues.View, one: attribution.Attribution) -> Utterance:
        """Turn token ranges into offsets."""
        spans = [(view.start[a], view.end[b - 1]) for a, b in one.parts]
        who = one.speaker and (view.start[one.speaker[0]], view.end[one.speaker[1] - 1])
        cue = (view.start[one.cue[0]], view.end[one.cue[1] - 1])
        level = 2 if one.act == "judged" or (view.first, view.last) in self.titles else 1
        return Utterance(spans, self._mode(spans), one.rule, who, cue, one.act, level)

    def _mode(self, parts: list[Span]) -> str:
        """Say how much of some parts stands between quotation marks."""
        held = [q for a, b in parts for q in self._within(a, b)]
        rest = "".join(self.text[a:b] for a, b in parts)
        for q in held:
            rest = rest.replace(self.text[q.start : q.end], "")
        return "indirect" if not held else "mixed" if re.search(r"\w", rest) else "direct"

    def _join(self, view, quotes, here, found, pending, behind: int) -> list[Quote]:
        """Give quotations without a cue of their own to who spoke before; return those left."""
        left = []
        for quote in quotes:
            if any(a <= quote.start < b for u in here for a, b in u.parts):
                continue
            span, signed = (quote.start, quote.end), _SIGNED.match(self.text, quote.end)
            alone = not re.search(r"\w", self.text[view.first : quote.start])
            whole = alone and not re.search(r"\w", self.text[quote.end : view.last])
            if signed:
                here.append(Utterance([span], "direct", "signed", signed.span(2), signed.span(1)))
            elif whole or self._speechlike(quote):
                same = [u for u in here if u.rule in _QUOTING and u.start < quote.start]
                last = next(
                    (u for u in reversed(found) if u.level == 1 and u.mode != "indirect"), None
                )
                if same and re.search(
                    r"[,.;:]\s*$", self.text[max(0, quote.start - 9) : quote.start]
                ):
                    same[-1].parts.append(span)
                elif alone and pending:
                    here.append(
                        Utterance([span], "direct", "cue_before", pending.mention, pending.cue)
                    )
                elif alone and last and self._follows(last.parts[-1][1], quote, behind):
                    last.parts.append(span)
                elif alone:
                    left.append(quote)
        return left

    def _follows(self, end: int, quote: Quote, behind: int) -> bool:
        """Say whether a quotation goes on where the sentence before it stopped."""
        if "\n" in self.text[end : quote.start]:  # opened again in the next paragraph
            held = next((q for q in self.quotes if q.end == end), None)
            return held is not None and not held.closed
        return end > behind

    def _behind(self, view, here: list[Utterance], loose: list[Quote]) -> list[Utterance]:
        """Give quotations to who speaks right behind them: `“It fell.” Zhu told us that`."""
        first = min(here, key=lambda u: u.mention or (u.start, 0), default=None)
        if not first or not first.mention or first.rule not in ("that", "clause", "cue_quote"):
            return []
        if re.search(r"\w", self.text[view.first : first.mention[0]]):
            return []
        parts = [(quote.start, quote.end) for quote in loose]
        return [Utterance(parts, "direct", "quote_before", first.mention, first.cue)]

    def _stray(self, view: cues.View, before: Span) -> list[Utterance]:
        """Read `It grows. "Gao said.` as a quotation of one sentence whose first mark is lost."""
        if view.low[:1] not in (['"'], ["”"]) or before[1] > view.first:
            return []
        rest = cues.view(self.text, view.start[0] + 1, view.last, (), self.common, self.people)
        match = re.compile(r"(.*\S)\s+(\w+)\W*$", re.S).match(self.text, rest.first, rest.last)
        if not match or not clauses.is_tail(rest):
            return []
        return [Utterance([before], "direct", "lost_mark", match.span(1), match.span(2))]

    def _inside(self, quote: Quote) -> Iterator[Utterance]:
        """Yield the quotations inside a quotation that have a cue of their own."""
        for one in inner(self.text, quote):
            view = cues.view(self.text, quote.start + 1, min(quote.end, one.end + 60), [one])
            for got in attribution.attribute(view):
                u = self._utterance(view, got)
                if got.rule in ("cue_quote", "quote_cue") and u.parts[0] == (one.start, one.end):
                    u.level, u.mode = 2, "direct"
                    yield u

    def _speechlike(self, quote: Quote) -> bool:
        """Say whether a quotation reads as a sentence, not as a title, slogan or scare quote."""
        inside = self.text[quote.start : quote.end].strip(cues.MARKS)
        words = len(inside.split())
        return words >= 4 and (inside[-1:] in tuple(".,?!…") or words > 8)


def _turn(turn: turns.Turn) -> Utterance:
    """Turn a turn of an interview into an utterance."""
    label = (turn.label_start, turn.label_start + len(turn.label)) if turn.label else None
    mode = "question" if turn.asks else "answer"
    return Utterance([(turn.start, turn.end)], mode, "turn", label if turn.named else None, label)
