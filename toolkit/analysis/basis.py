"""The basis of a comparison: what was counted, and what its design cannot show."""

from __future__ import annotations

from math import comb
from typing import Any

import numpy as np
import pandas as pd

from toolkit import spans
from toolkit.analysis import groups
from toolkit.analysis.counts import KEY_OF, Tally
from toolkit.analysis.groups import Labels
from toolkit.checks import listed
from toolkit.corpus import Corpus
from toolkit.layers.themes import above
from toolkit.templates import filled
from toolkit.text.documents import PLACE_KEYS, SPEECH_KEYS

DESIGN = ("document", "author", "outlet", "host", "genre", "language", "translated")


def facts(
    corpus: Corpus, found: Tally, features: str | pd.DataFrame, within: str, fixed: int
) -> dict[str, Any]:
    """Return what a comparison rests on, by name."""
    labels, words = found.labels, corpus.words
    doc = words["doc"].to_numpy()[labels.word]
    pairs = pd.DataFrame({"label": labels.label, "doc": doc}).drop_duplicates()
    names = labels.names.agg(" | ".join, axis=1).to_numpy()
    per_group = pairs["label"].value_counts().reindex(range(len(names)), fill_value=0)
    carried = np.bincount(labels.word, minlength=len(words))
    out: dict[str, Any] = {
        "features": features if isinstance(features, str) else "a table of spans",
        "by": list(labels.keys),
        "words": int((~words["loop"]).sum()),
        "words_labelled": int((carried > 0).sum()),
        "words_in_several_groups": int((carried > 1).sum()),
        "documents": len(corpus.texts),
        "documents_per_group": {str(n): int(k) for n, k in zip(names, per_group, strict=True)},
        "cells": len(found.names) * len(names),
        "cells_by_construction": fixed,
        "confounded_with": _confounded(corpus, labels, pairs),
        "smallest_p": _smallest_p(labels, pairs),
    }
    if not labels.single:
        out["unit"] = within
    out["hits"] = len(found.hits)
    out["passages"] = len(found.hits) - int(found.hits.duplicated(spans.ADDRESS).sum())
    if set(labels.keys) & set(SPEECH_KEYS):
        nested = corpus.speech.query("level == 2")
        i, _ = spans.overlaps(words, nested)
        counted_words = ~words["loop"].to_numpy(dtype=bool)
        out["words_of_nested_speech"] = int(counted_words[np.unique(i)].sum())
    return out


def by_construction(
    corpus: Corpus, features: str | pd.DataFrame, table: pd.DataFrame, labels: Labels
) -> np.ndarray:
    """Say which cells hold whatever the texts say: a feature in the group it defines."""
    out = np.zeros(len(table), dtype=bool)
    key, book = KEY_OF.get(features) if isinstance(features, str) else None, corpus.codebook
    for column in labels.keys if key else ():
        always: set[tuple[str, str]] = set()
        if column == key == "theme":
            always = {(over, name) for name in book for over in above(book, name)}
        elif column in PLACE_KEYS and key in PLACE_KEYS:
            always = _always_together(corpus, str(key), column)
        elif column == key:
            always = {(name, name) for name in table[column]}
        cells = zip(table["feature"], table[column], strict=True)
        out |= np.array([cell in always for cell in cells], dtype=bool)
    return out


def _always_together(corpus: Corpus, key: str, column: str) -> set[tuple[str, str]]:
    """Return features and groups of which every mention that carries the group has the feature."""
    found = groups.placed(corpus).reset_index(names="mention")
    pairs = groups.values(found, column).merge(
        groups.values(found, key)[["mention", "value"]], on="mention", suffixes=("", "_feature")
    )
    both = pairs.groupby(["value_feature", "value"]).size()
    each = groups.values(found, column)["value"].value_counts()
    return {(f, g) for (f, g), n in both.items() if n == each[g]}


def _confounded(corpus: Corpus, labels: Labels, pairs: pd.DataFrame) -> dict[str, list[int]]:
    """Return what changes with the group: column -> [groups of a single value, groups].

    Where a group has a single outlet, its difference from a group of another outlet may be the
    outlet's.  Columns in which most groups are of several values are left out.
    """
    pairs = pairs[labels.resolved[pairs["label"].to_numpy()]]
    documents = corpus.documents.assign(document=lambda t: t.index)
    keys = {"document" if key == "doc" else key for key in labels.keys}
    out = {}
    for name in (column for column in DESIGN if column not in keys):
        value = pairs["doc"].map(documents[name])
        several = value.groupby(pairs["label"]).nunique()
        several = several[several > 0]  # the others' is not known
        single = int((several == 1).sum())
        if len(set(value.dropna())) > 1 and len(several) > 1 and 2 * single > len(several):
            out[name] = [single, len(several)]
    return out


def _smallest_p(labels: Labels, pairs: pd.DataFrame) -> float | None:
    """Return the smallest p a permutation of documents could give, None where none is defined."""
    pairs = pairs[labels.resolved[pairs["label"].to_numpy()]]
    if not pairs["doc"].is_unique or pairs["label"].nunique() < 2:
        return None
    sizes = pairs["label"].value_counts()
    return 1 / max(comb(len(pairs), int(size)) for size in sizes)


def sentences(facts: dict[str, Any]) -> str:
    """Return the basis as a few sentences.

    >>> sentences({"words": 10, "words_labelled": 8, "documents": 2, "by": ["outlet"],
    ...            "confounded_with": {}, "smallest_p": 0.5, "words_in_several_groups": 0,
    ...            "cells_by_construction": 0, "documents_per_group": {"A": 1, "B": 1},
    ...            "hits": 3, "passages": 3})
    'Counted: 10 words of 2 documents, 8 of them in groups by outlet (documents: A 1, B 1). \
No permutation of documents can give a p below 0.5.'
    """
    per_group = [f"{name} {n}" for name, n in facts["documents_per_group"].items()]
    said = filled("basis.txt", groups=listed(per_group, "more groups"), **facts)
    return " ".join(said.splitlines())
