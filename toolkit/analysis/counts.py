"""Counts: how often each feature occurs in the words of each group."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from toolkit import spans
from toolkit.analysis import groups, matrices
from toolkit.analysis.groups import Labels
from toolkit.analysis.matrices import Matrix
from toolkit.checks import ToolkitError, one_of
from toolkit.corpus import Corpus
from toolkit.layers import contract

KEY_OF = {  # the group key whose values are features
    "themes": "theme",
    "places": "place",
    "countries": "country",
    "provinces": "province",
    "macro_regions": "macro_region",
    "clusters": "cluster",
    "speakers": "speaker",
    "modes": "mode",
}
FEATURES = ("words", "ngrams", *KEY_OF)
PER = 1000  # rates are per this many words


@dataclass(frozen=True)
class Tally:
    """Hits of features and the groups they fall in; every count is a number of its pairs.

    Attributes
    ----------
    hits : `doc, start, end, feature, word` (row of the first counted word), a row per hit
    names : the features in order
    labels : the groups' words
    hit, label : the pairs of a hit and a label of its first counted word
    """

    hits: pd.DataFrame
    names: np.ndarray
    labels: Labels
    hit: np.ndarray
    label: np.ndarray

    @property
    def feature(self) -> np.ndarray:
        """Number of each hit's feature in `names`."""
        return np.searchsorted(self.names, self.hits["feature"].to_numpy(dtype=str))

    def cell(self, feature: str, group: tuple[str, ...]) -> pd.DataFrame:
        """Return the hits of a feature in a group, in the order of the text."""
        label = np.flatnonzero((self.labels.names == list(group)).all(axis=1).to_numpy(dtype=bool))
        inside = (self.names[self.feature[self.hit]] == feature) & np.isin(self.label, label)
        return self.hits.iloc[np.sort(self.hit[inside])]

    def table(self) -> pd.DataFrame:
        """Return `feature`, the keys, `n, words, rate, docs` for every feature and group."""
        wide = len(self.labels.names)
        doc = pd.factorize(self.hits["doc"])[0][self.hit]
        pairs = pd.DataFrame({"cell": self.feature[self.hit] * wide + self.label, "doc": doc})
        found = pairs.groupby("cell")["doc"].agg(n="size", docs="nunique")
        found = found.reindex(range(len(self.names) * wide), fill_value=0)
        feature, label = np.divmod(found.index, max(wide, 1))
        out = self.labels.names.iloc[label].reset_index(drop=True)
        out.insert(0, "feature", pd.Series(self.names[feature], dtype="str"))
        words = np.bincount(self.labels.label, minlength=wide)[label]
        rate = PER * found["n"].to_numpy() / np.where(words > 0, words, np.nan)
        return out.assign(n=found["n"], words=words, rate=rate, docs=found["docs"])


def matrix(
    corpus: Corpus,
    features: str | pd.DataFrame = "words",
    by: str | Sequence[str] = "doc",
    within: str = "sentence",
) -> Matrix:
    """Count features in groups without a row for what does not occur: for many groups.

    Words by document, or by a column of `documents`, are counted part by part, on every core.

    Examples
    --------
    >>> import toolkit as kit
    >>> found = matrix(kit.example())
    >>> found.n.shape, int(found.n.sum()), found.words.tolist()
    ((41, 3), 51, [23, 14, 14])
    """
    import pyarrow as pa

    if isinstance(features, str) and features == "words":
        return matrices.of_words(corpus, by, within)
    hits = occurrences(corpus, features)
    labels = groups.label(corpus, by, within)
    hit, label = labels.of(hits["word"].to_numpy())
    feature, names = pd.factorize(hits["feature"].to_numpy(dtype=object)[hit])
    return matrices.of_pairs(feature, label, pa.array(names, pa.string()), labels)


def occurrences(corpus: Corpus, features: str | pd.DataFrame) -> pd.DataFrame:
    """Return the hits of some features: `doc, start, end, feature, word`.

    Parameters
    ----------
    corpus : the corpus
    features : words, ngrams (two words in a row), themes, places, countries, provinces,
        macro_regions, clusters, speakers, modes (the words spoken), a family of the codebook, or
        a span table with a column `feature`

    Examples
    --------
    >>> import toolkit as kit
    >>> occurrences(kit.example(), "modes")["feature"].value_counts().sort_index().head(2).tolist()
    [7, 26]
    """
    words = corpus.words
    if isinstance(features, pd.DataFrame):
        contract.check_spans("the table of features", features, ["feature"], corpus.texts)
        if features["feature"].isna().any():
            raise ToolkitError("the table of features has a row without a feature")
        return _anchored(features.astype({"feature": "str"}), words)
    families = {entry.family for entry in corpus.codebook.values()} - {"theme"}
    one_of(features, [*FEATURES, *families], "a feature")
    if features in ("words", "ngrams", "speakers", "modes"):
        return _of_words(corpus, words, features)
    if features == "themes" or features in families:
        found = groups.themed(corpus, "theme" if features == "themes" else features)
        return _anchored(found.rename(columns={"theme": "feature"}), words)
    found = groups.values(groups.placed(corpus), KEY_OF[features])
    return _anchored(found.rename(columns={"value": "feature"}), words)


def _of_words(corpus: Corpus, words: pd.DataFrame, name: str) -> pd.DataFrame:
    """Return a hit per counted word (or two in a row)."""
    row = np.flatnonzero(~words["loop"].to_numpy(dtype=bool))
    out = words.iloc[row][["doc", "start", "end"]].assign(word=row)
    if name in ("speakers", "modes"):
        labels = groups.label(corpus, KEY_OF[name])
        value = labels.names.iloc[labels.label, 0].to_numpy()
        return out.assign(feature=value)[[*spans.ADDRESS, "feature", "word"]].reset_index(drop=True)
    norm = words["norm"].to_numpy(dtype=object)[row]
    if name == "words":
        out["feature"] = norm
    else:
        unit = groups.units(corpus, words, "sentence")[row]
        after = np.flatnonzero(unit[1:] == unit[:-1])
        end = out["end"].to_numpy()[after + 1]
        out = out.iloc[after].assign(end=end, feature=norm[after] + " " + norm[after + 1])
    return out[[*spans.ADDRESS, "feature", "word"]].reset_index(drop=True)


def _anchored(hits: pd.DataFrame, words: pd.DataFrame) -> pd.DataFrame:
    """Give hits their first counted word; a hit without one is not in the body and is left out."""
    hits = hits[[*spans.ADDRESS, "feature"]].assign(word=groups.first_words(hits, words))
    return hits[hits["word"] >= 0].reset_index(drop=True)


def tally(
    corpus: Corpus, features: str | pd.DataFrame, by: str | Sequence[str], within: str = "sentence"
) -> Tally:
    """Return hits and groups, paired."""
    hits = occurrences(corpus, features)
    labels = groups.label(corpus, by, within)
    names = np.unique(hits["feature"].to_numpy(dtype=str))
    hit, label = labels.of(hits["word"].to_numpy())
    return Tally(hits, names, labels, hit, label)


def count(
    corpus: Corpus,
    features: str | pd.DataFrame,
    by: str | Sequence[str] | None = None,
    within: str = "sentence",
) -> pd.DataFrame:
    """Count features, in the whole corpus or in groups.

    Parameters
    ----------
    corpus : the corpus
    features : words, ngrams, themes, places, countries, provinces, macro_regions, clusters,
        speakers, modes, or a span table with a column `feature`
    by : group key or two of them; without it the corpus is one group
    within : unit in which places and themes label words

    Returns
    -------
    DataFrame
        `feature`, a column per key, `n` (hits), `words` (the group's counted words), `rate` (hits
        per 1,000 words) and `docs` (documents with a hit), most frequent first.

    Examples
    --------
    >>> import toolkit as kit
    >>> count(kit.example(), "themes")[["feature", "n", "docs"]].values.tolist()
    [['trade', 5, 3], ['green', 3, 3]]
    """
    if by is not None:
        table = tally(corpus, features, by, within).table()
        return table.sort_values(["n", "feature"], ascending=[False, True], ignore_index=True)
    found = matrix(corpus, features)
    table = spans.column(found.features, np.arange(len(found.features))).to_frame("feature")
    n, words = found.n.sum(axis=1), int(found.words.sum())
    docs = np.bincount(found.n.indices, minlength=len(table))
    table = table.assign(n=n, words=words, rate=PER * n / max(words, 1), docs=docs)
    return table.sort_values(["n", "feature"], ascending=[False, True], ignore_index=True)
