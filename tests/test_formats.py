"""Forms other than plain text: each is read or said, and addresses in extracted text stay true."""

import io
import json
import zipfile

import docx
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.text import formats
from toolkit.text.documents import read_folder

PROSE = "The output of the city grew by a tenth in the last three years, said the mayor. " * 4
PAGE = f"""<html><head><title>Steel grows | Post</title><meta charset="gb2312">
<meta name="author" content="Li Wei"><meta property="article:published_time" content="2023-04-05">
<script>alert("no text")</script></head><body><nav><a href="/">Home</a> <a href="/n">News</a></nav>
<h1>Steel grows</h1><p>{PROSE}</p><p>It is &lt;b&gt;.</p></body></html>"""


def word(*paragraphs):
    """Return the bytes of a Word file with a table."""
    document, file = docx.Document(), io.BytesIO()
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    row = document.add_table(1, 2).rows[0]
    row.cells[0].text, row.cells[1].text = "steel", "12"
    document.save(file)
    return file.getvalue()


def pdf(*lines):
    """Return the bytes of a PDF file of one page with a text layer, written by hand."""
    text = " ".join(f"({line}) Tj 0 -14 Td" for line in lines)
    stream = f"BT /F1 12 Tf 72 720 Td {text} ET"
    page = "/Type /Page /Parent 2 0 R /Contents 4 0 R /MediaBox [0 0 612 792]"
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        f"<< {page} /Resources << /Font << /F1 5 0 R >> >> >>",
        f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    out, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, start=1):
        places.append(len(out))
        out += f"{number} 0 obj\n{body}\nendobj\n".encode()
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    end = f"xref\n0 6\n0000000000 65535 f \n{table}trailer\n<< /Size 6 /Root 1 0 R >>\n"
    return out + f"{end}startxref\n{len(out)}\n%%EOF".encode()


def archive(members):
    """Return the bytes of an archive with the given members."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as out:
        for name, content in members:
            out.writestr(name, content)
    return file.getvalue()


def load(folder, files):
    """Write files into a folder and read it."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return read_folder(folder)


def said(source):
    """Return the sentences about what went wrong, without the one on a missing documents.csv."""
    return [s for s in source.problems["problem"] if not s.startswith("There is no documents.csv")]


def test_every_form_is_read_from_one_folder(tmp_path):
    """Pages, Word, PDF, tables and archives stand side by side, sub-folders are a column."""
    table = pd.DataFrame({"id": ["x"], "text": ["Six."], "year": [2021]})
    source = load(tmp_path, {
        "a/one.html": PAGE,
        "a/two.docx": word("Steel grew.", "Coal fell."),
        "a/b/three.pdf": pdf("Steel grew.", "Coal fell."),
        "four.csv": 'text,outlet,year\n"Four, they said.",Post,2020\n=1+1,News,2021\n',
        "five.jsonl": json.dumps({"text": "Fünf.", "title": "V"}) + "\n",
        "six.parquet": table.to_parquet(),
        "seven.zip": archive([("d/x.txt", "Seven."), ("y.csv", "text\nEight.\n"), ("z.md", "9")]),
    })  # fmt: skip
    assert said(source) == []
    assert source.texts["a/one"] == f"{PROSE.strip()}\nIt is <b>."
    assert source.texts["a/two"] == "Steel grew.\nCoal fell.\nsteel\t12"
    assert source.texts["a/b/three"].split("\n")[:2] == ["Steel grew.", "Coal fell."]
    short = {doc: text for doc, text in source.texts.items() if doc[0] != "a"}
    assert short == {
        "five/1": "Fünf.", "four/1": "Four, they said.", "four/2": "=1+1", "seven/d/x": "Seven.",
        "seven/y/1": "Eight.", "seven/z": "9", "six/x": "Six.",
    }  # fmt: skip
    table = source.documents
    assert table.loc[["four/1", "five/1"], ["outlet", "title"]].to_numpy().tolist()[0][0] == "Post"
    assert table.loc["five/1", "title"] == "V"
    assert table.loc[["a/one", "a/b/three", "seven/d/x"], "folder"].tolist() == [
        "a", "a/b", "seven/d",
    ]  # fmt: skip
    assert table["file"].to_dict()["seven/y/1"] == "seven.zip/y.csv/1"


def test_extracted_text_is_kept_with_its_source_and_extractor(tmp_path, monkeypatch):
    """A second reading takes the kept text, whatever the library now makes of the file."""
    first = load(tmp_path, {"a.html": PAGE})
    (kept,) = (tmp_path / ".toolkit" / "text").iterdir()
    content = json.loads(kept.read_text(encoding="utf-8"))
    assert content["file"] == "a.html"
    assert content["extractor"] == first.documents.loc["a", "extractor"]
    assert content["extractor"].startswith("trafilatura ")
    monkeypatch.setattr(formats, "_html", lambda page: ("Other.", {}))
    again = read_folder(tmp_path)
    assert again.texts == first.texts
    assert again.stated == first.stated
    assert again.stated["a"]["author"] == "Li Wei"
    assert load(tmp_path, {"a.html": PAGE + "<p>More.</p>"}).texts == {"a": "Other."}


def test_a_page_is_read_in_the_encoding_it_names(tmp_path):
    """The encoding in the head of a page serves where it is no UTF-8; documents.csv wins."""
    page = PAGE.replace("It is", "这是一句话。")
    source = load(tmp_path, {"a.html": page.encode("gb2312")})
    assert "这是一句话。" in source.texts["a"]
    assert source.documents.loc["a", "encoding"] == "gb2312"
    table = "doc,encoding\na,latin-1\n"
    source = load(tmp_path, {"a.html": page.encode("gb2312"), "documents.csv": table})
    assert "ÕâÊÇ" in source.texts["a"]


def test_a_text_that_cannot_be_kept_is_read_and_said(tmp_path):
    """Where nothing can be written the article is read all the same."""
    (tmp_path / ".toolkit").touch()
    source = load(tmp_path, {"a.docx": word("Steel grew.")})
    assert source.texts["a"].startswith("Steel grew.")
    (sentence,) = said(source)
    assert sentence.startswith("The text of a.docx cannot be kept in ")
    assert sentence.endswith("its addresses hold as long as python-docx extracts the same.")


def test_a_form_whose_library_is_missing_names_the_extra(tmp_path, monkeypatch):
    """Without the library the file is said, with what to install, and the others are read."""
    monkeypatch.setitem(formats.EXTRACTORS, "pdf", "no_such_library")
    source = load(tmp_path, {"a.txt": "One.", "b.pdf": pdf("Two.")})
    assert list(source.texts) == ["a"]
    assert said(source) == [
        'b.pdf is not read: the extra "forms" is needed (pip install "whowhatwhere[forms]").'
    ]


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("b.pdf", b"%PDF-1.4 no", "b.pdf cannot be read: "),
        ("b.pdf", pdf(), "b.pdf cannot be read: it has no text layer; text recognition (OCR) makes "
                         "one."),
        ("b.docx", b"no", "b.docx cannot be read: File is not a zip file."),
        ("b.zip", archive([]), "b.zip holds no article."),
        ("b.zip", b"PK\x03\x04", "b.zip cannot be read: File is not a zip file."),
        ("b.parquet", b"PAR1", "b.parquet cannot be read: "),
        ("b.csv", "a,b\n1,2\n", "b.csv cannot be read: it has no column 'text', only a, b."),
        ("b.csv", "text\n", "b.csv holds no article."),
        ("b.csv", "", "b.csv cannot be read: No columns to parse from file."),
        ("b.jsonl", '{"text": "Two."}\n[1\n3\n', "b.jsonl, line 2 is no JSON object; it is left "
                                                 "out."),
    ],
)  # fmt: skip
def test_a_broken_file_is_one_sentence(tmp_path, name, content, sentence):
    """What cannot be read is said and stops no other document."""
    source = load(tmp_path, {"a.txt": "One.", name: content})
    assert source.texts["a"] == "One."
    assert said(source)[0].startswith(sentence)


def test_an_archive_cannot_climb_nest_repeat_or_burst(tmp_path, monkeypatch):
    """Members outside the archive, archives in it, doubles and what is too much are not read."""
    monkeypatch.setattr(formats, "LARGEST", 1_000_000)
    with pytest.warns(UserWarning, match="Duplicate name"):
        data = archive([
            ("../out.txt", "No."), ("/etc/x.txt", "No."), ("C:\\x.txt", "No."), ("a.zip", "No."),
            ("__MACOSX/a.txt", "No."), ("a.txt", "One."), ("a.txt", "No."),
            ("bomb.txt", b"0" * 1_000_000), ("c.txt", "No."),
        ])  # fmt: skip
    source = load(tmp_path, {"b.zip": data})
    assert source.texts == {"b/a": "One."}
    assert said(source) == [
        "'../out.txt' in b.zip climbs out of it and is not read.",
        "'/etc/x.txt' in b.zip climbs out of it and is not read.",
        "'C:/x.txt' in b.zip climbs out of it and is not read.",
        "'a.zip' in b.zip is an archive itself and is not read.",
        "'a.txt' in b.zip is there already and is not read.",
        "b.zip holds more than 1 megabyte; the rest is not read.",
    ]
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["b.zip"]


def test_a_link_out_of_the_folder_is_not_followed(tmp_path):
    """What lies elsewhere is no part of the corpus, even where a link in it leads there."""
    (tmp_path / "secret.txt").write_text("No.")
    folder = tmp_path / "corpus"
    folder.mkdir()
    try:
        (folder / "link.txt").symlink_to(tmp_path / "secret.txt")
    except OSError:
        pytest.skip("this system lets nobody make links")
    source = load(folder, {"a.txt": "One."})
    assert source.texts == {"a": "One."}
    assert said(source) == ["link.txt leads out of the folder and is not read."]


def test_columns_that_mean_something_else_are_left_aside(tmp_path):
    """A table of articles may have a column named like a group key; it is said and not kept."""
    source = load(tmp_path, {"a.csv": "text,place,source\nOne.,Foshan,Post\n"})
    assert "place" not in source.documents
    assert source.documents["source"].tolist() == ["Post"]
    assert said(source) == [
        "The column 'place' of a.csv has the name of something the corpus finds itself; it is left "
        "aside."
    ]


def test_a_column_has_one_type_whatever_the_forms_say(tmp_path):
    """Whole numbers, dates, lists and what is missing are the same strings from every form."""
    table = pd.DataFrame({"text": ["1", "2"], "year": [2020, None],
                          "day": pd.to_datetime(["2020-01-02", None])})  # fmt: skip
    source = load(tmp_path, {
        "a.jsonl": '{"text": "1", "year": 2020, "tags": ["x"]}\n{"text": "2"}\n',
        "b.csv": "text,year\n1,2020\n2,\n", "c.parquet": table.to_parquet(),
    })  # fmt: skip
    assert source.documents["year"].dropna().tolist() == ["2020"] * 3
    assert source.documents["tags"].dropna().tolist() == ['["x"]']
    assert source.documents["day"].dropna().tolist() == ["2020-01-02"]


def test_rows_of_tables_are_named_by_their_table(tmp_path):
    """Two tables of one name both keep their suffix in every row; no row is its folder's name."""
    source = load(tmp_path, {"x/t.csv": "text\n1\n2\n", "x/t.jsonl": '{"text": "3"}'})
    assert list(source.texts) == ["x/t.csv/1", "x/t.csv/2", "x/t.jsonl/1"]
    assert set(source.documents["folder"]) == {"x"}


def test_rows_without_usable_names_are_numbered_and_said(tmp_path):
    """One missing or repeated id makes the names of all rows numbers, which is a sentence."""
    source = load(tmp_path, {"t.csv": "ID,text\nx,1\n,2\n"})
    assert list(source.texts) == ["t/1", "t/2"]
    assert said(source) == [
        "t.csv has a column 'ID' with missing or repeated values; its rows are numbered."
    ]


def test_the_column_text_wins(tmp_path):
    """Of several columns that may hold the text, the one called so is read, in any case."""
    files = {"t.csv": "content,body,Text\n1,2,3\n", "u.csv": "content,Full Text\n1,2\n"}
    source = load(tmp_path, files)
    assert list(source.texts.values()) == ["3", "2"]


def test_a_kept_text_that_was_cut_off_is_extracted_anew(tmp_path):
    """A program that ended while it kept a text costs no article at the next reading."""
    first = load(tmp_path, {"a.html": PAGE})
    (kept,) = (tmp_path / ".toolkit" / "text").iterdir()
    kept.write_bytes(kept.read_bytes()[:100])
    assert read_folder(tmp_path).texts == first.texts
    assert json.loads(kept.read_text(encoding="utf-8"))["text"] == first.texts["a"]


def test_the_rights_that_a_table_states_hold(tmp_path):
    """A table of articles may say how much of each may be shown, and documents.csv overrules it."""
    table = "text,rights,outlet\nOne.,address,Post\nTwo.,full,News\n"
    source = load(tmp_path, {"a.csv": table, "documents.csv": "doc,outlet\na/2,Times\na/1,\n"})
    assert source.documents["rights"].tolist() == ["address", "full"]
    assert source.documents["outlet"].tolist() == ["Post", "Times"]


FILES = st.sampled_from(["a.html", "a.pdf", "a.docx", "a.zip", "a.csv", "a.jsonl", "a.parquet"])
WHOLE = [PAGE.encode(), pdf("One."), word("One."), archive([("a.txt", "One.")]), b"text\nOne.\n"]


@given(FILES, st.sampled_from(WHOLE), st.lists(st.tuples(st.integers(0), st.binary(max_size=3))))
def test_any_damage_is_read_or_said(tmp_path_factory, name, data, changes):
    """Whatever stands in a file, it is a document or a sentence, and the others are read."""
    folder = tmp_path_factory.mktemp("any")
    for at, new in changes:
        at %= len(data)
        data = data[:at] + new + data[at + len(new) :]
    source = load(folder, {"b.txt": "One.", name: data})
    assert source.texts["b"] == "One."
    assert len(source.texts) > 1 or said(source)
