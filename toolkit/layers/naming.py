"""Naming: the utterances of a document in order, each mention carried to a name."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from toolkit.layers.speakers import Cast, read

_START = re.compile(r"(?:(?:In|On|At|After|For|But|And|Last|During|Meanwhile|However)\b[^,.\n]{0,60},\s+)?((?:[A-Z][\w.’'-]*\s+){1,4})(?=[a-z])")


class Namer:
    """Names the speakers of one document."""

    def __init__(self, text: str, known: Mapping[str, str], author: str | None):
        self.text, self.author = text, author
        self.cast = Cast(text, dict(known))

    def name(self, said, sentences: Sequence[tuple[int, int]]) -> None:
        """Give each utterance its speaker, or the reason why it has none."""
        events = [(u.mention[0] if u.mention else u.start, 1, u) for u in said]
        for first, last in sentences:
            match = _START.match(self.text, first, last)
            if match:
                events.append((match.start(1), 0, match[1].strip()))
        for _, order, what in sorted(events, key=lambda e: e[:2]):
            if order:
                what.speaker, what.why = self._who(what)
            else:
                found = read(what)
                if found.text and found.kind == "person":
                    name = self.cast.complete(found.text, found.kind)
                    if " " in name:
                        self.cast.note(name, found, what)

    def _who(self, u) -> tuple[str | None, str]:
        """Return the speaker of an utterance and, without one, why."""
        if u.mode in ("question", "answer") and not u.mention:
            return self._turn(u)
        if not u.mention:
            return None, "nobody"
        mention = self.text[slice(*u.mention)]
        found = read(mention)
        low = mention.lower()
        if u.mode in ("question", "answer"):
            name = self._label(mention)
            if name:
                return name, ""
        if found.kind == "pronoun":
            return self._pronoun(u, found.noun)
        exact = self.cast.known.get(re.sub(r"^(the|a|an)\s+", "", low).strip(" ,."))
        if exact or found.text:
            name = exact or self.cast.complete(found.text, found.kind)
            self.cast.note(name, found, mention)
            return name, ""
        return self._nominal(found.noun, low)

    def _pronoun(self, u, word: str) -> tuple[str | None, str]:
        """Carry a pronoun along."""
        if word in ("i", "we", "my", "our", "me", "us"):
            return (self.author, "") if self.author else (None, "first_person")
        if word in ("who", "which", "that", "whose"):
            before = self.text[max(0, u.mention[0] - 80) : u.mention[0]]
            match = re.search(r"((?:[A-Z][\w.’'-]*\s+){0,3}[A-Z][\w’'-]*)(?:,[^,]*)?[,\s—–-]*$", before)
            found = read(match[1]) if match else None
            if found and found.text:
                return self.cast.complete(found.text, found.kind), ""
            return None, "relative"
        name = self.cast.carry(word)
        if name:
            self.cast.last.append(next(x for x in reversed(self.cast.last) if x[0] == name))
        return (name, "") if name else (None, "pronoun")

    def _nominal(self, noun: str, low: str) -> tuple[str | None, str]:
        """Carry `the professor` to the last speaker called so; others have no name."""
        if not re.match(r"(the|this|that)\s", low):
            return None, "unnamed"
        name = self.cast.nouns.get(noun)
        return (name, "") if name else (None, "unnamed")

    def _label(self, label: str) -> str | None:
        """Return the name behind the label of a turn: initials, a surname, a full name."""
        found = read(label)
        letters = re.sub(r"\W", "", label)
        if letters.isupper() and 2 <= len(letters) <= 3:
            pattern = r"\b" + r"[\w’'-]*\s+".join(letters) + r"[\w’'-]+"
            match = re.search(pattern, self.text)
            if match and match.group() != label:
                return self.cast.complete(" ".join(match.group().split()), "person")
        return self.cast.complete(found.text or label, found.kind)

    def _turn(self, u) -> tuple[str | None, str]:
        """Name the two sides of an interview whose labels do not."""
        if u.mode == "question":
            return (self.author, "") if self.author else (None, "interviewer")
        match = re.search(r"\b(?:interview(?:ed)?|talk(?:ed)?|spoke|conversation)\s+(?:with\s+|to\s+)?((?:[A-Z][\w.’'-]*\s?){1,4})", self.text)
        found = read(match[1]) if match else None
        return (self.cast.complete(found.text, found.kind), "") if found and found.text else (None, "interviewee")
