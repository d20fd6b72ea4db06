"""Comparisons: intervals, effects, basis, and what cannot be shown."""

import json
import re

import numpy as np
import pandas as pd
import pytest

import toolkit as kit
from toolkit.analysis import measures, resampling
from toolkit.checks import ToolkitError


@pytest.fixture(scope="module")
def toy():
    """Return the toy corpus."""
    return kit.example()


@pytest.fixture(scope="module")
def seeds():
    """Return the seeds."""
    return kit.load("seeds")


@pytest.fixture(scope="module")
def many():
    """Return sixty documents of two outlets, in one of which steel is twice as frequent."""
    random = np.random.default_rng(1)
    others = [f"{a}{b}en" for a in "bdfgklmnprst" for b in "aeiou"]
    texts, outlet = {}, {}
    for i in range(60):
        share = 0.2 if i % 2 else 0.1
        lines = (" ".join(np.where(random.random(8) < share, "steel", random.choice(others, 8)))
                 for _ in range(6))  # fmt: skip
        texts[f"d{i:02d}"] = ".\n\n".join(f"We say {line}" for line in lines) + "."
        outlet[f"d{i:02d}"] = "Daily" if i % 2 else "Weekly"
    from toolkit.corpus import from_texts

    documents = pd.DataFrame({"outlet": outlet})
    codebook = {"steel": {"patterns": ["steel"]}}
    return from_texts(texts, documents, codebook)


def test_rates_are_per_thousand_words(toy):
    """Two hits in 37 words are 54 per thousand."""
    row = kit.compare(toy, "themes", by="outlet").table.iloc[0]
    assert (row["feature"], row["outlet"], row["n"], row["words"]) == ("green", "Daily", 2, 37)
    assert row["rate"] == pytest.approx(1000 * 2 / 37)


def test_few_hits_have_exact_intervals(toy):
    """Below five hits the interval is Poisson's, and the effect's is Clopper and Pearson's."""
    row = kit.compare(toy, "themes", by="outlet").table.iloc[0]
    low, high = measures.poisson_interval(2)
    assert (row["low"], row["high"]) == pytest.approx((1000 * low / 37, 1000 * high / 37))
    assert row["log_ratio"] == pytest.approx(measures.log_ratio(2, 37, 1, 14))
    assert (row["lr_low"], row["lr_high"]) == pytest.approx(
        measures.log_ratio_interval(2, 37, 1, 14)
    )


def test_many_documents_are_resampled_whole(many):
    """With thirty documents a group the unit is the document, and the interval is about right."""
    found = kit.compare(many, "themes", by="outlet")
    assert "resamples of documents (" in found.basis["intervals"]
    row = found.table.set_index("outlet").loc["Daily"]
    assert row["low"] < row["rate"] < row["high"]
    # independent check: the normal interval of thirty documents' rates
    hits = (
        many.themes.query("~loop").groupby("doc").size().reindex(many.documents.index, fill_value=0)
    )
    rates = 1000 * (hits / many.documents["words"])[many.documents["outlet"] == "Daily"]
    half = 1.96 * rates.std() / np.sqrt(len(rates))
    assert row["high"] - row["low"] == pytest.approx(2 * half, rel=0.15)
    assert row["lr_low"] > 0


def test_few_documents_are_resampled_inside(seeds):
    """With five documents paragraphs are drawn, and sentences of the one that is one paragraph."""
    basis = kit.compare(seeds, "themes", by="outlet").basis
    assert (
        "paragraphs within documents and blocks of 5 sentences within 1 of 5 documents"
        in (basis["intervals"])
    )


def test_a_bound_is_sure_only_beside_a_sure_interval(seeds):
    """The corrected bound is zero where the interval beside it holds zero, else never beyond it."""
    table = kit.compare(seeds, "themes", by="speaker").table.dropna(subset=["lrc", "lr_low"])
    holds = (table["lr_low"] <= 0) & (table["lr_high"] >= 0)
    assert (table.loc[holds, "lrc"] == 0).all()
    bound = table[["lr_low", "lr_high"]].abs().min(axis=1)
    assert (table["lrc"].abs() <= bound).all()
    assert (table["lrc"] != 0).any()


def test_the_seed_is_an_argument(seeds):
    """The same seed gives the same interval, another one another, about the same."""
    one, same, other = (
        kit.compare(seeds, "themes", by="mode", seed=seed).table["low"] for seed in (0, 0, 1)
    )
    assert one.equals(same)
    assert not one.equals(other)
    assert np.allclose(one, other, atol=2.5)


def test_draws_keep_the_size_of_each_stratum():
    """Every resample holds as many units of a document as the document has."""
    units = resampling.Units(np.arange(5), np.array([0, 0, 0, 1, 1]), "paragraphs")
    draws = units.draws(50, seed=3)
    assert (draws[:, :3].sum(axis=1) == 3).all()
    assert (draws[:, 3:].sum(axis=1) == 2).all()
    assert len(np.unique(draws, axis=0)) > 10


def test_cells_by_construction_have_no_effect(toy):
    """A theme in its own units is there by definition: counted, but no finding."""
    table = kit.compare(toy, "themes", by="theme").table.set_index(["feature", "theme"])
    assert table["log_ratio"].isna().to_dict() == {
        ("green", "green"): True,
        ("green", "trade"): False,
        ("trade", "green"): False,
        ("trade", "trade"): True,
    }


def test_a_parent_in_its_childs_units_is_there_by_construction(seeds):
    """A child's hit is its parent's, so the parent in the child's units is no finding."""
    child, entry = next(
        (n, e) for n, e in seeds.codebook.items() if e.parent and e.family == "theme"
    )
    table = kit.compare(seeds, "themes", by="theme").table.set_index(["feature", "theme"])
    assert np.isnan(table.loc[(entry.parent, child), "log_ratio"])


def test_share_of_voice_is_words_spoken(toy):
    """The features `modes` count words: their sum is all counted words."""
    table = kit.compare(toy, "modes", by="outlet").table
    assert table["n"].sum() == 51
    assert table.query("feature == 'answer'")["n"].tolist() == [0, 7]


def test_the_basis_names_what_is_confounded(toy):
    """Each outlet but one has several documents; translation changes with the outlet."""
    basis = kit.compare(toy, "themes", by="outlet").basis
    assert basis["confounded_with"]["translated"] == [2, 2]
    assert "document" not in basis["confounded_with"]


def test_the_basis_names_the_smallest_p(toy):
    """Two documents against one give no p below a third; modes within documents give none."""
    assert kit.compare(toy, "themes", by="outlet").basis["smallest_p"] == pytest.approx(1 / 3)
    assert kit.compare(toy, "themes", by="mode").basis["smallest_p"] is None


def test_passages_default_to_the_largest_cell(toy):
    """Without arguments the passages are those of the cell with most hits."""
    found = kit.compare(toy, "themes", by="outlet")
    assert len(found.passages()) == found.table["n"].max() == 3
    assert set(found.passages()["feature"]) == {"trade"}


def test_any_table_of_spans_can_be_compared(toy):
    """A span table with a column `feature` is compared like a layer."""
    table = toy.words.assign(feature=toy.words["norm"].str[:1]).query("feature == 't'")
    found = kit.compare(toy, table[["doc", "start", "end", "feature"]], by="outlet")
    assert found.table["n"].sum() == len(table)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda c: kit.compare(c, "theme", by="mode"),
         "'theme' is not a feature; did you mean 'themes'?"),
        (lambda c: kit.compare(c, "themes", by="outlett"),
         "'outlett' is not a group key; did you mean 'outlet'?"),
        (lambda c: kit.compare(c, c.words, by="mode"),
         "the table of features has no column 'feature'"),
        (lambda c: kit.compare(c, "themes", by="outlet").passages("gren"),
         "'gren' is not a feature of this comparison; did you mean 'green'? (green, trade)"),
        (lambda c: kit.compare(c, "themes", by="outlet").passages("green", "Dayly"),
         "'Dayly' is not a group of this comparison; did you mean 'Daily'? (Daily, Weekly)"),
    ],
)  # fmt: skip
def test_misspelt_words_are_answered_with_the_nearest(toy, call, message):
    """A misspelt feature, key or cell raises one sentence with the nearest valid word."""
    with pytest.raises(ToolkitError, match=re.escape(message)):
        call(toy)


def test_nothing_to_compare_is_an_empty_table():
    """Without a codebook the comparison of themes is empty, and so are its faces and passages."""
    from toolkit.corpus import from_texts

    found = kit.compare(from_texts({"a": "Steel is dear."}), "themes", by="speaker")
    assert len(found.table) == 0
    assert len(found.passages()) == 0
    assert "no hits" in repr(found)
    assert "There are no hits" in found._repr_html_()


def test_saving_keeps_table_basis_and_every_passage(toy, tmp_path):
    """What is saved is the table, its basis and as many passages as the table counts."""
    found = kit.compare(toy, "themes", by="outlet")
    found.save(tmp_path / "out")
    table = pd.read_csv(tmp_path / "out" / "table.csv")
    kept = pd.read_csv(tmp_path / "out" / "passages.csv")
    assert table["n"].sum() == len(kept) == 8
    assert kept.groupby(["feature", "outlet"]).size().to_dict() == {
        (row.feature, row.outlet): row.n for row in table.itertuples()
    }
    basis = json.loads((tmp_path / "out" / "basis.json").read_text(encoding="utf-8"))
    assert basis["words"] == 51


def test_markdown_holds_every_cell(toy):
    """The Markdown has a line per cell, and the basis."""
    text = kit.compare(toy, "themes", by="outlet").to_markdown()
    assert text.count("\n|") == 5
    assert "Counted: 51 words of 3 documents" in text
