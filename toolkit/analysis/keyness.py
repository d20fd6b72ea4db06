"""Keyness: the words that one part of a corpus uses more, or less, than the rest."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from toolkit.analysis import counts, groups, measures
from toolkit.checks import ToolkitError, one_of
from toolkit.corpus import Corpus

LEAST = 3  # hits in target and reference together; rarer words cannot be told apart


def keywords(
    corpus: Corpus,
    target: Mapping[str, str],
    features: str | pd.DataFrame = "words",
    within: str = "sentence",
) -> pd.DataFrame:
    """Compare how often each word occurs in a target and in the rest (part against rest).

    Parameters
    ----------
    corpus : the corpus
    target : group key and value, such as ``{"outlet": "Economic Daily"}``
    features : words, ngrams, themes, ... as in `compare`
    within : unit in which places and themes label words

    Returns
    -------
    DataFrame
        A row per feature with at least three hits: `feature, n_target, n_reference` (hits),
        `rate_target, rate_reference` (per 1,000 words), `docs_target, docs_reference` (documents
        with a hit), `log_ratio` with its exact 95 per cent interval `lr_low, lr_high`, `lrc` (the
        bound nearest zero, corrected for all rows) and signed `log_likelihood` (4-term).  Ordered
        by `lrc`, then `log_ratio`, ties by name.

    Raises
    ------
    ToolkitError
        The key or the value is unknown, or the value is that of the whole corpus.

    Examples
    --------
    >>> import toolkit as kit
    >>> kit.keywords(kit.example(), target={"outlet": "Weekly"})["feature"].tolist()
    ['trade', 'green', 'the']
    """
    if not isinstance(target, Mapping) or len(target) != 1:
        raise ToolkitError(f"the target {target!r} is not one group key with its value")
    ((key, value),) = target.items()
    found = counts.tally(corpus, features, key, within)
    names = found.labels.names[key]
    one_of(value, names, f"a value of {key}")
    label = int(np.flatnonzero(names == value)[0])
    every = groups.pool(corpus, found.labels)
    own = found.labels.word[found.labels.label == label]
    if len(own) == len(every):
        raise ToolkitError(f"{key} {value!r} is the whole corpus; there is no rest to compare with")

    hits = found.hits[np.isin(found.hits["word"], every)]
    mine = np.isin(hits["word"], own)
    sides = [hits[side].groupby("feature")["doc"] for side in (mine, ~mine)]
    tallies = [*(side.size() for side in sides), *(side.nunique() for side in sides)]
    names = ["n_target", "n_reference", "docs_target", "docs_reference"]
    table = pd.concat(tallies, axis=1, keys=names).fillna(0).astype("int64").reset_index()
    table = table[table["n_target"] + table["n_reference"] >= LEAST].reset_index(drop=True)
    a, b = table["n_target"], table["n_reference"]
    c, d = len(own), len(every) - len(own)
    table["rate_target"], table["rate_reference"] = counts.PER * a / c, counts.PER * b / d
    table = table.assign(**measures.effects(a, c, b, d, family=len(table)))
    table["log_likelihood"] = measures.log_likelihood(a, c, b, d)
    columns = ["feature", "n_target", "n_reference", "rate_target", "rate_reference"]
    columns += ["docs_target", "docs_reference", "log_ratio", "lr_low", "lr_high", "lrc"]
    order = ["lrc", "log_ratio", "feature"]
    table = table.sort_values(order, ascending=[False, False, True], ignore_index=True)
    return table[[*columns, "log_likelihood"]]
