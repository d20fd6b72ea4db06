"""Reading a folder: the text is its bytes, and whatever is odd is one sentence."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.checks import ToolkitError
from toolkit.text import documents
from toolkit.text.documents import COLUMNS, find_folder, from_texts, read_folder
from toolkit.text.encodings import SURROGATE, decode
from toolkit.text.formats import FORMS


@pytest.fixture
def folder(tmp_path):
    """Return a function that writes files and reads the folder."""

    def write(**files):
        for name, content in files.items():
            path = tmp_path / name.replace("__", "/")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return read_folder(tmp_path)

    return lambda files: write(**files)


def said(source):
    """Return the sentences about what went wrong, without the one on a missing documents.csv."""
    return [s for s in source.problems["problem"] if not s.startswith("There is no documents.csv")]


def test_a_bare_folder_loads_and_says_what_is_missing(folder):
    """Two text files make two documents in the order of their names, all columns present."""
    source = folder({"b.txt": "Two.", "a.md": "One."})
    assert source.texts == {"a": "One.", "b": "Two."}
    assert list(source.documents) == COLUMNS
    assert source.documents["rights"].tolist() == ["sentence", "sentence"]
    assert source.documents["title"].isna().all()
    assert source.problems.to_numpy().tolist() == [
        ["documents.csv", "There is no documents.csv: authors and dates are unknown."]
    ]


def test_columns_are_strings_whatever_is_in_them(folder):
    """Every column of the contract has the type of strings, also where all values are missing."""
    source = folder({"a.txt": "One.", "documents.csv": "doc,date,year\na,2021,2021\n"})
    assert {str(source.documents[name].dtype) for name in COLUMNS} == {"str"}
    assert source.documents.loc["a", ["date", "year"]].tolist() == ["2021", "2021"]


def test_newlines_are_untouched(folder):
    """A text is its bytes decoded: no newline is translated, no blank stripped."""
    assert folder({"a.txt": b" One.\r\nTwo.\rThree.\n"}).texts["a"] == " One.\r\nTwo.\rThree.\n"


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (b"\xef\xbb\xbfOne", "utf-8-sig"),
        ("One".encode("utf-16"), "utf-16"),
        (b"\xfe\xff\0O\0n\0e", "utf-16"),
        ("One".encode("utf-32"), "utf-32"),
    ],
)
def test_a_byte_order_mark_names_the_encoding_and_is_no_text(folder, data, encoding):
    """The mark is neither text nor lost: the stated encoding decodes the bytes to the text."""
    source = folder({"a.txt": data})
    assert source.texts["a"] == "One" == data.decode(source.documents.loc["a", "encoding"])
    assert source.documents.loc["a", "encoding"] == encoding


def test_the_encoding_of_documents_csv_wins(folder):
    """What a person states is not guessed again, and a mark agrees with its family."""
    table = "doc,encoding\na,latin-1\nb,utf-8\n"
    source = folder({"a.txt": b"caf\xe9", "b.txt": b"\xef\xbb\xbfOne", "documents.csv": table})
    assert source.texts == {"a": "café", "b": "One"}
    assert source.documents["encoding"].tolist() == ["iso8859-1", "utf-8-sig"]
    assert said(source) == []


def test_a_stated_encoding_that_is_wrong_is_said(folder):
    """Bytes that the stated encoding cannot read are read as they can be, and it is said."""
    source = folder(
        {"a.txt": "é", "b.txt": "ok", "documents.csv": "doc,encoding\na,ascii\nb,utf8x\n"}
    )
    assert source.texts == {"a": "é", "b": "ok"}
    assert said(source) == [
        "a.txt cannot be read as 'ascii', the encoding that documents.csv states.",
        "b.txt cannot be read as 'utf8x', the encoding that documents.csv states.",
    ]


def test_a_guessed_encoding_is_said(folder):
    """What is no UTF-8 stays a document, and the guess is one sentence."""
    text = (
        "Der Ausbau der Häfen begünstigte die Städte; für die Küste änderte sich über Jahre viel."
    )
    source = folder({"a.txt": text.encode("latin-1"), "b.txt": "Two."})
    assert list(source.texts) == ["a", "b"]
    guess = source.documents.loc["a", "encoding"]
    assert text.encode("latin-1").decode(guess) == source.texts["a"]
    assert said(source) == [
        f"a.txt is not UTF-8; it is read as '{guess}', a guess: where that is wrong, save "
        "the file as UTF-8."
    ]


def test_a_few_accents_are_read_in_the_commonest_encoding(folder):
    """Of alphabets that differ in accents only, a text with a few of them is in the commonest."""
    text = "Señor Peña of São Paulo met Mrs Åse, who sells steel in many towns of the south. " * 3
    source = folder({"a.txt": text.encode("latin-1")})
    assert source.texts["a"] == text
    assert source.documents.loc["a", "encoding"] == "cp1252"


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("latin-1", "¿Qué pasó aquí? Mañana habrá más niños pequeños, según él; así será allí."),
        ("cp1252", "L’œuvre a coûté 20 €. « C’était très difficile », a dit l’élève, déjà créée."),
        ("latin-1", "Größere Öfen für Österreich: die Häfen müssen früher schließen."),
        ("latin-1", "A produção de aço cresceu; então não há razão, disse o secretário. São três."),
        ("latin-1", "Förra året ökade stålproduktionen. Även hamnen i Göteborg påverkas."),
        ("cp1250", "Minister powiedział, że spółka zamknie hutę, jeżeli część się nie zmieni."),
        ("iso8859-2", "V loňském roce vzrostla výroba oceli o pět procent. Ministr řekl, že "
         "společnost huť uzavře. Část zaměstnanců už protestovala. Žádné další řešení není možné."),
        ("cp1250", "Az üzem bezár, ha az árak nem változnak; őket fűtésre több pénz is segíti."),
        ("cp1251", "В прошлом году производство стали выросло. Завод закроется, сообщил он."),
        ("koi8-r", "В прошлом году производство стали выросло. Завод закроется, сообщил он."),
        ("cp1253", "Ο υπουργός είπε ότι το εργοστάσιο θα κλείσει αν οι τιμές δεν αλλάξουν."),
        ("cp1254", "Bakan, fiyatlar değişmezse fabrikanın kapanacağını söyledi; işçiler karşı."),
        ("gb18030", "部长说，如果价格不变，工厂将在下个月关闭。部分工人已经表示反对。"),
        ("big5", "部長說，如果價格不變，工廠將在下個月關閉。部分工人已經表示反對。"),
        ("shift_jis", "大臣は、価格が変わらなければ工場は来月閉鎖されると述べた。一部の労働者は"
         "すでに反対している。トヨタは新しい電気自動車の工場を建てる予定だ。"),
        ("euc_jp", "大臣は、価格が変わらなければ工場は来月閉鎖されると述べた。一部の労働者は"
         "すでに反対している。トヨタは新しい電気自動車の工場を建てる予定だ。"),
        ("cp949", "장관은 가격이 변하지 않으면 공장이 다음 달에 문을 닫을 것이라고 말했다."),
        ("utf-16-le", "Green steel is dear – and “grey” steel is cheap."),
        ("utf-16-be", "Green steel is dear."),
        ("utf-16-le", "部长说，如果价格不变，工厂将在下个月关闭。部分工人已经表示反对。\n"),
    ],
)  # fmt: skip
def test_a_text_is_read_in_the_encoding_it_was_written_in(encoding, text):
    """Some sentences are enough to tell which of the usual encodings a text is in."""
    assert decode(text.encode(encoding), None, "a.txt", [])[0] == text


def test_odd_files_stay_documents_and_are_said(folder):
    """Empty files, nulls and lone surrogates are documents, each with its sentence."""
    source = folder({"a.txt": b"", "b.txt": b"x\0y", "c.txt": b"\xed\xa0\x80!"})
    assert source.texts == {"a": "", "b": "x\0y", "c": "\ufffd!"}
    assert said(source) == [
        "a.txt is empty; it stays a document without words.",
        "b.txt has 1 null character; it may be no text, or UTF-16.",
        "c.txt has 1 lone surrogate; each is read as U+FFFD.",
    ]


def test_files_that_are_no_articles_are_left_out(folder):
    """Hidden files, README, LICENSE, the folder's own tables and gold/ are no articles."""
    names = "README.md LICENSE.txt SHA256SUMS speakers.csv gazetteer.csv faults.csv codebook.toml "
    files = dict.fromkeys((names + ".hidden.txt gold__a.txt .git__a.txt").split(), "No.")
    source = folder({**files, "a.txt": "One."})
    assert source.texts == {"a": "One."}
    assert said(source) == []


def test_only_articles_is_read_where_it_exists(folder):
    """With a folder articles/, every file in it is an article, and none beside it."""
    source = folder(
        {"articles__README.md": "One.", "articles__x__a.txt": "Two.", "notes.txt": "No."}
    )
    assert source.texts == {"README": "One.", "x/a": "Two."}
    assert source.documents["file"].tolist() == ["articles/README.md", "articles/x/a.txt"]


def test_forms_that_are_not_read_are_said(folder):
    """No article in another form, or with an unusual name, is lost unseen."""
    names = "b.epub c.ODT d.odt e.text x__README f.x__g README_on_steel.md"
    source = folder({"a.txt": "One.", **dict.fromkeys(names.split(), "Two.")})
    assert list(source.texts) == ["README_on_steel", "a"]
    assert said(source) == [
        f"1 file without a suffix is not read, the first is f.x/g; {FORMS} are.",
        f"1 file with the suffix .epub is not read, the first is b.epub; {FORMS} are.",
        f"2 files with the suffix .odt are not read, the first is c.ODT; {FORMS} are.",
        f"1 file with the suffix .text is not read, the first is e.text; {FORMS} are.",
    ]


def test_names_that_collide_keep_their_suffix(folder):
    """No document hides another, even where a suffix makes a new collision."""
    source = folder({"a.md": "1", "a.txt": "2", "a.txt.md": "3", "b.txt": "4"})
    assert source.texts == {"a.md": "1", "a.txt": "2", "a.txt.md": "3", "b": "4"}


def test_metadata_that_does_not_fit_is_said(folder):
    """Rows for unknown, double and missing documents, and unknown rights, are a sentence each."""
    table = "doc,rights,title\ntwo.txt,ful,T\nfour,full,\ntwo,full,V\n"
    source = folder({"one.txt": "1", "two.txt": "2", "documents.csv": table})
    assert source.documents["title"].tolist()[1] == "T"
    assert source.documents["rights"].tolist() == ["sentence", "sentence"]
    assert said(source) == [
        "documents.csv has 'two' more than once; the first row counts.",
        "documents.csv names 'four', which was not read.",
        "documents.csv has no row for 1 of 2 documents, the first of them 'one'.",
        "'ful', the rights of 'two', counts as 'sentence'; did you mean 'full'? (address, full, "
        "sentence).",
    ]


def test_many_unknown_names_are_counted(folder):
    """More than twenty names that were not read are not listed one by one."""
    rows = "".join(f"nothing{i}\n" for i in range(25))
    source = folder({"a.txt": "1", "documents.csv": "doc\na\n" + rows})
    assert len(said(source)) == 21
    assert said(source)[-1] == "documents.csv names 5 more documents not read."


def test_an_unknown_name_gets_the_nearest(folder):
    """A misspelt document in documents.csv is named with the one that was probably meant."""
    source = folder({"foshan.txt": "1", "documents.csv": "doc\nfoshann\n"})
    assert "documents.csv names 'foshann', which was not read; did you mean 'foshan'?" in said(
        source
    )


@pytest.mark.parametrize(
    ("table", "reason"),
    [
        ("title\nT\n", "it has no column 'doc', only title"),
        ("", "No columns to parse from file"),
    ],
)
def test_a_table_that_cannot_be_read_is_left_aside(folder, table, reason):
    """The documents load without it, and one sentence says why."""
    source = folder({"a.txt": "1", "documents.csv": table})
    assert source.documents["title"].isna().all()
    assert said(source) == [f"documents.csv cannot be read and is left aside: {reason}."]


@pytest.mark.parametrize(
    ("table", "sentences"),
    [
        ("doc;title\na;Stahl für alle\n".encode("utf-8-sig"), []),
        ("doc\ttitle\na\tStahl für alle\n", []),
        ("doc,title\nb,T,U\na,Stahl für alle\n",
         ["Left out of documents.csv: 1 line with more values than its head has columns, line 2."]),
        ("doc;title\na;Stahl für alle\n".encode("cp1252"),
         ["documents.csv is not UTF-8; it is read as 'cp1252', a guess: where that is wrong, save "
          "the file as UTF-8."]),
    ],
)  # fmt: skip
def test_a_table_as_spreadsheets_save_it_is_read(folder, table, sentences):
    """Semicolons, tabs, other encodings and one line too long cost no table."""
    source = folder({"a.txt": "1", "documents.csv": table})
    assert source.documents.loc["a", "title"] == "Stahl für alle"
    assert said(source) == sentences


@pytest.mark.parametrize("key", documents.GROUP_KEYS)
def test_group_keys_are_refused_as_columns(folder, key):
    """A column with the name of a group key would mean two things in one comparison."""
    with pytest.raises(ToolkitError) as error:
        folder({"a.txt": "1", "documents.csv": f"doc,{key}\na,x\n"})
    assert str(error.value) == (
        f"The column '{key}' of documents.csv has the name of something the corpus finds itself; "
        "rename it."
    )


def test_a_folder_without_articles_is_an_error(tmp_path):
    """No article, no corpus: one sentence."""
    with pytest.raises(ToolkitError) as error:
        read_folder(tmp_path)
    assert str(error.value) == f"'{tmp_path}' holds no article; {FORMS} were expected."


def test_a_folder_that_does_not_exist_is_an_error_with_the_nearest(tmp_path):
    """The sentence names the folder that was probably meant; a file is no folder."""
    (tmp_path / "articles").mkdir()
    (tmp_path / "a.txt").touch()
    with pytest.raises(ToolkitError) as error:
        find_folder(tmp_path / "artcles")
    wanted, near = tmp_path / "artcles", tmp_path / "articles"
    assert str(error.value) == f"There is no folder '{wanted}'; did you mean '{near}'?"
    with pytest.raises(ToolkitError) as error:
        find_folder(tmp_path / "a.txt")
    assert str(error.value) == f"'{tmp_path / 'a.txt'}' is a file; a folder was expected."


def test_the_folder_is_found(tmp_path, monkeypatch):
    """$TOOLKIT_CORPUS first, else the nearest seeds/ upwards, else a sentence."""
    (tmp_path / "seeds").mkdir()
    (tmp_path / "notebooks").mkdir()
    monkeypatch.chdir(tmp_path / "notebooks")
    monkeypatch.delenv("TOOLKIT_CORPUS", raising=False)
    assert find_folder() == tmp_path / "seeds"
    monkeypatch.setenv("TOOLKIT_CORPUS", str(tmp_path))
    assert find_folder() == tmp_path
    monkeypatch.delenv("TOOLKIT_CORPUS")
    (tmp_path / "seeds").rmdir()
    with pytest.raises(ToolkitError) as error:
        find_folder()
    assert str(error.value) == (
        f"There is no folder 'seeds' in '{tmp_path / 'notebooks'}' or above it; name a folder, or "
        "set TOOLKIT_CORPUS."
    )


def test_texts_in_memory_make_a_source():
    """A mapping and a table indexed by document, or with a column doc, give the same source."""
    table = pd.DataFrame({"outlet": ["Post"]}, index=["a"])
    for given_table in (table, table.rename_axis("doc").reset_index()):
        source = from_texts({"a": "One.", "b": "Two."}, given_table)
        assert source.documents["outlet"].dropna().to_dict() == {"a": "Post"}
        assert said(source) == ["documents has no row for 1 of 2 documents, the first of them 'b'."]


def test_texts_in_memory_must_be_texts():
    """Anything but strings is refused with a sentence; so is nothing."""
    with pytest.raises(ToolkitError, match="Document 'a' is no text: names and texts must be"):
        from_texts({"a": None})
    with pytest.raises(ToolkitError, match="There is no text; at least one was expected"):
        from_texts({})


@given(st.binary(max_size=200))
def test_any_bytes_are_a_document(tmp_path_factory, data):
    """Whatever a file holds, its text is its bytes in the stated encoding, surrogates replaced."""
    folder = tmp_path_factory.mktemp("any")
    (folder / "a.txt").write_bytes(data)
    source = read_folder(folder)
    decoded = data.decode(source.documents.loc["a", "encoding"], "surrogatepass")
    assert source.texts["a"] == SURROGATE.sub("\ufffd", decoded)
