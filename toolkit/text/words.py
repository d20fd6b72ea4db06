"""Words: atoms joined by hyphen, apostrophe or a healed spaced hyphen, each with its counted form.

The written specification is this table (tests hold the code to it):

=====================  ==========================================================
decimals, per cent     ``19.21%`` and ``1,000`` are one word
initials               ``U.S.`` is one word, its last stop included, and so is ``R&D``
hyphen, apostrophe     ``high-quality`` and ``don't`` are one word
spaced hyphen          ``high -quality`` is one word where `faults` says so
possessive             the ``’s`` of ``Foshan’s`` belongs to no word
sentence, loop         no word crosses the edge of one
=====================  ==========================================================
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from toolkit import spans
from toolkit.text.atoms import JOINER, POINT, SPACED, Atoms, fold

_PLAIN = str.maketrans({"\u2010": "-", "\u2011": "-", "\u2019": "'", "\u02bc": "'"})


@dataclass(frozen=True)
class Words:
    """The words of the body and the atoms they are made of.

    Attributes
    ----------
    atoms : all atoms of the texts, furniture included
    table : the layer `words` (`doc, start, end, norm, sentence, loop`)
    word : row of `table` for each atom, -1 outside the body; a possessive s has its owner's
    unit : row of the layer `sentences` for each atom, -1 outside the body
    counted : whether the atom is in the body and not a repetition inside a loop
    """

    atoms: Atoms
    table: pd.DataFrame
    word: np.ndarray
    unit: np.ndarray
    counted: np.ndarray

    @property
    def repeated(self) -> Words:
        """The same words with the repetitions inside loops counted, and nothing else."""
        return replace(self, counted=(self.unit >= 0) & ~self.counted)


def adopt(atoms: Atoms, sentences: pd.DataFrame, table: pd.DataFrame) -> Words:
    """Return the words of a layer that was made elsewhere, on the atoms of the same texts."""
    where = atoms.spans(np.arange(len(atoms)))
    unit = spans.locate(where, sentences)
    word = spans.locate(where, table)
    for i in np.flatnonzero((word < 0) & (unit >= 0) & (atoms.start > 0)):  # possessives
        if i and unit[i] == unit[i - 1] and atoms.gap[i - 1] == JOINER:
            word[i] = word[i - 1]
    loop = table["loop"].to_numpy(dtype=bool)
    counted = (word >= 0) & ~np.append(loop, True)[word]
    return Words(atoms, table, word, unit, counted)


def tokenize(
    texts: Mapping[str, str], atoms: Atoms, faults: pd.DataFrame, sentences: pd.DataFrame
) -> Words:
    """Join atoms to words.

    Parameters
    ----------
    texts : text by document
    atoms : their atoms
    faults : layer; rows of kind `loop` are not counted, rows of kind `spaced_hyphen` are healed
    sentences : layer; its rows are the body

    Returns
    -------
    Words
        `table` has a row per word: `norm` is the form it is counted under, `sentence` its sentence
        in the document, `loop` whether it is a repetition that is not counted.

    Examples
    --------
    >>> from toolkit.text import atoms
    >>> texts = {"a": "Foshan’s output grew 19.21%"}
    >>> body = spans.table({"doc": ["a"], "start": [0], "end": [27], "sentence": [0]})
    >>> none = spans.table({"doc": [], "start": [], "end": [], "kind": []})
    >>> tokenize(texts, atoms.scan(texts), none, body).table["norm"].tolist()
    ['foshan', 'output', 'grew', '19.21%']
    """
    where = atoms.spans(np.arange(len(atoms)))
    unit = spans.locate(where, sentences)
    loop = np.zeros(len(atoms), dtype=bool)
    loop[spans.overlaps(where, faults[faults["kind"] == "loop"])[0]] = True

    joined = _joints(atoms, where, faults)
    joined[:-1] &= (unit[1:] == unit[:-1]) & (loop[1:] == loop[:-1]) & (unit[:-1] >= 0)
    owned = np.zeros(len(atoms), dtype=bool)  # the s of a possessive
    if len(atoms):
        joined[-1:] = False
        owned[1:] = joined[:-1] & _is_possessive(atoms)[1:] & ~joined[1:]
    inside = unit >= 0
    first = inside.copy()
    first[1:] &= ~joined[:-1]
    word = np.where(inside, np.cumsum(first) - 1, -1)

    head = np.flatnonzero(first)
    tail = np.append(head[1:], len(atoms))  # the last atom of the word that is its own
    own = np.flatnonzero(inside & ~owned)
    last = own[np.searchsorted(own, tail, side="left") - 1] if len(own) else head
    end = atoms.end[last] + _trailing(atoms, head, last)
    table = where.iloc[head].assign(end=end).reset_index(drop=True)
    table["norm"] = pd.Series(_norms(texts, atoms, table, head, last), dtype="str")
    number = sentences["sentence"].to_numpy(dtype="int64")
    table["sentence"] = number[unit[head]] if len(head) else np.empty(0, dtype="int64")
    table["loop"] = loop[head]
    return Words(atoms, table, word, unit, inside & ~loop)


def _joints(atoms: Atoms, where: pd.DataFrame, faults: pd.DataFrame) -> np.ndarray:
    """Say for each atom whether the next one continues its word."""
    gap = atoms.gap
    joined = gap == JOINER
    spaced = np.flatnonzero(gap == SPACED)
    if len(spaced):
        healed = faults[faults["kind"] == "spaced_hyphen"]
        between = where.iloc[spaced].reset_index(drop=True)
        between = between.assign(start=between["end"], end=between["end"] + 2)
        joined[spaced[np.unique(spans.overlaps(between, healed)[0])]] = True
    digit = atoms.ask(str.isdecimal)
    single = atoms.ask(lambda form: len(form) == 1 and form.isalpha())
    point = gap == POINT
    stop = np.array([form in (".", "&") for form in atoms.gap_types], dtype=bool)[atoms.gaps]
    joined[:-1] |= point[:-1] & digit[:-1] & digit[1:]
    joined[:-1] |= stop[:-1] & single[:-1] & single[1:]
    return joined


def _is_possessive(atoms: Atoms) -> np.ndarray:
    """Say for each atom whether it is an s after an apostrophe."""
    apostrophe = np.array([form in ("'", "’", "ʼ") for form in atoms.gap_types], dtype=bool)
    out = np.zeros(len(atoms), dtype=bool)
    out[1:] = apostrophe[atoms.gaps[:-1]] & atoms.ask(lambda form: form in "sS")[1:]
    return out


def _trailing(atoms: Atoms, head: np.ndarray, last: np.ndarray) -> np.ndarray:
    """Count the characters after the last atom that belong to the word: per cent, last stop."""
    percent = np.array([form.startswith("%") for form in atoms.gap_types], dtype=bool)
    stop = np.array([form.startswith(".") for form in atoms.gap_types], dtype=bool)
    dotted = np.array([form == "." for form in atoms.gap_types], dtype=bool)
    if not len(head):
        return head
    digit = atoms.ask(lambda form: form[-1].isdecimal())
    initials = (last > head) & dotted[atoms.gaps[head]] & atoms.ask(str.isalpha)[head]
    return (percent[atoms.gaps[last]] & digit[last]) | (stop[atoms.gaps[last]] & initials)


def _norms(
    texts: Mapping[str, str],
    atoms: Atoms,
    table: pd.DataFrame,
    head: np.ndarray,
    last: np.ndarray,
) -> np.ndarray:
    """Return the counted form of each word; most words are one atom, whose type is folded once."""
    end = table["end"].to_numpy()
    norms = atoms.folded[atoms.ids[head]]
    compound = np.flatnonzero((head != last) | (end != atoms.end[last]))
    seen: dict[str, str] = {}
    for i, form in zip(compound, spans.slices(table.iloc[compound], texts), strict=True):
        if form not in seen:
            seen[form] = "".join(fold(form).translate(_PLAIN).split())
        norms[i] = seen[form]
    return norms
