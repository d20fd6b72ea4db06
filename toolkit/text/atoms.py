"""Atoms: runs of letters and digits with their combining marks, as ids into a table of types.

Everything linguistic is asked of the types (distinct forms), never of the occurrences: a corpus of
millions of words has a few hundred thousand types.  What stands between two atoms (a blank, a
hyphen, a comma) is kept the same way, because words and phrases are decided by it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from unicodedata import category, normalize

import numpy as np
import pandas as pd

PART = 2_000_000  # characters that are scanned at a time
LETTER, MARK = 1, 2
_kinds, _known = np.zeros(0x110000, dtype="u1"), np.zeros(0x110000, dtype=bool)
BREAK, BLANK, JOINER, SPACED, POINT = range(5)
_HYPHENS, _APOSTROPHES = "-\u2010\u2011", "'\u2019\u02bc"
_GAPS = [  # the first that fits the whole gap
    (JOINER, re.compile(f"[{_HYPHENS}{_APOSTROPHES}]")),
    (SPACED, re.compile(rf"[^\S\n]+[{_HYPHENS}]|[{_HYPHENS}][^\S\n]+")),
    (POINT, re.compile(r"[.,]")),
    (BLANK, re.compile(r"[^\S\n]*(\n[^\S\n]*)?|[^\S\n]?[&/\u2013][^\S\n]?|\.[^\S\n]")),
]


@dataclass(frozen=True)
class Atoms:
    """The atoms of some texts.

    Attributes
    ----------
    docs : names of the documents
    bounds : rows of document `i` are `bounds[i]:bounds[i + 1]`
    ids, start, end : type and Python string offsets of each atom
    types : distinct forms, exactly as written
    gaps : for each atom, what stands between it and the next (an id into `gap_types`); after the
        last atom of a document it means nothing
    gap_types : distinct gaps, exactly as written
    """

    docs: tuple[str, ...]
    bounds: np.ndarray
    ids: np.ndarray
    start: np.ndarray
    end: np.ndarray
    types: np.ndarray
    gaps: np.ndarray
    gap_types: np.ndarray

    def __len__(self) -> int:
        return len(self.ids)

    @cached_property
    def doc(self) -> np.ndarray:
        """Position of each atom's document in `docs`."""
        return np.repeat(np.arange(len(self.docs)), np.diff(self.bounds))

    @cached_property
    def folded(self) -> np.ndarray:
        """Form of each type under which it is counted: NFC, lower case."""
        return np.array([fold(form) for form in self.types], dtype=object)

    @cached_property
    def gap(self) -> np.ndarray:
        """Kind of the gap after each atom: BREAK, BLANK, JOINER, SPACED (hyphen) or POINT."""
        kinds = [_kind(form) for form in self.gap_types]
        return np.array(kinds, dtype="int8")[self.gaps]

    def ask(self, question: Callable[[str], bool]) -> np.ndarray:
        """Return for each atom what `question` answers of its type.

        >>> scan({"a": "In 2020"}).ask(str.isdigit).tolist()
        [False, True]
        """
        return np.array([question(form) for form in self.types], dtype=bool)[self.ids]

    def spans(self, rows: np.ndarray) -> pd.DataFrame:
        """Return some atoms as a span table."""
        names = np.array(self.docs, dtype=object)
        doc = pd.Series(names[self.doc[rows]], dtype="str")
        return pd.DataFrame({"doc": doc, "start": self.start[rows], "end": self.end[rows]})


def fold(form: str) -> str:
    """Return the form under which a word is counted.

    >>> fold("Zu\u0308rich") == "zürich"
    True
    """
    return normalize("NFC", form).lower()


def _kind(gap: str) -> int:
    """Name what a gap does: may a word, or only a phrase, or nothing go on across it."""
    return next((kind for kind, pattern in _GAPS if pattern.fullmatch(gap)), BREAK)


def scan(texts: Mapping[str, str]) -> Atoms:
    """Find the atoms of some texts.

    Texts are scanned in parts that fit the processor's cache.  Where letters begin and end is asked
    of a table of characters; the stretches between these points, atoms and gaps in turn, are one
    Arrow array over the bytes of the text, which Arrow numbers by content without copying them.

    Parameters
    ----------
    texts : text by document

    Returns
    -------
    Atoms
        Offsets are Python string offsets: ``texts[doc][start:end]`` is the atom.

    Examples
    --------
    >>> found = scan({"a": "Foshan’s high -quality growth"})
    >>> found.types.tolist()
    ['Foshan', 's', 'high', 'quality', 'growth']
    >>> found.gap_types[found.gaps[:4]].tolist()
    ['’', ' ', ' -', ' ']
    """
    import pyarrow as pa

    stretches, edges, sizes = [pa.array([], pa.string())], [np.empty(0, "int64")] * 2, [0]
    for part in _parts(texts):
        joined = "\n".join(part) + "\n"  # a break, so that no atom goes on into the next text
        data = joined.encode()
        plain = len(data) == len(joined)
        codes = np.frombuffer(
            data if plain else joined.encode("utf-32-le"), "u1" if plain else "<u4"
        )
        edge = _edges(codes)
        at = edge if plain else np.append(0, np.cumsum(_width(codes)))[edge]
        buffers = pa.py_buffer(at.astype("int32")), pa.py_buffer(data)
        stretches.append(pa.StringArray.from_buffers(len(edge) - 1, *buffers))
        base = np.cumsum([0, *(len(text) + 1 for text in part)])
        doc = np.searchsorted(base, edge[:-1:2], side="right") - 1
        sizes.extend(np.bincount(doc, minlength=len(part)))
        edges += [edge[:-1:2] - base[doc], edge[1::2] - base[doc]]
    numbered = pa.chunked_array(stretches).dictionary_encode().combine_chunks()
    form = numbered.indices.to_numpy()
    forms = numbered.dictionary.to_numpy(zero_copy_only=False)
    ids, types = _used(form[0::2], forms)
    gaps, gap_types = _used(form[1::2], forms)
    start, end = np.concatenate(edges[0::2]), np.concatenate(edges[1::2])
    return Atoms(tuple(texts), np.cumsum(sizes), ids, start, end, types, gaps, gap_types)


def _parts(texts: Mapping[str, str]) -> Iterator[list[str]]:
    """Return the texts in lists of about two million characters."""
    part: list[str] = []
    size = 0
    for text in texts.values():
        part.append(text)
        size += len(text)
        if size >= PART:
            yield part
            part, size = [], 0
    if part:
        yield part


def _edges(codes: np.ndarray) -> np.ndarray:
    """Return where atoms begin and end in turn, and the end of the text."""
    for code in np.unique(codes[~_known[codes]]):
        _kinds[code] = {"L": LETTER, "N": LETTER, "M": MARK}.get(category(chr(code))[0], 0)
        _known[code] = True
    kinds = _kinds[codes]
    inside = kinds > 0
    while (stray := (kinds[1:] == MARK) & inside[1:] & ~inside[:-1]).any():
        inside[1:][stray] = False  # a mark without a letter before it
    inside[0] &= kinds[0] == LETTER
    flips = np.flatnonzero(inside[1:] != inside[:-1]) + 1
    return np.concatenate([[0] if inside[0] else [], flips, [len(codes)]]).astype("int64")


def _width(codes: np.ndarray) -> np.ndarray:
    """Return how many bytes each character has in UTF-8."""
    return 1 + (codes >= 0x80) + (codes >= 0x800).astype("int64") + (codes >= 0x10000)


def _used(ids: np.ndarray, forms: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return ids into the forms that occur, in the order of their first occurrence."""
    seen = np.zeros(len(forms), dtype=bool)
    seen[ids] = True
    return (np.cumsum(seen) - 1)[ids].astype("int32"), forms[seen]
