"""The cue lexicon, and a sentence as the grammar of attribution sees it: one letter a token.

Knowledge lies in `toolkit/data`: `cues.csv` (which words report, what they take), `grammar.csv`
(function words), `speaker_nouns.csv` (nouns for people, bodies, documents; titles).  A sentence
becomes a string of tags, so that its grammar can be written as regular expressions.
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
TAGS = {  # class in grammar.csv or speaker_nouns.csv -> tag
    "that": "t", "to": "T", "of": "f", "according": "y", "but": "U", "pronoun": "P", "thing": "J",
    "object": "O", "relative": "r", "be": "b", "auxiliary": "x", "determiner": "d",
    "coordinator": "c", "alternative": "R", "turn": "C", "subordinator": "s", "question": "w",
    "time": "m", "day": "Y", "adverb": "a", "particle": "A", "preposition": "p",
    "number": "#", "base_verb": "u", "verb": "v",
    "person": "H", "title": "H", "body": "B", "document": "D",
}  # fmt: skip
# Others: N name, M name or title of a person, n noun or anything, z the same in -s, # number,
# V cue that takes a quotation (S: its base form), W other cue, e -ed, i -ing, K -ing of a cue,
# g genitive, `,:;(-.` marks, and quotations: Q sentence, L sentence that begins small, E title,
# q fragment.
_TOKEN = re.compile(
    r"n['’]t\b|['’](?:s|ll|re|ve|d|m)\b|\w+?(?=n['’]t\b)|\w+(?:\.\w)+\.?"
    r"|(?:Jr|Sr|Mr|Mrs|Ms|Dr|St|Inc|Corp|Co|Ltd)\.|[A-Z][a-z]{0,3}\.(?=\s+[A-Z0-9])"
    r"|\d+(?:,\d{3})+|\w+(?:[-&/@]\w+)*|--+|\.{2,}|[^\w\s]"
)
_SIGNS = {",": ",", ":": ":", ";": ";", "(": "(", "[": "(", ")": ")", "]": ")"}
_SIGNS |= dict.fromkeys("—–-―‒", "-") | {"--": "-", "---": "-"}
_SIGNS |= dict.fromkeys([*".?!…", "..", "..."], ".")
MARKS = "\"“”„«»'’‘` \n"
_SHORT = frozenset("he she it that there here who what where how when let".split())


class Sense(NamedTuple):
    """One reading of a cue word.

    `takes` is a string of letters: q quotation, t that-clause, c bare clause, w question clause,
    i infinitive, o somebody to do, a addressee first, n noun phrase, g -ing clause; s: the noun
    phrase needs a speaker, k: the speaker must be known for a person, x: the base form is a noun
    as well.
    """

    lemma: str
    particle: tuple[str, ...]
    kind: str
    act: str
    takes: str
    form: str


def table(name: str) -> list[dict[str, str]]:
    """Read a table of the package."""
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _forms(lemma: str) -> dict[str, str]:
    """Inflect a regular verb: form -> base, s, ed or ing.

    >>> sorted(_forms("deny"))
    ['denied', 'denies', 'deny', 'denying']
    """
    stem = lemma[:-1] if lemma.endswith("e") else lemma
    ed, s = stem + "ed", lemma + ("es" if re.search(r"(s|x|ch|sh|z)$", lemma) else "s")
    if re.search(r"[^aeiou]y$", lemma):
        ed, s = lemma[:-1] + "ied", lemma[:-1] + "ies"
    return {s: "s", ed: "ed", (lemma if lemma[-2:] == "ee" else stem) + "ing": "ing", lemma: "base"}


@cache
def lexicon() -> dict[str, list[Sense]]:
    """Return the senses of each cue form; longer particles first.

    >>> [sense.particle for sense in lexicon()["pointed"]]
    [('out',), ('to',)]
    """
    out = defaultdict(list)
    for row in table("cues.csv"):
        forms = _forms(row["lemma"])
        if row["class"] == "noun":
            forms = {row["lemma"]: "noun", next(iter(forms)): "noun"}
        elif row["class"] == "adjective":
            forms = {row["lemma"]: "adjective"}
        for form in filter(None, row["forms"].split(";")):
            forms[form] = "ing" if form.endswith("ing") else "ed"
        for particle in row["particle"].split("|"):
            head = (row["lemma"], tuple(particle.split()), row["class"], row["act"], row["takes"])
            for form, kind in forms.items():
                out[form].append(Sense(*head, kind))
    return {form: sorted(s, key=lambda x: -len(x.particle)) for form, s in out.items()}


@cache
def classes() -> dict[str, frozenset[str]]:
    """Return the classes of each function word, speaker noun and title."""
    out = defaultdict(set)
    for row in table("grammar.csv"):
        out[row["word"]].add(row["class"])
    for row in table("speaker_nouns.csv"):
        noun = row["noun"]
        out[noun].add(row["kind"])
        if row["kind"] in ("person", "body", "document"):
            plural = noun[:-2] + "en" if noun.endswith("man") else next(iter(_forms(noun)))
            out[plural].add(row["kind"])
    return {word: frozenset(found) for word, found in out.items()}


@cache
def confidence() -> dict[str, float]:
    """Return how often a rule was right on the development articles."""
    return {row["rule"]: float(row["confidence"]) for row in table("confidence.csv")}


@cache
def tag(word: str) -> str:
    """Return the tag of a word form: of the lists, else by its shape.

    >>> tag("publicly"), tag("built"), tag("Foshan"), tag("said")
    ('a', 'v', 'N', 'V')
    """
    low = word.lower().replace("’", "'").rstrip(".") or word
    if not word[0].isalnum() and low not in classes():
        return _SIGNS.get(word, "n")
    found = sorted(TAGS[kind] for kind in classes().get(low, ()) if kind in TAGS)
    if word[0].isupper() and (not found or found[0] in "HBDvu"):
        return "M" if "H" in found else "N"
    if found:
        return "N" if found == ["m"] and word.isupper() else found[-1]
    if word[0].isdigit():
        return "#"
    senses = lexicon().get(low, ())
    verbs = [
        s for s in senses if s.form in ("ed", "s") or (s.form == "base" and "x" not in s.takes)
    ]
    if verbs:
        quoting = any("q" in s.takes and not (s.form == "s" and "x" in s.takes) for s in verbs)
        if verbs[0].form == "base":
            return "S" if quoting else "u"
        joined = any(s.kind in ("say", "judge", "directive", "intention") for s in verbs)
        return "V" if quoting else "W" if joined else "v"
    if any(s.form == "ing" and s.kind in ("say", "judge") for s in senses):
        return "K"
    for ending, shape in (("ly", "a"), ("ed", "e"), ("ing", "i"), ("s", "z")):
        if low.endswith(ending) and len(low) > 4 and "-" not in low:
            return shape
    return "n"


@dataclass
class View:
    """A sentence as tokens; a quotation is one token, nothing inside it is looked at."""

    first: int
    last: int
    low: list[str] = field(default_factory=list)
    start: list[int] = field(default_factory=list)
    end: list[int] = field(default_factory=list)
    tags: str = ""
    headline: bool = False


def quotation(inside: str) -> str:
    """Return the tag of a quotation: Q, L (sentence), E (name of something), q (fragment).

    >>> quotation("We will go on."), quotation("Interim Measures for Enterprises")
    ('Q', 'E')
    """
    long = [w for w in inside.split() if len(w) > 3 or w[:1].isdigit()]
    capital = sum(not w[0].islower() for w in long)
    if long and inside[-1:] not in tuple(".,?!…") and capital >= 0.8 * len(long):
        return "E"
    if inside[-1:] in tuple(".,?!…") or inside.count(" ") > 7:
        return "L" if inside[:1].islower() else "Q"
    return "q"


def view(
    text: str,
    first: int,
    last: int,
    quotes: Sequence[Quote] = (),
    common: Container[str] = (),
    people: Container[str] = (),
) -> View:
    """Cut a sentence into tokens and tag them.

    `common` holds the words that are no names though a sentence may begin with them, `people` the
    names of persons in the document.

    >>> view("He didn’t say “no way”, she said.", 0, 33, [Quote(14, 22)]).tags
    'PxASq,PV.'
    """
    out, tags, at = View(first, last), [], first
    words = [w for w in text[first:last].split() if len(w) > 3 and w[0].isalpha()]
    out.headline = len(words) > 3 and sum(w[0].isupper() for w in words) > 0.7 * len(words)
    for quote in [*quotes, None]:
        stop = quote.start if quote else last
        for match in _TOKEN.finditer(text, at, max(stop, at)):
            word, before = match.group(), out.low[-1] if out.low else ""
            found, small = tag(word), word.lower()
            if word in people:
                found = "M"
            elif found == "N" and (
                (out.headline and tag(small) in "VWKv")
                or (before in ("", "“”", ":", ".") and small in common)
            ):
                found = tag(small)
            elif word in ("'s", "’s", "'", "’") and (
                before not in _SHORT if len(word) > 1 else before.endswith("s")
            ):
                found = "g"
            _add(out, small.replace("’", "'"), *match.span())
            tags.append(found)
        if quote:
            _add(out, "“”", quote.start, quote.end)
            tags.append(quotation(text[quote.start : quote.end].strip(MARKS)))
            at = quote.end
    out.tags = "".join(tags)
    return out


def _add(v: View, low: str, start: int, end: int) -> None:
    """Add a token."""
    v.low.append(low)
    v.start.append(start)
    v.end.append(end)
