"""Who says what: every form of reported speech once, the tiling for any text."""

from itertools import pairwise

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit import spans
from toolkit.layers import cues, quotes, speech, turns
from toolkit.text import atoms, sentences, words

NONE = {"doc": [], "start": [], "end": [], "kind": [], "text": [], "reading": []}


def layer(text, author=None, titles=(), known=None):
    """Return the speech of one text without faults; `titles` are spans of headlines."""
    texts, none = {"a": text}, spans.table(NONE)
    rows = {
        "doc": ["a"] * len(titles),
        "start": [a for a, _ in titles],
        "end": [b for _, b in titles],
    }
    furniture = spans.table({**rows, "kind": ["title"] * len(titles)})
    body = sentences.split(texts, furniture, none)
    found = words.tokenize(texts, atoms.scan(texts), none, body)
    documents = pd.DataFrame({"author": [author]}, index=pd.Index(["a"], name="doc"))
    return speech.attribute(texts, documents, furniture, body, found, known)


def said(text, **given):
    """Return mode, mention and words of each row that is not the author's."""
    out = []
    for row in layer(text, **given).itertuples():
        if row.mode != "author":
            who = None if pd.isna(row.speaker_start) else text[row.speaker_start : row.speaker_end]
            out.append((row.mode, who, text[row.start : row.end].strip(" \n.,;“”\"'’‘")))
    return out


@pytest.mark.parametrize(
    ("text", "mode", "who", "content"),
    [
        ('"It grew last year," Li Wei said.', "direct", "Li Wei", "It grew last year"),
        ("“It grew last year,” said Li Wei.", "direct", "Li Wei", "It grew last year"),
        ("”It grew last year,“ said Li Wei.", "direct", "Li Wei", "It grew last year"),
        ("''It grew last year,'' she said.", "direct", "she", "It grew last year"),
        ('"It grew last year, ” said Li Wei.', "direct", "Li Wei", "It grew last year"),
        ("“Did it grow?” she asked.", "direct", "she", "Did it grow?"),
        ("Li Wei said, “It grew last year.”", "direct", "Li Wei", "It grew last year"),
        ("Li Wei told reporters on Friday: “It grew.”", "direct", "Li Wei", "It grew"),
        ("Li Wei said:\n\n“It grew last year.”", "direct", "Li Wei", "It grew last year"),
        ("Li Wei puts forward the idea of growth.", "indirect", "Li Wei", "the idea of growth"),
        ("“It grew last year.” — Li Wei", "direct", "Li Wei", "It grew last year"),
        ("Li Wei said that it grew.", "indirect", "Li Wei", "that it grew"),
        ("Li Wei said it grew.", "indirect", "Li Wei", "it grew"),
        ("Li Wei also pointed out that it grew.", "indirect", "Li Wei", "that it grew"),
        ("It grew last year, Li Wei said.", "indirect", "Li Wei", "It grew last year"),
        ("According to Li Wei, it grew.", "indirect", "Li Wei", "it grew"),
        ("It grew, according to the ministry.", "indirect", "the ministry", "It grew"),
        ("In Li Wei’s view, it has grown.", "indirect", "Li Wei", "it has grown"),
        ("In his view, it has grown.", "indirect", "his", "it has grown"),
        ("Li Wei believes that it grew.", "indirect", "Li Wei", "that it grew"),
        ("The report suggests that it grew.", "indirect", "The report", "that it grew"),
        ("The professor called for lower taxes.", "indirect", "The professor", "lower taxes"),
        ("Li Wei told the Daily News that it grew.", "indirect", "Li Wei", "that it grew"),
        ("She was quoted as saying that it grew.", "indirect", "She", "that it grew"),
        ("President Li urged them to go.", "indirect", "President Li", "them to go"),
        ("Li, who runs it, said that it grew.", "indirect", "Li, who runs it", "that it grew"),
        ("Li Wei met us and said that it grew.", "indirect", "Li Wei", "that it grew"),
        ("Li, a chemist (53), said it grew.", "indirect", "Li, a chemist (53)", "it grew"),
        ("Li Wei: “It grew last year.”", "direct", "Li Wei", "It grew last year"),
        ("“It grew last year.” Li Wei said frankly.", "direct", "Li Wei", "It grew last year"),
        ("In his book “Rich Fields,” Li Wei said it grew.", "indirect", "Li Wei", "it grew"),
        ("As Li Wei puts it, it grew.", "indirect", "Li Wei", "it grew"),
        ("‘Output grew,’ said Li Wei.", "direct", "Li Wei", "Output grew"),
        ("Li Wei asked Zhang Min to invest.", "indirect", "Li Wei", "to invest"),
        ("Xinhua quoted Li Wei as saying output grew.", "indirect", "Li Wei", "output grew"),
        ("In the view of Li Wei, it grew.", "indirect", "Li Wei", "it grew"),
        ("According to Li Wei, head of a bureau, it grew.", "indirect", "Li Wei", "it grew"),
        ("It grew, Li Wei was quoted as saying.", "indirect", "Li Wei", "It grew"),
        ("Li Wei is of the opinion that it grew.", "indirect", "Li Wei", "that it grew"),
        ("XI'AN, May 3 (Xinhua) -- It grew, Li Wei said.", "indirect", "Li Wei", "It grew"),
        ("Li Wei, 36, who is ill, said it grew.", "indirect", "Li Wei, 36, who is ill", "it grew"),
        ("Li Wei said that due to rain, although small, it fell.", "indirect", "Li Wei",
         "that due to rain, although small, it fell"),
        ("Wang Jun said that it grew.", "indirect", "Wang Jun", "that it grew"),
        ("Li Wei said the plan “is bad” for all.", "mixed", "Li Wei", "the plan “is bad” for all"),
    ],
)  # fmt: skip
def test_form(text, mode, who, content):
    """Each form of reporting gives one utterance with its speaker and exactly its words."""
    assert said(text) == [(mode, who, content)]


@pytest.mark.parametrize("marks", [': "{}"', ', "{}"', ": “{}”", ", “{}”"])
@pytest.mark.parametrize("joined", ["and", "or"])
def test_quotation_of_names(marks, joined):
    """A sentence of names keeps its small verb and is no title, whatever marks stand round it."""
    content = f"Talent leaves for Foshan, Shanghai {joined} Shenzhen."
    text = "Li Wei said" + marks.format(content)
    assert said(text) == [("direct", "Li Wei", content[:-1])]


@pytest.mark.parametrize("title", ["Long Walk to Freedom.", "The Rise and Fall of Great Powers,"])
def test_quotation_of_a_title(title):
    """A title stays one where the stop of the sentence round it stands inside its marks."""
    assert cues.quotation(title) == "E"


@pytest.mark.parametrize(
    "text",
    [
        "The city opened a “special talent zone” last year.",
        "The “Outline Development Plan” was issued in May.",
        "The city will vigorously promote the integration of industries.",
        "Foshan plans to build ten parks and strives to attract talents.",
        "The proposed plan covers the reported cases.",
        "They met in Foshan to discuss trade.",
        "Patients were treated according to their needs.",
        "The unpredictable situation puts forward higher requirements for growth.",
        "Practice has proved that reform is the key.",
        "If they join, more people will be willing to start firms.",
    ],
)
def test_no_speech(text):
    """Slogans, titles, policy verbs and participles report nothing."""
    assert said(text) == []


def test_broken_quotation():
    """The parts of a broken quotation share an utterance; its cue clause is the author's."""
    text = "“It grew,” Li Wei said, “but it will fall.” He left. “It falls,” he said. “I know.”"
    rows = layer(text)
    direct = rows[rows["mode"] == "direct"]
    assert direct.groupby("utterance").size().tolist() == [2, 2]
    assert rows[rows["mode"] == "author"].shape[0] == 2 + 1


def test_quotation_before_told():
    """A quotation closed by a full stop belongs to who speaks right behind it."""
    text = '"It is stronger, not weaker." Zhu Min told the Herald that exports fell.'
    assert [row[:2] for row in said(text)] == [("direct", "Zhu Min"), ("indirect", "Zhu Min")]


@pytest.mark.parametrize("mark", ["“", "", '"'])
def test_cue_in_a_later_paragraph(mark):
    """A quotation opened in one paragraph and closed in a later one, by whose cue, is one."""
    close = '"' if mark == '"' else "”"
    text = f"{'“' if close == '”' else mark}It is large.\n\n{mark}We go,{close} Li Wei said."
    rows = layer(text).query("mode == 'direct'")
    assert rows["speaker"].tolist() == ["Li Wei"] * 2
    assert len(set(rows["utterance"])) == 1


def test_quotation_is_carried_so_far():
    """A mark left over is joined to one that closes not more than six paragraphs later."""
    for n, found in ((5, 7), (9, 0)):
        text = "\n\n".join(["“It is large.", *["It grows."] * n, "We go,” Li Wei said."])
        assert len(quotes.pair(text)) == found


def test_speech_in_speech():
    """What a speaker says that somebody else said is a row of level 2."""
    text = "Wang Fei told us that Fang Min had mentioned that the rate was low."
    rows = layer(text).query("mode != 'author'")
    assert rows[["level", "speaker"]].to_numpy().tolist() == [[1, "Wang Fei"], [2, "Fang Min"]]


def test_quotation_without_cue():
    """A quotation of whole sentences without a cue is his who spoke before it in its paragraph."""
    text = "Li Wei said that it grew. He smiled. “We go on with it.” It rained."
    assert said(text)[1] == ("direct", "Li Wei", "We go on with it")
    text = "It rained.\n\n“We go on with it.”\n\nIt rained."
    assert layer(text)["rule"].tolist()[1] == "alone/nobody"


def test_participle():
    """A participle of saying shares the speaker of the clause before it."""
    text = "Li Wei noted that foreign firms would gain, adding that a list was due."
    assert [row[1] for row in said(text)] == ["Li Wei", "Li Wei"]
    text = "“It grew,” said Li Wei, head of a bureau, adding that it was due."
    assert [row[1] for row in said(text)] == ["Li Wei", "Li Wei"]


def test_slipped_mark():
    """A closing mark that slipped to the next word still closes."""
    text = 'It is late. "We must go on with it. "Zhu Min said.'
    assert said(text) == [("direct", "Zhu Min", "We must go on with it")]


def test_lost_mark():
    """A quotation whose opening mark is lost costs and gets one sentence."""
    text = 'Sales rose. There is a thriving community. "Gao Ya said.'
    assert said(text) == [("direct", "Gao Ya", "There is a thriving community")]


def test_unpaired_mark_stays_in_its_paragraph():
    """A mark without a partner takes nothing from the next paragraph."""
    text = "He spoke “of growth and more.\n\nIt rained in Foshan. “We go,” said Li Wei."
    assert said(text) == [("direct", "Li Wei", "We go")]


def test_quotation_over_paragraphs():
    """A quotation opened again in the next paragraph goes on."""
    text = "Li Wei said: “It grew and grew.\n\n“It will grow on.”\n\nIt rained."
    rows = layer(text)
    direct = rows[rows["mode"] == "direct"]
    assert len(set(direct["utterance"])) == 1
    assert text[direct["start"].iloc[1] :].startswith("“It will grow on.”")


@pytest.mark.parametrize(
    "text",
    [
        "Intro.\n\nQuestion: Why is it?\n\nLi: Because.\n\nQuestion: And then?\n\nLi: It rains.",
        "Intro.\nQ: Why is it?\nA: Because.\nQ: And then?\nA: It rains.",
        "Intro.\nGD: Why is it?\nZM: Because.\nGD: And then?\nZM: It rains.",
        "Intro.\nReporter\nWhy is it?\nLi Min\nBecause.\nReporter\nAnd then?\nLi Min\nIt rains.",
        "Intro.\nWhy is it?\nZhang Min: Because.\nAnd then?\nZhang Min: It rains.",
        "Intro. Question: Why is it? Answer: Because. Question: And then? Answer: It rains.",
        "Intro.\n**Q1:** Why is it?\n**A1:** Because.\n**Q2:** And then?\n**A2:** It rains.",
    ],
)
def test_turns(text):
    """Every layout of labels gives the same turns, from behind the label to the end."""
    rows = layer(text)
    asked = [
        (r.mode, text[r.start : r.end].strip(" \n*"))
        for r in rows.itertuples()
        if r.rule.startswith("turn")
    ]
    expected = ["Why is it?", "Because.", "And then?", "It rains."]
    assert asked == list(zip(["question", "answer"] * 2, expected, strict=True))


@pytest.mark.parametrize(
    "text",
    [
        "[Question] Why?\n[Li Wei] So.\n[Question] And?\n[Li Wei] Yes.",
        "Reporter - Why?\nLi Wei - So.\nReporter - And?\nLi Wei - Yes.",
        "Question: Why?\nSo.\nQuestion: And?\nYes.",
    ],
)
def test_layouts(text):
    """Labels stand in brackets or before a dash, or only before the questions."""
    found = turns.find(text, 0, len(text))
    assert [text[t.start : t.end] for t in found] == ["Why?", "So.", "And?", "Yes."]
    assert [t.asks for t in found] == [True, False, True, False]


def test_no_interview():
    """Notes, sources and a single name before a colon are no interview."""
    for text in (
        "Note: this is it.\nNote: and this too.",
        "Li Wei: a portrait\nHe was born in 1960.",
    ):
        assert turns.find(text, 0, len(text)) == []


def voices(text, **given):
    """Return mode and speaker of each row of level 1."""
    rows = layer(text, **given).query("level == 1")
    return [(row.mode, None if pd.isna(row.speaker) else row.speaker) for row in rows.itertuples()]


@pytest.mark.parametrize(
    "goes_on",
    [
        "The market is large.",  # he alone is heard in the paragraph
        "Output reached 6.7 percent.",
        "It should go on.\n\nIn contrast, exports are weak.",  # linked to what stands before
    ],
)
def test_continuation(goes_on):
    """What follows the words of the only speaker of a paragraph is free reported speech of his."""
    rows = voices(f"Li Wei said that it grew. {goes_on}", author="Gao")
    assert rows == [("author", "Gao"), ("indirect", "Li Wei"), ("free", "Li Wei")]


@pytest.mark.parametrize(
    "told",
    [
        "The market was large.",  # a story
        "Li Wei is 53 years old.",
        "He runs the Steel Institute.",
        "On May 3, the city opens a park.",
        "The reporter is here.",
        "\n\nThe market is large.",  # another paragraph
    ],
)
def test_no_continuation(told):
    """News, stories, what is told of the speaker and new paragraphs are the author's again."""
    rows = voices(f"Li Wei said that it grew. {told}", author="Gao")
    assert [mode for mode, _ in rows] == ["author", "indirect", "author"]


def test_continuation_among_many():
    """Closed quotation marks and paragraphs of several voices go on only with a demand."""
    quoted = "“We go,” Li Wei said. {}"
    assert voices(quoted.format("The market is large."))[-1] == ("author", None)
    assert voices(quoted.format("It should go on."))[-1] == ("free", "Li Wei")
    two = "Gao Ya said that it fell. Li Wei said that it grew. {}"
    assert voices(two.format("The market is large."))[-1] == ("author", None)
    assert voices(two.format("It must go on."))[-1] == ("free", "Li Wei")


def test_continuation_of_an_article():
    """Whom a headline names has the page up to a heading or a document, and documents demand."""
    text = "Li Wei: On growth\n\nLi Wei said that it grew.\n\nIt rained.\n\nAt home\n\nIt is dry."
    rows = voices(text, titles=[(0, 17)])
    assert rows == [("author", None), ("indirect", "Li Wei"), ("free", "Li Wei"), ("author", None)]
    plan = "The plan states that it will grow. It is large."
    assert voices(plan)[-1] == ("author", None)


def test_levels():
    """Speech inside a turn, a judgement and a headline have level 2."""
    talk = "Q: Who?\nA: Fang Min said that it grew. It did.\nQ: And?\nA: Fine."
    assert layer(talk).query("level == 2")["mode"].tolist() == ["indirect"]
    judged = layer("Premier Li Wei criticized the plan.")
    assert judged[["mode", "level"]].to_numpy().tolist() == [["author", 1], ["indirect", 2]]
    head = layer("Li Wei: growth slows\n\nIt rained. Li Wei said that it grew.", titles=[(0, 20)])
    assert set(head["level"]) == {1}


def test_author():
    """What nobody else says is the author's; without one the rule says so."""
    assert layer("It rained.", author="Li Wei")[["speaker", "rule"]].to_numpy().tolist() == [
        ["Li Wei", "author"]
    ]
    nobody = layer("It rained.")
    assert nobody["rule"].tolist() == ["no_author"]
    assert nobody["speaker"].isna().all()


def test_rules_are_whole():
    """Every expression of the grammar compiles and says what it is; no letter means two things."""
    rows = cues.table("speech_rules.csv")
    assert len({row["name"] for row in rows}) == len(rows)
    assert all(cues.rule(row["name"]) and row["meaning"].endswith(".") for row in rows)
    tags = cues.table("speech_tags.csv")
    assert all(len(row["tag"]) == 1 and row["meaning"] for row in tags)


def test_reason():
    """An utterance without a speaker says why behind its rule."""
    rows = layer("Two officials said that it grew.")
    assert rows["rule"].tolist() == ["no_author", "that/unnamed"]
    rows = layer("According to incomplete statistics, it grew.")
    assert rows["rule"].tolist() == ["no_author", "according_to/statistics"]


PIECES = [*"aB .,:?\n“”\"'’", "said ", "that ", "Li Wei ", "Q: ", "A: ", "''"]


@given(st.lists(st.sampled_from(PIECES), max_size=60).map("".join))
def test_tiling(text):
    """Level 1 covers the body from its first to its last character, without gap or overlap."""
    rows = layer(text).query("level == 1")
    assert rows["start"].tolist()[1:] == rows["end"].tolist()[:-1]
    if text.strip():
        start = len(text) - len(text.lstrip())
        assert (rows["start"].iloc[0], rows["end"].iloc[-1]) == (start, len(text.rstrip()))


@given(st.lists(st.sampled_from([*"ab .\n“”\"‘’'«»", "''"]), max_size=60).map("".join))
def test_pairs(text):
    """Quotations are in order, apart, and inside one line."""
    found = quotes.pair(text)
    assert all(a.end <= b.start for a, b in pairwise(found))
    assert all("\n" not in text[q.start : q.end] for q in found)
