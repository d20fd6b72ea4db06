"""Resampling: how much a rate moves when the texts had been cut otherwise.

Words of one article are not independent, so whole units are drawn, never words: documents when
there are enough of them, else paragraphs within each document, else blocks of sentences.  The
second and third say how much a number varies *within these documents* and nothing of others.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from toolkit.analysis import groups
from toolkit.corpus import Corpus

if TYPE_CHECKING:
    from scipy.sparse import csc_array

DOCUMENTS = 20  # a group of this many documents is resampled by documents
PARAGRAPHS = 5  # a document of fewer paragraphs is resampled by blocks of sentences
BLOCK = 5  # sentences


@dataclass(frozen=True)
class Units:
    """What is drawn: the unit of each word and the stratum (document) of each unit."""

    of_word: np.ndarray
    stratum: np.ndarray
    basis: str

    def draws(self, times: int, seed: int) -> np.ndarray:
        """Return how often each unit is drawn (times x units), stratum by stratum.

        >>> units = Units(np.array([0, 0, 1]), np.array([0, 0]), "paragraphs")
        >>> units.draws(4, seed=1).sum(axis=1).tolist()
        [2, 2, 2, 2]
        """
        random = np.random.default_rng(seed)
        out = np.empty((times, len(self.stratum)), dtype="int32")
        for stratum in np.unique(self.stratum):
            inside = np.flatnonzero(self.stratum == stratum)
            share = np.full(len(inside), 1 / len(inside))
            out[:, inside] = random.multinomial(len(inside), share, size=times)
        return out

    def counts(self, words: np.ndarray, cell: np.ndarray, cells: int) -> csc_array:
        """Return how many words of each cell each unit holds (units x cells).

        Parameters
        ----------
        words, cell : the pairs to count: row of a word, number of a cell
        cells : how many cells there are
        """
        from scipy.sparse import csc_array

        pairs = (np.ones(len(words)), (self.of_word[words], cell))
        return csc_array(pairs, shape=(len(self.stratum), cells))


def units(corpus: Corpus, labels: groups.Labels) -> Units:
    """Choose the units to resample.

    Parameters
    ----------
    corpus : the corpus
    labels : the groups; documents are drawn when every group has at least 20 of them
    """
    words = corpus.words
    doc = pd.factorize(words["doc"])[0]
    pairs = pd.DataFrame({"label": labels.label, "doc": doc[labels.word]}).drop_duplicates()
    per_group = pairs["label"].value_counts()
    if len(per_group) and per_group.min() >= DOCUMENTS:
        return Units(doc, np.zeros(doc.max() + 1, dtype="int64"), "documents")
    paragraph = groups.units(corpus, words, "paragraph")
    block = pd.MultiIndex.from_arrays([doc, words["sentence"] // BLOCK]).factorize()[0]
    several = pd.Series(paragraph).groupby(doc).transform("nunique").to_numpy() >= PARAGRAPHS
    parts = [doc, several, np.where(several, paragraph, block)]
    of_word = pd.MultiIndex.from_arrays(parts).factorize()[0]
    stratum = pd.Series(doc).groupby(of_word).first().to_numpy(dtype="int64")
    long, short = (len(np.unique(doc[flag])) for flag in (several, ~several))
    basis = "paragraphs within documents" if long else ""
    if short:
        basis += f"{' and ' if long else ''}blocks of {BLOCK} sentences"
        basis += f" within {short} of {long + short} documents" if long else " within documents"
    return Units(of_word, stratum, basis)


def middle(draws: np.ndarray) -> np.ndarray:
    """Return the bounds of the middle 95 per cent of each column, missing where nothing is.

    >>> middle(np.arange(41.0)[:, None]).tolist()
    [[1.0, 39.0]]
    """
    return pd.DataFrame(draws).quantile([0.025, 0.975]).to_numpy().T
