"""Faces, figures, pages: what people see is true, escaped, and within its rights."""

import re
from html import unescape

import nbformat
import numpy as np
import pytest

import toolkit as kit
from toolkit import templates
from toolkit.corpus import from_texts
from toolkit.display import html, plots, report
from toolkit.layers import contract


@pytest.fixture(scope="module")
def voices():
    """Return the themes of the toy corpus by outlet."""
    return kit.compare(kit.example(), "themes", by="outlet")


def test_every_cell_with_hits_opens(voices):
    """The heat table has a fold for each cell with hits, holding as many passages."""
    page = voices._repr_html_()
    cells = re.findall(r"<small>(\d+)</small></summary><div[^>]*>(.*?)</div>", page)
    assert sorted(int(n) for n, _ in cells) == sorted(voices.table["n"])
    assert all(inside.count("<li>") == int(n) for n, inside in cells)


def test_the_face_has_no_script_and_stable_ids(voices):
    """The face is plain HTML, the same at each showing, with ids that name the cell."""
    page = voices._repr_html_()
    again = kit.compare(kit.example(), "themes", by="outlet")._repr_html_()
    assert page == again
    assert "<script" not in page
    ids = re.findall(r'id="([^"]+)"', page)
    assert len(ids) == len(set(ids)) == 4


def test_articles_cannot_write_html():
    """Markup in a text or a name is shown as text."""
    evil = "<script>alert(1)</script> trade & <b>steel</b> is dear."
    import pandas as pd

    documents = pd.DataFrame({"outlet": ["<i>Daily</i>"], "title": ["<u>x</u>"]}, index=["<a>"])
    corpus = from_texts({"<a>": evil}, documents, {"trade": {"patterns": ["trade"]}})
    page = kit.compare(corpus, "themes", by="outlet")._repr_html_() + corpus._repr_html_()
    for mark in ("<script>", "<b>", "<i>", "<u>", "<a>"):
        assert mark not in page
    assert "&lt;script&gt;" in page


def test_rights_close_the_cells():
    """Of a document whose rights are `address` a cell shows where its hits are, not the words."""
    corpus = kit.example()
    documents = corpus.documents.drop(columns="words").assign(rights="address")
    page = kit.compare(corpus.replace(documents=documents), "themes", by="outlet")._repr_html_()
    assert "harbour:0" in page
    assert "Rotterdam" not in page
    assert "<mark>" not in page


def test_at_most_twenty_passages_are_shown():
    """A cell with more hits says how many of them it shows."""
    text = "\n\n".join(f"The steel of mill {i} is dear." for i in range(25))
    corpus = from_texts({"a": text}, codebook={"steel": {"patterns": ["steel"]}})
    page = kit.compare(corpus, "themes", by="mode")._repr_html_()
    assert "20 of 25 shown" in page
    assert page.count("<li>") == 20


def test_the_face_of_a_corpus_says_what_is_missing():
    """Missing metadata, translation and the size of the corpus are said."""
    facts = " ".join(html.corpus_facts(kit.example()))
    assert "1 document translated" in facts
    assert "they do not stand for others" in facts


def test_the_figure_draws_the_table(voices):
    """Every rate of the table is a dot of the figure, hollow where it has fewer than five hits."""
    ax = voices.plot()
    dots = [part for part in ax.collections if part.get_zorder() == 3]
    assert sum(len(part.get_offsets()) for part in dots) == len(voices.table)
    assert all((part.get_facecolor() == 1).all() for part in dots) == (voices.table["n"] < 5).all()
    labels = [label.get_text() for label in ax.get_yticklabels()]
    assert sorted(labels) == ["green", "trade"]


def test_an_empty_comparison_draws_a_sentence():
    """Nothing to draw is a figure that says so."""
    empty = kit.compare(from_texts({"a": "Steel."}), "themes", by="mode")
    assert empty.plot().texts[0].get_text() == "There are no hits to draw."


def many(n):
    """Return a comparison of as many features in as many groups, all of them with two hits."""
    texts = {f"d{i:02}": f"w{i:02}x is w{i:02}x." for i in range(n)}
    return kit.compare(from_texts(texts), "words", by="doc")


def test_figure_and_table_choose_alike():
    """At a tie of size both show the first names, the largest first, and say of how many."""
    voices = many(25)
    ax, page = voices.plot(), voices._repr_html_()
    drawn = [label.get_text() for label in ax.get_yticklabels()]
    assert drawn == ["is", *(f"w{i:02}x" for i in range(plots.FEATURES - 1))]
    assert re.findall(r'<tr><th class="l">(\w+)', page)[1:][:15] == drawn
    assert [text.get_text() for text in ax.texts] == [f"d{i:02}" for i in range(plots.GROUPS)]
    assert "15 of 26 features are shown. 6 of 25 groups are shown." in ax.get_xlabel()
    assert "20 of 26 features are shown. 8 of 25 groups are shown." in page


def test_an_interval_that_leaves_its_lane_is_an_arrow():
    """A line that is cut ends in an arrow, and only then the figure explains one."""
    texts = {"a": "Steel is dear. " * 200, "b": "Steel is dear. " * 100}
    assert "arrow" not in kit.compare(from_texts(texts), "words", by="doc").plot().get_xlabel()
    short = kit.compare(from_texts(texts | {"b": "Dear me."}), "words", by="doc").plot()
    assert len(short.collections[1].get_offsets()) == 4
    assert "arrow" in short.get_xlabel()


def test_names_are_drawn_as_they_are():
    """A dollar in a name is no formula, in a figure and on a map."""
    name = r"US$ \frac and $"
    corpus = from_texts({name: "They saw Foshan.", "b": "They saw Foshan and Wuhan."})
    voices = kit.compare(corpus, "places", by="doc")
    for figure in (voices.plot().figure, voices.map(name).figure):
        figure.canvas.draw()
    book = {name: {"patterns": ["saw"]}}
    kit.compare(corpus.replace(codebook=book), "themes", by="doc").plot().figure.canvas.draw()


def test_chinese_names_have_a_font_where_there_is_one(monkeypatch):
    """Behind the usual font stand the fonts for Chinese that the machine has, and no others."""
    from matplotlib import font_manager

    monkeypatch.setattr(font_manager, "get_font_names", lambda: ["SimHei", "Courier"])
    assert plots.lettering.__wrapped__()["family"] == ["sans-serif", "SimHei"]


def test_numbers_are_told_from_their_cell():
    """On every shade of the heat the ink has a contrast of 4.5 or more."""

    def light(colour):
        linear = [(v / 255 / 12.92, ((v / 255 + 0.055) / 1.055) ** 2.4) for v in colour]
        return np.dot([0.2126, 0.7152, 0.0722], [a if a <= 0.00304 else b for a, b in linear])

    for share in np.linspace(0.01, 1, 100):
        red, green, blue, ink = re.search(
            r"rgb\((\d+),(\d+),(\d+)\);color:#(...)", html.heat(share)
        ).groups()
        one, two = light([int(red), int(green), int(blue)]), light([17 * int(c, 16) for c in ink])
        assert (max(one, two) + 0.05) / (min(one, two) + 0.05) >= 4.5


def test_pages_escape_and_link():
    """A page names its neighbours and escapes their titles; the front page has a card for each."""
    cell = nbformat.v4.new_markdown_cell(
        "# A & B\n\n**What you'll learn**: to <count>\n\n5 minutes"
    )
    other = report.Page("a", nbformat.v4.new_notebook(cells=[cell]), None)
    page = report.whole(report.Page("x", nbformat.v4.new_notebook(), None), other, None)
    assert '<a href="a.html">← A &amp; B</a>' in page
    assert "<title>x</title>" in page
    first = templates.filled(
        "front.html", pages=[other], corpus="my <corpus>", facts=["1 document."]
    )
    assert "to &lt;count&gt;" in first
    assert "<p>5 minutes</p>" in first
    assert "my &lt;corpus&gt;" in first
    assert "http" not in first


def test_a_pattern_in_a_table_may_break_after_a_bar():
    """On the site a long wording wraps in its cell, a number stands right, code is left alone."""
    table = "<table><tr><td>(need|needs) to</td><td>-1.5</td></tr></table>"
    shown = nbformat.v4.new_output("display_data", {"text/html": table})
    cell = nbformat.v4.new_code_cell("a|b", outputs=[shown])
    page = report.whole(report.Page("x", nbformat.v4.new_notebook(cells=[cell]), None), None, None)
    assert '<td>(need|<wbr>needs) to</td><td class="number">-1.5</td>' in page
    assert page.count("<wbr>") == 1


SPOKEN = "Steel is dear. It rained. Li Wei said that <b>it</b> grew. Rain fell. It stood still."


def coloured(rights, layer="speech"):
    """Return the page view of a small text with some rights."""
    import pandas as pd

    documents = pd.DataFrame({"rights": [rights]}, index=["<a>"])
    corpus = from_texts({"<a>": SPOKEN}, documents, {"<steel>": {"patterns": ["steel"]}})
    return kit.read(corpus, "<a>", layer)


def bare(page):
    """Return the text of a page view as it is read."""
    inside = page.html.split('<div class="text">')[1].removesuffix("</div></div>")
    return unescape(re.sub(r"<sup>.*?</sup>|<[^>]+>", "", inside))


@pytest.mark.parametrize("layer", list(contract.COLUMNS))
def test_an_article_in_colour_is_the_article(layer):
    """The page view of any layer holds the text to the letter, escaped, and no script."""
    page = coloured("full", layer)
    assert bare(page) == SPOKEN
    assert "<b>it" not in page.html
    assert "<steel>" not in page.html
    assert "<script" not in page.html


def test_speech_in_colour():
    """Each speaker has a number, cues are underlined, and what is unsure is paler."""
    page = coloured("full")
    assert page.legend.to_dict() == {"author": 2, "Li Wei": 1}
    assert "<u>said</u>" in page.html
    shade = float(re.search(r"rgba\(\d+,\d+,\d+,([\d.]+)\)\" title=\"Li Wei", page.html)[1])
    sure = coloured("full", "themes").html
    assert 0 < shade < 1.0 == float(re.search(r"rgba\(\d+,\d+,\d+,([\d.]+)", sure)[1])


@pytest.mark.parametrize(
    ("rights", "read", "hidden"),
    [("sentence", ["Steel is dear.", "Li Wei said"], ["rained", "fell", "stood"]),
     ("address", [], ["dear", "rained", "grew", "fell", "stood"])],
)  # fmt: skip
def test_rights_blot_out_words(rights, read, hidden):
    """A text that may not be shown whole shows its shape, and how its reader gets it whole."""
    page = coloured(rights)
    assert "shown whole with rights = full in documents.csv" in page.html
    assert "documents.csv" not in coloured("full").html
    assert all(words in bare(page) for words in read)
    assert not [words for words in hidden if words in page.html]
    assert len(bare(page)) == len(SPOKEN)


def test_any_table_of_spans_can_be_coloured():
    """Two layers under one another are one page, coloured by kind."""
    corpus = kit.example()
    rows = corpus.sentences.query("doc == 'steel'")
    page = kit.read(corpus, "steel", rows.assign(kind=["first", *["other"] * (len(rows) - 1)]))
    assert page.legend.to_dict() == {"other": len(rows) - 1, "first": 1}


def test_unknown_document_or_layer():
    """What is not there is named, with the nearest that is."""
    with pytest.raises(kit.ToolkitError, match=r"'harbor' is not a document.*harbour"):
        kit.read(kit.example(), "harbor")
    with pytest.raises(kit.ToolkitError, match=r"'theme' is not a layer.*themes"):
        kit.read(kit.example(), "harbour", "theme")
