"""Matrices: sparse counts of features in groups, which add up over the parts of a corpus."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
import pandas as pd

from toolkit.analysis import groups
from toolkit.analysis.groups import Labels
from toolkit.corpus import Corpus


@dataclass(frozen=True)
class Matrix:
    """Counts of features (rows) in groups (columns), as a sparse array; matrices of parts add up.

    Attributes
    ----------
    features : the features that occur, an Arrow array
    groups : a row per column of `n`, with the group keys
    words : counted words of each group
    n : hits, a SciPy array in compressed columns
    """

    features: Any
    groups: pd.DataFrame
    words: np.ndarray
    n: Any


def total(parts: Iterable[Matrix]) -> Matrix:
    """Return the counts of all parts together; what one part lacks is zero in it.

    >>> import toolkit as kit
    >>> corpus = kit.example()
    >>> parts = [of_words(corpus.select([doc]), "doc", "sentence") for doc in corpus.texts]
    >>> int(total(parts).n.sum()) == int(of_words(corpus, "doc", "sentence").n.sum())
    True
    """
    import pyarrow as pa
    from scipy import sparse

    parts = list(parts)
    if len(parts) == 1:
        return parts[0]
    found = pa.chunked_array([part.features for part in parts]).combine_chunks()
    found = found.dictionary_encode()
    edges = np.cumsum([len(part.features) for part in parts])[:-1]
    blocks = []
    for part, row in zip(parts, np.split(found.indices.to_numpy(), edges), strict=True):
        place = part.n.data, row[part.n.indices], part.n.indptr
        shape = len(found.dictionary), len(part.groups)
        blocks.append(sparse.csc_array(place, shape=shape))
    n = sparse.hstack(blocks, format="csc")
    groups = pd.concat([part.groups for part in parts], ignore_index=True)
    names = groups.drop_duplicates().sort_values(list(groups), ignore_index=True)
    column = groups.groupby(list(groups)).ngroup().to_numpy()
    words = np.bincount(column, np.concatenate([part.words for part in parts])).astype("int64")
    if len(names) < len(groups) or (np.diff(column) < 0).any():  # parts share groups
        same = np.ones(len(column), n.dtype), (np.arange(len(column)), column)
        n = n @ sparse.coo_array(same).tocsc()
    return Matrix(found.dictionary, names, words, n)


def of_words(corpus: Corpus, by: str | Sequence[str], within: str) -> Matrix:
    """Count words; those whose documents decide their labels part by part, on every core."""
    if not groups.by_document(by):
        return _of_part(corpus, by, within)
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        return total(pool.map(partial(_of_part, by=by, within=within), corpus.parts))


def _of_part(corpus: Corpus, by: str | Sequence[str], within: str) -> Matrix:
    """Count words: those with a label are the hits."""
    labels = groups.label(corpus, by, within)
    read = corpus.matcher()
    return of_pairs(read.form[labels.word], labels.label, read.forms, labels)


def of_pairs(feature: np.ndarray, label: np.ndarray, names: Any, labels: Labels) -> Matrix:
    """Count pairs of a feature and a label, and leave out the names that do not occur."""
    n = _counted(feature, label, (len(names), len(labels.names)))
    used = np.diff(n.indptr) > 0
    words = np.bincount(labels.label, minlength=len(labels.names))
    return Matrix(names.filter(used), labels.names, words, n[used].tocsc())


def _counted(feature: np.ndarray, label: np.ndarray, shape: tuple[int, int]) -> Any:
    """Count pairs of a feature and a label.

    A run of hits under one label, such as a document, is a row that stands ready; turning rows into
    columns groups the hits by feature, without copies of the pairs.
    """
    from scipy import sparse

    width = sparse.get_index_dtype(maxval=len(label))  # narrow: fresh memory is dear
    begin = np.append(0, np.flatnonzero(label[1:] != label[:-1]) + 1)[: len(label)]
    one, edges = np.ones(len(label), dtype="int32"), np.append(begin, len(label)).astype(width)
    runs = one, feature.astype(width, copy=False), edges
    n = sparse.csr_array(runs, shape=(len(begin), shape[0])).T.tocsr()
    found = label[begin].astype(width)[n.indices]
    n = sparse.csr_array((n.data, found, n.indptr), shape=shape)
    n.sum_duplicates()
    return n
