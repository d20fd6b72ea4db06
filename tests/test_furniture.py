"""Furniture: every pattern finds its example, every line of prose stays in the body."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.text import furniture

PROSE = "The output of the city grew by a tenth in the last three years."
PATTERNS = pd.read_csv(furniture.Path(furniture.__file__).parents[1] / "data" / "furniture.csv")


def find(text, title=None):
    """Return kind and text of the furniture of one text."""
    table = pd.DataFrame({"title": pd.Series([title], index=["a"], dtype="str")})
    found = furniture.find({"a": text}, table)
    return list(zip(found["kind"], found["text"], strict=True))


@pytest.mark.parametrize("row", [*PATTERNS.itertuples()], ids=lambda row: f"{row.kind}-{row.Index}")
def test_every_pattern_finds_its_example(row):
    """The example of each pattern is furniture of its kind where the pattern says it stands."""
    lines = [PROSE, PROSE, row.example]
    if row.where in ("head", "any"):
        lines = ["A Title of Four Words", row.example, PROSE, PROSE]
    elif row.where == "end":
        lines = [PROSE, f"{PROSE} {row.example.removeprefix('The end.').strip()}"]
    kinds = [kind for kind, _ in find("\n\n".join(lines))]
    assert row.kind in kinds


@pytest.mark.parametrize(
    "line",
    [
        "By 2020 the city had built three parks for its industry.",
        "Share of the market fell to a tenth in the last year.",
        "The time: it was a cold evening in March, and nobody came.",
        "Published work on the matter is rare and hard to come by.",
        "The author of the plan said that it would take three years.",
        "Leave a reply to him and he will answer within the day.",
        "The reporter was told that the end was near.",
        "Thank you for the question, which is an important one.",
    ],
)
def test_prose_that_looks_like_furniture_stays(line):
    """A sentence that begins like furniture is the author's, at the head and at the tail."""
    assert find(f"{line}\n\n{PROSE}\n\n{line}") == []


def test_a_whole_page_is_taken_apart():
    """Trail, title, byline, stamp, share link and comment form are found, the body is left."""
    text = "\n\n".join([
        "Home > Views > Li Wei: Building Strong Chains",
        "Li Wei: Building Strong Chains",
        "Author: Li Wei Time:2023.04.05",
        PROSE,
        "Stronger links",
        f"{PROSE}(Li Wei via Morning Post)",
        "- END -",
        "Leave a Reply",
        "Your email address will not be published.",
    ])  # fmt: skip
    assert find(text, "Building Strong Chains") == [
        ("navigation", "Home > Views > Li Wei: Building Strong Chains"),
        ("title", "Li Wei: Building Strong Chains"),
        ("byline", "Author: Li Wei"),
        ("time", "Time:2023.04.05"),
        ("byline", "(Li Wei via Morning Post)"),
        ("end_mark", "- END -"),
        ("form", "Leave a Reply"),
        ("form", "Your email address will not be published."),
    ]


def test_fields_of_one_line_are_rows_of_their_own():
    """Stamps, sources and the sentences of a caption stand apart, compound labels do not."""
    line = "2021-03-02 09:10 Source: Morning Post"
    assert find(f"A Title of Four Words\n\n{line}\n\n{PROSE}\n\n(Web editor: Li Wei)") == [
        ("title", "A Title of Four Words"),
        ("time", "2021-03-02 09:10"),
        ("source", "Source: Morning Post"),
        ("byline", "(Web editor: Li Wei)"),
    ]
    caption = "Li Wei works. The plant is new. Photo: Ann Lee"
    assert find(f"{PROSE}\n\n{caption}\n\n{PROSE}") == [
        ("caption", part) for part in ("Li Wei works.", "The plant is new.", "Photo: Ann Lee")
    ]


def test_a_title_is_found_without_metadata():
    """A first line without a final stop over prose is a title, twice if it is printed twice."""
    text = f"Stronger chains for industry\n\nStronger chains for industry\n\n{PROSE}"
    assert find(text) == [("title", "Stronger chains for industry")] * 2


def test_a_title_right_above_its_byline():
    """A byline shows that the line above it is a title, without a blank line between them."""
    found = [("title", "Stronger chains for industry"), ("byline", "By Jane Doe")]
    assert find(f"Stronger chains for industry\nBy Jane Doe\n\n{PROSE}") == found


@pytest.mark.parametrize(
    "text",
    [
        f"{PROSE}\n\n{PROSE}",
        f"Question: Why?\n\n{PROSE}",
        f"it began in the spring\n\n{PROSE}",
        "Output grew in the east of the country and\nfell in the west, where the old plants were\n"
        "closed and nothing new was built for years.",
        "A line and no prose\n\nAnother line",
        "One line alone",
    ],
)
def test_a_body_that_begins_at_once_has_no_title(text):
    """Sentences, labels, broken lines and verses at the head of a text are no title."""
    assert find(text) == []


def test_lines_that_several_documents_share_are_furniture():
    """A line at the edge of three documents of one host is furniture, of two not."""
    texts = dict.fromkeys("abc", f"{PROSE}\n\nA magazine for industry")
    same = pd.DataFrame({"host": ["Post"] * 3}, index=list("abc"))
    assert furniture.find(texts, same)["kind"].tolist() == ["repeated"] * 3
    assert furniture.find(texts, same.assign(host=["Post", "Post", "News"])).empty


def test_sentences_that_several_documents_share_stay():
    """A repeated line that ends like a sentence may be what everybody says."""
    texts = dict.fromkeys("abc", f"{PROSE}\n\nThank you very much.")
    assert furniture.find(texts, pd.DataFrame(index=list("abc"))).empty


def test_no_documents_no_furniture():
    """The layer of an empty corpus is empty, with its columns and types."""
    found = furniture.find({}, pd.DataFrame({"title": []}))
    assert found.dtypes.astype(str).tolist() == ["str", "int64", "int64", "str", "str"]


@given(st.lists(st.sampled_from([*PATTERNS["example"], PROSE, "Title", "\x0c", "“", "\u200f"])))
def test_any_page_keeps_its_addresses(lines):
    """Whatever lines a page has, its furniture is in range, in order and does not overlap."""
    text = "\n".join(lines)
    found = furniture.find({"a": text}, pd.DataFrame({"title": ["Title"]}, index=["a"]))
    assert all(text[row.start : row.end] == row.text for row in found.itertuples())
    assert (found["start"].to_numpy()[1:] >= found["end"].to_numpy()[:-1]).all()
    assert (found["end"] > found["start"]).all()
