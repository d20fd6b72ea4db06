"""The cue lexicon, and a sentence as the grammar of attribution sees it: one letter a token.

Knowledge lies in `toolkit/data`: `cues.csv` (which words report, what they take), `grammar.csv`
(function words), `speaker_nouns.csv` (nouns for people, bodies, documents; titles),
`speech_tags.csv` (the letters), `speech_rules.csv` (the grammar).  A sentence becomes a string of
tags, so that its grammar can be written as regular expressions.
"""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from collections.abc import Container, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import NamedTuple

from toolkit.layers.quotes import Quote

SPEAKERS = frozenset({"person", "body", "document"})  # classes of nouns for who speaks
QUOTED = "“”"  # the token of a quotation
MARKS = "\"“”„«»'’‘` \n"


class Sense(NamedTuple):
    """One reading of a cue word.

    `takes` is a string of letters: q quotation, t that-clause, c bare clause, w question clause,
    i infinitive, o somebody to do, a addressee first, n noun phrase; s: the noun phrase needs a
    speaker, k: the speaker must be known for a person, x: the base form is a noun as well.
    """

    lemma: str
    particle: tuple[str, ...]
    kind: str
    act: str
    takes: str
    form: str


def table(name: str) -> list[dict[str, str]]:
    """Read a table of the package."""
    with (Path(__file__).parents[1] / "data" / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@cache
def column(name: str, key: str, value: str) -> dict[str, str]:
    """Return a column of a table of the package by another of its columns."""
    return {row[key]: row[value] for row in table(name)}


@cache
def rule(name: str) -> re.Pattern[str]:
    """Return an expression of the grammar; `{name}` in it stands for another.

    >>> bool(rule("finite").search("NaV"))
    True
    """
    pattern = column("speech_rules.csv", "name", "pattern")[name]
    return re.compile(re.sub(r"\{([a-z_]+)\}", lambda m: rule(m[1]).pattern, pattern))


def _forms(lemma: str) -> dict[str, str]:
    """Inflect a regular verb: form -> base, s, ed or ing.

    >>> sorted(_forms("deny"))
    ['denied', 'denies', 'deny', 'denying']
    """
    stem = lemma.removesuffix("e")
    past = re.sub(r"(?<=[^aeiou])y$", "i", stem)
    s = past + ("es" if re.search(r"(e|s|x|ch|sh|z)$", lemma) or past != stem else "s")
    doing = (lemma if lemma.endswith("ee") else stem) + "ing"
    return {s: "s", past + "ed": "ed", doing: "ing", lemma: "base"}


@cache
def lexicon() -> dict[str, list[Sense]]:
    """Return the senses of each cue form; longer particles first.

    >>> [sense.particle for sense in lexicon()["pointed"]]
    [('out',), ('to',)]
    """
    out = defaultdict(list)
    for row in table("cues.csv"):
        forms = _forms(row["lemma"])
        if row["class"] == "adjective":
            forms = {row["lemma"]: "adjective"}
        for form in filter(None, row["forms"].split(";")):
            forms[form] = "ing" if form.endswith("ing") else "ed"
        for particle in row["particle"].split("|"):
            head = (row["lemma"], tuple(particle.split()), row["class"], row["act"], row["takes"])
            for form, kind in forms.items():
                out[form].append(Sense(*head, kind))
    return {form: sorted(s, key=lambda x: -len(x.particle)) for form, s in out.items()}


@cache
def _classes() -> dict[str, frozenset[str]]:
    """Return the classes of each function word, speaker noun and title."""
    out = defaultdict(set)
    for row in table("grammar.csv") + table("speaker_nouns.csv"):
        word = row["word"]
        out[word].add(row["class"])
        if row["class"] in SPEAKERS:
            plural = word[:-2] + "en" if word.endswith("man") else next(iter(_forms(word)))
            out[plural].add(row["class"])
    return {word: frozenset(found) for word, found in out.items()}


@cache
def kinds(word: str) -> frozenset[str]:
    """Return the classes of a word, case and full stop aside.

    >>> sorted(kinds("Director"))
    ['person', 'title']
    """
    low = word.lower().replace("’", "'")
    return _classes().get(low.rstrip(".") or low, frozenset())


@cache
def tag(word: str) -> str:
    """Return the tag of a word form: of the lists, else by its shape.

    >>> tag("publicly"), tag("built"), tag("Foshan"), tag("said")
    ('a', 'v', 'N', 'V')
    """
    letters = column("speech_tags.csv", "class", "tag")
    found = sorted(letters[kind] for kind in kinds(word) if kind in letters)
    if word[0].isupper() and (not found or found[0] in "HBDvu"):
        return "M" if "H" in found else "N"
    if found:
        return found[-1]
    if not word[0].isalpha():
        return "#" if word[0].isdigit() else "n"
    low = word.lower()
    senses = lexicon().get(low, ())
    verbs = [
        s for s in senses if s.form in ("ed", "s") or (s.form == "base" and "x" not in s.takes)
    ]
    if verbs:
        quoting = any("q" in s.takes and not (s.form == "s" and "x" in s.takes) for s in verbs)
        return "u" if verbs[0].form == "base" else "V" if quoting else "v"
    if any(s.form == "ing" for s in senses):
        return "K"
    for ending, shape in (("ly", "a"), ("ed", "e"), ("ing", "i"), ("s", "z")):
        if low.endswith(ending) and len(low) > 4 and "-" not in low:
            return shape
    return "n"


@cache
def _form(word: str) -> tuple[str, str, str]:
    """Return a token, in lower case too, and its tag; `'` where the token before decides."""
    small = word.lower().replace("’", "'")
    return word, small, "'" if small in ("'s", "'") else tag(word)


@dataclass
class View:
    """A sentence as tokens; a quotation is one token, nothing inside it is looked at."""

    text: str
    first: int
    last: int
    words: Sequence[str]
    low: Sequence[str]
    tags: str

    @cached_property
    def spans(self) -> list[tuple[int, int]]:
        """Where the tokens stand: between them are only blanks."""
        out, at = [], self.first
        for word in self.words:
            at = self.text.index(word, at) + len(word)
            out.append((at - len(word), at))
        return out

    @cached_property
    def headline(self) -> bool:
        """Whether most long words have a capital."""
        words = self.text[self.first : self.last].split()
        words = [word for word in words if len(word) > 3 and word[0].isalpha()]
        return len(words) > 3 and sum(word[0].isupper() for word in words) > 0.7 * len(words)

    def offsets(self, tokens: tuple[int, int] | None) -> tuple[int, int] | None:
        """Return where tokens stand in the text."""
        return tokens and (self.spans[tokens[0]][0], self.spans[tokens[1] - 1][1])


def quotation(inside: str) -> str:
    """Return the tag of a quotation: Q, L (sentence), E (name of something), q (fragment).

    A title may end in a stop that belongs to the sentence round it, but its verbs have capitals.

    >>> quotation("We will go on."), quotation("Interim Measures for Enterprises")
    ('Q', 'E')
    """
    large = [not w[0].islower() for w in inside.split() if len(w) > 3]
    if large and inside[-1] not in "?!…" and sum(large) >= 0.8 * len(large):
        small = (w.rstrip(".,;:") for w in inside.split() if w[0].islower())
        if inside[-1] not in ".," or not any(tag(word) in "bxuvVe" for word in small):
            return "E"
    if inside.endswith((".", ",", "?", "!", "…")):
        return "L" if inside[:1].islower() else "Q"
    return "q"


def view(
    text: str, first: int, last: int, quotes: Sequence[Quote] = (), people: Container[str] = ()
) -> View:
    """Cut a sentence into tokens and tag them.

    `people` are the names of persons in the document.

    >>> view("He didn’t say “no way”, she said.", 0, 33, [Quote(14, 22)]).tags
    'PxAuq,PV.'
    """
    forms: list[tuple[str, str, str]] = []
    at = first
    for quote in quotes:
        forms += map(_form, rule("token").findall(text, at, quote.start))
        inside = text[quote.start : quote.end]
        forms.append((inside, QUOTED, quotation(inside.strip(MARKS))))
        at = quote.end
    forms += map(_form, rule("token").findall(text, at, last))
    words, low, found = zip(*forms, strict=True) if forms else [()] * 3
    tags = list(found)
    for i in [i for i, letter in enumerate(tags) if letter in "N'Y"]:
        before = low[i - 1] if i else ""
        if tags[i] == "'":
            tags[i] = tag(low[i]) if "no_owner" in kinds(before) else "g"
        elif words[i] in people:
            tags[i] = "M"
        elif before in ("", QUOTED, ":", ".") and tag(low[i]) != "n":
            tags[i] = tag(low[i])
    return View(text, first, last, words, low, "".join(tags))
