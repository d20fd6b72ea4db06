"""Concordance and passages: matches in their sentence."""

import toolkit as kit
from toolkit.corpus import from_texts


def test_context_stays_in_the_sentence():
    """Left and right are cut at the sentence, and at the width."""
    corpus = from_texts({"a": "No. A long way to steel plants in town. Yes."})
    narrow = kit.concordance(corpus, "steel", width=8).iloc[0]
    assert (narrow["left"], narrow["match"], narrow["right"]) == (" way to ", "steel", " plants ")
    wide = kit.concordance(corpus, "steel", width=99).iloc[0]
    assert (wide["left"], wide["right"]) == ("A long way to ", " plants in town.")


def test_the_speaker_of_a_match_is_named():
    """Each match says whose words it is in."""
    table = kit.concordance(kit.example(), "trade*")
    assert table["speaker"].tolist() == ["Daily", "Anna Berg", "Weekly", "Chen Li", "(unresolved)"]


def test_no_match_is_an_empty_table():
    """A word that does not occur gives a table with the same columns and no row."""
    table = kit.concordance(kit.example(), "zinc")
    assert len(table) == 0
    assert table.columns.tolist() == kit.concordance(kit.example(), "trade").columns.tolist()


def test_passages_are_the_sentences_of_spans():
    """A span over two sentences has both as its passage, any columns stay."""
    corpus = from_texts({"a": "One is here. Two is there. Three."})
    table = corpus.words.iloc[[2]].assign(end=16, note="x")
    found = kit.passages(corpus, table)
    assert found["passage"].tolist() == ["One is here. Two is there."]
    assert found["note"].tolist() == ["x"]


def test_rights_close_the_passage():
    """A document whose rights are `address` shows where a passage is and not what it says."""
    corpus = kit.example()
    documents = corpus.documents.drop(columns="words").assign(rights="address")
    found = kit.passages(corpus.replace(documents=documents), corpus.themes.head(1))
    assert found[["text", "passage"]].to_numpy().tolist() == [["harbour:0-5", "harbour:0-14"]]
    lines = kit.concordance(corpus.replace(documents=documents), "trade is")
    assert lines[["left", "match", "right"]].to_numpy().tolist() == [
        ["harbour:0-0", "harbour:0-8", "harbour:8-14"]
    ]
