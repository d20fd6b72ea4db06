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
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from toolkit import spans
from toolkit.text.atoms import BREAK, JOINER, POINT, SPACED, Atoms, ask, fold, lowered
from toolkit.text.index import Index

PLAIN = str.maketrans({"\u2010": "-", "\u2011": "-", "\u2019": "'", "\u02bc": "'"})
STOPS = (".", "&")  # what stands between initials


@dataclass(frozen=True)
class Words:
    """The words of the body and the atoms they are made of.

    Attributes
    ----------
    atoms : all atoms of the texts, furniture included
    word : word of each atom, -1 outside the body; a possessive s has its owner's
    unit : row of the layer `sentences` for each atom, -1 outside the body
    counted : whether the atom is in the body and not a repetition inside a loop
    head : first atom of each word
    last : last atom of each word that is its own
    more : whether the next character belongs to it too: per cent, the last stop of initials
    form : counted form of each word, a position in `forms`
    forms : the counted forms, an Arrow array: the atoms' vocabulary, then those of compounds
    number : number of each unit in its document
    loop : whether the word is a repetition that is not counted
    given : the layer, if it was made elsewhere
    """

    atoms: Atoms
    word: np.ndarray
    unit: np.ndarray
    counted: np.ndarray
    head: np.ndarray
    last: np.ndarray
    more: np.ndarray
    form: np.ndarray
    forms: Any
    number: np.ndarray
    loop: np.ndarray
    given: pd.DataFrame | None = None

    @property
    def repeated(self) -> Words:
        """The same words with the repetitions inside loops counted, and nothing else."""
        return replace(self, counted=(self.unit >= 0) & ~self.counted)

    def stop(self, rows: np.ndarray | slice) -> np.ndarray:
        """Return where words end, as the atoms' `begin` says where they begin."""
        if self.given is not None:
            return self.atoms.place(self.given, "end")[rows]
        last = self.last[rows]
        return self.atoms.begin[last] + self.atoms.sizes[self.atoms.ids[last]] + self.more[rows]

    @cached_property
    def doc(self) -> np.ndarray:
        """Position of each word's document."""
        if self.given is not None:
            return self.atoms.number(self.given["doc"])
        n = np.diff(np.searchsorted(self.head, self.atoms.bounds))
        return np.repeat(np.arange(len(n), dtype="int32"), n)

    @cached_property
    def table(self) -> pd.DataFrame:
        """The layer `words`: `doc, start, end, norm, sentence, loop`."""
        if self.given is not None:
            return self.given
        base, stop = self.atoms.base[self.doc], self.stop(slice(None))
        out = pd.DataFrame({"doc": spans.named(self.atoms.docs, self.doc)})
        out["start"], out["end"] = self.atoms.begin[self.head] - base, stop - base
        out["norm"] = spans.column(self.forms, self.form)
        return out.assign(sentence=self.number[self.unit[self.head]], loop=self.loop)

    @cached_property
    def index(self) -> Index:
        """Where each form stands among the counted atoms."""
        sequence = np.flatnonzero(self.counted).astype("int32")
        gap, following = self.atoms.gap, np.append(sequence, 0)[1:]
        between = gap[following - 1]  # across a loop: what stands after it
        unit, word = self.unit[sequence], self.word[sequence]
        links = between != BREAK
        links[:-1] &= unit[1:] == unit[:-1]
        links[:-1] &= (between[:-1] != POINT) | (word[1:] == word[:-1])
        links[-1:] = False
        forms = self.atoms.code[self.atoms.ids[sequence]]
        count = np.bincount(forms, minlength=len(self.atoms.vocabulary))
        order = np.argsort(forms, kind="stable").astype("int32")
        return Index(sequence, forms, self.unit, links, order, count, self.atoms.vocabulary)


def adopt(atoms: Atoms, sentences: pd.DataFrame, table: pd.DataFrame) -> Words:
    """Return the words of a layer that was made elsewhere, on the atoms of the same texts."""
    import pyarrow as pa

    unit, word = atoms.locate(sentences), atoms.locate(table)
    after = np.flatnonzero((word[1:] < 0) & (unit[1:] >= 0) & (unit[1:] == unit[:-1])) + 1
    for i in after[atoms.gap[after - 1] == JOINER]:  # possessives
        word[i] = word[i - 1]
    loop = table["loop"].to_numpy(dtype=bool)
    counted = (word >= 0) & ~np.append(loop, True)[word]
    form, norms = pd.factorize(table["norm"])
    forms = pa.array(list(norms), pa.string())
    head, more = atoms.rows(table)[0], np.zeros(len(table), dtype=bool)
    number = sentences["sentence"].to_numpy(dtype="int64")
    return Words(atoms, word, unit, counted, head, head, more, form, forms, number, loop, table)


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
    import pyarrow as pa

    unit = atoms.locate(sentences)
    inside = unit >= 0
    loop = looped(atoms, faults[faults["kind"] == "loop"])
    joint = _joints(atoms, faults)  # atoms whose word goes on with the next atom
    same = (unit[joint] == unit[joint + 1]) & (loop[joint] == loop[joint + 1])
    joint = joint[same & inside[joint]]
    owned = _possessives(atoms, joint)

    first = inside.copy()
    first[joint + 1] = False
    head = np.flatnonzero(first).astype("int32")
    word = np.cumsum(first, dtype="int32") - 1
    word[~inside] = -1
    last = head.copy()  # the last atom of the word that is its own
    last[word[joint[~owned]]] = joint[~owned] + 1  # in order: the last one holds
    more = _trailing(atoms, word, head, last)
    form = atoms.code[atoms.ids[head]]
    number = sentences["sentence"].to_numpy(dtype="int64")
    made = (head, last, more, form, atoms.vocabulary, number, loop[head])
    found = Words(atoms, word, unit, inside & ~loop, *made)
    compound = np.flatnonzero((last > head) | more)
    number, forms = _compounds(texts, atoms, head[compound], found.stop(compound))
    form[compound] = number + len(atoms.vocabulary)
    return replace(found, forms=pa.concat_arrays([atoms.vocabulary, forms]))


def looped(atoms: Atoms, loops: pd.DataFrame) -> np.ndarray:
    """Say for each atom whether it shares a character with a loop."""
    out = np.zeros(len(atoms), dtype=bool)
    first, last = atoms.rows(loops)
    before = np.maximum(first - 1, 0)  # an atom that began before the loop
    reach = atoms.begin[before] + atoms.sizes[atoms.ids[before]] if len(loops) else first
    first = np.where(reach > atoms.place(loops), before, first)
    for i, j in zip(first, last, strict=True):
        out[i:j] = True
    return out


def _joints(atoms: Atoms, faults: pd.DataFrame) -> np.ndarray:
    """Return the atoms whose word goes on with the next one, as far as the characters say."""
    gap = atoms.gap[:-1]
    plain = gap == JOINER
    spaced = np.flatnonzero(gap == SPACED)
    healed = faults[faults["kind"] == "spaced_hyphen"]
    if len(spaced) and len(healed):
        between = atoms.spans(spaced)
        between = between.assign(start=between["end"], end=between["end"] + 2)
        plain[spaced[np.unique(spans.overlaps(between, healed)[0])]] = True
    for rows, question in (
        (np.flatnonzero(gap == POINT), str.isdecimal),
        (np.flatnonzero(ask(atoms.gap_types, atoms.gaps, STOPS.__contains__)[:-1]), _is_letter),
    ):
        both = [ask(atoms.types, atoms.ids[rows + i], question) for i in (0, 1)]
        plain[rows] |= both[0] & both[1]
    return np.flatnonzero(plain)


def _is_letter(form: str) -> bool:
    return len(form) == 1 and form.isalpha()


def _possessives(atoms: Atoms, joint: np.ndarray) -> np.ndarray:
    """Say for each joint whether an apostrophe and a last s follow, which belong to no word."""
    apostrophe = ask(atoms.gap_types, atoms.gaps[joint], "'’ʼ".__contains__)
    goes_on = np.append(joint[1:] == joint[:-1] + 1, False)[: len(joint)]
    return apostrophe & ask(atoms.types, atoms.ids[joint + 1], ("s", "S").__contains__) & ~goes_on


def _trailing(atoms: Atoms, word: np.ndarray, head: np.ndarray, last: np.ndarray) -> np.ndarray:
    """Say for each word whether the next character is its own: per cent, last stop of initials."""
    at = np.flatnonzero(ask(atoms.gap_types, atoms.gaps, lambda form: form.startswith("%")))
    at = at[(word[at] >= 0) & ask(atoms.types, atoms.ids[at], lambda form: form[-1].isdecimal())]
    at = at[last[word[at]] == at]
    several = np.flatnonzero(last > head)
    first, final = head[several], last[several]
    initials = ask(atoms.gap_types, atoms.gaps[first], ".".__eq__)
    initials &= ask(atoms.types, atoms.ids[first], str.isalpha)
    initials &= ask(atoms.gap_types, atoms.gaps[final], lambda form: form.startswith("."))
    more = np.zeros(len(head), dtype=bool)
    more[word[at]] = more[several[initials]] = True
    return more


def _compounds(
    texts: Mapping[str, str], atoms: Atoms, head: np.ndarray, stop: np.ndarray
) -> tuple[np.ndarray, Any]:
    """Return the counted forms of words of several atoms: their numbers, and the forms."""
    import pyarrow as pa
    from pyarrow import compute

    doc = atoms.document(head)
    start, end = atoms.begin[head] - atoms.base[doc], stop - atoms.base[doc]
    bodies = list(texts.values())
    rows = zip(doc.tolist(), start.tolist(), end.tolist(), strict=True)
    written = pa.array([bodies[i][a:b] for i, a, b in rows], pa.string()).dictionary_encode()
    other = compute.match_substring_regex(written.dictionary, "[^!-~]")  # a blank, an accent
    counted = lowered(written.dictionary, other, _joined).dictionary_encode()
    return counted.indices.to_numpy()[written.indices.to_numpy()], counted.dictionary


def _joined(form: str) -> str:
    """Return the form under which a compound is counted: no blanks, and plain marks."""
    return "".join(fold(form).translate(PLAIN).split())
