"""Atoms: runs of letters and digits with their combining marks, as ids into a table of types.

Everything linguistic is asked of the types (distinct forms), never of the occurrences.  What stands
between two atoms (a blank, a hyphen, nothing between Chinese characters) is kept the same way.
"""

from __future__ import annotations

import itertools
import os
import re
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any
from unicodedata import category, normalize

import numpy as np
import pandas as pd

from toolkit import spans

PART = 1_000_000  # characters that are scanned at a time
LETTER, MARK = 1, 2
CLASSES = {"L": LETTER, "N": LETTER, "M": MARK}
_plain = bytes(CLASSES.get(category(chr(i))[0], 0) if i < 0x80 else 0 for i in range(256))
Numbered = tuple[np.ndarray, Any]  # ids into an Arrow array of forms
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
    base : where each text begins when the texts are laid end to end, one character between them
    begin : where each atom begins when they are; the only address that is stored
    ids : type of each atom
    types : distinct forms, exactly as written, an Arrow array
    gaps : what stands between each atom and the next of its document, an id into `gap_types`
    gap_types : distinct gaps, exactly as written, an Arrow array
    """

    docs: tuple[str, ...]
    base: np.ndarray
    begin: np.ndarray
    ids: np.ndarray
    types: Any
    gaps: np.ndarray
    gap_types: Any

    def __len__(self) -> int:
        return len(self.ids)

    @cached_property
    def bounds(self) -> np.ndarray:
        """Rows of document `i` are `bounds[i]:bounds[i + 1]`."""
        return np.append(np.searchsorted(self.begin, self.base.astype(self.begin.dtype)), len(self))

    @cached_property
    def sizes(self) -> np.ndarray:
        """Characters of each type."""
        from pyarrow import compute

        return compute.utf8_length(self.types).to_numpy()

    @cached_property
    def folding(self) -> Numbered:
        """For each type the position of its folded form (NFC, lower case) in the vocabulary."""
        from pyarrow import compute

        other = compute.invert(compute.string_is_ascii(self.types))
        found = lowered(self.types, other, fold).dictionary_encode()
        order = compute.sort_indices(found.dictionary).to_numpy()
        rank = np.empty(len(order), dtype="int32")
        rank[order] = np.arange(len(order))
        return rank[found.indices.to_numpy()], found.dictionary.take(order)

    @property
    def vocabulary(self) -> Any:
        """The distinct folded forms, in order, as an Arrow array."""
        return self.folding[1]

    @property
    def code(self) -> np.ndarray:
        """Position of each type's folded form in the vocabulary."""
        return self.folding[0]

    @cached_property
    def folded(self) -> np.ndarray:
        """Form of each type under which it is counted."""
        return self.vocabulary.to_numpy(zero_copy_only=False)[self.code]

    @cached_property
    def gap(self) -> np.ndarray:
        """Kind of the gap after each atom: BREAK, BLANK, JOINER, SPACED (hyphen) or POINT."""
        return np.array([_kind(form) for form in self.gap_types.to_pylist()], dtype="int8")[
            self.gaps
        ]

    def ask(self, question: Callable[[str], bool]) -> np.ndarray:
        """Return for each atom what `question` answers of its type.

        >>> scan({"a": "In 2020"}).ask(str.isdigit).tolist()
        [False, True]
        """
        return np.array([question(form) for form in self.types.to_pylist()], dtype=bool)[self.ids]

    def document(self, rows: np.ndarray) -> np.ndarray:
        """Return the position in `docs` of the document of some atoms."""
        return np.searchsorted(self.bounds, rows, side="right") - 1

    def number(self, docs: pd.Series) -> np.ndarray:
        """Return the position in `docs` of each name, -1 where it is none of them."""
        return pd.Index(self.docs).get_indexer(docs)

    def place(self, table: pd.DataFrame, column: str = "start") -> np.ndarray:
        """Return where spans start (or end) when the texts are laid end to end, as `begin`."""
        offset = table[column].to_numpy(dtype="int64")
        return (self.base[self.number(table["doc"])] + offset).astype(self.begin.dtype)

    def rows(self, table: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
        """Return for each span the first atom that begins in it and the first that begins after."""
        first, last = (np.searchsorted(self.begin, self.place(table, c)) for c in ("start", "end"))
        return first, last

    def locate(self, table: pd.DataFrame) -> np.ndarray:
        """Return for each atom the row of the span in which it begins, else -1.

        The spans must not overlap.
        """
        first, last = self.rows(table)
        order = np.argsort(first, kind="stable")
        edges = np.maximum.accumulate(np.stack([first[order], last[order]], axis=1).ravel())
        row = np.stack([np.full(len(order), -1), order], axis=1).ravel()
        size = np.diff(edges, prepend=0, append=len(self))
        return np.repeat(np.append(row, -1).astype("int32"), size)

    def spans(self, rows: np.ndarray) -> pd.DataFrame:
        """Return some atoms as a span table."""
        doc = self.document(rows)
        start = self.begin[rows].astype("int64") - self.base[doc]
        end = start + self.sizes[self.ids[rows]]
        return pd.DataFrame({"doc": spans.named(self.docs, doc), "start": start, "end": end})


def ask(types: Any, ids: np.ndarray, question: Callable[[str], object]) -> np.ndarray:
    """Ask a question of some occurrences: each of their types is asked once."""
    seen = np.flatnonzero(np.bincount(ids, minlength=len(types)))
    answers = np.zeros(len(types), dtype=bool)
    answers[seen] = [bool(question(form)) for form in types.take(seen).to_pylist()]
    return answers[ids]


def fold(form: str) -> str:
    """Return the form under which a word is counted.

    >>> fold("Zu\u0308rich") == "zürich"
    True
    """
    return form.lower() if form.isascii() else normalize("NFC", form).lower()


def lowered(forms: Any, other: Any, write: Callable[[str], str]) -> Any:
    """Return forms in small letters; `write` writes the others, which are few."""
    import pyarrow as pa
    from pyarrow import compute

    written = pa.array([write(form) for form in forms.filter(other).to_pylist()], pa.string())
    return compute.replace_with_mask(compute.ascii_lower(forms), other, written)


@cache
def _kind(gap: str) -> int:
    """Name what a gap does: may a word, or only a phrase, or nothing go on across it."""
    return next((kind for kind, pattern in _GAPS if pattern.fullmatch(gap)), BREAK)


def scan(texts: Mapping[str, str]) -> Atoms:
    """Find the atoms of some texts.

    Texts are scanned in parts that fit the processor's cache, on every core, and the types of the
    parts are merged by their form.

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
    >>> found.types.to_pylist()
    ['Foshan', 's', 'high', 'quality', 'growth']
    >>> found.gap_types.take(found.gaps[:4]).to_pylist()
    ['’', ' ', ' -', ' ']
    """
    bodies = list(texts.values())
    ends = np.cumsum([len(body) + 1 for body in bodies], dtype="int64")
    base = np.append(0, ends)[: len(bodies)]
    first = np.flatnonzero(np.diff(base // PART, prepend=-1))  # text of each part
    pairs = itertools.pairwise([*first, len(bodies)])
    # a break after each text, so that no atom goes on into the next one
    joined = ("\n".join([*bodies[i:j], ""]) for i, j in pairs)
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        parts = list((pool.map if len(first) > 2 else map)(_scan_part, joined))
    wide = np.dtype("int64" if len(ends) and ends[-1] >= 2**32 else "uint32")
    begins = [part[0] + wide.type(base[i]) for part, i in zip(parts, first, strict=True)]
    ids, types = _merged([part[1] for part in parts])
    gaps, gap_types = _merged([part[2] for part in parts])
    begin = np.concatenate([np.empty(0, wide), *begins])
    return Atoms(tuple(texts), base, begin, ids, types, gaps, gap_types)


def _scan_part(text: str) -> tuple[np.ndarray, Numbered, Numbered]:
    """Return where the atoms of one text begin, and the forms of them and of what is between.

    Each atom together with the gap after it is a string of an Arrow array over the bytes of the
    text, which Arrow numbers by content; what such a string is made of is asked once per form.
    """
    import pyarrow as pa

    data = text.encode()
    edge = _edges(data)
    begin = np.ascontiguousarray(edge[:-1:2])
    whole = pa.py_buffer(np.ascontiguousarray(edge[::2])), pa.py_buffer(data)
    found = pa.StringArray.from_buffers(len(begin), *whole).dictionary_encode()
    number = found.indices.to_numpy()
    first = np.empty(len(found.dictionary), dtype="int32")  # where each form occurs first
    first[number[::-1]] = np.arange(len(number) - 1, -1, -1)
    halves = pa.StringArray.from_buffers(len(edge) - 1, pa.py_buffer(edge), whole[1])
    forms, gaps = (halves.take(pa.array(2 * first + i)).dictionary_encode() for i in (0, 1))
    if len(data) > len(text):  # from bytes to characters: less the bytes that continue one
        more = np.flatnonzero(np.frombuffer(data, "i1") < -64)
        ahead = np.searchsorted(begin, more.astype("int32"))
        begin = begin - np.cumsum(np.bincount(ahead, minlength=len(begin) + 1))[:-1]
    ids, gap = ((half.indices.to_numpy()[number], half.dictionary) for half in (forms, gaps))
    return begin.astype("uint32"), ids, gap


def _edges(data: bytes) -> np.ndarray:
    """Return where atoms begin and end in turn, and the end of the text, in bytes of UTF-8."""
    inside = np.frombuffer(bytearray(data.translate(_plain)), "u1")
    raw = np.frombuffer(data, "u1")
    high = np.flatnonzero(raw >= 0x80)
    if len(high):
        inside[high] = _classes(raw[high].tobytes().decode(), high, inside)
    flips = np.flatnonzero(inside[1:] != inside[:-1]) + 1
    cuts = _between(raw, inside) if len(high) else flips[:0]
    flips = np.concatenate([flips[:0] if not inside[0] else [0], flips, cuts, cuts, [len(data)]])
    return (np.sort(flips) if len(cuts) else flips).astype("int32")


def _between(raw: np.ndarray, inside: np.ndarray) -> np.ndarray:
    """Return where Chinese characters, the bytes E4 to E9 and two more, touch other atoms."""
    first = np.flatnonzero((raw >= 0xE4) & (raw <= 0xE9) & (inside > 0))
    after = (first + 3)[(raw[first + 3] < 0x80) & (inside[first + 3] > 0)]  # no mark of its own
    return np.concatenate([first[(first > 0) & (inside[first - 1] > 0)], after])


def _classes(others: str, high: np.ndarray, inside: np.ndarray) -> np.ndarray:
    """Say for each byte of the characters beyond ASCII whether it is inside an atom."""
    codes, number = np.unique(np.frombuffer(others.encode("utf-32-le"), "<u4"), return_inverse=True)
    kinds = np.array([CLASSES.get(category(chr(c))[0], 0) for c in codes], dtype="u1")[number]
    width = (1 + (codes >= 0x80) + (codes >= 0x800) + (codes >= 0x10000))[number]
    begin = high[np.cumsum(width) - width]
    mark = kinds == MARK
    if mark.any():  # a mark goes with the letter before it, or the marks before it with theirs
        inside[high] = np.repeat(kinds == LETTER, width)
        after = np.append(False, mark[:-1] & (begin[1:] == begin[:-1] + width[:-1]))
        lead = np.flatnonzero(mark & ~after)
        held = (begin[lead] > 0) & (inside[begin[lead] - 1] > 0)
        kinds[mark] = held[np.cumsum(mark & ~after)[mark] - 1]
    return np.repeat(kinds, width)


def _merged(parts: list[Numbered]) -> Numbered:
    """Number the forms of all parts together."""
    import pyarrow as pa

    found = pa.chunked_array([forms for _, forms in parts], pa.string()).dictionary_encode()
    found = found.combine_chunks()
    number = found.indices.to_numpy().astype(np.min_scalar_type(len(found.dictionary)))
    ends = np.cumsum([0, *(len(own) for _, own in parts)])
    ids = [number[end:][own] for end, (own, _) in zip(ends, parts, strict=False)]
    return np.concatenate([number[:0], *ids]), found.dictionary
