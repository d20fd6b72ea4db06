"""A saved corpus: the same when opened again, whole or not there, and open to other programs."""

import json
import re
import shutil
from zipfile import ZipFile

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import toolkit as kit
from toolkit.analysis import folder
from toolkit.checks import ToolkitError, ToolkitWarning
from toolkit.corpus import from_texts
from toolkit.layers import contract
from toolkit.text import patterns, store


@pytest.fixture(scope="module", params=["example", "seeds"])
def pair(request, tmp_path_factory):
    """Return a corpus and the same one saved and opened again."""
    corpus = kit.example() if request.param == "example" else kit.load("seeds")
    return corpus, kit.load(corpus.save(tmp_path_factory.mktemp("saved") / "corpus"))


def articles(tmp_path):
    """Write a folder of two articles."""
    tmp_path.mkdir(exist_ok=True)
    for name, text in {"a": "Steel is dear.", "b": "Grain is cheap."}.items():
        (tmp_path / f"{name}.txt").write_text(text, encoding="utf-8")
    (tmp_path / "documents.csv").write_text("doc,outlet\na,Daily\nb,Weekly\n", encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize("layer", contract.COLUMNS)
def test_layers_are_the_same_when_opened_again(pair, layer):
    """Every layer of a saved corpus has the rows, columns and types it was saved with."""
    corpus, again = pair
    pd.testing.assert_frame_equal(corpus.layer(layer), again.layer(layer))


def test_what_is_known_is_the_same_when_opened_again(pair):
    """Texts, documents, speakers, merges, codebook and problems are as they were."""
    corpus, again = pair
    assert dict(corpus.texts) == dict(again.texts)
    assert corpus.codebook == again.codebook
    pd.testing.assert_frame_equal(corpus.documents, again.documents)
    pd.testing.assert_frame_equal(corpus.speakers, again.speakers)
    pd.testing.assert_frame_equal(corpus.merges, again.merges)
    pd.testing.assert_frame_equal(corpus.problems, again.problems)


def test_a_saved_corpus_counts_and_finds_the_same(pair):
    """Comparisons, concordances and the matcher do not know that the words are mapped."""
    for by in ("outlet", "speaker", "province"):
        one, two = (kit.compare(each, "themes", by=by).table for each in pair)
        pd.testing.assert_frame_equal(one, two)
    one, two = (kit.concordance(each, "(industr*|trade|green steel)") for each in pair)
    pd.testing.assert_frame_equal(one, two)
    one, two = (patterns.find(each.matcher(), ["the ... of", "*tion"]) for each in pair)
    pd.testing.assert_frame_equal(one, two)


def test_a_saved_corpus_can_be_corrected(pair):
    """Replacing a layer makes anew what stands on it, from the saved layers and texts."""
    corpus, again = pair
    one, two = (each.replace(faults=each.faults.iloc[:0]) for each in pair)
    for layer in contract.COLUMNS:
        pd.testing.assert_frame_equal(one.layer(layer), two.layer(layer))
    assert again.select([next(iter(again.texts))]).words.equals(
        corpus.select([next(iter(corpus.texts))]).words
    )


def test_replaced_words_are_saved_as_they_are(tmp_path):
    """A layer of words made elsewhere is the one that is opened again."""
    toy = kit.example()
    fewer = toy.replace(words=toy.words[toy.words["norm"] != "the"])
    again = kit.load(fewer.save(tmp_path / "saved"))
    pd.testing.assert_frame_equal(fewer.words, again.words)
    assert len(kit.concordance(again, "the")) == 0


def test_a_changed_source_file_is_noticed(tmp_path):
    """A file that changed, is gone or is new is said when the corpus is opened, and said once."""
    folder = articles(tmp_path)
    saved = kit.load(folder).save(tmp_path / "saved")
    assert len(kit.load(saved).problems) == 0
    (folder / "a.txt").write_text("Steel is dear again.", encoding="utf-8")
    (folder / "b.txt").unlink()
    (folder / "documents.csv").write_text("doc\na\nb\n", encoding="utf-8")
    (folder / "c.txt").write_text("Coal.", encoding="utf-8")
    say = "since the corpus was saved; load the folder and save it again."
    with pytest.warns(ToolkitWarning, match=r"^a\.txt has changed .*and 3 more problems"):
        corpus = kit.load(saved)
    assert corpus.problems["problem"].tolist() == [
        f"a.txt has changed {say}",
        f"b.txt is gone {say}",
        f"documents.csv has changed {say}",
        f"c.txt is new {say}",
    ]
    assert corpus.texts["a"] == "Steel is dear."
    with pytest.warns(ToolkitWarning):
        assert len(kit.load(corpus.save(tmp_path / "copy")).problems) == 4


@pytest.mark.parametrize("step", ["to_parquet", "save", "_write_texts", "copy", "rename"])
def test_an_interrupted_save_leaves_what_was_there(tmp_path, monkeypatch, step):
    """Wherever a save breaks off, the old corpus opens as it was, and a new place stays empty."""
    toy = kit.example()
    toy.save(tmp_path / "old")
    other = from_texts({"a": "Steel."})

    def broken(*_args, **_kwargs):
        raise KeyboardInterrupt

    owner = {"to_parquet": pd.DataFrame, "save": store.np, "copy": store.json, "rename": store.Path}
    name = "dumps" if step == "copy" else step
    monkeypatch.setattr(owner.get(step, store), name, broken)
    for place in ("old", "new"):
        with pytest.raises(KeyboardInterrupt):
            other.save(tmp_path / place)
    monkeypatch.undo()
    assert dict(kit.load(tmp_path / "old").texts) == dict(toy.texts)
    assert not (tmp_path / "new").exists()
    other.save(tmp_path / "old")
    assert [path.name for path in tmp_path.iterdir() if not path.name.startswith(".new")] == ["old"]


def test_a_place_that_is_taken_is_left_alone(tmp_path):
    """A folder of something else is not written over."""
    (tmp_path / "notes.txt").write_text("mine", encoding="utf-8")
    say = f"'{tmp_path / 'notes.txt'}' is of no saved corpus; name a new folder"
    with pytest.raises(ToolkitError, match=f"^{re.escape(say)}$"):
        kit.example().save(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["notes.txt"]


def damaged(saved, facts):
    """Write a manifest that says something else."""
    known = json.loads((saved / store.MANIFEST).read_text(encoding="utf-8"))
    (saved / store.MANIFEST).write_text(json.dumps(known | facts), encoding="utf-8")


def test_another_layout_says_how_to_rebuild(tmp_path):
    """A corpus of another layout says who wrote it and where its articles are."""
    saved = kit.load(articles(tmp_path)).save(tmp_path / "saved")
    damaged(saved, {"version": 0, "toolkit": "0.0.1"})
    say = (
        f"'{saved}' was saved by toolkit 0.0.1 in layout 0, this one reads layout 3; load the "
        f"articles ({tmp_path.resolve()}) and save them again"
    )
    with pytest.raises(ToolkitError, match=f"^{re.escape(say)}$"):
        kit.load(saved)


def test_a_damaged_corpus_is_not_opened(tmp_path):
    """Half a copy is refused with the name of a file that is not whole."""
    saved = kit.example().save(tmp_path / "saved")
    half = shutil.copytree(saved, tmp_path / "half", ignore=shutil.ignore_patterns("themes*"))
    with pytest.raises(ToolkitError, match=r"themes\.parquet is not as it was saved; load the art"):
        kit.load(half)
    (saved / "themes.parquet").write_bytes(bytes((saved / "themes.parquet").stat().st_size))
    with pytest.raises(ToolkitError, match=r"themes is not as it was saved; load the articles \("):
        kit.load(saved).themes  # noqa: B018
    for text in ("\0\0", '{"format": "whowhatwhere corpus', '{"format": "whowhatwhere corpus"}'):
        (saved / store.MANIFEST).write_text(text, encoding="utf-8")
        with pytest.raises(
            ToolkitError, match=r"json' is damaged; save the corpus in a new folder$"
        ):
            kit.load(saved)


def test_other_programs_read_the_files(pair):
    """Parquet and Arrow readers see the documented columns without the toolkit."""
    corpus, again = pair
    for layer, columns in contract.COLUMNS.items():
        names = pq.read_schema(again.folder / f"{layer}.parquet").names
        assert names[:3] == ["doc", "start", "end"]
        assert set(columns.split()) <= set(names)
    with pa.memory_map(str(again.folder / "texts.arrow")) as file:
        table = pa.ipc.open_file(file).read_all().to_pandas()
    assert dict(zip(table["doc"], table["text"], strict=True)) == dict(corpus.texts)


def test_a_changed_archive_is_noticed(tmp_path):
    """Of an article in an archive the archive is the source file."""
    folder = tmp_path / "articles"
    folder.mkdir()
    (folder / "documents.csv").write_text("doc\nz/a\n")
    for content in ("Steel is dear.", "Steel is dear again."):
        with ZipFile(folder / "z.zip", "w") as archive:
            archive.writestr("a.txt", content)
        if content == "Steel is dear.":
            saved = kit.load(folder).save(tmp_path / "saved")
            assert len(kit.load(saved).problems) == 0
    with pytest.warns(ToolkitWarning, match=r"^z\.zip has changed "):
        assert kit.load(saved).texts["z/a"] == "Steel is dear."


@pytest.mark.parametrize("manifest", ["{}", '{"format": "another program"}'])
def test_what_no_save_wrote_is_never_replaced(tmp_path, manifest):
    """Another program's corpus.json is none of ours, and a note put into a saved corpus stays."""
    folder = articles(tmp_path)
    (folder / "corpus.json").write_text(manifest, encoding="utf-8")
    with pytest.warns(ToolkitWarning, match="not read, the first is corpus.json"):
        assert list(kit.load(folder).texts) == ["a", "b"]
    saved = kit.example().save(tmp_path / "saved")
    (saved / "my_notes.txt").write_text("mine", encoding="utf-8")
    for place in (folder, saved):
        with pytest.raises(
            ToolkitError, match=r"\.(txt|csv|json)' is of no saved corpus; name a new"
        ):
            kit.example().save(place)
    assert (folder / "a.txt").exists()
    assert (saved / "my_notes.txt").exists()


def test_a_save_killed_between_its_moves_loses_nothing(tmp_path, monkeypatch):
    """The old corpus, moved aside, is back at the next load or save."""
    toy, other = kit.example(), from_texts({"a": "Steel."})
    place, move = toy.save(tmp_path / "old"), store.Path.rename

    def killed(path, to):
        if path.name.endswith(".saving"):
            raise KeyboardInterrupt
        return move(path, to)

    monkeypatch.setattr(store.Path, "rename", killed)
    for _ in range(2):
        with pytest.raises(KeyboardInterrupt):
            other.save(place)
    assert not place.exists()
    monkeypatch.undo()
    assert dict(kit.load(place).texts) == dict(toy.texts)
    assert dict(kit.load(other.save(place)).texts) == dict(other.texts)


def test_a_corpus_saved_over_is_not_mixed(tmp_path):
    """What was opened before the folder was saved anew says so, and mixes no two corpora."""
    opened = kit.load(kit.example().save(tmp_path / "saved"))
    from_texts({"a": "Steel."}).save(tmp_path / "saved")
    say = f"'{tmp_path / 'saved'}' was saved anew since it was opened; load it again"
    with pytest.raises(ToolkitError, match=f"^{re.escape(say)}$"):
        opened.themes  # noqa: B018
    again = kit.load(tmp_path / "saved")
    assert kit.load(again.save(again.save(tmp_path / "saved"))).texts["a"] == "Steel."


def test_a_corpus_saved_among_its_articles_is_none_of_them(tmp_path):
    """The texts and tables of a saved corpus in the folder of the articles are no articles."""
    corpus = kit.load(articles(tmp_path))
    corpus.save(tmp_path / "saved")
    pd.testing.assert_frame_equal(kit.load(tmp_path).documents, corpus.documents)


def test_a_saved_corpus_takes_no_drafts(tmp_path):
    """Drafts are the same, but written into a saved corpus they would never be read."""
    corpus = kit.load(articles(tmp_path))
    saved = corpus.save(tmp_path / "saved")
    drafts = kit.draft(kit.load(saved))
    pd.testing.assert_frame_equal(drafts["documents.csv"], kit.draft(corpus)["documents.csv"])
    say = f"'{saved}' is a saved corpus; draft the tables of its articles in {tmp_path.resolve()}"
    with pytest.raises(ToolkitError, match=f"^{re.escape(say)}$"):
        folder.write(drafts, saved)


def test_a_part_of_a_saved_corpus_knows_its_articles(tmp_path):
    """A part of a saved corpus that is saved in turn names the articles' folder as its source."""
    folder = articles(tmp_path / "articles")
    part = kit.load(kit.load(folder).save(tmp_path / "saved")).select("a")
    again = kit.load(part.save(tmp_path / "part"))
    assert store.read(tmp_path / "part").facts["source"] == str(folder.resolve())
    assert not len(again.problems)
    (folder / "a.txt").write_text("Steel is cheap.", encoding="utf-8")
    with pytest.warns(ToolkitWarning, match=r"a\.txt has changed since the corpus was saved"):
        kit.load(tmp_path / "part")


def test_what_pages_say_of_themselves_is_saved(tmp_path):
    """What the head of a page states is evidence that a saved corpus keeps."""
    page = "<html><head><title>Steel</title></head><body><p>Steel is dear.</p></body></html>"
    (articles(tmp_path / "articles") / "c.html").write_text(page, encoding="utf-8")
    with pytest.warns(ToolkitWarning, match="has no row for"):
        corpus = kit.load(tmp_path / "articles")
    with pytest.warns(ToolkitWarning, match="has no row for"):
        again = kit.load(corpus.save(tmp_path / "saved"))
    assert again.source.stated == {"c": corpus.source.stated["c"]} != {"c": {}}
