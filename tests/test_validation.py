"""Coding sheets: what is drawn, what a spreadsheet may do to them, and the scores they give."""

import re

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from nltk.metrics.distance import binary_distance
from statsmodels.stats.inter_rater import aggregate_raters, cohens_kappa, fleiss_kappa
from statsmodels.stats.proportion import proportion_confint

import toolkit as kit
from toolkit.analysis import measures, sheets, validation
from toolkit.checks import ToolkitError

GOLD = [f"seeds/gold/themes_reader_{reader}.csv" for reader in "ab"]


@pytest.fixture(scope="module")
def seeds():
    """Return the seeds."""
    return kit.load("seeds")


def filled(corpus, layer="themes", n=40, **given):
    """Return a sheet filled with what the toolkit itself says."""
    sheet = kit.draw_sample(corpus, layer, n=n, **given)
    found = sheets.labels(corpus, layer, sheet).groupby("unit")["label"].agg("; ".join)
    return sheet.assign(**{layer: found.reindex(range(len(sheet))).fillna("none")})


def blank(corpus, units):
    """Count the units of each document in which no theme was found."""
    none = ~units.index.isin(sheets.labels(corpus, "themes", units)["unit"])
    return pd.Series(none).groupby(units["doc"]).sum()


@pytest.mark.parametrize("layer", sheets.LAYERS)
def test_a_sheet_shows_passages_and_no_answer(seeds, layer):
    """A sheet has the sentence in its context and blank columns, and nothing of the answer."""
    sheet = kit.draw_sample(seeds, layer, n=30, seed=1)
    assert len(sheet) == 30
    assert sheet.columns.tolist() == [
        *("doc", "start", "end", "before", "passage", "after", layer, "note", "id")]  # fmt: skip
    assert (sheet[[layer, "note"]] == "").all(axis=None)
    assert (sheet.dtypes.drop(["start", "end"]) == "str").all()
    for row in sheet.itertuples():
        assert row.passage.split() == seeds.texts[row.doc][row.start : row.end].split()
    assert sheet["id"].is_unique
    assert sheet["id"].str.fullmatch("S[A-Z2-7]{16}").all()


def test_half_of_a_sample_is_where_nothing_was_found(seeds):
    """Sentences with and without a finding are drawn equally, so that misses can be seen."""
    sheet = kit.draw_sample(seeds, "faults", n=40)
    assert sheets.labels(seeds, "faults", sheet)["unit"].nunique() == 20


def test_a_sample_is_drawn_by_its_seed(seeds):
    """The same seed draws the same rows, another seed others."""
    one, two, other = (kit.draw_sample(seeds, "themes", n=20, seed=s) for s in (1, 1, 2))
    assert one.equals(two)
    assert not one.equals(other)


def test_each_stratum_gets_its_share(seeds):
    """With strata by document each has an equal share, half of it with a finding."""
    for n in (50, 33):
        sheet = kit.draw_sample(seeds, "themes", n=n, strata="doc")
        share = sheet["doc"].value_counts().sort_index()
        assert share.max() - share.min() <= 1
        there, drawn = (
            blank(seeds, seeds.sentences.query("kind != 'speaker_label'").reset_index(drop=True)),
            blank(seeds, sheet),
        )
        assert (drawn >= np.minimum(share // 2, there)).all()
        assert (share - drawn >= share // 2).all()
    assert len(kit.draw_sample(seeds, "themes", n=9999)) == (
        seeds.sentences["kind"] != "speaker_label").sum()  # fmt: skip


def test_what_is_not_known_is_a_stratum(seeds):
    """Documents without a value are drawn from like those with one."""
    translator = pd.Series(["a", "a", None, None, "b"], seeds.documents.index)
    corpus = seeds.replace(documents=seeds.documents.assign(translator=translator))
    sheet = kit.draw_sample(corpus, "themes", n=30, strata="translator")
    share = sheet["doc"].map(translator).fillna("(none)").value_counts()
    assert share.to_dict() == {"a": 10, "b": 10, "(none)": 10}


@pytest.mark.parametrize("layer", sheets.LAYERS)
def test_a_sheet_filled_with_the_layer_is_all_right(seeds, layer):
    """A coder who says what the toolkit says gives it full precision and recall."""
    scores = kit.score_sample(seeds, filled(seeds, layer)).scores
    assert (scores[["precision", "recall", "f1"]] == 1).all(axis=None)
    assert (scores["p_low"] < 1).all()
    assert scores["toolkit"].tolist() == scores["both"].tolist()


def spoilt(sheet, path, how):
    """Save a sheet as a spreadsheet might, and return its file."""
    sheet = sheet.sample(frac=1, random_state=3)
    if how == "xlsx":
        sheet.to_excel(path.with_suffix(".xlsx"), index=False)
        return path.with_suffix(".xlsx")
    separator, encoding, newline = {
        "utf-8": (",", "utf-8", "\n"), "cp1252": (";", "cp1252", "\r\n"),
        "utf-16": ("\t", "utf-16", "\r\n"), "with a mark": (",", "utf-8-sig", "\n"),
    }[how]  # fmt: skip
    text = sheet.to_csv(index=False, sep=separator, lineterminator=newline)
    path.write_bytes(text.encode(encoding, "replace"))
    return path


@pytest.mark.parametrize("how", ["xlsx", "utf-8", "cp1252", "utf-16", "with a mark"])
def test_a_sheet_survives_spreadsheets(seeds, tmp_path, how):
    """Sorted, re-encoded, with other separators or as a workbook, a sheet scores the same."""
    sheet = filled(seeds)
    sheet.loc[0, "themes"] = "digital, green"
    expected = kit.score_sample(seeds, {"jo": sheet}).scores
    path = spoilt(sheet, tmp_path / "jo.csv", how)
    found = kit.score_sample(seeds, path).scores
    pd.testing.assert_frame_equal(found, expected)


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
def test_what_was_written_can_be_filled_and_read(seeds, tmp_path, suffix):
    """The file that is drawn has the rows that are returned, in either form."""
    path = tmp_path / f"sheet{suffix}"
    sheet = kit.draw_sample(seeds, "places", n=10, path=path)
    read = sheets._read(path)
    assert read["id"].tolist() == sheet["id"].tolist()
    assert read["passage"].tolist() == sheet["passage"].tolist()
    assert len(sheets.read_sheet(seeds, path, "sheet")) == 0  # all blank: nothing is coded


def test_a_name_read_as_a_date_is_found_again(seeds):
    """Where a spreadsheet has changed the name of a document, the id still leads to it."""
    sheet = filled(seeds)
    odd = sheet.assign(doc="01.05.2020", start=sheet["start"].map("{:.1f}".format))
    assert kit.score_sample(seeds, odd).scores.equals(kit.score_sample(seeds, sheet).scores)


def test_cells_are_no_formulas():
    """A passage that begins like a formula gets a blank in front of it."""
    from toolkit.corpus import from_texts

    sheet = kit.draw_sample(from_texts({"a": "=2+3 is five."}), "faults")
    assert sheet["passage"].tolist() == [" =2+3 is five."]


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
def test_hostile_passages_come_back(tmp_path, suffix):
    """Separators, quotation marks, formulas and control characters spoil no sheet."""
    from toolkit.corpus import from_texts

    text = 'He said "a; b,\tc".\n\n@Home; \x01is; "so".\n\n+1, -1; \x0band "x\r\ny" are.'
    corpus = from_texts({"2020-05": text, '=a;"b': text}, codebook={"home": {"patterns": ["home"]}})
    path = tmp_path / f"sheet{suffix}"
    sheet = kit.draw_sample(corpus, "themes", n=20, path=path)
    filled = sheets._read(path).assign(themes="home")
    assert filled["id"].tolist() == sheet["id"].tolist()
    scores = kit.score_sample(corpus, filled).scores.set_index("label")
    assert scores.loc["home", ["toolkit", "coder_n"]].tolist() == [2, len(sheet)]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"themes": "inovation"}, "'inovation' in the coding sheet coder 1 is not a theme; did you "
         "mean 'innovation'?"),
        ({"start": 1}, "of the coding sheet coder 1 was not drawn from this corpus: its id"),
        ({"start": "x"}, "of the coding sheet coder 1 has no address"),
        ({"id": "BBB"}, "its id 'BBB' does not fit it"),
    ],
)  # fmt: skip
def test_a_spoilt_row_is_named(seeds, change, message):
    """A row that cannot be scored raises one sentence with the sheet and the row."""
    with pytest.raises(ToolkitError, match=re.escape(message)):
        kit.score_sample(seeds, filled(seeds).assign(**change))


def test_a_spoilt_sheet_is_named(seeds, tmp_path):
    """A sheet without its columns, its file or a row's end raises one sentence."""
    sheet = filled(seeds)
    long = tmp_path / "long.csv"
    long.write_text("doc,start,end,themes\nwang_foshan,0,9,none,none\n", encoding="utf-8")
    for table, message in (
        (
            sheet.drop(columns="end"),
            "^the coding sheet coder 1 has no column 'end', only doc, start",
        ),
        (pd.concat([sheet, sheet.head(1)]), "^the coding sheet coder 1 has the row .* twice$"),
        (tmp_path / "no.csv", "^there is no coding sheet "),
        (
            long,
            "^the coding sheet long.csv cannot be read: Left out of long.csv: 1 line with more "
            "values than its head has columns, line 2.$",
        ),
    ):
        with pytest.raises(ToolkitError, match=message):
            kit.score_sample(seeds, table)
    with pytest.raises(
        ToolkitError, match=r"^the coding sheets are of different layers: places, t"
    ):
        kit.score_sample(seeds, [sheet, filled(seeds, "places")])
    with pytest.raises(ToolkitError, match=r"^'\.ods' is not the ending of a coding sheet"):
        kit.draw_sample(seeds, "themes", path=tmp_path / "a.ods")
    with pytest.raises(ToolkitError, match=r"^'words' is not a layer that can be sampled \("):
        kit.draw_sample(seeds, "words")
    with pytest.raises(ToolkitError, match=r"^-5 is no number of sentences to draw; 1 or more"):
        kit.draw_sample(seeds, "themes", n=-5)


def test_each_sheet_is_weighted_by_its_own_design(seeds):
    """Coders of samples drawn differently get the scores they would get alone."""
    sheets_of = {"ann": filled(seeds), "ben": filled(seeds, strata="doc"), "all": GOLD[0]}
    for name in ("ann", "ben"):  # some wrong answers, so that weights matter
        sheets_of[name].loc[::3, "themes"] = "none"
    together = kit.score_sample(seeds, sheets_of).scores
    for name, sheet in sheets_of.items():
        alone = kit.score_sample(seeds, {name: sheet}).scores
        mine = together[together["coder"] == name].reset_index(drop=True)
        pd.testing.assert_frame_equal(mine, alone)


def test_a_full_reading_stays_inside_its_texts(seeds):
    """A row of a reading that reaches beyond its document is named."""
    rows = pd.DataFrame({"doc": ["wang_foshan"], "start": [5], "end": [10**6], "themes": ["none"]})
    message = "'wang_foshan 5-1000000' of the coding sheet coder 1 is no stretch of its text"
    with pytest.raises(ToolkitError, match=message):
        kit.score_sample(seeds, rows)


def test_themes_may_have_capitals():
    """A coder may write a theme in any case, and it is the theme of the codebook."""
    from toolkit.corpus import from_texts

    corpus = from_texts({"a": "Steel is dear."}, codebook={"Steel": {"patterns": ["steel"]}})
    for word in ("Steel", "steel"):
        sheet = kit.draw_sample(corpus, "themes").assign(themes=word)
        assert kit.score_sample(corpus, sheet).scores.set_index("label").loc["Steel", "both"] == 1


def test_rows_left_blank_are_not_coded(seeds):
    """A blank cell says nothing; the word none says that there is nothing."""
    sheet = filled(seeds)
    coded = kit.score_sample(
        seeds, sheet.assign(themes=sheet["themes"].mask(sheet.index >= 25, ""))
    )
    assert "Themes of 25 units" in coded.basis
    nothing = kit.score_sample(seeds, sheet.assign(themes="None"))
    assert nothing.scores["coder_n"].sum() == 0


def test_scores_are_weighted_back():
    """Worked by hand: a stratum of which one in four was drawn counts four times as much."""
    x, y, weight, stratum = [1, 1, 0, 1], [1, 1, 1, 1], [1, 1, 4, 4], [0, 0, 1, 1]
    ratio, low, high = measures.weighted_ratio(x, y, weight, stratum)
    assert ratio == pytest.approx(6 / 10)
    n = 0.6 * 0.4 / (2 / 1 * (2**2 + 2**2) / 10**2)  # variance of w (x - r y) within the strata
    assert (low, high) == pytest.approx(proportion_confint(0.6 * n, n, method="wilson"))


@given(st.lists(st.tuples(st.booleans(), st.booleans()), min_size=1, max_size=30))
def test_intervals_hold_their_ratio(units):
    """Whatever the answers, the interval holds the ratio and stays between none and all."""
    y = np.array([a for a, _ in units], dtype=int)
    x = y * np.array([b for _, b in units], dtype=int)
    ratio, low, high = measures.weighted_ratio(x, y, np.ones(len(y)), np.zeros(len(y)))
    if not y.any():
        assert np.isnan(ratio)
        return
    assert -1e-9 <= low <= ratio + 1e-9 <= high + 2e-9 <= 1 + 3e-9
    if ratio in (0, 1):  # no variance: Wilson's interval of as many
        expected = proportion_confint(x.sum(), y.sum(), method="wilson")
        assert (low, high) == pytest.approx(expected, abs=1e-9)


def test_coefficients_are_those_of_other_libraries():
    """Cohen's and Fleiss' kappa are statsmodels', and alpha is Fleiss' with its correction."""
    random = np.random.default_rng(2)
    one = random.random(80) < 0.3
    two = np.where(random.random(80) < 0.2, ~one, one)
    counts = pd.Series(list(zip(one, two, strict=True))).value_counts().to_dict()
    alpha, cohen, fleiss = validation._coefficients(counts, binary_distance)
    table = pd.crosstab(one, two).to_numpy()
    assert cohen == pytest.approx(cohens_kappa(table, return_results=False))
    ratings = aggregate_raters(np.stack([one, two], axis=1).astype(int))[0]
    assert fleiss == pytest.approx(fleiss_kappa(ratings))
    assert alpha == pytest.approx(1 - (1 - fleiss) * (160 - 1) / 160)


def test_sets_of_labels_agree_by_half():
    """MASI by hand: one of two labels shared is 1 - 1/2 * 2/3 apart, none and none not at all."""
    assert validation._masi(frozenset("ab"), frozenset("a")) == pytest.approx(1 - 1 / 2 * 2 / 3)
    assert validation._masi(frozenset(), frozenset()) == 0
    assert validation._masi(frozenset("a"), frozenset()) == 1


def test_coders_are_compared_and_their_differences_open(seeds):
    """Two coders of one sample get coefficients with intervals, and every difference a passage."""
    sheet = filled(seeds, n=30)
    other = sheet.copy()
    digital = sheet["themes"].str.contains("digital")
    other.loc[digital, "themes"] = "none"
    found = kit.score_sample(seeds, {"ann": sheet, "ben": other})
    row = found.agreement.set_index("label").loc["digital"]
    assert row["cohen"] == 0
    assert row["alpha_low"] <= row["alpha"] <= row["alpha_high"]
    opened = found.passages("digital")
    assert len(opened) == digital.sum()
    assert opened["ann"].all()
    assert not opened["ben"].any()
    assert "Themes of 30 units in 2 strata, coded by ann, ben." in repr(found)
    with pytest.raises(
        ToolkitError, match=r"^'digitl' is not a label of the sheets; did you mean "
    ):
        found.passages("digitl")


def test_every_score_leads_back_to_its_units(seeds):
    """The counts of the scores are the rows of `answers`."""
    found = kit.score_sample(seeds, GOLD[0])
    said = found.answers
    for row in found.scores.query("label != '(all)'").itertuples():
        mine = said[said["label"] == row.label]
        assert row.toolkit == mine["toolkit"].sum()
        assert row.coder_n == mine[row.coder].sum()
        assert row.both == (mine["toolkit"] & mine[row.coder]).sum()


def test_the_seeds_themes_are_what_readers_see(seeds):
    """Against either reading of the seeds no theme is under 50, and all together are over 75."""
    for reading in GOLD:
        scores = kit.score_sample(seeds, reading).scores.set_index("label")["f1"]
        assert scores["(all)"] >= 0.75
        tops = [key for key, entry in seeds.codebook.items()
                if entry.family == "theme" and not entry.parent]  # fmt: skip
        assert (scores[tops] >= 0.5).all()
