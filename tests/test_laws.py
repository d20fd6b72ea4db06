"""The laws of the house, on the toy corpus and on the seeds."""

import itertools
from collections import Counter

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import toolkit as kit
from toolkit import spans
from toolkit.analysis import counts, groups, matrices
from toolkit.layers import contract

DOCUMENT_KEYS = ["doc", "author", "outlet", "genre", "translated", "date"]
KEYS = [*DOCUMENT_KEYS, *groups.SPEECH_KEYS, *groups.PLACE_KEYS, "theme"]
CUBES = [("speaker", "macro_region"), ("theme", "outlet"), ("mode", "province")]


@pytest.fixture(scope="module", params=["example", "seeds"])
def corpus(request):
    """Return the toy corpus, then the seeds."""
    return kit.example() if request.param == "example" else kit.load("seeds")


@pytest.mark.parametrize("layer", contract.COLUMNS)
def test_every_address_holds(corpus, layer):
    """Each row's text is what stands at its address, and its columns are the contract's."""
    table = corpus.layer(layer)
    assert table.columns[:3].tolist() == spans.ADDRESS
    assert set(contract.COLUMNS[layer].split()) <= set(table.columns)
    assert (table["start"] < table["end"]).all()
    if "text" in table:
        assert table["text"].tolist() == spans.slices(table, corpus.texts)


def test_the_text_is_the_bytes(corpus):
    """A text is its file's bytes in the encoding that `documents` names, and nothing else."""
    documents = corpus.documents
    for doc, text in corpus.texts.items():
        data = (corpus.folder / documents.loc[doc, "file"]).read_bytes()
        assert data == text.encode(documents.loc[doc, "encoding"])


@pytest.mark.parametrize("by", [*KEYS, *CUBES])
def test_every_cell_opens_to_its_hits(corpus, by):
    """Each cell of each comparison opens to exactly `n` passages, which hold its hits."""
    for features in ("themes", "places"):
        found = kit.compare(corpus, features, by=by)
        cells = found.table.sort_values("n", ascending=False, kind="stable")
        step = max(len(cells) // 40, 1)  # cells are many; the test below counts them all
        for row in cells.iloc[::step].itertuples():
            names = tuple(getattr(row, key) for key in found.keys)
            passages = found.passages(row.feature, names[0] if len(names) == 1 else names)
            assert len(passages) == row.n
            assert set(passages["feature"]) <= {row.feature}
            for hit in passages.itertuples():
                assert hit.text in hit.passage
                assert hit.text == corpus.texts[hit.doc][hit.start : hit.end]


@pytest.mark.parametrize("by", [*KEYS, *CUBES])
def test_what_is_saved_has_the_passages_of_every_cell(corpus, by, tmp_path):
    """The passages of all cells together are as many, cell by cell, as the table says."""
    found = kit.compare(corpus, "themes", by=by)
    found.save(tmp_path)
    read = {"dtype": "str", "keep_default_na": False}
    kept = pd.read_csv(tmp_path / "passages.csv", **read)
    counted = kept.groupby(["feature", *found.keys]).size()
    cells = found.table[found.table["n"] > 0].set_index(["feature", *found.keys])["n"]
    assert counted.sort_index().to_dict() == cells.sort_index().to_dict()


@pytest.mark.parametrize("features", counts.FEATURES)
def test_every_feature_leads_back_to_its_spans(corpus, features):
    """A feature's count is a number of spans with its form or label, whatever the feature."""
    table = kit.count(corpus, features)
    hits = counts.occurrences(corpus, features)
    assert table["n"].sum() == len(hits)
    assert table.set_index("feature")["n"].equals(
        hits["feature"].value_counts().rename("n").reindex(table["feature"])
    )


@pytest.mark.parametrize("by", [*DOCUMENT_KEYS, *groups.SPEECH_KEYS])
def test_single_valued_groups_sum_to_the_whole(corpus, by):
    """Groups by a document column, speaker or mode have the words and hits of the corpus."""
    table = kit.compare(corpus, "themes", by=by).table
    words = table.drop_duplicates(by)["words"].sum()
    assert words == corpus.documents["words"].sum()
    whole = kit.count(corpus, "themes").set_index("feature")["n"]
    assert table.groupby("feature")["n"].sum().sort_index().equals(whole.sort_index())


@pytest.mark.parametrize("by", [*groups.PLACE_KEYS, "theme"])
def test_the_total_of_multi_valued_groups_is_their_union(corpus, by):
    """A word in several groups counts in each of them and once in the total."""
    found = kit.compare(corpus, "themes", by=by)
    labels = groups.label(corpus, by)
    assert found.basis["words_labelled"] == len(set(labels.word))
    overlap = pd.Series(labels.word).value_counts()
    assert found.basis["words_in_several_groups"] == (overlap > 1).sum()
    assert len(set(zip(labels.word, labels.label, strict=True))) == len(labels.word)


@pytest.mark.parametrize("by", ["outlet", "speaker", "mode", "province", "theme", CUBES[0]])
def test_counts_add_up_over_parts(corpus, by):
    """Given the layers, the counts of a corpus are the sums of the counts of its documents."""
    keys = [by] if isinstance(by, str) else list(by)
    whole = kit.count(corpus, "themes", by=by)
    parts = [kit.count(corpus.select([doc]), "themes", by=by) for doc in corpus.texts]
    added = pd.concat(parts).groupby(["feature", *keys])["n"].sum()
    direct = whole.set_index(["feature", *keys])["n"]
    assert direct[direct > 0].sort_index().to_dict() == added[added > 0].sort_index().to_dict()


@pytest.mark.parametrize("features", ["words", "themes", "ngrams"])
@pytest.mark.parametrize("by", ["outlet", "speaker", "province"])
def test_matrices_add_up_over_parts(corpus, features, by):
    """The sparse counts of the parts, added, are those of the whole, and both are the table's."""
    whole = counts.matrix(corpus, features, by)
    added = matrices.total(
        [counts.matrix(corpus.select([doc]), features, by) for doc in corpus.texts]
    )
    cells = [
        {
            (found.features[i].as_py(), found.groups[by][j]): n
            for i, j, n in zip(*(found.n.tocoo().coords), found.n.tocoo().data, strict=True)
        }
        for found in (whole, added)
    ]
    table = kit.count(corpus, features, by=by).query("n > 0").set_index(["feature", by])["n"]
    assert cells[0] == cells[1] == table.to_dict()
    words = [dict(zip(found.groups[by], found.words, strict=True)) for found in (whole, added)]
    assert words[0] == words[1]


@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 3))))
def test_pairs_are_counted_in_any_order(pairs):
    """Labels may come in runs or mixed: each cell has its number of pairs, once, in order."""
    feature, label = np.array(pairs, dtype="int64").reshape(-1, 2).T
    found = matrices._counted(feature, label, (5, 4))
    assert found.has_canonical_format
    cells = dict(zip(zip(*found.nonzero(), strict=True), found.data, strict=True))
    assert cells == Counter(pairs)


def test_a_corpus_whose_words_are_known_is_its_only_part(corpus):
    """What has been read is kept, and not read again in parts."""
    fresh = corpus.replace(sentences=corpus.sentences)
    assert "words" not in fresh._known
    counts.matrix(fresh)
    assert "words" in fresh._known
    assert fresh.parts == (fresh,)


@pytest.mark.parametrize("by", ["doc", "outlet", ["outlet", "doc"]])
def test_a_large_corpus_is_counted_in_parts(corpus, by, monkeypatch):
    """Parts have the documents in order, and their words; added, their counts are the whole's."""
    whole = counts.matrix(corpus, "words", by)
    monkeypatch.setattr("toolkit.shelf.PART", 100)
    monkeypatch.setattr("toolkit.shelf.LARGE", 100)
    fresh = corpus.replace(sentences=corpus.sentences)
    parts = fresh.parts
    assert len(parts) > 1
    assert [doc for part in parts for doc in part.texts] == list(corpus.texts)
    added = counts.matrix(fresh, "words", by)
    assert "words" not in fresh._known
    pd.testing.assert_frame_equal(added.groups, whole.groups)
    assert added.words.tolist() == whole.words.tolist()
    tables = [
        pd.DataFrame(found.n.toarray(), found.features.to_pylist()).sort_index()
        for found in (added, whole)
    ]
    pd.testing.assert_frame_equal(*tables)
    words = pd.concat([part.words for part in parts], ignore_index=True)
    pd.testing.assert_frame_equal(words, corpus.words)


def test_the_first_level_of_speech_has_no_gap(corpus):
    """Between pieces of furniture every character from first to last letter is somebody's."""
    first = corpus.speech.query("level == 1")
    lengths = {doc: len(text) for doc, text in corpus.texts.items()}
    for row in spans.outside(corpus.furniture, lengths).itertuples():
        stretch = corpus.texts[row.doc][row.start : row.end]
        inside = first[(first["doc"] == row.doc) & (first["start"] < row.end)
                       & (first["end"] > row.start)].sort_values("start")  # fmt: skip
        if not stretch.strip():
            assert not len(inside)
            continue
        begin = row.start + len(stretch) - len(stretch.lstrip())
        end = row.start + len(stretch.rstrip())
        assert inside["start"].iloc[0] <= begin
        assert inside["end"].iloc[-1] >= end
        for (_, a), (_, b) in itertools.pairwise(inside.iterrows()):
            assert a["end"] == b["start"]


def test_the_second_level_lies_inside_the_first(corpus):
    """Nested speech lies within the first level's rows, which voice it."""
    speech = corpus.speech
    nested = speech.query("level == 2").reset_index(drop=True)
    first = speech.query("level == 1").reset_index(drop=True)
    last = nested.assign(start=nested["end"] - 1)
    assert (spans.locate(nested, first) >= 0).all()
    assert (spans.locate(last, first) >= 0).all()


def test_counted_words_lie_in_the_body(corpus):
    """No word touches furniture, and each lies in its sentence."""
    words = corpus.words
    assert not len(spans.overlaps(words, corpus.furniture)[0])
    row = spans.locate(words, corpus.sentences)
    assert (corpus.sentences["sentence"].to_numpy()[row] == words["sentence"].to_numpy()).all()
    assert (corpus.sentences["end"].to_numpy()[row] >= words["end"].to_numpy()).all()


def test_members_are_copies(corpus):
    """Changing what a member hands out changes nothing in the corpus."""
    before = corpus.words
    handed = corpus.words
    handed["norm"] = "x"
    assert corpus.words.equals(before)


def test_two_readings_are_equal():
    """Reading the seeds twice gives the same tables, intervals included."""
    one, two = (kit.compare(kit.load("seeds"), "themes", by="speaker").table for _ in range(2))
    assert np.array_equal(one["low"], two["low"])
    assert one.equals(two)
