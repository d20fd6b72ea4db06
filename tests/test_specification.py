"""The specification curve: the same comparison under other choices."""

import dataclasses

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest

import toolkit as kit
from toolkit import spans
from toolkit.checks import ToolkitError


@pytest.fixture(scope="module")
def seeds():
    """Return the seeds."""
    return kit.load("seeds")


@pytest.fixture(scope="module")
def regions(seeds):
    """Return a comparison by region, and one of its cells under every choice."""
    made = kit.compare(seeds, "themes", by="macro_region")
    return made, kit.sensitivity(made, feature="transfer", group="western")


def test_the_first_row_is_as_made(regions):
    """The first specification has the counts and the effect of the comparison itself."""
    made, found = regions
    cell = made.cell("transfer", "western")
    columns = ["n", "words", "rate", "log_ratio"]
    assert found.table.loc[0, columns].tolist() == pytest.approx(cell[columns].tolist())
    assert found.table.loc[0, "left_out"] == ""
    assert bool(found.table.loc[0, "holds"])


def test_choices_are_crossed_and_the_rest_left_out_one_by_one(regions, seeds):
    """Choices of two, two and three options are 12 rows; documents and patterns follow."""
    _, found = regions
    crossed = found.table.query("left_out == ''")
    assert len(crossed) == 2 * 2 * 3
    assert not crossed.duplicated(["faults", "loops", "within"]).any()
    fired = seeds.themes.query("theme == 'transfer' and not loop")["pattern"]
    out = set(found.table["left_out"])
    assert set(seeds.texts) < out
    assert out <= {"", *seeds.texts, *fired.str.split("; ").explode()}


def test_what_changes_nothing_is_no_specification(regions):
    """No document or pattern that leaves the cell as it was pads the number of specifications."""
    _, found = regions
    columns = ["n", "words", "rate", "log_ratio", "lr_low", "lr_high"]
    same = (found.table[columns] == found.table.loc[0, columns]).all(axis=1)
    assert same[found.table["left_out"] != ""].sum() == 0


def test_a_pattern_left_out_is_the_codebook_without_it():
    """Where patterns overlap, leaving one out gives what the codebook gives that never had it."""
    from toolkit.corpus import from_texts

    texts = {"a": "Steel chain steel and steel chains.", "b": "Corn. A steel chain.", "c": "Corn."}
    patterns = ["steel chain*", "steel", "chain steel"]
    corpus = from_texts(texts, codebook={"metal": {"patterns": patterns}})
    made = kit.compare(corpus, "themes", by="doc")
    found = kit.sensitivity(made, "patterns", "metal", "a").table.set_index("left_out")
    for pattern in set(found.index) - {""}:
        rest = [other for other in patterns if other != pattern]
        less = corpus.replace(codebook={"metal": {"patterns": rest}})
        cell = kit.compare(less, "themes", by="doc").cell("metal", "a")
        assert found.loc[pattern, "n"] == cell["n"]
        assert found.loc[pattern, "log_ratio"] == pytest.approx(cell["log_ratio"])
    assert found["n"].to_dict() == {"": 2, "chain steel": 3, "steel chain*": 3}


def test_the_default_cell_has_an_effect():
    """What is followed without a name is the largest cell of those whose sign could hold."""
    made = kit.compare(kit.example(), "themes", by="theme")
    assert np.isnan(made.cell()["log_ratio"])
    found = kit.sensitivity(made, "documents")
    assert not np.isnan(found.table["log_ratio"].iloc[0])


def test_each_specification_is_a_comparison_of_its_own(regions, seeds):
    """What a row says is what the comparison says when made with that choice."""
    _, found = regions
    counted = seeds.replace(faults=seeds.faults.query("kind != 'loop'"))
    again = kit.compare(counted, "themes", by="macro_region", within="paragraph")
    row = found.table.query("faults == 'healed' and loops == 'counted' "
                            "and within == 'paragraph'").iloc[0]  # fmt: skip
    cell = again.cell("transfer", "western")
    assert row[["n", "words", "log_ratio"]].tolist() == pytest.approx(
        cell[["n", "words", "log_ratio"]].tolist()
    )


def test_the_summary_counts_the_rows(regions):
    """How often the sign holds under an option is the mean over its rows."""
    _, found = regions
    for row in found.choices.itertuples():
        mine = found.table[found.table[row.choice] == row.option]
        assert row.specifications == len(mine)
        assert row.holds is pd.NA or row.holds == pytest.approx(mine["holds"].mean())


def test_what_flips_the_sign_is_named():
    """A word that one document alone carries flips the sign when that document is left out."""
    from toolkit.corpus import from_texts

    texts = {"a": "Steel. Steel is steel. Corn is dear.", "b": "Corn and more corn. It is so.",
             "c": "Steel is. Iron is. Corn and iron are."}  # fmt: skip
    outlet = pd.DataFrame({"outlet": {"a": "x", "b": "x", "c": "y"}})
    corpus = from_texts(texts, outlet, {"steel": {"patterns": ["steel"]}})
    made = kit.compare(corpus, "themes", by="outlet")
    found = kit.sensitivity(made, ["documents"], "steel", "x")
    flips = found.choices.query("flips")
    assert flips[["choice", "option"]].to_numpy().tolist() == [["left_out", "a"]]
    assert "It flips with left_out: a." in repr(found)
    lost = found.passages(1)
    assert lost[["doc", "change", "where", "text"]].to_numpy().tolist() == [
        ["a", "lost", "group", word] for word in ("Steel", "Steel", "steel")
    ]


def test_passages_are_the_difference(regions, seeds):
    """Lost and gained hits turn the cell as made into the cell of the specification."""
    _, found = regions
    for number, row in found.table.iterrows():
        change = found.passages(number).query("where == 'group'")["change"].value_counts()
        assert found.table.loc[0, "n"] - change.get("lost", 0) + change.get("gained", 0) == row["n"]
    assert set(spans.ADDRESS) <= set(found.passages().columns)


def test_indirect_speech_may_be_the_authors(seeds):
    """Where indirect and free speech are the author's, a speaker keeps what is in their words."""
    made = kit.compare(seeds, "themes", by="speaker")
    found = kit.sensitivity(made, ["indirect"], "transfer", "Zhu Minghao")
    words = found.table.set_index("indirect")["words"]
    assert words["out"] < words["in"]
    own = kit.compare(seeds, "modes", by="speaker").table.query("speaker == 'Zhu Minghao'")
    assert words["out"] == own.query("feature not in ['indirect', 'free']")["n"].sum()


def test_changes_of_ones_own_are_choices(seeds):
    """A function from corpus to corpus is a choice like the others."""
    made = kit.compare(seeds, "themes", by="doc")
    own = {"no quality": lambda corpus: corpus.replace(themes=corpus.themes.iloc[::2])}
    found = kit.sensitivity(made, own)
    assert found.table["no quality"].tolist() == ["as made", "changed"]
    assert found.table["n"].iloc[1] < found.table["n"].iloc[0]


def test_choices_that_change_nothing_are_left_aside():
    """Where there is no fault, loop, place or cue to choose about, only leaving out remains."""
    made = kit.compare(kit.example(), "themes", by="outlet")
    found = kit.sensitivity(made, feature="trade", group="Daily")
    assert set(found.choices["choice"]) == {"left_out"}


def test_wrong_choices_are_named(regions):
    """An unknown choice, row or a cell without effect raises one sentence."""
    made, found = regions
    with pytest.raises(ToolkitError, match=r"^'loop' is not a choice; did you mean 'loops'"):
        kit.sensitivity(made, ["loop"])
    with pytest.raises(ToolkitError, match=r"^999 is not a row of the table"):
        found.passages(999)
    empty = kit.compare(made.corpus, made.corpus.themes.iloc[:0].assign(feature=""), by="doc")
    with pytest.raises(ToolkitError, match=r"^the comparison has no hits$"):
        kit.sensitivity(empty)


def test_the_figure_draws_every_specification(regions):
    """The curve has a dot per specification with an effect, and a row of marks per option."""
    _, found = regions
    ax = found.plot()
    effects = found.table["log_ratio"].notna().sum()
    drawn = sum(len(part.get_offsets()) for part in ax.collections[1:3])
    assert drawn == effects
    labels = [tick.get_text() for tick in ax.figure.axes[1].get_yticklabels()]
    assert "loops: counted" in labels
    assert "a pattern left out" in labels
    plt.close("all")


def test_an_interval_that_is_cut_ends_in_an_arrow(regions):
    """An interval beyond a log ratio of eight ends in an arrow, and only then one is explained."""
    _, found = regions
    assert found.table["lr_high"].max() > 8
    assert "arrow: goes on" in found.plot().figure.axes[1].get_xlabel()
    short = dataclasses.replace(found, table=found.table.assign(lr_low=-8.0, lr_high=8.0))
    assert "arrow" not in short.plot().figure.axes[1].get_xlabel()
    plt.close("all")
