"""Groups label words: the rule of denominators.

A group's `words` are the distinct counted words that carry its label; a hit takes the labels of its
first counted word.  One key gives every word at most one label (a document column, speaker, mode)
or any number of them (places and themes named in its unit); two keys give the product.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from toolkit import spans
from toolkit.checks import ToolkitError, one_of
from toolkit.corpus import Corpus
from toolkit.text.documents import GROUP_KEYS, PLACE_KEYS, SPEECH_KEYS

NONE, UNRESOLVED = "(none)", "(unresolved)"
UNITS = ("sentence", "paragraph", "document")
NOT_PLACES = ("demonym", "deictic")  # they name a people, or "my country": kinds of their own


@dataclass(frozen=True)
class Labels:
    """Which counted words carry which label.

    Attributes
    ----------
    keys : the group keys
    names : a row per label, a column per key
    word, label : the pairs, each once, in the order of words
    single : whether a word carries at most one label, so that groups add up to the total
    """

    keys: tuple[str, ...]
    names: pd.DataFrame
    word: np.ndarray
    label: np.ndarray
    single: bool

    @property
    def resolved(self) -> np.ndarray:
        """Whether each label says something; the others get no effect and are no one's rest."""
        return ~self.names.isin([NONE, UNRESOLVED]).any(axis=1).to_numpy(dtype=bool)

    def of(self, words: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return the labels of some words: (position in `words`, label)."""
        low = np.searchsorted(self.word, words, side="left")
        n = np.searchsorted(self.word, words, side="right") - low
        return np.repeat(np.arange(len(words)), n), self.label[spans.expand(low, n)]


def label(corpus: Corpus, by: str | Sequence[str], within: str = "sentence") -> Labels:
    """Label the counted words of a corpus.

    Parameters
    ----------
    corpus : the corpus
    by : doc, a column of `documents`, or speaker, mode, place, country, province,
        macro_region, cluster, theme; two of them make the cube
    within : the unit in which a place or a theme labels words: sentence, paragraph or document;
        beside a speaker or mode the unit is the sentence within the speech row

    Raises
    ------
    ToolkitError
        A key or the unit is unknown, or there are more than two keys.

    Examples
    --------
    >>> import toolkit as kit
    >>> label(kit.example(), "mode").names["mode"].tolist()
    ['answer', 'author', 'direct', 'indirect', 'question']
    """
    keys = _keys(by)
    one_of(within, UNITS, "a unit")
    columns = corpus.documents.columns.drop("words")
    for key in keys:
        one_of(key, ["doc", *columns, *GROUP_KEYS], "a group key")
    return _product([_label(corpus, key, keys, within) for key in keys])


def _keys(by: str | Sequence[str]) -> tuple[str, ...]:
    """Return one group key or two."""
    keys = (by,) if isinstance(by, str) else tuple(by) if isinstance(by, list | tuple) else ()
    if not 1 <= len(keys) <= 2 or keys[0] in keys[1:]:
        raise ToolkitError(f"by={by!r} is not one group key or two different ones")
    return keys


def by_document(by: str | Sequence[str]) -> bool:
    """Say whether the documents alone decide the labels of their words."""
    return not {*SPEECH_KEYS, *PLACE_KEYS, "theme"} & {*_keys(by)}


def pool(corpus: Corpus, labels: Labels) -> np.ndarray:
    """Return the rows of the words that a group and its rest are made of.

    For one single-valued key these are the words with a real label, else all counted words.
    """
    if labels.single and len(labels.keys) == 1:
        return labels.word[labels.resolved[labels.label]]
    return np.flatnonzero(~corpus.words["loop"].to_numpy(dtype=bool))


def rows_of_speech(corpus: Corpus, begin: np.ndarray) -> np.ndarray:
    """Return in which row of the first level of speech what begins there stands, -1 for none."""
    starts, ends, _ = corpus.voices
    row = np.searchsorted(starts, begin, side="right") - 1
    return np.where(begin < np.append(ends, 0)[row], row, -1)


def voices(corpus: Corpus, key: str, begin: np.ndarray) -> np.ndarray:
    """Return the speaker (or mode) of what begins there: that of the first level of speech."""
    value = corpus.voices[2][key][rows_of_speech(corpus, begin)]
    return np.where(pd.isna(value), UNRESOLVED, value)


def units(
    corpus: Corpus, words: pd.DataFrame, within: str, speech: np.ndarray | None = None
) -> np.ndarray:
    """Return the number of each word's unit."""
    names = [words["doc"].to_numpy()]
    if within != "document":
        names.append(words["sentence"].to_numpy())
    if within == "paragraph":
        sentences = corpus.sentences.set_index(["doc", "sentence"])["paragraph"]
        names[1] = sentences.loc[list(zip(*names, strict=True))].to_numpy()
    if speech is not None:
        names.append(speech)
    return pd.MultiIndex.from_arrays(names).factorize()[0]


def first_words(hits: pd.DataFrame, words: pd.DataFrame) -> np.ndarray:
    """Return for each hit the row of its first counted word, -1 where it holds none."""
    counted = np.flatnonzero(~words["loop"].to_numpy(dtype=bool))
    i, j = spans.overlaps(hits, words.iloc[counted])
    out = np.full(len(hits), len(words))
    np.minimum.at(out, i, counted[j])
    return np.where(out < len(words), out, -1)


def placed(corpus: Corpus) -> pd.DataFrame:
    """Return the mentions of places that count: not in names, not repetitions, no demonyms."""
    found = corpus.places
    left = found["in_name"] | found["loop"] | found["kind"].isin(NOT_PLACES)
    return found[~left.astype(bool)].reset_index(drop=True)


def themed(corpus: Corpus, family: str = "theme") -> pd.DataFrame:
    """Return the hits of themes that count."""
    names = [name for name, entry in corpus.codebook.items() if entry.family == family]
    found = corpus.themes
    return found[~found["loop"].astype(bool) & found["theme"].isin(names)].reset_index(drop=True)


def values(found: pd.DataFrame, key: str) -> pd.DataFrame:
    """Return mentions with their value of a place key, a row per value (clusters have several)."""
    column = {"cluster": "clusters"}.get(key, key)
    out = found.assign(value=found[column].astype("object"))
    if key == "cluster":  # those a place belongs to, and itself where it is one
        named = out["value"].fillna("").str.split(";")
        own = out["place"].where(out["kind"] == "cluster", "")
        out = out.assign(value=[[*v, o] for v, o in zip(named, own, strict=True)]).explode("value")
    return out[out["value"].notna() & (out["value"] != "")]


def _label(corpus: Corpus, key: str, keys: Sequence[str], within: str) -> Labels:
    """Label the words under one key, of those that are asked for together."""
    read = corpus.matcher()
    counted = np.flatnonzero(~read.loop)
    if key in (*PLACE_KEYS, "theme"):
        words = corpus.words
        voiced = set(keys) & set(SPEECH_KEYS)
        speech = rows_of_speech(corpus, read.atoms.place(words)) if voiced else None
        unit = units(corpus, words, within, speech)
        found = themed(corpus).assign(value=lambda t: t["theme"]) if key == "theme" else (
            values(placed(corpus), key))  # fmt: skip
        first = first_words(found, words)
        pairs = pd.DataFrame({"unit": unit[first], "value": found["value"].to_numpy()})[first >= 0]
        inside = pd.DataFrame({"unit": unit[counted], "word": counted})
        named = inside.merge(pairs.drop_duplicates(), on="unit")
        return _labels(key, named["word"].to_numpy(), named["value"].to_numpy(), single=False)
    if key in SPEECH_KEYS:
        value = voices(corpus, key, read.atoms.place(read.table)[counted])
        return _labels(key, counted, value, single=True)
    table = corpus.documents.reset_index().set_index("doc", drop=False).loc[list(read.atoms.docs)]
    value = table[key].astype("object").where(table[key].notna() & (table[key] != ""), NONE)
    size = table["words"].to_numpy()  # asked of the documents, not of their words
    names, code = np.unique(value[size > 0].map(str).to_numpy(dtype=str), return_inverse=True)
    frame = pd.DataFrame({key: pd.Series(names, dtype="str")})
    code = np.repeat(code.astype("int32"), size[size > 0])
    return Labels((key,), frame, counted, code, single=True)


def _labels(key: str, word: np.ndarray, value: np.ndarray, *, single: bool) -> Labels:
    """Number the values by name and order the pairs by word."""
    names, code = np.unique(value.astype(str), return_inverse=True)
    order = np.lexsort((code, word))
    frame = pd.DataFrame({key: pd.Series(names, dtype="str")})
    return Labels((key,), frame, word[order].astype("int64"), code[order], single)


def _product(labels: list[Labels]) -> Labels:
    """Give each word the product of its labels under both keys."""
    if len(labels) == 1:
        return labels[0]
    left, right = labels
    i, second = right.of(left.word)
    code = left.label[i].astype("int64") * len(right.names) + second
    present, label = np.unique(code, return_inverse=True)
    of_left, of_right = np.divmod(present, max(len(right.names), 1))
    both = (left.names.iloc[of_left], right.names.iloc[of_right])
    names = pd.concat([part.reset_index(drop=True) for part in both], axis=1)
    single = left.single and right.single
    return Labels((*left.keys, *right.keys), names, left.word[i], label, single)
