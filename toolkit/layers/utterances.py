"""Utterances of one document: what the grammar finds in its sentences, joined across them.

Quotations without a cue of their own belong to the speaker before ("..." he said. "..."), to the
signature behind them, or to whoever speaks next; turns of an interview lie over all of them.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from toolkit.layers import attribution, cues, turns
from toolkit.layers.cues import View, rule
from toolkit.layers.phrases import earlier, following, subject, voice
from toolkit.layers.quotes import Quote, pair

Span = tuple[int, int]


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


Said = list[Utterance]


@dataclass
class Page:
    """A document on its way to utterances.

    Attributes
    ----------
    text : the document
    sentences : start, end, whether a cue word is in it, and kind
    titles : headlines, which lie outside the body
    stretches : the body between furniture
    people : names of persons
    """

    text: str
    sentences: Sequence[tuple[int, int, bool, str]]
    titles: Sequence[Span]
    stretches: Sequence[Span]
    people: frozenset[str]

    @cached_property
    def quotes(self) -> list[Quote]:
        """Quotations of body and headlines."""
        spans = sorted([*self.stretches, *self.titles])
        return [quote for span in spans for quote in pair(self.text, *span)]

    def utterances(self) -> Said:
        """Find the utterances in order."""
        found: Said = []
        before, loose = (0, 0), list[Quote]()
        for first, last, hot in self._merged():
            quotes = self._within(first, last)
            behind, before = before, (first, last)
            if not (hot or quotes or loose):
                continue
            dateline = rule("dateline").match(self.text, first, last)
            if dateline:
                first, quotes = dateline.end(), self._within(dateline.end(), last)
            view = cues.view(self.text, first, last, quotes, self.people)
            here = [self._utterance(view, one) for one in attribution.attribute(view)]
            if loose:
                here += self._behind(view, here, found, loose)
            here += self._stray(view, behind)
            loose = self._join(view, here, found, behind[0])
            found += sorted(here, key=lambda u: u.parts)
        found += [inner for u in found if u.level == 1 for inner in self._nested(u)]
        talk = [turn for stretch in self.stretches for turn in turns.find(self.text, *stretch)]
        for u in found:
            if any(turn.start <= u.parts[0][0] < turn.end for turn in talk):
                own = not u.mention or self.text[slice(*u.mention)].lower() in ("i", "we", "you")
                u.level = 0 if own else 2  # what the speaker of a turn says of himself is no row
        for turn in talk:
            label = (turn.label_start, turn.label_start + len(turn.label)) if turn.label else None
            mode, who = "question" if turn.asks else "answer", label if turn.named else None
            found.append(Utterance([(turn.start, turn.end)], mode, "turn", who, label))
        return sorted((u for u in found if u.level), key=lambda u: (u.parts[0][0], u.level))

    def _merged(self) -> Iterator[tuple[int, int, bool]]:
        """Yield sentences, joined where a quotation runs over their edge or a colon opens one."""
        heads = [(first, last, True) for first, last in self.titles]
        rows = sorted([*(row[:3] for row in self.sentences), *heads])
        first, last, hot = rows[0] if rows else (0, 0, False)
        for start, end, other in rows[1:]:
            k = bisect_left(self.quotes, (last,))
            inside = k > 0 and self.quotes[k - 1].end > start
            if inside or (self.text[last - 1] == ":" and self._within(start, start + 1)):
                last, hot = end, hot or other
            else:
                yield first, last, hot
                first, last, hot = start, end, other
        yield first, last, hot

    def _within(self, first: int, last: int) -> list[Quote]:
        """Return the quotations that begin in a stretch."""
        return self.quotes[bisect_left(self.quotes, (first,)) : bisect_left(self.quotes, (last,))]

    def _utterance(self, view: View, one: attribution.Attribution) -> Utterance:
        """Turn token ranges into offsets."""
        spans = [(view.spans[a][0], view.spans[b - 1][1]) for a, b in one.parts]
        who, cue = view.offsets(one.speaker), view.offsets(one.cue)
        level = 2 if one.act == "judged" or (view.first, view.last) in self.titles else 1
        return Utterance(spans, self._mode(spans), one.rule, who, cue, one.act, level)

    def _nested(self, u: Utterance) -> Iterator[Utterance]:
        """Find what a speaker says that somebody else said."""
        for first, last in (part for part in u.parts if "that" in self.text[slice(*part)].lower()):
            view = cues.view(self.text, first, last, (), self.people)
            for one in attribution.attribute(view):
                if one.act == "said" and one.rule == "that" and voice(view, one.speaker, "NMHB"):
                    yield replace(self._utterance(view, one), level=2)

    def _mode(self, parts: list[Span]) -> str:
        """Say how much of some parts stands between quotation marks."""
        held = [q for a, b in parts for q in self._within(a, b)]
        rest = "".join(self.text[a:b] for a, b in parts) if held else ""
        for start, end, _ in held:
            rest = rest.replace(self.text[start:end], "")
        return "indirect" if not held else "mixed" if re.search(r"\w", rest) else "direct"

    def _join(self, view: View, here: Said, found: Said, behind: int) -> list[Quote]:
        """Give quotations without a cue of their own to who spoke before; return those left."""
        left = []
        last = next((u for u in reversed(found) if u.level == 1 and u.mode != "indirect"), None)
        for quote in self._within(view.first, view.last):
            if any(a <= quote.start < b for u in here for a, b in u.parts):
                continue
            span, signed = quote[:2], rule("signature").match(self.text, quote.end)
            alone = not re.search(r"\w", self.text[view.first : quote.start])
            inside = cues.quotation(self.text[quote.start : quote.end].strip(cues.MARKS))
            if inside in "QL" and (source := self._before_colon(view, quote)):
                here.append(Utterance([span], "direct", "colon", source))
            elif signed:
                here.append(Utterance([span], "direct", "signed", signed.span(2), signed.span(1)))
            elif inside not in "QL":
                continue
            elif alone and last and last.parts[-1][1] > behind:
                last.parts.append(span)
            elif alone:
                left.append(quote)
        return left

    def _before_colon(self, view: View, quote: Quote) -> Span | None:
        """Find who speaks where only a colon says so: `Li Wei gave his answer: “No.”`."""
        i = bisect_left(view.spans, (quote.start,))
        if view.tags[i - 1 : i] != ":":
            return None
        return view.offsets(earlier(view, i - 1) or following(view, 0, i - 1))

    def _behind(self, view: View, here: Said, found: Said, loose: Sequence[Quote]) -> Said:
        """Give quotations to who speaks right behind them: `“It fell.” Zhu told us that`."""
        parts = [quote[:2] for quote in loose]
        goes_on = next((u for u in here if u.parts[0][0] == view.first), None)
        if goes_on and not loose[-1].closed:  # several paragraphs, the cue in a later one
            goes_on.parts[:0] = parts
            return []
        first = min(here, key=lambda u: u.mention or u.parts[0], default=None)
        who, cue = (first.mention, first.cue) if first else (None, None)
        if not first and (match := rule("tail").match(view.tags)):
            i = match.end() - 1
            who, cue = view.offsets(subject(view, i)), view.offsets((i, i + 1))
        if who and not re.search(r"\w|\n", self.text[loose[-1].end : who[0]]):
            return [Utterance(parts, "direct", "quote_before", who, cue)]
        near = (u for u in reversed(found) if u.parts[0] < parts[0])  # who spoke last in the line
        last = next((u for u in near if "\n" not in self.text[u.parts[0][0] : parts[0][0]]), None)
        if last and last.mode == "direct" and last.level == 1:
            last.parts += parts
            return []
        return [Utterance(parts, "direct", "alone", last.mention if last else None)]

    def _stray(self, view: View, before: Span) -> Said:
        """Read `It grows. "Gao said.` as a quotation of one sentence whose first mark is lost."""
        if view.low[:1] not in (('"',), ("”",)) or before[1] > view.first:
            return []
        match = rule("mark_speaker_cue").match(self.text, view.first, view.last)
        if not match or not rule("tail").match(view.tags, 1):
            return []
        return [Utterance([before], "direct", "lost_mark", match.span(1), match.span(2))]
