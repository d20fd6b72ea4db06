"""Keywords: part against rest."""

import re

import pytest

import toolkit as kit
from toolkit.analysis import measures
from toolkit.checks import ToolkitError


@pytest.fixture(scope="module")
def toy():
    """Return the toy corpus."""
    return kit.example()


def test_both_sides_are_counted(toy):
    """`steel` is once in the Weekly's 14 words and once in the Daily's 37: too rare for a row."""
    table = kit.keywords(toy, target={"outlet": "Weekly"}).set_index("feature")
    assert "steel" not in table.index
    assert table.loc["green", ["n_target", "n_reference"]].tolist() == [1, 2]
    assert table.loc["green", "log_ratio"] == pytest.approx(measures.log_ratio(1, 14, 2, 37))
    assert table.loc["green", ["docs_target", "docs_reference"]].tolist() == [1, 2]


def test_words_of_the_reference_only_are_in_the_table(toy):
    """A word that the target lacks is in the family of comparisons, with a negative effect."""
    table = kit.keywords(toy, target={"outlet": "Weekly"}).set_index("feature")
    assert table.loc["the", "n_target"] == 0
    assert table.loc["the", "log_ratio"] < 0


def test_swapping_sides_changes_the_sign(toy):
    """What is key to one half is lacking in the other."""
    one = kit.keywords(toy, target={"outlet": "Weekly"}).set_index("feature")
    two = kit.keywords(toy, target={"outlet": "Daily"}).set_index("feature").loc[one.index]
    assert one["log_ratio"].to_list() == pytest.approx((-two["log_ratio"]).to_list())


def test_themes_have_keyness_too(toy):
    """Other features than words can be key."""
    table = kit.keywords(toy, target={"outlet": "Daily"}, features="themes")
    assert set(table["feature"]) == {"green", "trade"}


@pytest.mark.parametrize(
    ("target", "message"),
    [
        ({"outlet": "Dayly"}, "'Dayly' is not a value of outlet; did you mean 'Daily'?"),
        ({"outlett": "Daily"}, "'outlett' is not a group key; did you mean 'outlet'?"),
        ({"language": "en"}, "language 'en' is the whole corpus; there is no rest to compare"),
        ({}, "the target {} is not one group key with its value"),
        ("Daily", "the target 'Daily' is not one group key with its value"),
    ],
)
def test_a_wrong_target_is_named(toy, target, message):
    """A target that is unknown or has no rest raises one sentence."""
    with pytest.raises(ToolkitError, match=re.escape(message)):
        kit.keywords(toy, target=target)
