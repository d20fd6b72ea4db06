"""The command line, and the report it writes, on small folders."""

import json

import nbformat
import pandas as pd
import pytest

import toolkit as kit
from toolkit import cli
from toolkit.layers import contract
from toolkit.text.formats import FORMS


@pytest.fixture
def folder(tmp_path):
    """Return a folder of one article."""
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / "a.txt").write_text("Steel is dear. Grain is cheap.", encoding="utf-8")
    return tmp_path / "corpus"


def notebook(path, *cells):
    """Write a notebook of (source, tags) cells."""
    book = nbformat.v4.new_notebook()
    for source, *tags in cells:
        make = (
            nbformat.v4.new_markdown_cell if source.startswith("#") else nbformat.v4.new_code_cell
        )
        book.cells.append(make(source, metadata={"tags": tags}))
    path.parent.mkdir(exist_ok=True)
    nbformat.write(book, path)


@pytest.mark.parametrize("form", cli.FORMATS)
def test_annotate_writes_every_layer(tmp_path, form):
    """Each layer is a file named after it, with the text of its rows and the contract's columns."""
    out = tmp_path / "out"
    example = str(kit.example().folder)
    assert cli.main(["annotate", example, "--out", str(out), "--format", form]) == 0
    assert {path.stem for path in out.iterdir()} == {
        *contract.COLUMNS, *("merges", "documents", "speakers")}  # fmt: skip
    read = {"csv": pd.read_csv, "parquet": pd.read_parquet,
            "jsonl": lambda path: pd.read_json(path, lines=True)}[form]  # fmt: skip
    speech = read(out / f"speech.{form}")
    texts = kit.example().texts
    for row in speech.itertuples():
        assert row.text == texts[row.doc][row.start : row.end]
    assert set(contract.COLUMNS["speech"].split()) <= set(speech.columns)


def test_annotated_numbers_stay_whole(tmp_path):
    """Offsets are whole numbers in JSON, and a missing one is null."""
    cli.main(["annotate", str(kit.example().folder), "--out", str(tmp_path), "--format", "jsonl"])
    lines = (tmp_path / "speech.jsonl").read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    assert {type(row["speaker_start"]) for row in rows} == {int, type(None)}


def test_an_empty_layer_is_an_empty_file(tmp_path, folder):
    """A layer without rows has no line in JSON, and its columns in CSV."""
    cli.main(["annotate", str(folder), "--out", str(tmp_path / "a"), "--format", "jsonl"])
    cli.main(["annotate", str(folder), "--out", str(tmp_path / "b"), "--format", "csv"])
    assert (tmp_path / "a" / "themes.jsonl").read_text() == ""
    assert pd.read_csv(tmp_path / "b" / "themes.csv").columns[:3].tolist() == [
        "doc",
        "start",
        "end",
    ]


def test_check_says_what_is_wrong(folder, capsys):
    """`check` prints the facts and every problem once, and fails where there is a problem."""
    (folder / "b.txt").write_bytes(b"")
    assert cli.main(["check", str(folder)]) == 1
    said = capsys.readouterr().out
    assert said.count("b.txt is empty") == 1
    assert "2 documents, 6 words." in said
    assert cli.main(["check", str(kit.example().folder)]) == 0


def test_check_lists_every_broken_table(folder, capsys):
    """A broken speakers.csv hides no broken gazetteer.csv or codebook.toml and no facts."""
    (folder / "speakers.csv").write_text("name\nA\n", encoding="utf-8")
    (folder / "gazetteer.csv").write_text("place\nA\n", encoding="utf-8")
    (folder / "codebook.toml").write_text("[theme]\n", encoding="utf-8")
    assert cli.main(["check", str(folder)]) == 1
    said = capsys.readouterr().out
    assert "1 document, 6 words." in said
    for name in ("speakers.csv", "gazetteer.csv", "codebook.toml"):
        assert said.count(f"Problem: {name}") == 1
    assert "Problem: codebook.toml" in repr(kit.load(folder))


def test_wrong_input_is_one_sentence(tmp_path, capsys):
    """A folder that is not there, or holds no article, is answered in one sentence and code 2."""
    assert cli.main(["check", str(tmp_path / "nowhere")]) == 2
    assert cli.main(["annotate", str(tmp_path), "--out", str(tmp_path / "out")]) == 2
    lines = capsys.readouterr().err.strip().splitlines()
    assert lines[0].startswith("toolkit: There is no folder ")
    assert lines[1].endswith(f"holds no article; {FORMS} were expected.")
    assert len(lines) == 2


def test_the_report_is_a_site(tmp_path, folder, capsys, monkeypatch):
    """A page for each notebook, an index with its title, and the seeds' own cells left out."""
    notebook(tmp_path / "books" / "00_first.ipynb",
             ("# Count words\n\n**What you'll learn**: to count.\n\n5 minutes",),
             ("import toolkit as kit\ncorpus = kit.load()\nkit.count(corpus, 'words').head(2)",),
             ("raise SystemExit('only of the seeds')", "seeds-only"),
             ("1 + 1", "solution"))  # fmt: skip
    site = tmp_path / "site"
    monkeypatch.setenv("TOOLKIT_CORPUS", str(folder))  # no folder is named
    words = ["report", "--out", str(site), "--notebooks", str(tmp_path / "books")]
    assert cli.main(words) == 0
    assert str(site / "index.html") in capsys.readouterr().out
    index = (site / "index.html").read_text(encoding="utf-8")
    assert 'href="00_first.html"' in index
    assert "Count words" in index
    assert "to count." in index
    page = (site / "00_first.html").read_text(encoding="utf-8")
    assert "is" in page
    assert "only of the seeds" not in page
    assert '<details class="solution">' in page


def test_a_notebook_that_stops_fails_the_report(tmp_path, folder, capsys):
    """A failing notebook is named, the site is written all the same, and the command fails."""
    notebook(tmp_path / "books" / "00_first.ipynb", ("# Fail",), ("1 / 0",))
    site = tmp_path / "site"
    words = ["report", str(folder), "--out", str(site), "--notebooks", str(tmp_path / "books")]
    assert cli.main(words) == 2
    said = capsys.readouterr().err
    assert said.startswith(
        "toolkit: 1 notebook of 1 stopped, first 00_first with ZeroDivisionError"
    )
    assert "Stopped: ZeroDivisionError" in (site / "index.html").read_text(encoding="utf-8")


def test_a_folder_without_words_has_no_report(tmp_path, folder, capsys):
    """Where all articles are empty, one sentence says so before any notebook runs."""
    (folder / "a.txt").write_text("")
    assert cli.main(["report", str(folder), "--out", str(tmp_path / "site")]) == 2
    assert capsys.readouterr().err.endswith("hold no words; there is nothing to report\n")


def test_a_folder_without_notebooks_is_said(tmp_path, folder, capsys):
    """Where there is no notebook, one sentence names the folder."""
    words = ["report", str(folder), "--notebooks", str(tmp_path), "--out", str(tmp_path / "site")]
    assert cli.main(words) == 2
    assert "there are no notebooks (NN_name.ipynb) in" in capsys.readouterr().err


def test_annotate_writes_over_no_table_of_the_articles(tmp_path, capsys):
    """Layers are not written among the articles, whose tables a person made, nor into a file."""
    folder = tmp_path / "articles"
    folder.mkdir()
    (folder / "a.txt").write_text("Steel is dear.", encoding="utf-8")
    for out in (folder, folder / "layers"):
        assert cli.main(["annotate", str(folder), "--out", str(out), "--format", "csv"]) == 2
        said = f"toolkit: '{out}' is in the folder of the articles; name another one\n"
        assert capsys.readouterr().err == said
    (tmp_path / "file").write_text("mine", encoding="utf-8")
    out = tmp_path / "file"
    assert cli.main(["annotate", str(folder), "--out", str(out)]) == 2
    said = f"toolkit: '{out}' is a file; a folder was expected\n"
    assert capsys.readouterr().err == said
