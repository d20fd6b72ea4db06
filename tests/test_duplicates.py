"""Duplicates: the same piece twice is found, whatever stands round it; a quotation is none."""

import random

import pandas as pd

from toolkit import corpus
from toolkit.text import duplicates

WORDS = [f"word{i}" for i in range(500)]


def article(seed, n=300):
    """Return a text of words drawn at random."""
    return " ".join(random.Random(seed).choices(WORDS, k=n))


def find(**texts):
    """Return the duplicates among some texts: document, document it repeats, share."""
    found = duplicates.find(corpus.from_texts(texts).words)
    return [(a, b, round(share, 2)) for a, b, _, share in found.to_numpy().tolist()]


def test_the_same_piece_is_found_under_another_head():
    """A copy with another title, a line more and a few words changed is named with its original."""
    piece = article(1)
    edited = piece.replace("word7 ", "other ").split(" ")
    copy = f"Another title stands here\n\n{' '.join(edited[:250])}.\n\nRead more on our site now."
    ((doc, same_as, share),) = find(a=article(2), b=piece + ".", c=copy)
    assert (doc, same_as) == ("c", "b")
    assert 0.8 < share < 1


def test_three_copies_are_two_duplicates_of_the_first():
    """Each later copy is named with the first, not with every other."""
    piece = article(1)
    assert find(a=piece, b=piece, c=piece) == [("b", "a", 1.0), ("c", "a", 1.0)]


def test_a_copy_of_a_piece_made_of_other_pieces_is_found():
    """Two equal articles are found also where earlier articles have said each part of them."""
    parts = [article(seed, 100) for seed in (1, 2, 3)]
    whole = " ".join(parts)
    others = {f"a{i}": f"{part} {article(i + 9)}" for i, part in enumerate(parts)}
    assert find(**others, b=whole, c=whole) == [("c", "b", 1.0)]


def test_a_quotation_is_no_duplicate():
    """Articles that share a paragraph of a third of their words are different articles."""
    shared = article(3, 100)
    assert find(a=f"{article(1, 200)} {shared}", b=f"{article(2, 200)} {shared}") == []


def test_no_words_no_duplicates():
    """Empty and very short texts are compared with nothing."""
    assert find(a="", b="One word.", c="One word.") == []
    none = pd.DataFrame({"doc": [], "norm": [], "loop": pd.Series([], dtype=bool)})
    assert duplicates.find(none).columns.tolist() == ["doc", "same_as", "runs", "share"]
