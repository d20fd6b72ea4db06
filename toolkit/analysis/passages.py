"""Passages: the sentences behind spans, so that every number can be read."""

from __future__ import annotations

import numpy as np
import pandas as pd

from toolkit import spans
from toolkit.checks import ToolkitError
from toolkit.corpus import Corpus


def passages(corpus: Corpus, table: pd.DataFrame) -> pd.DataFrame:
    """Return spans with their text and the sentence they stand in.

    Parameters
    ----------
    corpus : the corpus
    table : spans (`doc, start, end`), such as a layer or some rows of one

    Returns
    -------
    DataFrame
        The rows and columns of `table` with `text` (the span's own), `passage` (the sentences it
        stands in) and `passage_start`; a document whose `rights` are `address` shows addresses
        instead.

    Raises
    ------
    ToolkitError
        The table has no addresses.

    Examples
    --------
    >>> import toolkit as kit
    >>> corpus = kit.example()
    >>> passages(corpus, corpus.themes.head(1))[["text", "passage"]].values.tolist()
    [['Trade', 'Trade is open.']]
    """
    for column in spans.ADDRESS:
        if column not in table:
            raise ToolkitError(f"a table of spans was expected; {column!r} is not a column of it")
    out = table.reset_index(drop=True)
    sentences = corpus.sentences
    i, j = spans.overlaps(out, sentences)
    start, end = out["start"].to_numpy(copy=True), out["end"].to_numpy(copy=True)
    np.minimum.at(start, i, sentences["start"].to_numpy()[j])
    np.maximum.at(end, i, sentences["end"].to_numpy()[j])
    whole = pd.DataFrame({"doc": out["doc"], "start": start, "end": end})
    out["text"], out["passage"] = shown(corpus, out), shown(corpus, whole)
    return out.assign(passage_start=start)


def shown(corpus: Corpus, table: pd.DataFrame) -> pd.Series:
    """Return the text of spans, or `doc:start-end` where the document's rights are `address`.

    >>> import toolkit as kit
    >>> corpus = kit.example()
    >>> shown(corpus, corpus.words.head(2)).tolist()
    ['Trade', 'is']
    """
    rows = zip(*(table[name].tolist() for name in spans.ADDRESS), strict=True)
    return pd.Series([excerpt(corpus, *row) for row in rows], index=table.index, dtype="str")


def excerpt(corpus: Corpus, doc: str, start: int, end: int) -> str:
    """Return the text of one span as far as it may be shown."""
    return f"{doc}:{start}-{end}" if doc in corpus.closed else corpus.texts[doc][start:end]
