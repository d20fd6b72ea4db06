"""What each pattern of a theme caught."""

from dataclasses import replace

import pytest

import toolkit as kit
from toolkit.checks import ToolkitError
from toolkit.corpus import from_texts

BOOK = {
    "metal": {"patterns": ["metal"]},
    "steel": {"patterns": ["steel", "green steel", "iron"], "exclude": ["steel band", "iron age"],
              "parent": "metal", "counter_example": "A steel band."},
}  # fmt: skip
TEXT = "Steel and green steel. A steel band, steel too. Metal is steel."


@pytest.fixture(scope="module")
def table():
    """Return what the patterns of the parent and its child caught."""
    return kit.explain(from_texts({"a": TEXT}, codebook=BOOK), "metal").set_index("pattern")


def test_patterns_are_listed_by_what_they_caught(table):
    """A pattern's hits, the hits that only it brings, and its wordings are told apart."""
    assert table.loc["steel", ["theme", "n", "alone", "forms"]].tolist() == [
        "steel", 4, 3, "steel 4"]  # fmt: skip
    assert table.loc["green steel", ["n", "alone", "forms"]].tolist() == [1, 0, "green steel 1"]
    assert table.loc["metal", ["n", "alone"]].tolist() == [1, 1]


def test_what_never_fired_is_listed(table):
    """A pattern without a hit stays in the table, last."""
    assert table.index[-1] == "iron"
    assert table.loc["iron", ["n", "alone", "docs", "forms"]].tolist() == [0, 0, 0, ""]


def test_counts_lead_back_to_hits():
    """On the seeds, each pattern's count is the number of hits whose `pattern` names it."""
    corpus = kit.load("seeds")
    hits = corpus.themes.query("theme == 'reform' and not loop")
    fired = hits["pattern"].str.split("; ").explode().value_counts()
    rows = kit.explain(corpus, "reform")
    assert rows.groupby("pattern")["n"].max().to_dict() == {
        name: fired.get(name, 0) for name in rows["pattern"]
    }


def test_alone_is_the_difference_to_the_codebook_without_the_pattern():
    """On the seeds, the hits that a pattern alone brings are missing where it is left out."""
    corpus = kit.load("seeds")
    book = {name: replace(entry, example="") for name, entry in corpus.codebook.items()}
    n = (corpus.themes.query("not loop")["theme"] == "chain_modernisation").sum()
    for row in kit.explain(corpus, "chain_modernisation").query("n > 0").itertuples():
        rest = [p for p in book[row.theme].patterns if p != row.pattern]
        less = corpus.replace(codebook=book | {row.theme: replace(book[row.theme], patterns=rest)})
        assert (
            row.alone == n - (less.themes.query("not loop")["theme"] == "chain_modernisation").sum()
        )


def test_an_unknown_theme_names_the_nearest():
    """A theme that is not in the codebook raises one sentence with the nearest."""
    message = r"^'gren' is not a theme of the codebook; did you mean 'green'\? \(green, trade\)$"
    with pytest.raises(ToolkitError, match=message):
        kit.explain(kit.example(), "gren")
