"""Speech: who answers for which stretch of a document, and how we know.

Each document is cut into quotations, turns and sentences; the grammar of attribution looks at the
sentences that hold a cue or a quotation; quotations left over are joined to the speaker before or
behind them; names are resolved; the rest is the author's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pandas as pd

from toolkit import spans
from toolkit.layers import attribution, cues, turns
from toolkit.layers.naming import Namer, people
from toolkit.layers.quotes import Quote, inner, pair
from toolkit.layers.speakers import aliases
from toolkit.text.atoms import fold
from toolkit.text.words import Words

_SIGNED = re.compile(r"\s*([—―–]|--?)\s*([A-Z][\w.’'-]*(?:[ ][A-Z][\w.’'-]*){0,4})[^\S\n]*\.?[^\S\n]*(?=\n|$)")
_QUOTING = ("quote_cue", "cue_quote", "cue_colon")
COLUMNS = {
    "doc": "str", "start": "int64", "end": "int64", "speaker": "str", "mode": "str", "act": "str",
    "utterance": "int64", "speaker_start": "Int64", "speaker_end": "Int64", "cue": "str",
    "cue_start": "Int64", "cue_end": "Int64", "level": "int64", "rule": "str", "confidence": "float64",
}  # fmt: skip


@dataclass
class Utterance:
    """Something said: its parts, who said it, how we know."""

    parts: list[tuple[int, int]]
    mode: str
    act: str
    rule: str
    mention: tuple[int, int] | None = None
    cue: tuple[int, int] | None = None
    level: int = 1
    speaker: str | None = None
    why: str = ""

    @property
    def start(self) -> int:
        return min(first for first, _ in self.parts)

    @property
    def end(self) -> int:
        return max(last for _, last in self.parts)


def attribute(
    texts: Mapping[str, str],
    documents: pd.DataFrame,
    furniture: pd.DataFrame,
    sentences: pd.DataFrame,
    words: Words,
    speakers: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Find who says what.

    Parameters
    ----------
    texts : text by document
    documents : table of the documents; the column `author` names their own voice
    furniture, sentences : layers
    words : the words and atoms of the texts
    speakers : the corpus's `speakers.csv` (`speaker, aliases, ...`), or None

    Returns
    -------
    DataFrame
        The layer `speech`.  Rows of level 1 have no gap and no overlap between two pieces of
        furniture; level 2 lies inside them (nested speech, judgements, headlines).

    Examples
    --------
    >>> from toolkit.text import atoms, words
    >>> texts = {"a": "It rained. “Go home,” said Li Wei."}
    >>> units = spans.table({"doc": ["a", "a"], "start": [0, 11], "end": [10, 34],
    ...     "paragraph": [0, 0], "sentence": [0, 1], "kind": ["sentence", "sentence"]})
    >>> none = spans.table({"doc": [], "start": [], "end": [], "kind": []})
    >>> found = words.tokenize(texts, atoms.scan(texts), none, units)
    >>> layer = attribute(texts, pd.DataFrame(index=["a"]), none, units, found)
    >>> layer["mode"].tolist(), layer["speaker"].tolist()[1]
    (['author', 'direct', 'author'], 'Li Wei')
    """
    hot = _hot(words, len(sentences))
    common = _common(words)
    known = aliases(speakers)
    authors = documents["author"] if "author" in documents else pd.Series(dtype="str")
    units = {doc: part for doc, part in sentences.assign(hot=hot).groupby("doc", sort=False)}
    outside = {doc: part for doc, part in furniture.groupby("doc", sort=False)}
    rows: list[tuple] = []
    for doc, text in texts.items():
        author = authors.get(doc)
        author = author if isinstance(author, str) and author else None
        page = _Page(text, units.get(doc), outside.get(doc), common)
        said = page.utterances()
        Namer(text, known, author, page.people).name(said, [(p, q) for p, q, _, _ in page.units])
        rows += _rows(doc, text, said, page.stretches, author)
    return spans.table(dict(zip(COLUMNS, zip(*rows, strict=True), strict=True)) if rows else {c: [] for c in COLUMNS}, COLUMNS)


def _hot(words: Words, n: int) -> np.ndarray:
    """Say for each sentence whether it holds a word that may be a cue; types are asked, not words."""
    lexicon = cues.lexicon()
    cue = words.atoms.ask(lambda form: fold(form) in lexicon or form.lower() in attribution.FRAMES)
    hot = np.zeros(n, dtype=bool)
    hot[words.unit[cue & (words.unit >= 0)]] = True
    return hot


def _common(words: Words) -> frozenset[str]:
    """Return the words written in lower case at least as often as with a capital."""
    atoms = words.atoms
    often = np.bincount(atoms.ids, minlength=len(atoms.types))
    count = {form: n for form, n in zip(atoms.types, often, strict=True)}
    return frozenset(form for form, n in count.items() if form.islower() and n >= count.get(form.capitalize(), 0))


class _Page:
    """One document on its way to utterances."""

    def __init__(self, text: str, units, furniture, common: frozenset[str]):
        self.text, self.common = text, common
        self.people = people(text)
        self.units: list[tuple[int, int, int, bool]] = []
        if units is not None:
            columns = ["start", "end", "paragraph", "hot"]
            self.units = list(units[columns].itertuples(index=False, name=None))
        edges = [(0, 0)]
        self.titles: list[tuple[int, int]] = []
        if furniture is not None:
            rows = list(furniture[["start", "end", "kind"]].itertuples(index=False, name=None))
            edges += [(first, last) for first, last, _ in rows]
            self.titles = [(first, last) for first, last, kind in rows if kind == "title"]
        edges += [(len(text), len(text))]
        gaps = ((last, first) for (_, last), (first, _) in pairwise(sorted(edges)))
        self.stretches = [gap for gap in (_trim(text, *gap) for gap in gaps) if gap]
        self.quotes: list[Quote] = []
        for first, last in sorted([*self.stretches, *self.titles]):
            self.quotes += pair(text, first, last)

    def utterances(self) -> list[Utterance]:
        """Find the utterances in order."""
        found: list[Utterance] = []
        self.turns = [turn for stretch in self.stretches for turn in turns.find(self.text, *stretch)]
        self.asked = [
            Utterance(
                [(turn.start, turn.end)], "question" if turn.asks else "answer", "said", "turn",
                (turn.label_start, turn.label_start + len(turn.label)) if turn.named else None,
                (turn.label_start, turn.label_start + len(turn.label)) if turn.label else None,
            )
            for turn in self.turns
        ]  # fmt: skip
        pending, before, loose = None, (0, 0), []
        for first, last, quotes, hot, title in self._merged():
            if not (hot or quotes or pending):
                continue
            view = cues.view(self.text, first, last, quotes, self.common, self.people)
            here = [self._utterance(view, one, title) for one in attribution.attribute(view)]
            if loose and "\n" not in self.text[before[1] : first]:
                here += self._behind(view, here, loose)
            loose = self._join(view, quotes, here, found, pending, before)
            before = (first, last)
            found += sorted(here, key=lambda u: u.start)
            pending = attribution.opening(view)
            if pending:
                pending = self._utterance(view, pending, title)
        nested = [u for quote in self.quotes for u in self._inside(quote, found)]
        for u in found:
            if any(turn.start <= u.start < turn.end for turn in self.turns):
                u.level = 2
        if self.turns:
            found = [u for u in found if u.level == 1 or not self._first_person(u)]
        return sorted([*found, *self.asked, *nested], key=lambda u: (u.start, u.level))

    def _merged(self) -> Iterator[tuple[int, int, list[Quote], bool, bool]]:
        """Yield sentences, joined where a quotation runs over their edge."""
        rows = [(*row, False) for row in self.units] + [(*title, -1, True, True) for title in self.titles]
        rows.sort()
        k = 0
        while k < len(rows):
            first, last, paragraph, hot, title = rows[k]
            while k + 1 < len(rows) and self._runs_on(last, rows[k + 1][0], paragraph == rows[k + 1][2]):
                k += 1
                last, hot = rows[k][1], hot or rows[k][3]
            k += 1
            quotes = [q for q in self.quotes if first <= q.start and q.end <= last]
            yield first, last, quotes, hot, title

    def _runs_on(self, end: int, start: int, same: bool) -> bool:
        """Say whether a sentence goes on behind its end: a quotation is open, or `he said` follows."""
        if any(q.start < end < q.end and start < q.end for q in self.quotes):
            return True
        if not same or not any(q.end == end for q in self.quotes):
            return False
        if self.text[start].islower():
            return True
        asked = self.text[:end].rstrip("”\"'’ ")[-1:] in tuple(",?!…-—")
        return asked and attribution.is_tail(
            cues.view(self.text, start, min(len(self.text), start + 120))
        )

    def _utterance(self, view, one: attribution.Attribution, title: bool) -> Utterance:
        """Turn token ranges into offsets."""
        parts = [(view.start[a], view.end[b - 1]) for a, b in one.parts]
        who = (view.start[one.speaker[0]], view.end[one.speaker[1] - 1]) if one.speaker else None
        cue = (view.start[one.cue[0]], view.end[one.cue[1] - 1])
        level = 2 if title or one.act == "judged" else 1
        return Utterance(parts, self._mode(parts), one.act, one.rule, who, cue, level)

    def _mode(self, parts: list[tuple[int, int]]) -> str:
        """Say how much of some parts stands between quotation marks."""
        held = [q for q in self.quotes for a, b in parts if q.start < b and a < q.end]
        if not held:
            return "indirect"
        rest = "".join(self._outside(a, b, held) for a, b in parts)
        return "mixed" if re.search(r"\w", rest) else "direct"

    def _outside(self, a: int, b: int, quotes: list[Quote]) -> str:
        """Return what of a part stands outside quotation marks."""
        out, at = "", a
        for q in sorted(quotes):
            if a <= q.start < b:
                out, at = out + self.text[at : q.start], q.end
        return out + self.text[min(at, b) : b]

    def _join(self, view, quotes, here, found, pending, behind: tuple[int, int]) -> list[Quote]:
        """Give quotations without a cue of their own to who speaks before; return those left."""
        left = []
        for quote in quotes:
            if any(a <= quote.start < b for u in here for a, b in u.parts):
                continue
            signed = _SIGNED.match(self.text, quote.end)
            alone = not re.search(r"\w", self.text[view.first : quote.start])
            whole = alone and not re.search(r"\w", self.text[quote.end : view.last])
            span = (quote.start, quote.end)
            if signed:
                here.append(
                    Utterance([span], "direct", "said", "signed", signed.span(2), signed.span(1))
                )
                continue
            if not whole and not _speechlike(self.text, quote):
                continue
            same = [u for u in here if u.rule in _QUOTING and u.start < quote.start]
            last = next((u for u in reversed(found) if u.level == 1 and u.mode != "indirect"), None)
            if same and re.search(r"[,.;:]\s*$", self.text[: quote.start]):
                same[-1].parts.append(span)
            elif alone and pending:
                here.append(
                    Utterance([span], "direct", "said", "cue_before", pending.mention, pending.cue)
                )
            elif alone and last and self._follows(last, quote, behind):
                last.parts.append(span)
            elif alone:
                left.append(quote)
        return left

    def _behind(self, view, here, loose: list[Quote]) -> list[Utterance]:
        """Give quotations to whoever speaks right behind them: `“It fell.” Zhu told us that ...`"""
        first = min(here, key=lambda u: u.mention[0] if u.mention else u.start, default=None)
        if not first or not first.mention or first.rule not in ("that", "clause", "cue_quote"):
            return []
        if re.search(r"\w", self.text[view.first : first.mention[0]]):
            return []
        spans_ = [(quote.start, quote.end) for quote in loose]
        return [Utterance(spans_, "direct", "said", "quote_before", first.mention, first.cue)]

    def _follows(self, last: Utterance, quote: Quote, behind: tuple[int, int]) -> bool:
        """Say whether a quotation goes on where the sentence before it stopped."""
        if last.end <= behind[0]:
            return False
        between = self.text[last.end : quote.start]
        if "\n" in between:
            held = next((q for q in self.quotes if q.end == last.end), None)
            return held is not None and not held.closed and not re.search(r"\w", between)
        return True

    def _inside(self, quote: Quote, found: list[Utterance]) -> Iterator[Utterance]:
        """Yield the quotations inside a quotation that have a cue of their own."""
        for one in inner(self.text, quote):
            view = cues.view(self.text, quote.start + 1, min(quote.end, one.end + 60), [one])
            for got in attribution.attribute(view):
                u = self._utterance(view, got, False)
                if got.rule in ("cue_quote", "quote_cue") and u.parts[0] == (one.start, one.end):
                    u.level, u.mode = 2, "direct"
                    yield u

    def _first_person(self, u: Utterance) -> bool:
        """Say whether a mention inside a turn is the speaker of the turn himself."""
        return not u.mention or self.text[slice(*u.mention)].lower() in ("i", "we", "you")


def _speechlike(text: str, quote: Quote) -> bool:
    """Say whether a quotation reads as a sentence, not as a title, slogan or scare quote."""
    inside = text[quote.start : quote.end].strip("\"“”„«»'’‘` \n")
    return len(inside.split()) >= 4 and (inside[-1:] in tuple(".,?!…") or len(inside.split()) > 8)


def _trim(text: str, first: int, last: int) -> tuple[int, int] | None:
    """Drop the blanks at both ends of a stretch; None where nothing is left."""
    body = text[first:last]
    if not body.strip():
        return None
    return first + len(body) - len(body.lstrip()), first + len(body.rstrip())


def _rows(doc: str, text: str, said: list[Utterance], stretches, author: str | None) -> list[tuple]:
    """Lay utterances as rows, and the author's voice into the gaps of level 1."""
    confidence = cues.confidence()
    parts = sorted(((a, b, u) for u in said for a, b in u.parts), key=lambda p: (p[0], p[1]))
    rows: list[tuple[int, int, Utterance | None]] = []
    for stretch in stretches:
        rows += _tile(text, *stretch, [part for part in parts if part[2].level == 1])
    rows += [part for part in parts if part[2].level == 2]
    rows.sort(key=lambda r: (r[0], r[2].level if r[2] else 1))
    voice = (author, "author") if author else (None, "no_author")
    out: list[tuple] = []
    number: dict = {}
    for k, (a, b, u) in enumerate(rows):
        key = id(u) if u else ("author", k)
        utterance = number.setdefault(key, len(number))
        if u is None:
            out.append((doc, a, b, voice[0], "author", "said", utterance, None, None, None, None, None, 1, voice[1], confidence.get(voice[1], 1.0)))
            continue
        who, cue = u.mention or (None, None), u.cue or (None, None)
        rule = u.rule + ("/" + u.why if u.why else "")
        out.append((doc, a, b, u.speaker, u.mode, u.act, utterance, *who, text[slice(*u.cue)] if u.cue else None, *cue, u.level, rule, confidence.get(u.rule, 0.5)))
    return out


def _tile(text: str, first: int, last: int, parts) -> list[tuple[int, int, Utterance | None]]:
    """Fill a stretch: utterances and, between them, the author; blanks and lone marks go left."""
    rows: list[tuple[int, int, Utterance | None]] = []
    at = first
    for a, b, u in [*parts, (last, last, None)]:
        if not at <= a <= b <= last or a == b < last:
            continue
        if re.search(r"\w", text[at:a]) or at < a and not rows:
            rows.append((at, a, None))
        elif rows:
            rows[-1] = (rows[-1][0], a, rows[-1][2])
        if b > a:
            rows.append((a, b, u))
        at = b
    return [(a, rows[k + 1][0] if k + 1 < len(rows) else last, u) for k, (a, b, u) in enumerate(rows)]
