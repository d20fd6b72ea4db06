"""Names: one person, one name, however mentioned."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_speech import layer

from toolkit import ToolkitError
from toolkit.layers import names, speakers
from toolkit.text import atoms, words


def voices(text, **given):
    """Return the speaker of each row that is not the author's."""
    rows = layer(text, **given)
    return [None if pd.isna(name) else name for name in rows[rows["mode"] != "author"]["speaker"]]


@pytest.mark.parametrize(
    ("mention", "name", "kind"),
    [
        ("Professor Feng Rui, Deputy Director of the Surgery Department", "Feng Rui", "person"),
        ("Secretary of the Hong Kong Region, Paul Chan Mo-po,", "Paul Chan Mo-po", "person"),
        ("Clinton spokesman Nick Merrill", "Nick Merrill", "person"),
        ("Mr. Clarke", "Clarke", "person"),
        ("Chancellor Ute Brandt", "Ute Brandt", "person"),
        ("Ute Brandt of the trade union Steel and Coal", "Ute Brandt", "person"),
        ("Professor Feng Rui of Yan University", "Feng Rui", "person"),
        ("port analyst Jan-Peter Kruse of the Lake Institute", "Jan-Peter Kruse", "person"),
        ("the Ministry of Commerce", "Ministry of Commerce", "institution"),
        ("Lu Xun Hospital of Yan University", "Lu Xun Hospital of Yan University", "institution"),
        ("The New York Times", "New York Times", "institution"),
        ("the “Outline Development Plan”", "Outline Development Plan", "document"),
        ("this year’s government work report", "government work report", "document"),
        ("two Democratic speechwriters", "", "nominal"),
        ("the professor", "", "nominal"),
        ("he", "", "pronoun"),
    ],
)  # fmt: skip
def test_read(mention, name, kind):
    """A mention gives its name and kind; pronouns and nominals have none."""
    found = names.read(mention)
    assert (found.text, found.kind) == (name, kind)


def test_one_name():
    """Surname, pronoun, title and nominal of one person are one speaker."""
    text = (
        "Professor Zhang Yansheng said that it grew. Zhang said it fell. He said that it rose. "
        "The professor said that it stood still. Mr. Zhang said that it burst."
    )
    assert voices(text) == ["Zhang Yansheng"] * 5


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Zhang yansheng said it grew. Zhang Yansheng said it fell.", "Zhang Yansheng"),
        ("Yansheng Zhang said it grew. Zhang Yansheng said it fell.", "Zhang Yansheng"),
        ("Wang Jun said it grew. Professor Wang Jun of Yan University said it fell.", "Wang Jun"),
        ("The Bank of Steel (BOS) said it grew. BOS said it fell.", "Bank of Steel"),
        ("The Ministry of Steel said it grew. The ministry said it fell.", "Ministry of Steel"),
    ],
)
def test_other_forms(text, name):
    """Small letters, word order, bodies, initials and nominals lead to one name."""
    assert voices(text) == [name] * 2


def test_case_variant():
    """A label in another case is the same person."""
    text = "Talk with Zhang Yansheng.\nQ: Why?\nZhang yansheng: So.\nQ: And?\nZhang Yansheng: Yes."
    assert voices(text)[1::2] == ["Zhang Yansheng"] * 2


def test_sex():
    """He and she go back to the last person who is called so."""
    text = (
        "Mr. Li Wei said that it grew. Ms. Gao Ya said that it fell. He said that it rose. "
        "She said that it burst."
    )
    assert voices(text) == ["Li Wei", "Gao Ya", "Li Wei", "Gao Ya"]


def test_family_name_he():
    """He before a given name is a family name, and no pronoun."""
    text = "Governor He Lin said that it grew. “It did,” she said."
    assert voices(text) == ["He Lin", "He Lin"]


def test_same_sentence():
    """A pronoun goes back to a person of its own sentence first."""
    text = "Li Wei said it fell. I met Fang Hongbo, chairman of Midea, he mentioned that it grew."
    assert voices(text) == ["Li Wei", "Fang Hongbo"]


def test_initials_and_sides():
    """Initials are the person who has them; A is the person interviewed, Q the author."""
    text = "We talked to Zhang Min.\nGD: Why?\nZM: So.\nGD: And?\nZM: Yes."
    assert voices(text)[1] == "Zhang Min"
    text = "We interviewed Zhang Min.\nQ: Why?\nA: So."
    assert voices(text, author="Daily News") == ["Daily News", "Zhang Min"]


def test_known_speakers():
    """The corpus's own list decides the name of an alias, and role and affiliation."""
    known = pd.DataFrame(
        {"aliases": ["Zhang;Prof Z"], "role": ["economist"], "affiliation": ["CCIEE"]},
        index=pd.Index(["Zhang Y. S."], name="speaker"),
    )
    text = "Zhang said that it grew."
    assert voices(text, known=known) == ["Zhang Y. S."]
    rows = layer(text, known=known)
    body = rows[["doc", "start", "end"]].assign(sentence=0)
    none = pd.DataFrame({"doc": [], "start": [], "end": [], "kind": []})
    found = words.tokenize({"a": text}, atoms.scan({"a": text}), none, body)
    table = speakers.summary({"a": text}, pd.DataFrame(index=["a"]), rows, found, known)
    assert table.loc["Zhang Y. S."].tolist() == [
        "Zhang;Prof Z",
        "economist",
        "CCIEE",
        3,
        1,
        1,
        1,
        "",
    ]


def test_summary():
    """The table counts the words a speaker has at level 1 and keeps office and body."""
    text = "Li Wei, director of the Steel Institute, said that it grew. Li said it fell again."
    rows = layer(text)
    body = rows[["doc", "start", "end"]].assign(sentence=0)
    none = pd.DataFrame({"doc": [], "start": [], "end": [], "kind": []})
    found = words.tokenize({"a": text}, atoms.scan({"a": text}), none, body)
    table = speakers.summary({"a": text}, pd.DataFrame(index=["a"]), rows, found)
    assert table.loc["Li Wei"].tolist() == ["Li", "director", "Steel Institute", 6, 2, 1, 1, ""]


@pytest.mark.parametrize(
    ("second", "by"),
    [
        ("Wei said it fell.", "part"),
        ("He said it fell.", "pronoun"),
        ("The director said it fell.", "nominal"),
        ("Director Wei said it fell.", "part"),
        ("Old Li said it fell.", "listed"),
    ],
)
def test_merges(second, by):
    """Each mention that is not the name itself says how it was joined and where the name stands."""
    known = pd.DataFrame({"aliases": ["Old Li"]}, index=pd.Index(["Li Wei"], name="speaker"))
    text = f"Li Wei, director of a bank, said it grew. It rained. {second}"
    rows = layer(text, known=known).query("level == 1")
    body = rows[["doc"]].head(1).assign(start=0, end=text.index(" It rained"))
    found = speakers.merges({"a": text}, rows, body, known)
    assert found["speaker"].tolist() == ["Li Wei"]
    assert found[["by", "reason_start", "reason_end"]].to_numpy().tolist() == [
        [by, 0, body["end"][0]]
    ]


def test_other_spellings():
    """Case and order are told; names that are almost the same stay apart and are flagged."""
    assert speakers._joined("Zhang yansheng", "Zhang Yansheng", {}) == "case"
    assert speakers._joined("Yansheng Zhang", "Zhang Yansheng", {}) == "order"
    names = pd.Index(["Zhang Yansheng", "Zhang Yangsheng", "Li Wei", "Li Hua"])
    assert speakers._alike(names) == ["Zhang Yangsheng", "Zhang Yansheng", "", ""]


@pytest.mark.parametrize(
    ("mention", "name", "kind"),
    [
        ("Minister of Foreign Affairs Wang Yi", "Wang Yi", "person"),
        ("Secretary of State Anna M. Brandt", "Anna M. Brandt", "person"),
        ("the Republican National Committee", "Republican National Committee", "institution"),
        ("Paul Roberts Jr.", "Paul Roberts", "person"),
    ],
)  # fmt: skip
def test_read_office(mention, name, kind):
    """Names behind an office of a body, bodies named by a party, and family suffixes."""
    found = names.read(mention)
    assert (found.text, found.kind) == (name, kind)


WORDS = [
    "Minister",
    "of",
    "State",
    "Wang",
    "Yi",
    "the",
    "bank",
    "Jr.",
    ",",
    "he",
    "“Plan”",
    "(BOS)",
]


@given(st.lists(st.sampled_from(WORDS), max_size=7))
def test_any_mention(words):
    """Any words can be read as a mention, and named in a text."""
    mention = " ".join(words)
    assert names.read(mention).kind
    layer(f"{mention} said that it grew. {mention} said that it fell.")


def test_read_speakers(tmp_path):
    """A list that lacks its column, or names a speaker twice, or is not UTF-8, is refused."""
    path = tmp_path / "speakers.csv"
    path.write_text("name\nLi Wei\n", encoding="utf-8")
    with pytest.raises(ToolkitError, match="must have a column 'speaker'"):
        speakers.read_speakers(path)
    path.write_bytes("speaker\nLi Wéi\n".encode("cp1252"))
    with pytest.raises(ToolkitError, match=r"^speakers\.csv is not UTF-8"):
        speakers.read_speakers(path)
    path.write_text("speaker\nLi Wei,professor\n", encoding="utf-8")
    with pytest.raises(ToolkitError, match="1 line with more values than its head has columns"):
        speakers.read_speakers(path)
    path.write_text("speaker;role\nLi Wei;professor\n", encoding="utf-8")
    assert speakers.read_speakers(path).loc["Li Wei", "role"] == "professor"
    path.write_text("speaker\nLi Wei\nLi Wei\n", encoding="utf-8")
    with pytest.raises(ToolkitError, match="names the speaker 'Li Wei' twice"):
        speakers.read_speakers(path)
