"""Concordance: every occurrence of a pattern in its context, before anything is counted."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pandas as pd

from toolkit.analysis import groups, passages
from toolkit.corpus import Corpus
from toolkit.text import patterns

WIDTH = 60  # characters of context on either side


def concordance(corpus: Corpus, pattern: str, width: int = WIDTH) -> pd.DataFrame:
    """Find a pattern in the counted words of the body.

    Parameters
    ----------
    corpus : the corpus
    pattern : words in a row; `*` at either end of a word stands for more letters, `(a|b)` for
        either, `...` for up to five words of the same sentence
    width : characters of context on either side, within the sentence

    Returns
    -------
    DataFrame
        A row per match: `doc, start, end, left, match, right, speaker` (whose words they are); a
        document whose `rights` are `address` shows addresses instead of words.

    Raises
    ------
    ToolkitError
        The pattern holds no word.

    Examples
    --------
    >>> import toolkit as kit
    >>> kit.concordance(kit.example(), "green steel")[["doc", "match", "right"]].values.tolist()
    [['interview', 'green steel', '.'], ['steel', 'Green steel', ' is dear.']]
    """
    read, sentences = corpus.matcher(), corpus.sentences
    first, last, _ = patterns.matches(read, [pattern])
    at, stop = read.atoms.begin[first], patterns.ends(read, last)
    doc = read.atoms.document(first)
    start, end = at - read.atoms.base[doc], stop - read.atoms.base[doc]
    unit = read.unit[first]
    low = np.maximum(sentences["start"].to_numpy()[unit], start - width)
    high = np.minimum(sentences["end"].to_numpy()[unit], end + width)
    names = [read.atoms.docs[i] for i in doc.tolist()]
    lines: dict[str, list[str]] = {"doc": names, "left": [], "match": [], "right": []}
    edges = zip(*(column.tolist() for column in (low, start, end, high)), strict=True)
    for name, cuts in zip(names, edges, strict=True):  # line by line: a text is decoded once
        for column, (a, b) in zip(("left", "match", "right"), pairwise(cuts), strict=True):
            lines[column].append(passages.excerpt(corpus, name, a, b).replace("\n", " "))
    lines["speaker"] = groups.voices(corpus, "speaker", at).tolist()
    made = {name: pd.array(column, dtype="str") for name, column in lines.items()}
    # one table at the end: a query that finds one line costs no more than that
    return pd.DataFrame({"doc": made.pop("doc"), "start": start, "end": end, **made})
