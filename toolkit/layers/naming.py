"""Naming: the mentions of a document in order, each carried to one name.

A longer form met in the same document completes a shorter one; a pronoun or a nominal is carried
along from the last name that fits; `speakers.csv` of the corpus has the last word.  What cannot be
named stays without a name and says why.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from functools import cached_property

from toolkit.layers.cues import tag
from toolkit.layers.names import Name, kinds, read
from toolkit.layers.utterances import Utterance

_FIRST = frozenset("i we my our me us".split())
_RELATIVE = frozenset("who which that whose whom".split())
_THINGS = frozenset("it its they their them".split())
_SEX = {"he": set("he him his himself".split()), "she": set("she her hers herself".split())}
_SUBJECT = {"he": {"he", "himself"}, "she": {"she", "herself"}}  # her may be anybody's
_CALLED = {
    "he": "mr sir lord father chairman spokesman congressman king prince pope".split(),
    "she": "mrs ms miss lady mother chairwoman spokeswoman congresswoman queen princess".split(),
}
_NAMED = r"[A-Z][\w’'-]*\w"
_CAPITAL = re.compile(r"\b[A-Z](?:[\w-]*\w)?")
_AHEAD = re.compile(rf"(?:(?:{_NAMED}|[A-Z]\.)[ ]){{1,3}}\Z")
_BEHIND = re.compile(rf"[ ]{_NAMED}")
_ENOUGH = 100  # mentions of a name that are looked at
_RUN = re.compile(rf"(?:(\w+)\.?\s)?\b((?:[A-Z][\w’'-]*\.?\s)*{_NAMED})")
_SAYS = re.compile(
    r"(?:,[^,.\n]{3,80},)?\s+(?:also\s|has\s)?(?:said|says|told|tells|asked|added|believes|thinks"
    r"|noted|wrote|insisted|explained|stressed)\b"
)
_OFFICE = re.compile(r",\s((?:[\w-]+\s){0,4}[\w-]+)")
_START = re.compile(
    r"(?:(?:In|On|At|After|For|But|And|Last|During|Meanwhile|However)\b[^,.\n]{0,60},\s+)?"
    r"((?:[A-Z][\w.’'-]*\s+){0,3}[A-Z][\w’'-]*)(?=,|\s+[a-z])"
)
_MET = re.compile(
    r"\b(?:interview(?:ed)?|talk(?:ed)?|spoke|conversation)\s+(?:with\s+|to\s+)?"
    rf"((?:{_NAMED}\s?){{1,4}})"
)


def people(text: str) -> frozenset[str]:
    """Return the words that are names of persons, as far as an office or a verb of saying shows.

    >>> sorted(people("President Li Wei met Foshan officials. Zhu said no."))
    ['Wei', 'Zhu']
    """
    found = set()
    for match in _RUN.finditer(text):
        before, run = match[1] or "", match[2].split()
        office = _OFFICE.match(text, match.end())
        if (
            before in ("said", "says")
            or any(_holds(word) for word in (before, *run[:-1]))
            or _SAYS.match(text, match.end())
            or (office and any(_holds(word) for word in office[1].split()))
        ):
            found.add(re.sub(r"[’']s$", "", run[-1]))
    return frozenset(
        w for w in found if not kinds(w) and not w[1:].isupper() and tag(w.lower()) != "a"
    )


def _holds(word: str) -> bool:
    """Say whether a word names an office or a person."""
    return bool(kinds(word) & {"title", "person"})


def plain(name: str) -> str:
    """Return a name without case, article and possessive, as `speakers.csv` is asked for it.

    >>> plain("The World Bank’s")
    'world bank'
    """
    name = re.sub(r"^(the|a|an)\s+", "", " ".join(name.replace("’", "'").split()), flags=re.I)
    return name.strip(' ,.“”"').removesuffix("'s").casefold()


class Namer:
    """Names the speakers of one document.

    `known` gives the speaker of each plain name or alias, `author` speaks as I, `persons` are words
    that are names of persons.
    """

    def __init__(
        self, text: str, known: Mapping[str, str], author: str | None, persons: frozenset[str]
    ) -> None:
        self.text, self.known, self.author, self.persons = text, known, author, persons
        self.full: dict[str, str] = {}
        self.sexes: dict[str, str] = {}
        self.nouns: dict[str, str] = {}
        self.last: list[tuple[str, str]] = []  # name and kind, the latest at the end

    def name(self, said: Sequence[Utterance], sentences: Sequence[tuple[int, int]]) -> None:
        """Give each utterance its speaker, or the reason why it has none."""
        events: list[tuple] = [(u.mention[0] if u.mention else u.start, 1, u) for u in said]
        starts = (_START.match(self.text, *sentence) for sentence in sentences)
        events += [(match.start(1), 0, match[1]) for match in starts if match]
        for at, spoken, what in sorted(events, key=lambda event: event[:2]):
            if spoken:
                what.speaker, what.why = self._who(what, at)
            else:
                self._meet(what)

    def _who(self, u: Utterance, at: int) -> tuple[str | None, str]:
        """Return the speaker of an utterance and, without one, why."""
        if not u.mention:
            return self._side(u) if u.rule == "turn" else (None, "nobody")
        mention = self.text[slice(*u.mention)]
        if u.rule == "turn":
            side = self._label(mention)
            self._note(side, Name(side, "person", "-"), mention)
            return side, ""
        found, exact = read(mention), self.known.get(plain(mention))
        if exact or found.text:
            full = exact or self._complete(found)
            self._note(full, found, mention, spoken=" " in full)
            return full, ""
        if found.kind == "pronoun":
            return self._pronoun(found.noun, at)
        definite = re.match(r"(the|this|that)\s", mention, re.I)
        name = self.nouns.get(found.noun) if definite else None
        return name, "" if name else "unnamed"

    def _pronoun(self, word: str, at: int) -> tuple[str | None, str]:
        """Carry a pronoun back to the name it stands for."""
        if word in _FIRST:
            return self.author, "" if self.author else "first_person"
        if word in _RELATIVE:
            before = self.text[max(0, at - 80) : at]
            match = re.search(
                rf"((?:{_NAMED}\s+){{0,3}}{_NAMED})(?:,[^,.\n”\"]*)?[,\s—–-]*\Z", before
            )
            found = read(match[1]) if match else Name("", "")
            return (self._complete(found), "") if found.text else (None, "relative")
        entry = self._carry(word, at)
        if not entry:
            return None, "pronoun"
        self._last(entry)
        return entry[0], ""

    def _carry(self, word: str, at: int) -> tuple[str, str] | None:
        """Return the last name and kind that fit a pronoun, the same sentence first."""
        if word in _THINGS:
            fits = ("institution", "document") if word.startswith("it") else ("institution",)
            return next((entry for entry in reversed(self.last) if entry[1] in fits), None)
        sex = next((sex for sex, words in _SEX.items() if word in words), None)
        if not sex:
            return None
        stop = max(self.text.rfind(mark, 0, at) for mark in (". ", "? ", "\n", "”", '"'))
        for match in re.finditer(rf"(?:{_NAMED}\s)*{_NAMED}(?!\w*[’']s)", self.text[stop + 1 : at]):
            self._meet(match.group(), sex)
        persons = [entry for entry in reversed(self.last) if entry[1] == "person"]
        sure = [entry for entry in persons if self._sex(entry[0]) == sex]
        near = [entry for entry in persons if self._sex(entry[0]) in (sex, "")]
        return next(iter(sure if set(sure) & set(persons[:3]) else near), None)

    def _meet(self, mention: str, sex: str = "") -> None:
        """Remember a person the text speaks of."""
        found = read(mention)
        if found.kind == "person" and set(found.text.split()) & self.persons:
            name = self._complete(found)
            if not sex or self._sex(name) in (sex, ""):
                self._note(name, found, mention)

    def _note(self, name: str, found: Name, mention: str, spoken: bool = False) -> None:
        """Remember a name for the pronouns and nominals that follow."""
        sure = (
            spoken or found.role or set(name.split()) & self.persons or name in self.known.values()
        )
        entry = (name, found.kind if found.kind != "person" or sure else "name")
        self._last(entry)
        for word in re.findall(r"[\w-]+", mention.lower()):
            if kinds(word) & {"person", "body", "document", "title"}:
                self.nouns[word] = name

    def _last(self, entry: tuple[str, str]) -> None:
        """Make a name the last one met."""
        self.last = [other for other in self.last if other != entry] + [entry]

    def _complete(self, found: Name) -> str:
        """Return the fullest form of a name in the document: `Zhang` is `Zhang Yansheng`."""
        name = found.text
        if name not in self.full:
            single = found.kind == "person" and " " not in name and len(name) > 1
            known = plain(name) in self.known
            best = self._longer(name) if single and not known else name
            self.full[name] = self.known.get(plain(best), best)
        return self.full[name]

    @cached_property
    def _places(self) -> dict[str, list[int]]:
        """Where each capitalised word stands."""
        out = defaultdict(list)
        for match in _CAPITAL.finditer(self.text):
            out[match.group()].append(match.start())
        return out

    def _longer(self, name: str) -> str:
        """Find the longer form a single name has in the text."""
        forms: Counter[str] = Counter()
        for at in self._places.get(name, ())[:_ENOUGH]:
            ahead = _AHEAD.search(self.text[max(0, at - 40) : at])
            behind = _BEHIND.match(self.text, at + len(name))
            for form in ((ahead[0] if ahead else "") + name, name + (behind[0] if behind else "")):
                words = read(form).text.split()
                if any(
                    (len(word) > 2 and word.isupper()) or tag(word.lower()) in "VWv"
                    for word in words
                ):
                    continue  # a body, a verb in a headline
                if 1 < len(words) <= 4 and name in (words[0], words[-1]):
                    forms[" ".join(words)] += 1
        best = max(forms, key=lambda f: (forms[f] > 1, f.endswith(name), forms[f]), default=name)
        return best

    def _sex(self, name: str) -> str:
        """Say he or she where titles and the pronouns behind a name agree; empty otherwise."""
        if name not in self.sexes:
            count, last = {"he": 0, "she": 0}, name.split()[-1]
            for at in self._places.get(last, ())[:_ENOUGH]:
                after = re.split(r"[.\n]", self.text[at + len(last) : at + len(last) + 80])[0]
                titles = set(re.findall(r"\w+", self.text[max(0, at - 30) : at].lower())[-2:])
                for sex, words in _SUBJECT.items():
                    count[sex] += not words.isdisjoint(re.findall(r"[a-z]+", after))
                    count[sex] += 5 * (not titles.isdisjoint(_CALLED[sex]))
            he, she = count.values()
            self.sexes[name] = "" if he == she else "he" if he > she else "she"
        return self.sexes[name]

    def _label(self, label: str) -> str:
        """Return the name behind the label of a turn: initials, a surname, a full name."""
        letters = re.sub(r"\W", "", label)
        if letters.isupper() and 2 <= len(letters) <= 3:
            match = re.search(r"\b" + r"[\w’'-]+\s+".join(letters) + r"[\w’'-]+", self.text)
            label = " ".join(match.group().split()) if match else label
        spelled = re.findall(rf"(?i)\b{re.escape(label)}\b", self.text)
        best = max(spelled, key=lambda form: sum(map(str.isupper, form)), default=label)
        found = read(best)
        return self.known.get(plain(best)) or (self._complete(found) if found.text else best)

    def _side(self, u: Utterance) -> tuple[str | None, str]:
        """Name the two sides of an interview whose labels do not."""
        if u.mode == "question":
            return self.author, "" if self.author else "interviewer"
        match = _MET.search(self.text)
        found = read(match[1]) if match else Name("", "")
        return (self._complete(found), "") if found.text else (None, "interviewee")
