"""Atoms: runs of letters and digits with their combining marks, as ids into a table of types.

Everything linguistic is asked of the types (distinct forms), never of the occurrences: a corpus of
millions of words has a few hundred thousand types.  What stands between two atoms (a blank, a
hyphen, a comma) is kept the same way, because words and phrases are decided by it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

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
    gaps : for each atom, what stands between it and the next (an id into `gap_types`)
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

    def rows(self, doc: str) -> slice:
        """Return the rows of one document."""
        i = self.docs.index(doc)
        return slice(int(self.bounds[i]), int(self.bounds[i + 1]))

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
    return unicodedata.normalize("NFC", form).lower()


def _kind(gap: str) -> int:
    """Name what a gap does: may a word, or only a phrase, or nothing go on across it."""
    return next((kind for kind, pattern in _GAPS if pattern.fullmatch(gap)), BREAK)


def scan(texts: Mapping[str, str]) -> Atoms:
    """Find the atoms of some texts.

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
    >>> found.gap_types[found.gaps].tolist()
    ['’', ' ', ' -', ' ', '']
    """
    import regex  # here, because a notebook that only reads tables should not pay for it

    atom = regex.compile(r"[\p{L}\p{N}][\p{L}\p{N}\p{M}]*")
    types: dict[str, int] = {}
    gap_types: dict[str, int] = {}
    ids, start, end, gaps, bounds = [], [], [], [], [0]
    for text in texts.values():
        last = None
        for match in atom.finditer(text):
            first, after = match.span()
            if last is not None:
                gaps.append(gap_types.setdefault(text[last:first], len(gap_types)))
            ids.append(types.setdefault(match.group(), len(types)))
            start.append(first)
            end.append(after)
            last = after
        if last is not None:
            gaps.append(gap_types.setdefault(text[last:], len(gap_types)))
        bounds.append(len(ids))
    return Atoms(
        docs=tuple(texts),
        bounds=np.array(bounds, dtype="int64"),
        ids=np.array(ids, dtype="int32"),
        start=np.array(start, dtype="int64"),
        end=np.array(end, dtype="int64"),
        types=np.array(list(types), dtype=object),
        gaps=np.array(gaps, dtype="int32"),
        gap_types=np.array(list(gap_types), dtype=object),
    )
