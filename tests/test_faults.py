"""Faults: each kind where it stands, no alarm in clean prose, faults recorded by hand."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit import spans
from toolkit.text import faults
from toolkit.text.atoms import scan

NONE = spans.table({"doc": [], "start": [], "end": []})
PATTERNS = pd.read_csv(faults.DATA / "faults.csv", dtype="str")


def find(text):
    """Return kind, text and reading of the faults of one text."""
    found = faults.find({"a": text}, scan({"a": text}), NONE)
    return list(zip(found["kind"], found["text"], found["reading"], strict=True))


@pytest.mark.parametrize("row", [*PATTERNS.itertuples()], ids=lambda row: f"{row.kind}-{row.Index}")
def test_every_pattern_finds_its_example_only(row):
    """The example of a pattern is a fault of its kind, its counter-example is none."""
    assert row.kind in [kind for kind, *_ in find(row.example)]
    assert row.kind not in [kind for kind, *_ in find(row.counter_example)]


@pytest.mark.parametrize(
    ("text", "loop"),
    [
        ("It grew gradually gradually gradually.", "gradually gradually"),
        ("Wuhan, Weifang, and Weifang,,, Weifang, Hefei", "and Weifang,,, Weifang"),
        ("the local local local plants", "local local"),
        ("a decline in attractive attractive appeal", "attractive"),
        ("it is repeated and dispersed and dispersed.", "and dispersed"),
        ("a group of advanced levels of advanced levels", "of advanced levels"),
        ("steel, steel, steel, steel, steel", "steel, steel, steel, steel"),
        ("to build a new park to build a new park here", "to build a new park"),
        ("it is said that that that that that that it grew", "that that that that that"),
        ("to remove, remove, remove debris", "remove, remove"),
        ("the plan of mayors, of mayors in the land", "of mayors"),
        ("a new park and should mean and should mean more", "and should mean"),
    ],
)
def test_a_loop_spans_the_repetitions_after_the_first(text, loop):
    """The first occurrence stays outside, what links the repetitions belongs to them."""
    assert [row for row in find(text) if row[0] == "loop"] == [("loop", loop, "")]


@pytest.mark.parametrize(
    "text",
    [
        "It is very, very, very far.",
        "Jobs, jobs, jobs, he said.",
        "He had had enough of all that that day.",
        "It grew more and more and more.",
        "Duran Duran played on and on and on.",
        "In 2020, 2020, 2020 and 2020",
        "No, no, no, no, he said.",
        "a friend of a friend",
    ],
)
def test_emphasis_is_no_loop(text):
    """What people say twice or three times on purpose is no fault."""
    assert find(text) == []


@pytest.mark.parametrize(
    ("text", "reading"),
    [
        ("of competitiveness.It is", "competitiveness. It"),
        ("to 13.5%.Local plants", "13.5%. Local"),
        ("of “bottlenecks”.By then", "bottlenecks”. By"),
        ("the demand.(Li Wei", "demand. (Li"),
        ("in May 2021.This was", "2021. This"),
        ("across the U.S.The plan", "U.S. The"),
        ("is it?They asked", "it? They"),
        ('He said "we grew."Then it fell', 'grew." Then'),
        ('It grew."We know," he said', 'grew. "We'),
        ('He said "we grew.""We did," she said', 'grew." "We'),
        ("for SMEs.GDP grew", "SMEs. GDP"),
    ],
)
def test_sentences_that_touch_lack_a_blank(text, reading):
    """The two words that touch are the fault, the blank of the reading falls between sentences."""
    (row,) = find(text)
    assert row == ("missing_space", reading.replace(" ", ""), reading)


@pytest.mark.parametrize(
    "text",
    [
        "Mr.Li came.",
        "See www.example.Com or https://example.org/A.Page.Html now.",
        "Write to Li.Wei@example.org today.",
        "J.R. Li of the U.S. Senate holds a Ph.D. from Node.js Inc.",
        "at 3.5 per cent, i.e. more",
        "file.Txt",
    ],
)
def test_stops_inside_names_lack_nothing(text):
    """Titles, initials, addresses, decimals and names of files are no two sentences."""
    assert find(text) == []


def test_a_run_of_spaced_hyphens_is_one_fault():
    """`Beijing -Tianjin -Hebei` is one word with one reading."""
    assert find("from Beijing -Tianjin -Hebei") == [
        ("spaced_hyphen", "Beijing -Tianjin -Hebei", "Beijing-Tianjin-Hebei")
    ]


@pytest.mark.parametrize(
    ("text", "row"),
    [
        ("and so on,,, he said", ("doubled_punctuation", ",,,", ",")),
        ("and so on. , he said", ("doubled_punctuation", ". ,", ",")),
        ("he said..", ("doubled_punctuation", "..", ".")),
        ("demand fell, Although China grew", ("stray_capital", "Although", "although")),
        ("ten thousand There are", ("stray_capital", "There", "there")),
        ("“It grew. ”Then it fell", ("missing_space", "grew. ”Then", "grew. ” Then")),
        ("It was good. the end", ("lost_capital", ". the", ". The")),
        ('"It was good. "Li said', ("turned_quote", '. "', '." ')),
        ("the plan of my country is", ("deictic_calque", "my country", "")),
        ("R&amp;D", ("encoding", "&amp;", "&")),
        ("Foshanâ€™s", ("encoding", "â€™", "’")),
        ("a\ufffdb", ("encoding", "\ufffd", "")),
        ("steel，coal", ("full_width", "，", ",")),
    ],
)
def test_small_faults_have_a_reading(text, row):
    """Marks and capitals are faults of one place each, with what was meant."""
    assert find(text) == [row]


def test_a_capital_that_the_text_mostly_writes_small_is_astray():
    """A capital between small words counts if the text writes the word small twice as often."""
    text = "They do research. More research and applied technology Research and work."
    assert find(text) == [("stray_capital", "Research", "research")]
    assert find("Research in technology Research and of a Research on coal.") == []


def test_small_words_have_no_capital_in_mid_sentence():
    """Articles, pronouns and conjunctions between small words count, unless they are names too."""
    assert find("he said The city grew and They left") == [
        ("stray_capital", "The", "the"), ("stray_capital", "They", "they"),
    ]  # fmt: skip
    assert find("and in the month of May they left") == []


def test_a_capital_inside_a_word_is_astray():
    """`GuangFo` is a fault where the text also writes `Guangfo`."""
    assert find("The city of Guangfo. The GuangFo city.") == [
        ("stray_capital", "GuangFo", "Guangfo")
    ]
    assert find("The GuangFo city.") == []


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ('He said, "It grew.\n\nShe left.', 9),
        ('It grew", he said.\n\nShe left.', 7),
        ("“It grew, he said.\n\nShe left.", 0),
        ("The “new plan is good.", 4),
        ('It is "new" and "good, he said.', 16),
        ("“It grew. “It fell,” he said.", 10),
    ],
)
def test_a_mark_without_a_partner_is_found(text, at):
    """Of the marks of a paragraph the one that has no partner is the fault."""
    found = faults.find({"a": text}, scan({"a": text}), NONE)
    assert found.loc[found["kind"] == "unpaired_quote", "start"].tolist() == [at]


@pytest.mark.parametrize(
    "text",
    [
        "“It grew.\n\n“It fell.”\n\nShe left.",
        'He said, "It grew.\n\nIt fell."',
        "It is 5'10\" tall.",
        'He said, "It grew\nand it fell," and left.',
        'He said “it grew" and left.',
    ],
)
def test_quotations_that_run_on_are_no_fault(text):
    """Paragraphs of one quotation, broken lines, inches and mixed marks are in order."""
    assert "unpaired_quote" not in [kind for kind, *_ in find(text)]


def test_somebody_who_says_i_has_a_country():
    """`my country` in the mouth of a person is no calque."""
    assert find("I have always loved my country.") == []


def test_marks_inside_a_loop_are_no_faults_of_their_own():
    """What the loop spans is already marked."""
    assert [kind for kind, *_ in find("Wei, Wei,, Wei,, Wei,, Wei,, Hu")] == [
        "loop",
        "doubled_punctuation",
    ]


def test_furniture_has_no_faults():
    """A fault that begins in furniture is not reported."""
    text = "high -tech\nhigh -quality"
    furniture = spans.table({"doc": ["a"], "start": [0], "end": [10]})
    assert faults.find({"a": text}, scan({"a": text}), furniture)["text"].tolist() == [
        "high -quality"
    ]


def test_faults_recorded_by_hand_are_read(tmp_path):
    """Rows whose text stands at their address are kept with their note, others are said."""
    path = tmp_path / "faults.csv"
    path.write_text(
        "doc,start,end,kind,text,reading,note\n"
        "a,0,4,omission,Good,Very good,gone\n"
        "a,0,4,omission,Bad,,\n"
        "a,x,4,omission,Good,,\n"
        "aa,0,4,omission,Good,,\n"
    )
    layer, problems = faults.read_faults(path, {"a": "Good steel"})
    assert layer.to_numpy().tolist() == [["a", 0, 4, "omission", "Good", "Very good", "gone"]]
    assert problems["problem"].tolist() == [
        "faults.csv, row 2: 'Bad' does not stand at a 0-4.",
        "faults.csv, row 3: 'x' to '4' is no address.",
        "faults.csv, row 4: there is no document 'aa'; did you mean 'a'?",
    ]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (
            "doc,start,end,kind,text\n",
            "it has no column 'reading', only doc, start, end, kind, text",
        ),
        ("", "No columns to parse from file"),
    ],
)
def test_a_table_of_faults_that_cannot_be_read_is_left_aside(tmp_path, content, reason):
    """The corpus loads without it, and one sentence says why; without a file there is nothing."""
    path = tmp_path / "faults.csv"
    path.write_text(content)
    layer, problems = faults.read_faults(path, {"a": "Good"})
    assert layer.empty
    assert problems.to_numpy().tolist() == [
        ["faults.csv", f"faults.csv cannot be read and is left aside: {reason}."]
    ]
    layer, problems = faults.read_faults(None, {"a": "Good"})
    assert layer.empty
    assert problems.empty


PIECES = st.sampled_from([*PATTERNS["example"], *PATTERNS["counter_example"], "\n", " ", '"', "€"])


@given(st.lists(PIECES | st.text(max_size=5)).map("".join))
def test_any_text_keeps_its_addresses(text):
    """Whatever the text, faults are in range and in order, and each has the text it marks."""
    found = faults.find({"a": text}, scan({"a": text}), NONE)
    assert all(text[row.start : row.end] == row.text for row in found.itertuples())
    assert (found["end"] > found["start"]).all()
    assert found["start"].is_monotonic_increasing


@given(st.text())
def test_a_missing_blank_is_the_only_difference(text):
    """The reading of touching words is their text with one blank more."""
    texts = {"a": f"{text} steel.It is"}
    found = faults.find(texts, scan(texts), NONE).query("kind == 'missing_space'")
    assert len(found) >= 1
    assert [r.replace(" ", "", 1) for r in found["reading"]] == found["text"].tolist()
