"""What every layer promises: its columns, its addresses, one voice a character."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from toolkit import spans
from toolkit.checks import ToolkitError, counted, one_of

COLUMNS = {
    "furniture": "kind text",
    "faults": "kind text reading",
    "sentences": "paragraph sentence kind",
    "words": "norm sentence loop",
    "speech": "speaker mode act utterance speaker_start speaker_end cue cue_start cue_end level "
    "rule confidence",
    "places": "text place kind country province macro_region clusters parts in_name actor loop "
    "doubt lat lon",
    "themes": "text theme parent pattern loop",
}  # after doc, start, end; in the order in which layers are made


def ordered(table: pd.DataFrame, texts: Mapping[str, str]) -> pd.DataFrame:
    """Return a layer in the order of documents and addresses.

    >>> rows = spans.table({"doc": ["b", "a"], "start": [0, 0], "end": [1, 1]})
    >>> ordered(rows, {"a": "x", "b": "y"})["doc"].tolist()
    ['a', 'b']
    """
    number = table["doc"].map({doc: i for i, doc in enumerate(texts)}).to_numpy()
    order = np.lexsort((table["end"].to_numpy(), table["start"].to_numpy(), number))
    return table.iloc[order].reset_index(drop=True)


def check(name: str, table: pd.DataFrame, texts: Mapping[str, str]) -> None:
    """Raise where a layer breaks its promise.

    Parameters
    ----------
    name : name of the layer
    table : its rows
    texts : text by document

    Raises
    ------
    ToolkitError
        A column is missing, a row leaves its text or belongs to no document, or the first level of
        speech overlaps itself.

    Examples
    --------
    >>> check("words", spans.table({"doc": [], "start": [], "end": []}), {})
    Traceback (most recent call last):
    toolkit.checks.ToolkitError: the layer words has no column 'norm'
    """
    check_spans(f"the layer {name}", table, COLUMNS[name].split(), texts)
    if name == "speech":
        first = ordered(table[table["level"] == 1], texts)
        before = first.groupby("doc")["end"].shift(fill_value=0)
        for i in first.index[first["start"] < before][:1]:
            doc, start, end = first.loc[i, spans.ADDRESS]
            raise ToolkitError(
                f"the rows of speech at level 1 must not overlap; {doc} {start}-{end} begins "
                f"before {before[i]}, where the row before it ends"
            )


def check_spans(
    what: str, table: pd.DataFrame, columns: Sequence[str], texts: Mapping[str, str]
) -> None:
    """Raise where a table lacks a column, or a row leaves its text."""
    if not isinstance(table, pd.DataFrame):
        raise ToolkitError(f"{what} is no table: {table!r}")
    for column in [*spans.ADDRESS, *columns]:
        if column not in table:
            raise ToolkitError(f"{what} has no column {column!r}")
    for doc, start, end in zip(table["doc"], table["start"], table["end"], strict=True):
        one_of(doc, texts, "a document")
        if not 0 <= start <= end <= len(texts[doc]):
            raise ToolkitError(
                f"the row {doc} {start}-{end} of {what} leaves its text "
                f"of {counted(len(texts[doc]), 'character')}"
            )
