"""The rule of denominators, counted by hand on the toy corpus (51 words in three documents)."""

import re

import pytest

import toolkit as kit
from toolkit.analysis import groups
from toolkit.checks import ToolkitError


@pytest.fixture(scope="module")
def toy():
    """Return the toy corpus."""
    return kit.example()


def sizes(corpus, by, **given):
    """Return the number of words of each group."""
    labels = groups.label(corpus, by, **given)
    names = labels.names.agg(", ".join, axis=1)
    return names.iloc[labels.label].value_counts().sort_index().to_dict()


def test_a_document_column_labels_all_words(toy):
    """The Daily has 23 and 14 words, the Weekly 14."""
    assert sizes(toy, "outlet") == {"Daily": 37, "Weekly": 14}


def test_modes_label_each_word_once(toy):
    """Every word is in one mode: 7 answered, 5 quoted, 9 reported, 4 asked, 26 told."""
    assert sizes(toy, "mode") == {
        "answer": 7,
        "author": 26,
        "direct": 5,
        "indirect": 9,
        "question": 4,
    }


def test_a_missing_value_is_a_group_without_effect(toy):
    """Documents without a value are `(none)`: counted, and in no one's rest."""
    documents = toy.documents.drop(columns="words")
    documents.loc["steel", "outlet"] = None
    found = kit.compare(toy.replace(documents=documents), "themes", by="outlet")
    table = found.table.set_index(["feature", "outlet"])
    assert table.loc[("green", "(none)"), "n"] == 1
    assert table.loc["green"]["log_ratio"].isna().to_dict() == {
        "(none)": True,
        "Daily": False,
        "Weekly": False,
    }
    # the Daily's rest is the Weekly's 14 words alone: 1 in 23 words against 1 in 14
    assert table.loc[("green", "Daily"), "log_ratio"] == pytest.approx(-0.716, abs=1e-3)


def test_a_unit_is_labelled_once_however_often_a_theme_is_named(toy):
    """By document, `green` labels all 51 words once: each document names it."""
    assert sizes(toy, "theme", within="document") == {"green": 51, "trade": 51}


def test_a_theme_labels_its_paragraph(toy):
    """By paragraph, the two words about Rotterdam stand in a paragraph without trade."""
    assert sizes(toy, "theme", within="paragraph")["trade"] == 51 - 2


def test_two_keys_are_the_product(toy):
    """The Weekly's answers are seven words, and the cube has no cell for what is not there."""
    cube = sizes(toy, ("outlet", "mode"))
    assert cube["Weekly, answer"] == 7
    assert "Daily, answer" not in cube
    assert sum(cube.values()) == 51


def test_beside_a_speaker_a_theme_labels_the_sentence_within_the_speech(toy):
    """In "...," she told the Daily, the theme labels Anna Berg's words, not the teller's."""
    cube = sizes(toy, ("speaker", "theme"))
    assert cube["Anna Berg, green"] == 5
    assert "Daily, green" not in cube


def test_a_hit_takes_the_labels_of_its_first_word(toy):
    """A span that begins in one document's group counts there, wherever its words go on."""
    words = toy.words
    hits = words.iloc[[0]].assign(end=words["end"].iloc[4])
    assert groups.first_words(hits, words).tolist() == [0]


def test_a_hit_outside_the_body_has_no_word(toy):
    """A span that touches no counted word is no hit."""
    gap = toy.words.iloc[[0]].assign(start=5, end=6)
    assert groups.first_words(gap, toy.words).tolist() == [-1]


@pytest.mark.parametrize(
    ("by", "within", "message"),
    [
        ("speker", "sentence", "'speker' is not a group key; did you mean 'speaker'?"),
        ("outlet", "page", "'page' is not a unit (document, paragraph, sentence)"),
        (("outlet", "mode", "theme"), "sentence", "is not one group key or two different ones"),
        (("mode", "mode"), "sentence", "is not one group key or two different ones"),
    ],
)
def test_wrong_keys_are_named(toy, by, within, message):
    """An unknown key or unit raises one sentence with the nearest valid word."""
    with pytest.raises(ToolkitError, match=re.escape(message)):
        groups.label(toy, by, within)


def test_wrong_types_are_said_in_a_sentence():
    """Keys that are no words, patterns that are none, and features of nobody are refused."""
    toy = kit.example()
    hits = toy.themes.assign(feature="x")
    for call, say in [
        (lambda: kit.count(toy, "themes", 3), "by=3 is not one group key or two different ones"),
        (lambda: kit.concordance(toy, 3), "3 is not a pattern; a string was expected"),
        (
            lambda: kit.concordance(toy, "trade within 3"),
            "the pattern 'trade within 3' has a reach, but no '...' to reach over",
        ),
        (
            lambda: kit.count(toy, hits.assign(feature=None)),
            "the table of features has a row without a feature",
        ),
        (
            lambda: kit.count(toy, hits.assign(doc="stel")),
            "'stel' is not a document; did you mean 'steel'? (harbour, interview, steel)",
        ),
    ]:
        with pytest.raises(ToolkitError, match=f"^{re.escape(say)}$"):
            call()
