"""Naming: the mentions of a document in order, each carried to one name.

A longer form met in the same document completes a shorter one; a pronoun or a nominal is carried
along from the last name that fits; `speakers.csv` of the corpus has the last word.  What cannot be
named stays without a name and says why.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence

from toolkit.layers.cues import classes
from toolkit.layers.names import Name, kinds, read

_FIRST = frozenset("i we my our me us".split())
_RELATIVE = frozenset("who which that whose whom".split())
_THINGS = frozenset("it its they their them".split())
_SEX = {
    "he": frozenset("he him his himself".split()),
    "she": frozenset("she her hers herself".split()),
}
_CALLED = {
    "he": "mr sir lord father chairman spokesman congressman king prince pope".split(),
    "she": "mrs ms miss lady mother chairwoman spokeswoman congresswoman queen princess".split(),
}
_NAMED = r"[A-Z][\w’'-]*[\w]"
_SAID = "said|says|told|tells|asked|added|believes|thinks|noted|wrote|insisted|explained|stressed"
_OFFICE = "|".join(sorted(w for w, k in classes().items() if k & {"title", "person"}))
_PERSON = re.compile(
    rf"({_NAMED})(?=(?:,[^,.\n]{{3,80}},)?\s+(?:also\s+|has\s+)?(?:{_SAID})\b)"
    rf"|\b(?:said|says)\s+(?:{_NAMED}\s+){{0,2}}({_NAMED})"
    rf"|\b(?i:{_OFFICE})\.?\s+(?:[A-Z][\w’'.-]*\s+){{0,2}}({_NAMED})"
    rf"|({_NAMED}),\s+(?:the\s+|an?\s+)?(?:[\w-]+\s+){{0,3}}?(?i:{_OFFICE})\b"
)
_START = re.compile(
    r"(?:(?:In|On|At|After|For|But|And|Last|During|Meanwhile|However)\b[^,.\n]{0,60},\s+)?"
    r"((?:[A-Z][\w.’'-]*\s+){1,4})(?=[a-z])"
)
_MET = re.compile(
    rf"\b(?:interview(?:ed)?|talk(?:ed)?|spoke|conversation)\s+(?:with\s+|to\s+)?((?:{_NAMED}\s?){{1,4}})"
)


def people(text: str) -> frozenset[str]:
    """Return the words that are names of persons, as far as a title or a verb of saying shows.

    >>> sorted(people("President Li Wei met Foshan officials. Zhu said no."))
    ['Wei', 'Zhu']
    """
    found = (next(filter(None, match.groups())) for match in _PERSON.finditer(text))
    words = (word.removesuffix("’s").removesuffix("'s") for word in found)
    return frozenset(word for word in words if not kinds(word))


def plain(name: str) -> str:
    """Return a name without case, article and possessive, as `speakers.csv` is asked for it.

    >>> plain("The World Bank’s")
    'world bank'
    """
    name = re.sub(r"^(the|a|an)\s+", "", " ".join(name.replace("’", "'").split()), flags=re.I)
    return name.strip(' ,.“”"').removesuffix("'s").casefold()


class Namer:
    """Names the speakers of one document."""

    def __init__(
        self, text: str, known: Mapping[str, str], author: str | None, persons=frozenset()
    ):
        self.text, self.known, self.author, self.persons = text, known, author, persons
        self.full: dict[str, str] = {}
        self.sexes: dict[str, str] = {}
        self.nouns: dict[str, str] = {}
        self.last: list[tuple[str, str]] = []  # name and kind, the latest at the end

    def name(self, said: Sequence, sentences: Sequence[tuple[int, int]]) -> None:
        """Give each utterance its speaker, or the reason why it has none."""
        events: list[tuple] = [(u.mention[0] if u.mention else u.start, 1, u) for u in said]
        for first, last in sentences:
            match = _START.match(self.text, first, last)
            if match:
                events.append((match.start(1), 0, match[1].strip()))
        for at, spoken, what in sorted(events, key=lambda event: event[:2]):
            if spoken:
                what.speaker, what.why = self._who(what, at)
            else:
                self._meet(what)

    def _meet(self, mention: str) -> str | None:
        """Remember a person the text speaks of."""
        found = read(mention)
        if found.kind == "person" and set(found.text.split()) & self.persons:
            name = self._complete(found.text, found.kind)
            self._note(name, found, mention)
            return name
        return None

    def _who(self, u, at: int) -> tuple[str | None, str]:
        """Return the speaker of an utterance and, without one, why."""
        turn = u.mode in ("question", "answer")
        if not u.mention:
            return self._side(u) if turn else (None, "nobody")
        mention = self.text[slice(*u.mention)]
        found = read(mention)
        if turn:
            name = self._label(mention, found)
            self._note(name, Name(name, "person"), mention)
            return name, ""
        exact = self.known.get(plain(mention))
        if found.kind == "pronoun" and not exact:
            return self._pronoun(found.noun, at)
        if exact or found.text:
            name = exact or self._complete(found.text, found.kind)
            self._note(name, found, mention)
            return name, ""
        definite = re.match(r"(the|this|that)\s", mention, re.I)
        name = self.nouns.get(found.noun) if definite else None
        return (name, "") if name else (None, "unnamed")

    def _pronoun(self, word: str, at: int) -> tuple[str | None, str]:
        """Carry a pronoun back to the name it stands for."""
        if word in _FIRST:
            return (self.author, "") if self.author else (None, "first_person")
        if word in _RELATIVE:
            before = self.text[max(0, at - 80) : at]
            match = re.search(rf"((?:{_NAMED}\s+){{0,3}}{_NAMED})(?:,[^,]*)?[,\s—–-]*$", before)
            found = read(match[1]) if match else None
            if found and found.text:
                return self._complete(found.text, found.kind), ""
            return None, "relative"
        name = self._carry(word, at)
        return (name, "") if name else (None, "pronoun")

    def _carry(self, word: str, at: int) -> str | None:
        """Return the last name that fits a pronoun, the same sentence first."""
        if word in _THINGS:
            fits = ("institution", "document") if word.startswith("it") else ("institution",)
            return next((name for name, kind in reversed(self.last) if kind in fits), None)
        wanted = next((sex for sex, words in _SEX.items() if word in words), "")
        stop = max(self.text.rfind(mark, 0, at) for mark in (". ", "? ", "\n", "”", '"'))
        for match in re.finditer(rf"(?:{_NAMED}\s)*{_NAMED}(?!\w*[’']s)", self.text[stop + 1 : at]):
            found = read(match.group())
            if found.kind == "person" and set(found.text.split()) & self.persons:
                name = self._complete(found.text, "person")
                if self._sex(name) in (wanted, ""):
                    self._note(name, found, "")
                    return name
        for name, kind in reversed(self.last):
            if kind == "person" and (not wanted or self._sex(name) in (wanted, "")):
                return name
        return None

    def _note(self, name: str, found: Name, mention: str) -> None:
        """Remember a name for the pronouns and nominals that follow."""
        sure = (
            bool(found.role)
            or bool(set(name.split()) & self.persons)
            or name in self.known.values()
        )
        kind = found.kind if found.kind != "person" or sure else "name"
        if (name, kind) in self.last:
            self.last.remove((name, kind))
        self.last.append((name, kind))
        for word in re.findall(r"[\w-]+", mention.lower()):
            if kinds(word) & {"person", "body", "document", "title"}:
                self.nouns[word] = name

    def _complete(self, name: str, kind: str) -> str:
        """Return the fullest form of a name in the document: `Zhang` is `Zhang Yansheng`."""
        if plain(name) in self.known:
            return self.known[plain(name)]
        if name not in self.full:
            best = (
                self._longer(name)
                if kind == "person" and " " not in name and len(name) > 1
                else name
            )
            self.full[name] = self.known.get(plain(best), best)
        return self.full[name]

    def _longer(self, name: str) -> str:
        """Find the longer form a single name has in the text."""
        word = rf"(?:{_NAMED}|[A-Z]\.)"
        near = rf"(?:{word}[ ]){{1,3}}{re.escape(name)}\b(?!-)|\b{re.escape(name)}[ ]{_NAMED}"
        forms: Counter[str] = Counter()
        for match in re.finditer(near, self.text):
            found = read(match.group())
            words = found.text.split()
            if found.kind == "person" and 1 < len(words) <= 4 and name in (words[0], words[-1]):
                forms[found.text] += 1
        return max(
            forms, key=lambda f: (forms[f] > 1, f.split()[-1] == name, forms[f]), default=name
        )

    def _sex(self, name: str) -> str:
        """Say he or she where titles and the pronouns behind a name agree; empty otherwise."""
        if name not in self.sexes:
            short = re.escape(name.split()[-1])
            count: Counter[str] = Counter()
            for match in re.finditer(rf"(\w+)?\.?\s?\b{short}\b([^.\n]{{0,80}})", self.text):
                after = set(re.findall(r"[a-z]+", match[2]))
                for sex, words in _SEX.items():
                    count[sex] += bool(after & words) + 5 * (
                        (match[1] or "").lower() in _CALLED[sex]
                    )
            best = count.most_common(2)
            tied = len(best) < 2 or best[0][1] == best[1][1]
            self.sexes[name] = "" if tied else best[0][0]
        return self.sexes[name]

    def _label(self, label: str, found: Name) -> str:
        """Return the name behind the label of a turn: initials, a surname, a full name."""
        letters = re.sub(r"\W", "", label)
        if letters.isupper() and 2 <= len(letters) <= 3:
            match = re.search(r"\b" + r"[\w’'-]+\s+".join(letters) + r"[\w’'-]+", self.text)
            if match:
                return self._complete(" ".join(match.group().split()), "person")
        spelled = Counter(re.findall(rf"(?i)\b{re.escape(label)}\b", self.text))
        best = max(
            spelled, key=lambda form: (sum(map(str.isupper, form)), spelled[form]), default=label
        )
        if plain(best) in self.known:
            return self.known[plain(best)]
        found = read(best)
        return self._complete(found.text or best, found.kind)

    def _side(self, u) -> tuple[str | None, str]:
        """Name the two sides of an interview whose labels do not."""
        if u.mode == "question":
            return (self.author, "") if self.author else (None, "interviewer")
        match = _MET.search(self.text)
        found = read(match[1]) if match else None
        return (
            (self._complete(found.text, found.kind), "")
            if found and found.text
            else (None, "interviewee")
        )
