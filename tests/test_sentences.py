"""Sentences: where they end, what they are, and that nothing of the body is lost."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit import spans
from toolkit.text import faults, furniture, sentences
from toolkit.text.atoms import scan

NONE = spans.table({c: [] for c in ["doc", "start", "end", "kind", "text", "reading"]})
PROSE = "The output of the city grew by a tenth in three years."


def split(text):
    """Return the layer of one text without furniture, with the faults that are found in it."""
    return sentences.split({"a": text}, NONE, faults.find({"a": text}, scan({"a": text}), NONE))


def units(text):
    """Return the units of one text as they stand in it."""
    return spans.slices(split(text), {"a": text})


def kinds(text):
    """Return the kinds of the units of one text."""
    return split(text)["kind"].tolist()


@pytest.mark.parametrize(
    "marked",
    [
        "It grew.| It fell.",
        "Mr. Li came.| He left.",
        "Li met Dr. Wu and Prof. de Vries.| They talked.",
        "The U.S. Senate met in Washington D.C.| The House did not.",
        "He lives in the U.S.| It is large.",
        "Steel Corp. Chairman Li spoke.| Steel Corp.| The firm grew.",
        "J. R. Li and K.C. Wu spoke at 5 p.m. on Monday.| Nobody came.",
        "It grew by 13.5 per cent, to 1.1 million.| In 2021.| This was new.",
        "See Fig. 3 and No. 5.| No.| We will not.",
        "On Sept. 11 and Jan. 9 it fell.| In Sept.| It rose.",
        'He said: "We grew."| "Why?" asked Li.| "How!" Li Wei said.',
        "“We grew,” he said.| “Why?” Wu Ming asked.| “Nobody knows!”| Others left.",
        "It grew ... and fell...| Then it rose…| It stayed.",
        "Really?!| Yes!!| No.",
        "it grew.| i saw it.| we left",
        "They agree. [3 - 5]| We do not. [6]",
        "It is so. 4| Even then it is not.",
        "1. Growth is good.| 2. So is rest.",
        "增长了。|下降了！|为什么？|他说：“好。”|完。",
        "of competitiveness.|It is so.",
        "He said “bottlenecks”.|By then it fell.",
        '"It has weakened. "|Li said that it is so.',
        "transfer. , Avoid it.| It is so.",
        "He came to (see p. 5).| (It was late.)| He left.",
        "See https://example.org/a/b| The page is gone.",
        "It grew.| ***| It fell.",
        "Figure 1.2| The park is large.",
        "Great! :-)| I liked it.",
    ],
)
def test_sentences_end_where_they_should(marked):
    """A bar stands where one sentence ends; whatever follows belongs to the next."""
    assert units(marked.replace("|", "")) == [part.strip() for part in marked.split("|")]


def test_spans_have_no_outer_blanks_and_count_from_nought():
    """Paragraphs and sentences are numbered in each document, blanks belong to no unit."""
    text = "  One. Two.  \n\n\t Three. "
    found = sentences.split({"a": text, "b": "Four."}, NONE, NONE)
    assert spans.slices(found, {"a": text, "b": "Four."}) == ["One.", "Two.", "Three.", "Four."]
    assert found["paragraph"].tolist() == [0, 0, 1, 0]
    assert found["sentence"].tolist() == [0, 1, 2, 0]


@pytest.mark.parametrize("newline", ["\n", "\n\n", "\r\n", "\r", "\u2028", "\x0c"])
def test_paragraphs_end_at_any_line_break(newline):
    """Blank lines, single newlines of every platform, separators and page breaks."""
    assert split(f"{PROSE}{newline}{PROSE}")["paragraph"].tolist() == [0, 1]


def test_lines_broken_at_a_width_are_one_paragraph():
    """A text wrapped at 72 columns has the paragraphs that its blank lines make."""
    text = (
        "The output of the city grew by a tenth in the last three years, which is\n"
        "more than that of any other city in the province of which it is a part,\n"
        "and most of it came from plants that are small. They will be joined in\n"
        "parks. In time.\n\n"
        "The second paragraph begins here and goes on for more than one line of\n"
        "text, as it should.\n"
    )
    found = split(text)
    assert found["paragraph"].tolist() == [0, 0, 0, 1]
    assert found["kind"].tolist() == ["sentence"] * 4


def test_long_lines_are_paragraphs_each():
    """Lines that end in full stops are paragraphs even if they are as wide as a page."""
    lines = [PROSE, "Nobody knew why this was so, and nobody asked in those years.", PROSE]
    assert split("\n".join(lines))["paragraph"].tolist() == [0, 1, 2]


def test_a_heading_stands_over_prose():
    """Short, without a stop and followed by prose: a heading; without prose: a fragment."""
    assert kinds(f"Stronger chains\n\n{PROSE}") == ["heading", "sentence"]
    assert kinds(f"{PROSE}\n\nStronger chains") == ["sentence", "fragment"]
    assert kinds(f"and stronger chains\n\n{PROSE}") == ["fragment", "sentence"]


def test_a_topic_with_a_stop_is_a_heading():
    """`Topic: doing something.` over prose is a heading although it ends in a stop."""
    assert kinds(f"Open doors: inviting capital.\n\n{PROSE}") == ["heading", "sentence"]
    assert kinds(f"He said: we will not go.\n\n{PROSE}") == ["sentence", "sentence"]


def test_labels_of_turns_are_units_of_their_own():
    """`Question:` and a name that comes back are labels; what a page labels otherwise is none."""
    text = f"Question: Why? And how?\n\nLi Wei: {PROSE}\n\nLi Wei: No.\n\nNote: It is.\n\nNote: So."
    found = split(text)
    labels = [x for x, kind in zip(units(text), found["kind"], strict=True) if kind[:3] == "spe"]
    assert labels == ["Question:", "Li Wei:", "Li Wei:"]
    assert found["paragraph"].tolist() == [0, 0, 0, 1, 1, 2, 2, 3, 4]
    assert "speaker_label" not in kinds(f"Li Wei: {PROSE}")


def test_furniture_is_in_no_sentence():
    """The units cover the body only, and no sentence bridges furniture."""
    text = f"A title over it\n\n{PROSE}\n\nShare to:"
    layer = furniture.find({"a": text}, pd.DataFrame(index=["a"]))
    found = sentences.split({"a": text}, layer, NONE)
    assert spans.slices(found, {"a": text}) == [PROSE]


def test_a_repair_that_is_switched_off_ends_no_sentence():
    """Without the row in `faults` touching sentences are one."""
    text = "It grew.It fell."
    assert len(sentences.split({"a": text}, NONE, NONE)) == 1
    assert len(split(text)) == 2


def test_no_texts_no_sentences():
    """The layer of an empty corpus is empty, with its columns and types."""
    found = sentences.split({}, NONE, NONE)
    assert found.dtypes.astype(str).tolist() == ["str", *["int64"] * 4, "str"]


MARKS = ". ! ? … 。 : ; , \" ' “ ” ( ) [ ] - * Mr. U.S. No. Q: said it 12 Li Wei 中文".split()
ODD = [" ", "\n", "\n\n", "\r", "\x00", "\u200f", "\U0001f600", "\ufeff", "\u0301", PROSE]
PIECES = st.sampled_from([*MARKS, *ODD])


@given(st.lists(PIECES | st.text(max_size=4), max_size=40).map("".join))
def test_any_text_is_tiled(text):
    """Units are in range and in order, do not overlap, and leave nothing out but blanks."""
    table = pd.DataFrame({"title": ["Li Wei"]}, index=["a"])
    skipped = furniture.find({"a": text}, table)
    wrong = faults.find({"a": text}, scan({"a": text}), skipped)
    found = sentences.split({"a": text}, skipped, wrong)
    assert (found["end"] > found["start"]).all()
    assert (found["start"].to_numpy()[1:] >= found["end"].to_numpy()[:-1]).all()
    assert all(part == part.strip() for part in spans.slices(found, {"a": text}))
    assert found["sentence"].tolist() == list(range(len(found)))
    assert found["paragraph"].is_monotonic_increasing
    taken = pd.concat([found, skipped])[["doc", "start", "end"]]
    rest = spans.outside(taken, {"a": len(text)})
    assert not "".join(spans.slices(rest, {"a": text})).strip()
