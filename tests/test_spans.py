"""The algebra of span tables, against the plain definition on sets of characters."""

import numpy as np
import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from toolkit import spans


def tables(empty=False, apart=False):
    """Draw span tables over three short documents."""
    row = st.tuples(st.sampled_from("abc"), st.integers(0, 12), st.integers(0 if empty else 1, 5))

    def build(rows):
        made = [(doc, start, start + length) for doc, start, length in rows]
        if apart:
            kept = []
            for doc, start, end in made:
                if all(d != doc or end <= s or e <= start for d, s, e in kept):
                    kept.append((doc, start, end))
            made = kept
        return spans.table({name: [row[i] for row in made] for i, name in enumerate(spans.ADDRESS)})

    return st.lists(row, max_size=12).map(build)


def characters(row):
    """Return the characters a row covers."""
    return {(row.doc, i) for i in range(row.start, row.end)}


@given(tables(), tables(apart=True))
def test_locate_finds_the_span_that_holds_a_point(points, held):
    """The span of a point is the one whose characters hold it, or none."""
    found = spans.locate(points, held)
    for row, i in zip(points.itertuples(), found, strict=True):
        holding = [j for j, span in enumerate(held.itertuples()) if (row.doc, row.start) in
                   characters(span)]  # fmt: skip
        assert [i] == (holding or [-1])


@given(tables(), tables())
def test_overlaps_are_all_pairs_that_share_a_character(left, right):
    """Every pair of rows with a common character is found, and no other."""
    i, j = spans.overlaps(left, right)
    plain = {
        (a, b)
        for a, x in enumerate(left.itertuples())
        for b, y in enumerate(right.itertuples())
        if characters(x) & characters(y)
    }
    assert sorted(zip(i, j, strict=True)) == sorted(plain)


@given(tables())
def test_clusters_join_what_overlaps(table):
    """Two rows have one number exactly where a chain of overlaps joins them."""
    number = spans.clusters(table)
    rows = list(table.itertuples())
    linked = np.eye(len(rows), dtype=bool)
    for a, x in enumerate(rows):
        for b, y in enumerate(rows):
            linked[a, b] |= bool(characters(x) & characters(y))
    for _ in rows:
        linked = linked | (linked.astype(int) @ linked.astype(int) > 0)
    assert ((number[:, None] == number[None, :]) == linked).all()


def test_clusters_stay_apart_by_column():
    """Rows that overlap but differ in `by` stay apart."""
    table = spans.table({"doc": ["a", "a"], "start": [0, 1], "end": [3, 4]}).assign(kind=["x", "y"])
    assert len(set(spans.clusters(table, by=["kind"]))) == 2


@given(tables())
def test_outside_is_the_complement(table):
    """Spans and what lies outside them cover every character, outside ones once."""
    lengths = {"a": 20, "b": 17, "c": 0}
    table = table[table["doc"] != "c"]
    rest = spans.outside(table, lengths)
    inside = set().union(*map(characters, table.itertuples()))
    left = [char for row in rest.itertuples() for char in characters(row)]
    every = {(doc, i) for doc, n in lengths.items() for i in range(n)}
    assert len(left) == len(set(left))
    assert set(left) == every - inside


def test_an_empty_table_keeps_its_types():
    """A table without rows has the types of one with rows."""
    empty = spans.table({"doc": [], "start": [], "end": [], "kind": []}, {"kind": "str"})
    full = spans.table({"doc": ["a"], "start": [0], "end": [1], "kind": ["x"]}, {"kind": "str"})
    assert empty.dtypes.equals(full.dtypes)


def test_slices_give_the_text():
    """The slice of a row is what stands at its address."""
    table = pd.DataFrame({"doc": ["a", "b"], "start": [1, 0], "end": [3, 1]})
    assert spans.slices(table, {"a": "steel", "b": "x"}) == ["te", "x"]
