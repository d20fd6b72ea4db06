"""Drafts: what is printed is guessed with its evidence, what is not stays empty."""

import re

import pandas as pd
import pytest

import toolkit as kit
from toolkit import cli, corpus
from toolkit.analysis import folder
from toolkit.layers.themes import load_codebook
from toolkit.text import drafts

PROSE = "The output of the city grew by a tenth in the last three years, said the mayor of it."


@pytest.mark.parametrize(
    "row", [*drafts.rules().itertuples()], ids=lambda r: f"{r.column}-{r.Index}"
)
def test_every_rule_fits_its_example(row):
    """The pattern of each row of metadata.csv fits its example and gives a value."""
    found = row.pattern.search(row.example)
    assert found
    assert row.value or found["value"]


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("• Time:2021-01-12", "2021-01-12"),
        ("Time:2022.09.23", "2022-09-23"),
        ("发布时间：2020年5月28日 10:30", "2020-05-28"),
        ("Thu, Jan 11, 2024", "2024-01-11"),
        ("Sept. 29th, 2023", "2023-09-29"),
        ("Posted on 5 April 2023 at 12:30", "2023-04-05"),
        ("2023/4/5", "2023-04-05"),
        ("20230405 and 2023-13-45", ""),
        ("Figure 12, 2023", ""),
        ("", ""),
    ],
)
def test_dates_are_read_in_all_their_forms(line, day):
    """Days and months as sites print them become year-month-day, anything else nothing."""
    assert drafts.iso(line) == day


def draft(text, **stated):
    """Return the draft of one text, what is missing left out."""
    made = corpus.from_texts({"a": text})
    layers = {name: made.layer(name) for name in ("furniture", "faults", "sentences")}
    row = drafts.draft(made.texts, layers, {"a": stated}).loc["a"]
    return row.dropna().to_dict()


def test_posting_and_publication_are_told_apart():
    """The day of a source line is the original's; a stamp is the copy's where there is a source."""
    body = f"Strong Chains for Industry\n\n{{}}\n\n{PROSE}\n\n{PROSE}\n\n{{}}"
    source = "Original article published in Morning Post on September 29, 2023"
    found = draft(body.format("Thu, Jan 11, 2024\n\nsource: Institute of Steel", source))
    assert (found["date"], found["date_posted"]) == ("2023-09-29", "2024-01-11")
    assert (found["outlet"], found["host"]) == ("Morning Post", "Institute of Steel")
    alone = draft(body.format("Time: 2023.04.05", ""))
    assert alone["date"] == "2023-04-05"
    assert "date_posted" not in alone


def test_a_name_before_the_title_wrote_it_unless_the_text_speaks_of_him():
    """An author's name stands before the title; a name of which the text speaks is its subject."""
    body = f"\n\n{PROSE}\n\n{PROSE}"
    found = draft(f"Li Wei: Strong Chains for Industry{body}")
    assert (found["title"], found["author"]) == ("Strong Chains for Industry", "Li Wei")
    assert found["byline_kind"] == "person"
    found = draft(f"Li wei: Strong Chains for Industry\n\nSo said Li Wei.{body}")
    assert found["title"] == "Strong Chains for Industry"
    assert "author" not in found


def test_every_guess_has_its_evidence():
    """Each cell that is filled is named in the column of evidence with the line it came from."""
    found = draft(f"Strong Chains for Industry\n\nBy Li Wei, Staff Reporter\n\n{PROSE}\n\n{PROSE}")
    assert found["author"] == "Li Wei"
    assert "author: 'By Li Wei, Staff Reporter'" in found["evidence"]
    assert {column for column in found if column != "evidence"} == set(
        re.findall(r"(?:^|; )(\w+): '", found["evidence"])
    )


def test_faults_of_machines_make_a_text_read_as_translated():
    """A text with many of them is drafted as machine-translated and says why, clean prose not."""
    found = draft(f"It is high -end and low -end and of high -quality.{PROSE}")
    assert (found["translated"], found["translation"]) == ("true", "machine")
    assert "3 spaced_hyphen, 1 missing_space" in found["evidence"]
    assert "translated" not in draft(PROSE)


def test_the_head_of_a_page_is_evidence():
    """Title, author, site and day that a saved page states fill what it does not print."""
    found = draft(PROSE, title="Steel", author="Li Wei", hostname="post.example", date="2023-04-05")
    assert (found["title"], found["author"], found["host"]) == ("Steel", "Li Wei", "post.example")
    assert found["date_posted"] == "2023-04-05"


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (PROSE, "en"),
        ("Die Stadt ist in den letzten Jahren gewachsen, und das ist nicht alles.", "de"),
        ("中国制造业的产业链正在升级。", "zh"),
        ("xyzzy plugh", None),
    ],
)
def test_the_language_is_told_by_its_small_words(text, language):
    """Function words and scripts tell a language; where neither does, none is guessed."""
    assert draft(text).get("language") == language


def test_new_writes_drafts_that_load_and_overwrites_nothing(tmp_path, capsys):
    """The three files are written once, the folder loads with them, a second call changes none."""
    (tmp_path / "a.txt").write_text(f"=1+1 and the Title\n\n{PROSE}\n\n{PROSE}\n\n{PROSE}")
    (tmp_path / "speakers.csv").write_text("speaker\nLi Wei\n")
    assert cli.main(["new", str(tmp_path)]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "documents.csv is a draft: correct it.",
        "speakers.csv is there already and is left as it is.",
        "codebook.toml is a draft: correct it.",
    ]
    assert (tmp_path / "speakers.csv").read_text() == "speaker\nLi Wei\n"
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    assert b"\na, =1+1 and the Title," in before["documents.csv"]
    made = kit.load(tmp_path)
    assert made.documents.loc["a", "title"] == "=1+1 and the Title"
    assert load_codebook(tmp_path / "codebook.toml")
    assert cli.main(["new", str(tmp_path)]) == 0
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_check_says_what_is_in_doubt():
    """Articles that are there twice and days in no known form are a sentence each."""
    piece = " ".join(f"word{i}" for i in range(40)) + "."
    table = pd.DataFrame({"date": ["5.4.23", "2023", None]}, index=["a", "b", "c"])
    made = corpus.from_texts({"a": piece, "b": piece, "c": "Share to:", "d": ""}, table)
    assert folder.check(made)["problem"].tolist() == [
        "d is empty; it stays a document without words.",
        "documents has no row for 1 of 4 documents, the first of them 'd'.",
        "b says 100% of what a says; counts have both.",
        "c has no prose beside its furniture.",
        "'5.4.23', the date of 'a', is not written as 2023-04-05, 2023-04 or 2023.",
    ]
