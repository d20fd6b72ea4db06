"""Concordance: every occurrence of a pattern in its context, before anything is counted."""

from __future__ import annotations

import pandas as pd

from toolkit import spans
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
    read = corpus.matcher()
    hits = patterns.find(read, [pattern])
    sentences = corpus.sentences.iloc[read.unit[hits["first"]]].reset_index(drop=True)
    out = hits[spans.ADDRESS].copy()
    left = out.assign(start=sentences["start"].clip(lower=out["start"] - width), end=out["start"])
    right = out.assign(start=out["end"], end=sentences["end"].clip(upper=out["end"] + width))
    for name, part in (("left", left), ("match", out), ("right", right)):
        out = out.assign(**{name: passages.shown(corpus, part).str.replace("\n", " ")})
    first = corpus.speech.query("level == 1").reset_index(drop=True)
    voice = first["speaker"].astype("object").fillna(groups.UNRESOLVED).to_numpy()
    row = spans.locate(out, first)
    out["speaker"] = pd.Series([voice[i] if i >= 0 else groups.UNRESOLVED for i in row],
                               dtype="str")  # fmt: skip
    return out
