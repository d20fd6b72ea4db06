"""The corpus: layers at first use, replacing, selecting, and the folder's own files."""

import re

import pandas as pd
import pytest

import toolkit as kit
from toolkit.checks import ToolkitError, ToolkitWarning
from toolkit.corpus import NEEDS, from_texts
from toolkit.layers import contract


@pytest.fixture(scope="module")
def toy():
    """Return the toy corpus."""
    return kit.example()


def folder_of(tmp_path, **files):
    """Write a folder of files; a double underscore in a name is a dot."""
    for name, text in files.items():
        (tmp_path / name.replace("__", ".")).write_text(text, encoding="utf-8")
    return tmp_path


def test_layers_are_made_in_order():
    """What a layer is made from stands before it, and every layer has a contract."""
    names = list(NEEDS)
    for name, needed in NEEDS.items():
        assert all(names.index(other) < names.index(name) for other in needed)
    assert set(contract.COLUMNS) <= set(names)


def test_replacing_a_layer_changes_what_stands_on_it(toy):
    """Without the loops' rows the repetitions count, and the old corpus stays as it was."""
    corpus = from_texts({"a": "We plan regional regional regional growth in trade."})
    healed = corpus.documents["words"].iloc[0]
    plain = corpus.replace(faults=corpus.faults.iloc[:0])
    assert plain.documents["words"].iloc[0] == healed + 2
    assert corpus.documents["words"].iloc[0] == healed


def test_replacing_speech_changes_the_speakers(toy):
    """A corrected name is the one that is counted."""
    speech = toy.speech.replace({"speaker": {"Anna Berg": "A. Berg"}})
    corrected = toy.replace(speech=speech)
    assert "A. Berg" in corrected.speakers.index
    table = kit.compare(corrected, "themes", by="speaker").table
    assert "A. Berg" in set(table["speaker"])


def test_a_replaced_layer_is_put_in_order(toy):
    """Rows of a replaced layer may come in any order."""
    mixed = toy.themes.sample(frac=1, random_state=1)
    assert toy.replace(themes=mixed).themes.equals(toy.themes)


def test_documents_in_another_order_keep_their_words(toy):
    """A replaced table of documents may have its rows in any order: words follow their names."""
    turned = toy.replace(documents=toy.documents.drop(columns="words").iloc[::-1])
    assert turned.documents["words"].to_dict() == toy.documents["words"].to_dict()
    one, two = (kit.count(each, "words", by="outlet") for each in (toy, turned))
    pd.testing.assert_frame_equal(one, two)


def test_replaced_words_are_counted(toy):
    """A layer of words made elsewhere is counted and matched."""
    fewer = toy.words[toy.words["norm"] != "the"]
    corpus = toy.replace(words=fewer)
    assert len(corpus.words) == len(fewer)
    assert len(kit.concordance(corpus, "the")) == 0
    assert len(kit.concordance(corpus, "green steel")) == 2


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"speach": None}, "'speach' is not a layer; did you mean 'speech'?"),
        ({"themes": pd.DataFrame({"doc": [], "start": [], "end": []})},
         "the layer themes has no column 'text'"),
    ],
)  # fmt: skip
def test_a_wrong_layer_is_refused(toy, change, message):
    """An unknown layer or one without its columns raises one sentence."""
    with pytest.raises(ToolkitError, match=re.escape(message)):
        toy.replace(**change)


def test_rows_outside_their_text_are_refused(toy):
    """A row that leaves its text, or belongs to no document, raises one sentence."""
    words = toy.words
    message = "the row harbour 0-999 of the layer words leaves its text of "
    with pytest.raises(ToolkitError, match=re.escape(message)):
        toy.replace(words=words.assign(end=words["end"].where(words.index > 0, 999)))
    with pytest.raises(ToolkitError, match=re.escape("'harber' is not a document; did you mean")):
        toy.replace(words=words.replace({"doc": {"harbour": "harber"}}))


def test_two_voices_at_once_are_refused(toy):
    """Speech at level 1 that overlaps itself raises one sentence with the address."""
    speech = toy.speech
    speech.loc[0, "end"] += 5
    with pytest.raises(ToolkitError, match="must not overlap; harbour"):
        toy.replace(speech=speech)


def test_selected_documents_keep_their_layers(toy):
    """A corpus of some documents has their rows of every layer, as they were in the whole."""
    part = toy.select(["steel", "harbour"])
    assert list(part.texts) == ["harbour", "steel"]
    for name in contract.COLUMNS:
        whole = toy.layer(name)
        expected = whole[whole["doc"] != "interview"].reset_index(drop=True)
        pd.testing.assert_frame_equal(part.layer(name), expected)


def test_selecting_an_unknown_document_names_the_nearest(toy):
    """A misspelt document is answered with the nearest."""
    with pytest.raises(ToolkitError, match="'steal' is not a document; did you mean 'steel'"):
        toy.select(["steal"])


def test_a_bare_folder_loads(tmp_path):
    """Text files alone are a corpus; what is missing is said, once and in a sentence."""
    with pytest.warns(ToolkitWarning, match=r"There is no documents\.csv"):
        corpus = kit.load(folder_of(tmp_path, a__txt="Steel is dear.", b__txt="Grain is cheap."))
    assert corpus.documents["words"].tolist() == [3, 3]
    assert len(corpus.themes) == 0
    assert corpus.codebook == {}
    assert "No themes: the folder has no codebook.toml" in repr(corpus)


def test_one_bad_document_stops_no_other(tmp_path):
    """An empty file and one in another encoding are read and reported, the rest goes on."""
    folder = folder_of(tmp_path, good__txt="Steel is dear.", empty__txt="")
    (folder / "latin.txt").write_bytes("Stahl für Zürich ist teuer für alle.".encode("latin-1"))
    with pytest.warns(ToolkitWarning, match="and 2 more problems, see corpus.problems"):
        corpus = kit.load(folder)
    assert corpus.documents["words"].to_dict() == {"empty": 0, "good": 3, "latin": 7}
    said = " ".join(corpus.problems["problem"])
    assert "empty.txt is empty" in said
    assert "latin.txt is not UTF-8" in said


def test_a_faults_file_joins_the_layer(tmp_path):
    """Rows of faults.csv stand in the layer, one that misses its text is a problem."""
    table = (
        "doc,start,end,kind,text,reading\na,0,5,translated_name,Steel,Staal\na,1,3,omission,xx,\n"
    )
    folder = folder_of(tmp_path, a__txt="Steel is dear.", faults__csv=table)
    with pytest.warns(ToolkitWarning):
        corpus = kit.load(folder)
    assert corpus.faults.query("kind == 'translated_name'")["text"].tolist() == ["Steel"]
    assert corpus.problems["file"].eq("faults.csv").sum() == 1


@pytest.mark.parametrize(
    ("codebook", "message"),
    [
        ("[themes.a]\npatterns = []",
         "codebook.toml, line 1: the theme 'a' has no list of patterns"),
        ("[themes.b]\npatterns = ['x']\n[themes.a]\npatern = ['x']",
         "codebook.toml, line 4: 'patern' is not a key of a theme (in 'a'); did you mean "
         "'patterns'"),
        ("[themes.a]\npatterns = ['x', 3]",
         "codebook.toml, line 2: 'patterns' of the theme 'a' is not a list of strings"),
        ("[themes.a]\nlabel = 3\npatterns = ['x']",
         "codebook.toml, line 2: 'label' of the theme 'a' is not a string"),
        ("[theme.a]\npatterns = ['x']",
         "codebook.toml, line 1: 'theme' is no table of themes; a theme stands under a head such "
         "as [themes.steel]"),
        ("[themes]\na = 3",
         "codebook.toml, line 2: 'a' is no theme; it stands under the head [themes.a]"),
        ("[themes.a", "codebook.toml cannot be read as TOML: "),
        ("[themes.a]\npatterns = ['(x']",
         "codebook.toml, line 2: the brackets of the pattern '(x' do not close (in 'a')"),
        ("[themes.a]\npatterns = ['x']\nparent = 'b'",
         "codebook.toml, line 3: the parent 'b' of 'a' is not a theme (a)"),
        ("[themes.a]\npatterns = ['x']\nparent = 'a'",
         "codebook.toml, line 3: the theme 'a' is its own parent, by way of others"),
        ("[themes.a]\npatterns = ['steel']\nexample = 'Grain.'",
         "codebook.toml, line 3: the theme 'a' misses its example 'Grain.'"),
        ("[themes.a]\npatterns = ['steel']\ncounter_example = 'Steel band.'",
         "codebook.toml, line 3: the theme 'a' catches its counter-example 'Steel band.'"),
        ("[themes.a]\ndefinition = 'a parent of b'\npatterns = ['parent']\nparent = 'c'",
         "codebook.toml, line 4: the parent 'c' of 'a' is not a theme (a)"),
        ("[themes.x]\nlabel = 'x'\npatterns = ['x']\n  [themes.label]\n  patern = ['y']",
         "codebook.toml, line 5: 'patern' is not a key of a theme (in 'label')"),
        ("[themes.a]\nlabel = '(x'\npatterns = [\n 'y',\n '(x',\n]",
         "codebook.toml, line 5: the brackets of the pattern '(x' do not close (in 'a')"),
        ("[themes.a]\npatterns = ['x', 'a ... b within two']",
         "codebook.toml, line 2: 'two' is no reach of 1 or more (pattern 'a ... b within two')"),
        ("[themes.a]\npatterns = ['x; y']",
         "codebook.toml, line 2: the pattern 'x; y' holds '; ', which parts patterns (in 'a')"),
        ("[themes.a]\npatterns = ['x']\n[themes.None]\npatterns = ['y']",
         "codebook.toml, line 3: 'None' cannot name a theme; a coding sheet could not say it"),
        ("[themes.'a;b']\npatterns = ['x']",
         "codebook.toml, line 1: 'a;b' cannot name a theme; a coding sheet could not say it"),
        ("[themes.a]\npatterns = ['x']\n[themes.A]\npatterns = ['y']",
         "codebook.toml, line 3: 'A' and 'a' differ in capitals only; rename one"),
    ],
)  # fmt: skip
def test_a_wrong_codebook_is_said_when_themes_are_asked_for(tmp_path, codebook, message):
    """A codebook that is wrong names its theme; words and speech are read all the same."""
    folder = folder_of(tmp_path, a__txt="Steel is dear.", codebook__toml=codebook)
    with pytest.warns(ToolkitWarning):
        corpus = kit.load(folder)
    assert len(corpus.words) == 3
    with pytest.raises(ToolkitError, match=re.escape(message)):
        corpus.codebook  # noqa: B018 - asking is what raises


def test_a_codebook_can_be_replaced(toy):
    """Themes given as in the file are checked and marked anew."""
    other = toy.replace(codebook={"steel": {"patterns": ["steel"]}})
    assert kit.count(other, "themes")[["feature", "n"]].to_numpy().tolist() == [["steel", 2]]
    assert other.replace(codebook=other.codebook).codebook == other.codebook
    with pytest.raises(ToolkitError, match="codebook: the theme 'steel' has no list of patterns"):
        toy.replace(codebook={"steel": {}})


def test_places_in_a_title_are_in_the_layer_and_in_no_count():
    """A headline names places too, but it is furniture: its mentions count nowhere."""
    titles = pd.DataFrame({"title": ["Berlin Builds"]}, index=["a"])
    corpus = from_texts({"a": "Berlin Builds\n\nThe city of Hamburg grows."}, titles)
    assert corpus.furniture["kind"].tolist() == ["title"]
    assert corpus.places["place"].tolist() == ["Berlin", "Hamburg"]
    assert kit.count(corpus, "places")["feature"].tolist() == ["Hamburg"]


def test_excluded_hits_do_not_count():
    """A hit that overlaps an exclusion of its own theme is none; other themes keep theirs."""
    book = {
        "green": {"patterns": ["eco*"], "exclude": ["eco-economic zone"]},
        "zones": {"patterns": ["eco-economic zone"]},
    }
    corpus = from_texts({"a": "The eco-economic zone is ecological."}, codebook=book)
    assert corpus.themes[["theme", "text"]].to_numpy().tolist() == [
        ["zones", "eco-economic zone"],
        ["green", "ecological"],
    ]


def test_a_childs_hit_is_its_parents_once():
    """Two overlapping hits of children are one hit of the parent."""
    book = {
        "chains": {"patterns": ["supply"]},
        "security": {"patterns": ["chain security"], "parent": "chains"},
        "supply": {"patterns": ["supply chain"], "parent": "chains"},
    }
    corpus = from_texts({"a": "The supply chain security."}, codebook=book)
    assert corpus.themes.groupby("theme")["text"].apply(list).to_dict() == {
        "chains": ["supply chain security"],
        "security": ["chain security"],
        "supply": ["supply chain"],
    }


def test_a_theme_in_a_loop_is_kept_and_not_counted():
    """Hits in the repetitions of a loop are in the layer with `loop`, and in no count."""
    book = {"steel": {"patterns": ["steel"]}}
    corpus = from_texts({"a": "We make steel steel steel here."}, codebook=book)
    assert corpus.themes["loop"].tolist() == [False, True, True]
    assert kit.count(corpus, "themes")["n"].tolist() == [1]


@pytest.mark.parametrize(
    ("given", "say"),
    [
        ({"words": 3}, "the layer words is no table: 3"),
        ({"speakers": 3}, "3 is no table that could replace speakers"),
        ({"codebook": 3}, "3 is no table that could replace codebook"),
        ({"documents": 3}, "3 is no table that could replace documents"),
    ],
)
def test_what_is_no_table_replaces_nothing(given, say):
    """A layer is replaced by a table and by nothing else."""
    with pytest.raises(ToolkitError, match=f"^{say}$"):
        kit.example().replace(**given)


def test_documents_are_replaced_by_the_same_documents():
    """Replaced metadata names every document, and no column that the corpus finds itself."""
    toy = kit.example()
    with pytest.raises(ToolkitError, match=r"^documents names 'stel', .* did you mean 'steel'\?$"):
        toy.replace(documents=toy.documents.rename({"steel": "stel"}))
    with pytest.raises(ToolkitError, match=r"^The column 'speaker' of documents has the name"):
        toy.replace(documents=toy.documents.assign(speaker="x"))
    table = toy.documents.assign(outlet="Daily")
    pd.testing.assert_frame_equal(toy.replace(documents=table).documents, table)


def test_one_document_is_selected_by_its_name():
    """A string is the name of one document, not a list of letters."""
    assert list(kit.example().select("steel").texts) == ["steel"]
