"""Atoms and words: the examples of the definition, and a plain regular expression as oracle."""

import re
from unicodedata import category

import numpy as np
import pandas as pd
import pytest
import regex
from hypothesis import assume, example, given
from hypothesis import strategies as st
from reading import SIGN, read

from toolkit import spans
from toolkit.text import atoms, words

HAN = (
    r"[\u4000-\u9fff]"  # each is an atom, with what follows that is no ASCII and no such character
)
PART = rf"(?:(?!{HAN})[{SIGN}])"
ATOM = rf"(?:{HAN}(?:(?![\x00-\x7f]){PART}+)?|(?!\p{{M}}){PART}+)"
EDGE = rf"(?<!{PART})(?<!{HAN}(?=[^\x00-\x7f]))"  # where an atom begins
JOINS = (
    r"[-‐‑'’ʼ]"
    rf"|(?<={EDGE}\p{{Nd}}+)[.,](?=\p{{Nd}}+(?!{PART}))"
    rf"|(?<={EDGE}\p{{L}})[.&](?=\p{{L}}(?!{PART}))"
)
CHAIN = regex.compile(rf"{ATOM}(?:(?:{JOINS}){ATOM})*")


def forms(text, **given):
    """Return the words of a text as they stand in it."""
    return spans.slices(read(text, **given).table, {"a": text})


def by_regex(text):
    """Return the words of a text by the written specification: one regular expression, two cuts."""
    out = []
    for match in CHAIN.finditer(text):
        word = regex.sub(r"(?<=.)['’ʼ][sS]$", "", match[0])
        rest = text[match.start() + len(word) :]
        initials = regex.match(rf"\p{{L}}+\.(?=[{SIGN}])", word)
        if rest.startswith("%") and regex.search(r"\p{Nd}$", word):
            word += "%"
        elif rest.startswith(".") and initials:
            word += "."
        out.append(word)
    return out


def test_a_possessive_stands_outside():
    """The s of a possessive belongs to no word, with either apostrophe."""
    assert forms("Foshan’s growth, China's chains") == ["Foshan", "growth", "China", "chains"]


def test_a_spaced_hyphen_is_healed_for_counting():
    """The address keeps the blank, the counted form does not."""
    found = read("high -quality growth", healed=[(0, 13)])
    assert spans.slices(found.table, {"a": "high -quality growth"})[0] == "high -quality"
    assert found.table["norm"][0] == "high-quality"


def test_a_spaced_hyphen_that_is_no_fault_joins_nothing():
    """Without a row in `faults` both halves are words of their own."""
    assert forms("high -quality") == ["high", "quality"]


def test_a_chain_of_healed_hyphens_is_one_word():
    """Two faults that share a member make one word."""
    text = "Beijing -Tianjin -Hebei"
    assert forms(text, healed=[(0, 16), (9, 23)]) == [text]


def test_hyphens_join_words_of_places():
    """Hyphens join what they touch, blanks part it."""
    assert forms("Guangdong-Hong Kong-Macao") == ["Guangdong-Hong", "Kong-Macao"]


def test_decimals_and_per_cent_stay_whole():
    """A decimal, a thousand and a per cent sign belong to their number."""
    assert forms("19.21% of 1,000, 30.5%of") == ["19.21%", "of", "1,000", "30.5%", "of"]


def test_initials_stay_whole():
    """Initials keep their stops, the last one too; an ampersand joins them as well."""
    assert forms("R&D and Q&A.") == ["R&D", "and", "Q&A"]
    assert forms("In the U.S. we") == ["In", "the", "U.S.", "we"]


def test_decomposed_letters_count_as_composed():
    """A decomposed umlaut is in its word, which counts under the composed form."""
    found = read("Zu\u0308rich Zürich")
    assert found.table["norm"].tolist() == ["zürich", "zürich"]
    assert found.table["end"].tolist() == [7, 14]


def test_repetitions_in_a_loop_are_words_that_do_not_count():
    """The first repetition counts, the others are kept with `loop`."""
    found = read("regional regional regional plan", loops=[(9, 26)])
    assert found.table["loop"].tolist() == [False, True, True, False]
    assert found.counted.tolist() == [True, False, False, True]


def test_no_word_crosses_a_sentence():
    """A hyphen at the edge of a sentence joins nothing."""
    found = read("one-two", sentences=[(0, 4), (4, 7)])
    assert found.table["sentence"].tolist() == [0, 1]


def test_text_outside_the_sentences_has_no_words():
    """What is not in a sentence is furniture and has atoms, but no words."""
    found = read("Home > News", sentences=[(7, 11)])
    assert len(found.atoms) == 2
    assert found.word.tolist() == [-1, 0]


def test_counts_without_letters():
    """A text without letters has no words, and neither has an empty one."""
    assert forms("… — !") == forms("") == []


@given(st.text(alphabet="ab1sS. ,-'’%\u0308é中\n&", max_size=30))
@example("a's-b 1.5.a a.b's 5%%")
@example("a.b..c")
@example("1.1中é.a中1.1%é中中\u0308a")
def test_words_are_those_of_the_regular_expression(text):
    """Whatever the text, its words are those of the written specification."""
    assume(not regex.search(rf"(?<![{SIGN}])\p{{M}}", text))
    assert forms(text) == by_regex(text)


@given(st.text(max_size=60))
def test_addresses_hold_for_any_text(text):
    """Atoms and words lie in their text, in order, and apart from each other."""
    found = read(text)
    kept = found.atoms
    at = kept.spans(np.arange(len(kept)))
    for form, start, end in zip(
        kept.types.take(kept.ids).to_pylist(), at["start"], at["end"], strict=True
    ):
        assert text[start:end] == form
    table = found.table
    assert (table["start"].to_numpy()[1:] >= table["end"].to_numpy()[:-1]).all()
    assert ((table["start"] < table["end"]) & (table["end"] <= len(text))).all()


def kind(sign):
    """Return H for a Chinese character, A for letters in ASCII, L for others, M for marks."""
    of = category(sign)[0]
    if of not in "LN":
        return of
    return "H" if "\u4000" <= sign <= "\u9fff" else "A" if sign.isascii() else "L"


@given(
    st.lists(st.text(st.characters(codec="utf-8"), max_size=12), min_size=1, max_size=5),
    st.integers(1, 9),
)
@example(["a中国b中\u0308c中é1", "国"], 1)
@example(["a\u0308\u0301-\u0308b", "\u0308", "e\u0301\U0001d7d8"], 1)
def test_atoms_do_not_depend_on_how_texts_are_cut(bodies, size):
    """However texts are laid into parts, their atoms are runs of letters with their marks."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(atoms, "PART", size)
        found = atoms.scan({str(i): body for i, body in enumerate(bodies)})
    rows = found.spans(np.arange(len(found)))
    got = list(zip(*(rows[name].tolist() for name in spans.ADDRESS), strict=True))
    expected = [
        (str(i), *match.span())
        for i, body in enumerate(bodies)
        for match in re.finditer("H([LM][ALM]*)?|[AL][ALM]*", "".join(map(kind, body)))
    ]
    assert got == expected
    at = found.spans(np.arange(len(found)))
    assert at["start"].tolist() == rows["start"].tolist()
    assert at["end"].tolist() == rows["end"].tolist()


@given(st.lists(st.sampled_from("a b c d".split())))
def test_the_index_says_where_each_form_stands(forms):
    """The positions of a form are those at which it stands, in order."""
    index = read(" ".join(forms)).index
    for i, form in enumerate(index.known):
        at = [k for k, other in enumerate(forms) if other == form]
        assert index.positions(np.array([i])).tolist() == at


@given(st.text(alphabet="ab's -.%1", max_size=25))
def test_adopted_words_match_like_tokenized_ones(text):
    """Words taken over from a table have the atoms they were made of."""
    found = read(text)
    body = spans.table({"doc": ["a"], "start": [0], "end": [len(text)]}).assign(sentence=0)
    adopted = words.adopt(found.atoms, body, found.table)
    assert adopted.word.tolist() == found.word.tolist()
    assert adopted.counted.tolist() == found.counted.tolist()


def test_two_documents_do_not_meet():
    """A hyphen at the end of one document does not join the next."""
    texts = {"a": "one-", "b": "two"}
    body = spans.table({"doc": ["a", "b"], "start": [0, 0], "end": [4, 3]}).assign(sentence=0)
    none = pd.DataFrame({"doc": [], "start": [], "end": [], "kind": []})
    assert words.tokenize(texts, atoms.scan(texts), none, body).table["norm"].tolist() == [
        "one",
        "two",
    ]
