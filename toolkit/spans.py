"""Algebra of span tables: frames whose first columns are `doc, start, end` (`end` exclusive).

Imports nothing of ours.  Documents are compared by name, offsets as integers; one key holds both,
so that every operation is a sort and a search and never a loop over documents.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

ADDRESS = ["doc", "start", "end"]
_WIDTH = 2**36  # no text is longer than this many characters


def table(
    columns: Mapping[str, Sequence] | pd.DataFrame, like: Mapping[str, str] | None = None
) -> pd.DataFrame:
    """Return a span table with stable types whatever its rows.

    Parameters
    ----------
    columns : values by column, `doc, start, end` first
    like : pandas type by column, where it is not that of its values (empty tables need one)

    Examples
    --------
    >>> table({"doc": [], "start": [], "end": []}).dtypes.astype(str).tolist()
    ['str', 'int64', 'int64']
    """
    frame = pd.DataFrame(columns)
    kinds = {"doc": "str", "start": "int64", "end": "int64", **(like or {})}
    return frame.astype({name: kind for name, kind in kinds.items() if name in frame})


def keys(left: pd.DataFrame, right: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """Return for the rows of both tables the number at which their document begins."""
    codes, _ = pd.factorize(pd.concat([left["doc"], right["doc"]], ignore_index=True))
    base = codes.astype("int64") * _WIDTH
    return base[: len(left)], base[len(left) :]


def locate(points: pd.DataFrame, spans: pd.DataFrame) -> np.ndarray:
    """Return for each point (`doc, start`) the row number of the span that holds it, else -1.

    The spans must not overlap.

    >>> spans = table({"doc": ["a", "a"], "start": [0, 5], "end": [3, 9]})
    >>> locate(table({"doc": ["a", "a", "b"], "start": [2, 3, 6], "end": [3, 4, 7]}), spans)
    array([ 0, -1, -1])
    """
    if not len(spans) or not len(points):
        return np.full(len(points), -1)
    here, there = keys(points, spans)
    here, first = here + points["start"].to_numpy(), there + spans["start"].to_numpy()
    last = there + spans["end"].to_numpy()
    order = np.argsort(first, kind="stable")
    row = order[np.searchsorted(first[order], here, side="right") - 1]
    return np.where((here >= first[row]) & (here < last[row]), row, -1)


def overlaps(left: pd.DataFrame, right: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """Return the pairs of row numbers whose spans share a character; spans may nest.

    >>> one = table({"doc": ["a", "a"], "start": [0, 8], "end": [4, 9]})
    >>> two = table({"doc": ["a", "a"], "start": [2, 3], "end": [9, 4]})
    >>> overlaps(one, two)
    (array([0, 0, 1]), array([0, 1, 0]))
    """
    here, there = keys(left, right)
    order = np.argsort(there + right["start"].to_numpy(), kind="stable")
    first = (there + right["start"].to_numpy())[order]
    last = np.maximum.accumulate((there + right["end"].to_numpy())[order])
    low = np.searchsorted(last, here + left["start"].to_numpy(), side="right")
    high = np.searchsorted(first, here + left["end"].to_numpy(), side="left")
    n = np.maximum(high - low, 0)
    i = np.repeat(np.arange(len(left)), n)
    j = order[expand(low, n)]
    # the running maximum lets earlier, shorter spans through: keep those that really reach here
    real = (there + right["end"].to_numpy())[j] > (here + left["start"].to_numpy())[i]
    return i[real], j[real]


def expand(low: np.ndarray, n: np.ndarray) -> np.ndarray:
    """Return the numbers of runs one after the other, `n` of each from `low` on.

    >>> expand(np.array([7, 2]), np.array([1, 3])).tolist()
    [7, 2, 3, 4]
    """
    return np.arange(n.sum()) + np.repeat(low - np.cumsum(n) + n, n)


def clusters(spans: pd.DataFrame, by: Sequence[str] = ()) -> np.ndarray:
    """Return a number per row, equal for spans that overlap within the same values of `by`.

    Numbers follow the order of document, start and `by`; touching spans stay apart.

    >>> clusters(table({"doc": ["a"] * 3, "start": [0, 2, 4], "end": [3, 4, 6]})).tolist()
    [0, 0, 1]
    """
    if not len(spans):
        return np.empty(0, dtype="int64")
    names = ["doc", *by]
    group = spans.groupby(names, sort=False, dropna=False).ngroup().to_numpy()
    start, end = spans["start"].to_numpy(), spans["end"].to_numpy()
    order = np.lexsort((start, group))
    reach = np.maximum.accumulate(group[order].astype("int64") * _WIDTH + end[order])
    new = np.ones(len(order), dtype=bool)
    new[1:] = group[order][1:].astype("int64") * _WIDTH + start[order][1:] >= reach[:-1]
    out = np.empty(len(order), dtype="int64")
    out[order] = np.cumsum(new) - 1
    return pd.factorize(out)[0]


def outside(spans: pd.DataFrame, lengths: Mapping[str, int]) -> pd.DataFrame:
    """Return the stretches of each document that no span covers.

    >>> outside(table({"doc": ["a"], "start": [2], "end": [4]}), {"a": 6, "b": 1})
      doc  start  end
    0   a      0    2
    1   a      4    6
    2   b      0    1
    """
    # after the spans of each document stands one at its end
    ends = {"doc": list(lengths), "start": list(lengths.values()), "end": list(lengths.values())}
    order = {doc: i for i, doc in enumerate(lengths)}
    every = pd.concat([table(spans[ADDRESS]), table(ends)], ignore_index=True)
    every = every.assign(order=every["doc"].map(order)).sort_values(["order", "start", "end"])
    covered = every.groupby("order")["end"].cummax().groupby(every["order"]).shift(fill_value=0)
    gaps = every.assign(start=covered, end=every["start"])
    return gaps.loc[gaps["start"] < gaps["end"], ADDRESS].reset_index(drop=True)


def slices(spans: pd.DataFrame, texts: Mapping[str, str]) -> list[str]:
    """Return the text of each span.

    >>> slices(table({"doc": ["a"], "start": [2], "end": [4]}), {"a": "steel"})
    ['ee']
    """
    rows = zip(*(spans[name].tolist() for name in ADDRESS), strict=True)
    return [texts[doc][start:end] for doc, start, end in rows]


def named(names: Sequence[str], number: np.ndarray) -> pd.Series:
    """Return a column of names by their number, without a Python object per row.

    >>> named(["a", "b"], np.array([1, 1, 0])).tolist()
    ['b', 'b', 'a']
    """
    return column(pa.array(names, pa.large_string()), number)


def column(forms: Any, number: np.ndarray) -> pd.Series:
    """Return a column of the forms of an Arrow array by their number."""
    return pd.Series(pd.array(forms.cast(pa.large_string()).take(pa.array(number)), dtype="str"))
