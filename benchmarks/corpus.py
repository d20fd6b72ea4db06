"""A realistic corpus made on the spot: the same texts for the same size and seed, on any machine.

What is imitated, and after what (measured on news, policy texts, speeches and reviews in English):

vocabulary   ranks drawn from Zipf's law, whose exponent grows beyond the commonest words: new words
             keep coming, as in real texts (13,000 types in the first 100,000 words, 200,000 in
             17 million)
words        a rank has one form for ever; frequent forms are short, rare ones long, some are names
sentences    log-normal, 20 words in the middle; commas, hyphens, possessives and figures in them
articles     log-normal, 1,300 characters in the middle, the longest a hundred times that
speech       every sixth sentence is quoted or reported, with a speaker who has a name
places       every fifth sentence names a place of the gazetteer
non-ASCII    curly quotation marks and apostrophes in a third of the articles, accents in rare words
"""

from __future__ import annotations

import csv
import itertools
from functools import cache
from pathlib import Path

import numpy as np

HEAD, TAIL, BEND, LAST = 1.0, 1.85, 6_000, 4_000_000  # exponents of Zipf's law, ranks
PLAIN = (  # the most frequent ranks are the words that hold English together
    "the of and to in a that is for on with as was by it at from be are this an have has which not "
    "or will its their but more also can we been he all one were other new they had than into such "
    "up who our most some these after would his over about between first two under so only there"
).split()
SYLLABLES = (
    "ba con de di en fac gra in ju ka lo man mo na or pe pro que ra re sec sta ter tion ty u ver "
    "wa xi yo zen al ing er ment ous ship ist ive ate ic ness com pan gov tra dus ket tech"
).split()
ACCENTS = str.maketrans({"e": "é", "u": "ü", "o": "ö"})
GIVEN = "Anna Wei Maria Chen John Li Olga Peter Hui Sara Tom Mei Ivan Ruth Omar Lena".split()
SURNAMES = "Berg Zhang Smith Wang Novak Liu Garcia Brown Jin Khan Moreau Keller Sato Okafor".split()
VERBS = "said told reporters stated noted added argued announced explained stressed".split()


def texts(megabytes: float, seed: int = 0) -> dict[str, str]:
    """Return articles by name, about as many megabytes (of UTF-8) as asked."""
    draw = np.random.default_rng(seed)
    places = _places()
    out: dict[str, str] = {}
    left = megabytes * 1e6
    while left > 0:
        words = _words(draw, 200_000)
        at = 0
        while at < len(words) and left > 0:
            size = max(int(draw.lognormal(5.3, 1.1)), 12)  # words in the article
            text = _article(draw, words[at : at + size], places)
            if len(out) % 3 == 0:
                text = text.replace('"', "”").replace(" ”", " “").replace("'", "’")
            out[f"{len(out) // 1000:03}/article{len(out):07}"] = text
            left -= len(text.encode())
            at += size
    return out


def patterns(megabytes: float = 2, seed: int = 0) -> list[str]:
    """Return 500 patterns that occur: phrases, phrases with a wildcard, single wildcards."""
    draw = np.random.default_rng(seed + 1)
    words = [w for w in " ".join(texts(megabytes, seed).values()).split() if w.isalpha()]
    common = sorted({w.lower() for w in words if len(w) > 3})
    pairs = [f"{a} {b}".lower() for a, b in itertools.pairwise(words) if len(a + b) > 8]
    triples = [f"{a} {b} {c}".lower() for a, b, c in zip(words, words[1:], words[2:], strict=False)]
    two = draw.choice(sorted(set(pairs)), 400, replace=False).tolist()
    one = [f"{w[:5]}*" for w in draw.choice([w for w in common if len(w) > 6], 50, replace=False)]
    three = draw.choice(sorted(set(triples)), 50, replace=False).tolist()
    return [*two[:250], *(f"{pair[:-1]}*" for pair in two[250:]), *one, *three]


@cache
def _law() -> np.ndarray:
    """Return the distribution function of Zipf's law, whose tail falls faster than its head."""
    rank = np.arange(1.0, LAST)
    weight = np.where(rank < BEND, rank**-HEAD, BEND ** (TAIL - HEAD) * rank**-TAIL)
    total = np.cumsum(weight)
    return total / total[-1]


def _words(draw: np.random.Generator, n: int) -> list[str]:
    """Draw words by Zipf's law."""
    ranks, where = np.unique(np.searchsorted(_law(), draw.random(n)), return_inverse=True)
    forms = np.array([_form(int(rank)) for rank in ranks], dtype=object)
    return forms[where].tolist()


def _form(rank: int) -> str:
    """Return the word of a rank: a rank's number, written in syllables."""
    if rank < len(PLAIN):
        return PLAIN[rank]
    number, parts = rank, []
    while number:
        number, digit = divmod(number, len(SYLLABLES))
        parts.append(SYLLABLES[digit])
    form = "".join(parts)
    if rank % 50 == 49:
        form = form.translate(ACCENTS)
    return form.capitalize() if rank % 9 == 8 else form


def _article(draw: np.random.Generator, words: list[str], places: list[str]) -> str:
    """Cut words into sentences and paragraphs."""
    sentences: list[str] = []
    at = 0
    while at < len(words):
        size = max(int(draw.lognormal(3.0, 0.5)), 3)
        sentences.append(_sentence(draw, words[at : at + size], places))
        at += size
    ends = draw.choice(["\n\n", " ", " ", " "], len(sentences))
    return "".join(
        f"{sentence}{end}" for sentence, end in zip(sentences, ends, strict=True)
    ).strip()


def _sentence(draw: np.random.Generator, words: list[str], places: list[str]) -> str:
    """Join words with what stands between them, and let somebody say it or say it somewhere."""
    chance = draw.random(3 + len(words))
    for i in range(len(words) - 1):
        if (c := chance[3 + i]) < 0.10:
            words[i] += (
                ","
                if c < 0.05
                else "-"
                if c < 0.07
                else "'s"
                if c < 0.09
                else f" {1000 * c - 90:.1f}%"
            )
    text = " ".join(words).replace("- ", "-")
    if chance[0] < 0.2:
        text += f" in {places[int(chance[0] * 5 * len(places))]}"
    text = text[0].upper() + text[1:]
    name = f"{GIVEN[int(chance[1] * len(GIVEN))]} {SURNAMES[int(chance[2] * len(SURNAMES))]}"
    verb = VERBS[int(chance[1] * 97) % len(VERBS)]
    if chance[2] < 0.1:
        return f'"{text}," {verb} {name}.'
    return f"{name} {verb} that {text}." if chance[2] < 0.17 else f"{text}."


def _places() -> list[str]:
    """Return the names of the shipped gazetteer, the better known ones more often."""
    table = Path(__file__).parents[1] / "toolkit" / "data" / "gazetteer.csv"
    with table.open(encoding="utf-8", newline="") as lines:
        names = [row["name"] for row in csv.DictReader(lines) if row["kind"] != "deictic"]
    return [name.partition(" (")[0] for name in names]
