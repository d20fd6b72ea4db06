"""Naming: the mentions of a document in order, each carried to one name.

A longer form met in the same document completes a shorter one; a pronoun or a nominal is carried
along from the last name that fits; `speakers.csv` of the corpus has the last word.  What cannot be
named stays without a name and says why.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence

from toolkit.layers.cues import SPEAKERS, kinds, rule, tag
from toolkit.layers.names import Name, read, word_list
from toolkit.layers.utterances import Utterance

_BODY = r"[A-Z][\w’'-]+(?:\s(?:of|and|for|the|on|[A-Z][\w’'-]+))*"


def people(text: str) -> frozenset[str]:
    """Return the words that are names of persons, as far as an office or a verb of saying shows.

    >>> sorted(people("President Li Wei met Foshan officials. Zhu said no."))
    ['Wei', 'Zhu']
    """
    found, given, family = set(), word_list("given", "chinese"), word_list("chinese")
    for match in rule("name_run").finditer(text):
        end, (*near, name) = match.end(), match.group().split()
        name = name.removesuffix("'s").removesuffix("’s")
        given_name = kinds(name) == {"day"} and len(name) == 3 and not family.isdisjoint(near[-1:])
        listed = name in found or (kinds(name) and not given_name)  # Wang Jun is no June
        if listed or name[1:].isupper():
            continue
        shown = not given.isdisjoint(near) or rule("says").match(text, end)
        if shown or any(kinds(word) & {"title", "person"} for word in near):
            found.add(name)
    return frozenset(found)


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
        self.runs = Counter(rule("capitals").findall(text))
        self.full: dict[str, str] = {}
        self.sexes: dict[str, str] = {}
        self.nouns: dict[str, str] = {}
        self.last: dict[tuple[str, str], None] = {}  # name and kind, the latest at the end

    def name(self, said: Sequence[Utterance], sentences: Sequence[tuple]) -> None:
        """Give each utterance its speaker, or the reason why it has none."""
        events: list[tuple] = [(u.mention[0] if u.mention else u.parts[0][0], 1, u) for u in said]
        units = sentences if said and self.persons else ()  # else there is nobody to meet
        starts = (rule("beginning").match(self.text, a, b) for a, b, *_ in units)
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
        if exact or (found.text and "measure" not in kinds(found.noun)):
            full = exact or self._complete(found)
            self._note(full, found, mention)
            return full, ""
        if found.kind == "pronoun":
            return self._pronoun(found.noun, at)
        definite = re.match(r"(the|this|that)\s", mention, re.I)
        if definite and found.noun in self.nouns:
            return self.nouns[found.noun], ""
        return None, "statistics" if "measure" in kinds(found.noun) else "unnamed"

    def _pronoun(self, word: str, at: int) -> tuple[str | None, str]:
        """Carry a pronoun back to the name it stands for."""
        if "first_person" in kinds(word):
            return self.author, "" if self.author else "first_person"
        if kinds(word) & {"relative", "that"} or word == "whose":
            match = rule("antecedent").search(self.text[max(0, at - 80) : at])
            return self._read(match, "relative")
        name = self._carry(word, at)
        return name, "" if name else "pronoun"

    def _read(self, match: re.Match | None, why: str) -> tuple[str | None, str]:
        """Return the name in a stretch of text, or without one the reason."""
        found = read(match[1]) if match else Name("", "")
        return (self._complete(found), "") if found.text else (None, why)

    def _carry(self, word: str, at: int) -> str | None:
        """Return the last name that fits a pronoun, the same sentence first."""
        if kinds(word) & {"plural_thing", "single_thing"}:
            things = (n for n, kind in reversed(self.last) if kind in ("institution", "document"))
            return next(things, None)
        sex = next((sex for sex in ("he", "she") if sex in kinds(word)), None)
        if not sex:
            return None
        stop = max(self.text.rfind(mark, 0, at) for mark in (". ", "? ", "\n", "”", '"'))
        for match in rule("full_name").finditer(self.text, stop + 1, at):
            if not re.search(r"[’']s\Z", match.group()):
                self._meet(match.group())
        persons = (name for name, kind in reversed(self.last) if kind == "person")
        return next((name for name in persons if self._sex(name) in (sex, "")), None)

    def _meet(self, mention: str) -> None:
        """Remember a person the text speaks of."""
        found = read(mention)
        if found.kind == "person" and set(found.text.split()) & self.persons:
            self._note(self._complete(found), found, mention)

    def _note(self, name: str, found: Name, mention: str) -> None:
        """Remember a name for the pronouns and nominals that follow."""
        shown = found.role or set(name.split()) & self.persons
        entry = (name, found.kind if shown or found.kind != "person" else "name")
        self.last.pop(entry, None)
        self.last[entry] = None
        for word in re.findall(r"[\w-]+", mention.lower()):
            if kinds(word) & (SPEAKERS | {"title"}):
                self.nouns[word] = name

    def _complete(self, found: Name) -> str:
        """Return the fullest form of a name in the document: `Zhang` is `Zhang Yansheng`."""
        name = found.text
        if name not in self.full:
            best, turned = name, " ".join(reversed(name.split()))
            short = name.isupper() and f"({name})" in self.text
            spelled = short and re.search(rf"({_BODY})\s\({re.escape(name)}\)", self.text)
            if spelled:  # Ministry of Commerce (MOFCOM)
                best = spelled[1].removeprefix("The ")
            elif self.runs[turned] and turned.split()[0] in word_list("chinese"):
                best = turned  # Yansheng Zhang is Zhang Yansheng
            elif found.kind == "person" and " " not in name and plain(name) not in self.known:
                best = self._longer(name)
            self.full[name] = self.known.get(plain(best), best)
        return self.full[name]

    def _longer(self, name: str) -> str:
        """Find the longer form a single name has in the text."""
        forms: Counter[str] = Counter()
        for run, n in self.runs.items():
            words = read(run).text.split() if name in run.split() else ()
            body = any((len(w) > 2 and w.isupper()) or tag(w.lower()) in "Vv" for w in words)
            if not body and 1 < len(words) <= 4 and name in (words[0], words[-1]):
                forms[" ".join(words)] += n
        return max(forms, key=lambda f: (forms[f] > 1, f.endswith(name), forms[f]), default=name)

    def _sex(self, name: str) -> str:
        """Say he or she where titles and the pronouns behind a name agree; empty otherwise."""
        if name not in self.sexes:
            count, words, end = Counter(he=0, she=0), name.split(), 0
            for match in re.finditer(rf"\b{re.escape(words[-1])}\b", self.text):
                at, before = match.start(), max(end, match.start() - 60)
                title = rule("title_before").findall(self.text, before, at)[:1]
                end = match.end()
                after = rule("told_after").findall(self.text, end, end + 80)[0]
                end += len(after)
                near = {*title, *re.findall(r"\w+", after)}.difference(words)
                for word in near:  # He is a family name as well
                    count.update(sex for sex in ("he", "she") if f"called_{sex}" in kinds(word))
            he = count["he"] - count["she"]
            self.sexes[name] = "he" if he > 0 else "she" if he else ""
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
        return self._read(rule("met").search(self.text), "interviewee")
