"""Maps: points where the gazetteer has them, as large as their hits, opening to their passages."""

import re

import numpy as np
import pytest

import toolkit as kit
from toolkit.checks import ToolkitError
from toolkit.corpus import from_texts
from toolkit.display import maps
from toolkit.layers.gazetteer import load_gazetteer

TEXTS = {
    "a": "Foshan and Guangzhou trade steel. Foshan grows. Guangdong trade helps Germany.",
    "b": "Wuhan builds steel. Foshan waits. China trades with Pearl River Delta firms.",
}
BOOK = {"trade": {"patterns": ["trade*"]}, "steel": {"patterns": ["steel"]}}


@pytest.fixture(scope="module")
def corpus():
    """Return two short texts about places."""
    return from_texts(TEXTS, codebook=BOOK)


@pytest.fixture(scope="module")
def pair(corpus):
    """Return the maps of both texts."""
    return kit.compare(corpus, "places", by="doc").map("a", "b")


def sizes(ax):
    """Return the areas of the points of a map by their coordinates."""
    return {
        tuple(np.round(at, 2)): size
        for dots in ax.collections
        if hasattr(dots, "get_sizes") and len(dots.get_sizes()) == len(dots.get_offsets())
        for at, size in zip(dots.get_offsets().data, dots.get_sizes(), strict=True)
    }


def test_the_table_is_that_of_the_comparison(corpus, pair):
    """Each number beside the maps is the n of its cell."""
    table = kit.compare(corpus, "places", by="doc").table.set_index(["feature", "doc"])["n"]
    for row in pair.table.itertuples():
        assert (row.a, row.b) == (table[row.place, "a"], table[row.place, "b"])


def test_two_maps_have_one_scale_and_one_frame(pair):
    """The area of a point is proportional to its hits in all maps, which show the same ground."""
    left, right = pair.figure.axes
    assert (left.get_xlim(), left.get_ylim()) == (right.get_xlim(), right.get_ylim())
    foshan = (113.12, 23.02)
    assert sizes(left)[foshan] == pytest.approx(2 * sizes(right)[foshan])


def test_every_point_opens_to_its_passages(pair):
    """There is a fold for each drawn place and map, and it holds as many passages as hits."""
    page = pair._repr_html_()
    folds = re.findall(
        r'<summary title="([^"]+): (\d+)" style="([^"]+)"></summary>(.*?)</details>', page
    )
    drawn = {"Foshan", "Guangzhou", "Guangdong", "Wuhan", "Pearl River Delta"}
    assert {name for name, *_ in folds} == drawn
    assert all(inside.count("<li>") == int(n) for _, n, _, inside in folds)
    for _, _, style, _ in folds:
        assert all(
            0 <= float(share) <= 100 for share in re.findall(r"(?:left|top):([\d.]+)%", style)
        )


def test_folds_lie_over_their_points(pair):
    """The fold of a place stands at the share of the picture where its point is drawn."""
    share = re.search(r'title="Wuhan: 1" style="left:([\d.]+)%;top:([\d.]+)%', pair._repr_html_())
    figure = pair.figure
    at = figure.axes[1].transData.transform((114.31, 30.6))
    width, height = figure.get_size_inches() * figure.dpi
    assert float(share[1]) == pytest.approx(100 * at[0] / width, abs=0.3)
    assert float(share[2]) == pytest.approx(100 * (1 - at[1] / height), abs=0.3)


def test_what_is_not_drawn_is_said(pair):
    """Places outside the frame, and the country itself, are named below and in the table."""
    assert "Not drawn: China 1, Germany 1." in pair.note
    assert {"China", "Germany"} <= set(pair.table["place"])
    assert "assert nothing about borders" in pair.note


def test_a_name_without_hits_has_an_empty_map():
    """What is in the comparison can be drawn, also where it has no hit or there is none at all."""
    example = kit.example()
    drawn = kit.compare(example, "themes", by="place").map("green", "trade")
    assert drawn.table["green"].tolist() == [0, 0] != drawn.table["trade"].tolist()
    titles = [ax.get_title("left") for ax in drawn.figure.axes]
    assert titles[0] == "green: 0 hits"
    assert "<img" in kit.compare(example, "places", by="doc").map("steel")._repr_html_()


def test_countries_are_drawn_on_the_globe(corpus):
    """A country lies in no country, so that its map is that of the world."""
    drawn = kit.compare(corpus, "countries", by="doc").map()
    assert drawn.note.startswith("2 places in the world")
    assert len(sizes(drawn.figure.axes[0])) == 2


def test_a_title_counts_a_hit_once(corpus):
    """One hit in a sentence with two places is one hit of the map, and a hit of each place."""
    drawn = kit.compare(corpus, "themes", by="place").map("steel")
    assert drawn.figure.axes[0].get_title("left") == "steel: 2 hits"
    assert drawn.table["steel"].sum() == 3


def test_every_place_opens_and_a_table_that_is_cut_says_so():
    """No point is closed for being rare, and the note counts the rows that are shown."""
    names = load_gazetteer().query("kind == 'city' and country == 'China' and lat != ''")["name"]
    text = " ".join(f"They saw {name}." for name in names.unique()[:60])
    drawn = kit.compare(from_texts({"a": text}), "places", by="doc").map()
    assert len(drawn.table) > maps.FEATURES
    assert drawn._repr_html_().count("<summary") == len(drawn.table)
    assert f"{maps.FEATURES} of {len(drawn.table)} rows of the table are shown." in drawn.note


def test_long_names_are_shortened_on_the_map():
    """A name of many letters does not run over the map; its fold says it whole."""
    text = "They saw the Guangdong-Hong Kong-Macao Greater Bay Area."
    drawn = kit.compare(from_texts({"a": text}), "places", by="doc").map()
    assert [t.get_text() for t in drawn.figure.axes[0].texts] == ["Guangdong-Hong Kong-Mac…"]
    assert 'title="Guangdong-Hong Kong-Macao Greater Bay Area: 1"' in drawn._repr_html_()


def test_without_names_all_groups_are_one_map(corpus):
    """A map of everything counts each hit once, also where groups overlap."""
    drawn = kit.compare(corpus, "themes", by="province").map()
    assert drawn.table.set_index("place")["hits"].to_dict() == {"Guangdong": 4, "Hubei": 1}


def test_themes_are_compared_where_places_are_groups(corpus):
    """By a place key the maps are those of features."""
    drawn = kit.compare(corpus, "themes", by="place").map("trade", "steel")
    row = drawn.table.set_index("place").loc["Guangzhou"]
    assert (row["trade"], row["steel"]) == (1, 1)


def test_two_keys_give_a_map_for_each_speaker(corpus):
    """Beside a place key the maps are those of the other key, all features together."""
    drawn = kit.compare(corpus, "themes", by=["doc", "province"]).map("a", "b")
    table = drawn.table.set_index("place")
    assert table.loc["Guangdong", ["a", "b"]].tolist() == [3, 1]


def test_clusters_are_counted_with_their_members(corpus):
    """A member's mention counts once in each of its clusters, and the basis says so."""
    voices = kit.compare(corpus, "clusters", by="doc")
    n = voices.table.groupby("feature")["n"].sum()
    assert (n["Guangfo"], n["Pearl River Delta"]) == (4, 5)
    assert (voices.basis["hits"], voices.basis["passages"]) == (n.sum(), 6)
    assert "The features overlap" in repr(voices)


def test_regions_lie_at_their_centre(corpus):
    """The value of a macro-region leads to the point of the region."""
    drawn = kit.compare(corpus, "macro_regions", by="doc").map()
    assert drawn.table["place"].tolist() == ["eastern", "central"]
    assert drawn.table["lat"].notna().all()


def test_a_province_and_the_world_can_be_drawn(corpus):
    """`inside` chooses the ground; the world shows what a country's map leaves out."""
    voices = kit.compare(corpus, "places", by="doc")
    assert "Wuhan 1" in voices.map(inside="Guangdong").note
    assert "Not drawn" not in voices.map(inside="world").note


@pytest.mark.parametrize(
    "text", ["Trade is open.", "They met in Kampungu.", "Steel of the eastern region."]
)
def test_few_places_make_a_small_map(text):
    """No place, one place without coordinates, one without a country: a map, never a traceback."""
    drawn = kit.compare(from_texts({"a": text}), "places", by="doc").map()
    assert "<img" in drawn._repr_html_()
    assert "places" in repr(drawn) or "place" in repr(drawn)


@pytest.mark.parametrize(
    ("features", "by", "names", "message"),
    [
        ("themes", "doc", (), "'themes' by doc has no places to draw; compare places "
         "or provinces, or by one of them"),
        ("places", "doc", ("c",), "'c' is not a group or feature of this comparison (a, b)"),
    ],
)  # fmt: skip
def test_what_cannot_be_drawn_is_said_in_one_sentence(corpus, features, by, names, message):
    """The sentence names the value, what was expected and the valid words."""
    with pytest.raises(ToolkitError) as error:
        kit.compare(corpus, features, by=by).map(*names)
    assert str(error.value) == message
    with pytest.raises(ToolkitError, match="'Guangdon' is not a country or province; did you mean"):
        kit.compare(corpus, "places", by="doc").map(inside="Guangdon")


def test_names_of_articles_cannot_write_html():
    """A place or a speaker is shown as text."""
    corpus = from_texts({"<b>a</b>": "They met in <i>Foshan</i>."})
    page = kit.compare(corpus, "places", by="doc").map("<b>a</b>")._repr_html_()
    assert "<b>a" not in page
    assert "<i>" not in page


def test_outlines_are_lines_on_the_globe():
    """Each line has two points or more, in degrees, and all kinds are there."""
    lines = maps._outlines()
    assert set(lines) == {"land", "country", "province"}
    every = np.concatenate([line for kind in lines.values() for line in kind])
    assert np.abs(every).max(axis=0).tolist() <= [180, 90]
    assert min(len(line) for kind in lines.values() for line in kind) >= 2


def test_every_point_can_be_clicked():
    """Where points lie on each other the smaller is on top and leaves a part of the larger."""
    names = ["Foshan", "Guangzhou", "Pearl River Delta", "Guangfo", "Guangdong", "Sanlong Bay"]
    most = dict(zip(names, (40, 6, 2, 2, 1, 1), strict=True))
    text = "".join(f"They saw {name}. " * n for name, n in most.items())
    texts = {"a": text, "b": "Guangdong trades. " * 50 + "Guangzhou waits."}
    drawn = kit.compare(from_texts(texts), "places", by="doc").map("a")
    width, height = drawn.figure.get_size_inches() * 720  # tenths of a point
    folds = re.findall(r'<summary title="([^"]+): (\d+)" style="([^"]+)"', drawn._repr_html_())
    assert [int(n) for _, n, _ in folds] == sorted(most.values(), reverse=True)
    y, x = np.mgrid[: int(height), : int(width)]
    opens = np.full(x.shape, -1)
    for i, (_, _, style) in enumerate(folds):
        left, top, across = (float(share) / 100 for share in re.findall(r":([\d.]+)%", style))
        opens[np.hypot(x - left * width, y - top * height) <= across * width / 2] = i
    assert min((opens == i).sum() for i in range(len(folds))) > 100  # a square point
