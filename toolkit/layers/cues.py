"""The cue lexicon and the words of a sentence as the grammar of attribution sees them.

Knowledge lies in `toolkit/data`: `cues.csv` (which words report, what they take), `grammar.csv`
(function words), `speaker_nouns.csv` (nouns for people, bodies, documents; titles).
"""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from collections.abc import Container, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import NamedTuple

from toolkit.layers.quotes import Quote

DATA = Path(__file__).parents[1] / "data"
_TOKEN = re.compile(
    r"n['’]t\b|['’](?:s|ll|re|ve|d|m)\b|\w+?(?=n['’]t\b)|\w+(?:\.\w)+\.?"
    r"|(?:Jr|Sr|Mr|Mrs|Ms|Dr|St|Inc|Corp|Co|Ltd)\.|[A-Z][a-z]{0,3}\.(?=\s+[A-Z0-9])|\d+(?:,\d{3})+|\w+(?:[-&/@]\w+)*|--+|\.{2,}|[^\w\s]"
)
_DOUBLED = re.compile(r"[^aeiou][aeiou][bdgmnprt]$")


class Sense(NamedTuple):
    """One reading of a cue word: what it means and what it takes.

    `takes` is a string of letters: q quotation, t that-clause, c bare clause, w question clause,
    i infinitive, o somebody to do, a addressee first, n noun phrase, g -ing clause, s: the noun
    phrase needs a speaker who is a person or a body, k: who is known to be a person.
    """

    lemma: str
    particle: tuple[str, ...]
    kind: str
    act: str
    takes: str
    form: str


def _read(name: str) -> list[dict[str, str]]:
    """Read a table of the package."""
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _forms(lemma: str) -> dict[str, str]:
    """Inflect a regular verb.

    >>> sorted(_forms("deny"))
    ['denied', 'denies', 'deny', 'denying']
    """
    ed, ing, s = lemma + "ed", lemma + "ing", lemma + "s"
    if lemma.endswith("e"):
        ed, ing = lemma + "d", lemma[:-1] + "ing"
    elif re.search(r"[^aeiou]y$", lemma):
        ed, s = lemma[:-1] + "ied", lemma[:-1] + "ies"
    if re.search(r"(s|x|ch|sh|z)$", lemma):
        s = lemma + "es"
    return {lemma: "base", s: "s", ed: "ed", ing: "ing"}


@cache
def lexicon() -> dict[str, list[Sense]]:
    """Return the senses of each cue form; longer particles first.

    >>> [sense.particle for sense in lexicon()["pointed"]]
    [('out',), ('to',)]
    """
    out = defaultdict(list)
    for row in _read("cues.csv"):
        forms = _forms(row["lemma"])
        if row["class"] == "noun":
            forms = {row["lemma"]: "noun", next(f for f in forms if f[-1] == "s"): "noun"}
        elif row["class"] == "adjective":
            forms = {row["lemma"]: "adjective"}
        for form in filter(None, row["forms"].split(";")):
            kind = "ing" if form.endswith("ing") else "s" if form in ("says",) else "ed"
            forms[form] = kind
        if row["lemma"] == "like":
            forms = {form: kind for form, kind in forms.items() if kind == "ed"}
        for form, kind in forms.items():
            for particle in row["particle"].split("|"):
                words = tuple(particle.split())
                sense = Sense(
                    row["lemma"], words, row["class"], row["act"], row["takes"], kind
                )
                out[form].append(sense)
    return {form: sorted(s, key=lambda x: -len(x.particle)) for form, s in out.items()}


@cache
def grammar() -> dict[str, frozenset[str]]:
    """Return the classes of each function word, speaker noun and title."""
    out = defaultdict(set)
    for row in _read("grammar.csv"):
        out[row["word"]] |= set(row["classes"].split(";"))
    for row in _read("speaker_nouns.csv"):
        out[row["noun"]].add(row["kind"])
        plural = next(form for form, kind in _forms(row["noun"]).items() if kind == "s")
        if row["kind"] != "title":
            out[plural].add(row["kind"])
    for singular, plural in (("man", "men"), ("woman", "women")):
        for noun in [n for n in out if n.endswith(singular)]:
            out[noun[: -len(singular)] + plural] |= out[noun]
    return {word: frozenset(classes) for word, classes in out.items()}


@cache
def confidence() -> dict[str, float]:
    """Return how often a rule was right on the development articles."""
    return {row["rule"]: float(row["confidence"]) for row in _read("confidence.csv")}


@cache
def classes(word: str) -> frozenset[str]:
    """Return the classes of a word form: of the list, else by its shape.

    >>> sorted(classes("publicly")), sorted(classes("built"))
    (['adverb'], ['verb'])
    """
    low = word.lower().replace("’", "'").rstrip(".")
    found = set(grammar().get(low, ()))
    if not word[:1].isalnum() and not found:
        found.add("mark")
    if word[:1].isupper():
        found.add("name")
    if not found & {"person", "body", "document"} and not word[:1].isupper():
        if low.endswith("ly") and len(low) > 4:
            found.add("adverb")
        if low.endswith("ed") and len(low) > 4 and "-" not in low and low != "hundred":
            found |= {"verb", "participle"}
        elif low in lexicon() and any(s.form in ("ed", "s") for s in lexicon()[low]):
            found.add("verb")
    return frozenset(found)


def is_title(inside: str) -> bool:
    """Say whether quoted words are the name of a document, event or thing.

    >>> is_title("Interim Measures for Small Enterprises"), is_title("We will go on.")
    (True, False)
    """
    long = [word for word in inside.split() if len(word) > 3 or word[:1].isdigit()]
    capital = sum(not word[0].islower() for word in long)
    return bool(long) and inside[-1:] not in tuple(".,?!…") and capital >= 0.8 * len(long)


@dataclass
class View:
    """A sentence as tokens; a quotation is one token, nothing inside it is looked at.

    `text, low, start, end, is_` (classes) have an entry a token; `quotes` gives the quotation of
    each quotation token.
    """

    first: int
    last: int
    text: list[str] = field(default_factory=list)
    low: list[str] = field(default_factory=list)
    start: list[int] = field(default_factory=list)
    end: list[int] = field(default_factory=list)
    is_: list[frozenset] = field(default_factory=list)
    headline: bool = False
    sentence: dict[int, bool] = field(default_factory=dict)  # quotation token: a sentence of its own
    lower: dict[int, bool] = field(default_factory=dict)  # quotation token: begins in lower case
    title: dict[int, bool] = field(default_factory=dict)  # quotation token: the name of something

    def __len__(self) -> int:
        return len(self.low)


_QUOTE, _GENITIVE = frozenset({"quote"}), frozenset({"genitive"})
_SHORT = frozenset("he she it that there here who what where how when let".split())


def view(
    text: str,
    first: int,
    last: int,
    quotes: Sequence[Quote] = (),
    common: Container[str] = (),
    people: Container[str] = (),
) -> View:
    """Cut a sentence into tokens.

    `common` holds the words that are no names though a sentence may begin with them, `people` the
    names of persons in the document.

    >>> view("He didn’t say “no way”, she said.", 0, 33, [Quote(14, 22)]).low
    ['he', 'did', "n't", 'say', '“”', ',', 'she', 'said', '.']
    """
    out = View(first, last)
    at = first
    for quote in [*quotes, None]:
        stop = quote.start if quote else last
        for match in _TOKEN.finditer(text, at, max(stop, at)):
            word = match.group()
            out.text.append(word)
            out.low.append(word.lower().replace("’", "'"))
            out.start.append(match.start())
            out.end.append(match.end())
            found = classes(word)
            if "name" in found:
                begins = not out.low or out.low[-1] in ("“”", ":", ".")
                if word in people:
                    found = found | {"person"}
                elif begins and word.lower() in common:
                    found = classes(word.lower())
            before = out.low[-2] if len(out.low) > 1 else ""
            if word in ("'s", "’s") and before not in _SHORT or word in "'’" and before[-1:] == "s":
                found = _GENITIVE
            out.is_.append(found)
        if quote:
            out.text.append("“”")
            out.low.append("“”")
            out.start.append(quote.start)
            out.end.append(quote.end)
            out.is_.append(_QUOTE)
            inside = text[quote.start : quote.end].strip("\"“”„«»''‘’` ")
            out.sentence[len(out) - 1] = inside[-1:] in tuple(".,?!…") or inside.count(" ") > 7
            out.lower[len(out) - 1] = inside[:1].islower()
            out.title[len(out) - 1] = is_title(inside)
            at = quote.end
    long = [w for w in out.text if len(w) > 3 and w[0].isalpha()]
    out.headline = len(long) > 3 and sum(w[0].isupper() for w in long) > 0.7 * len(long)
    return out
