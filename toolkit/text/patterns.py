"""One matcher for everything that looks for words in a row: codebook, gazetteer, cues, queries.

A pattern is a few words: `industr* chain*`, `(leading|key) enterprise*`, `supply ... resilien*`.
What a form stands for is asked of the vocabulary once; an index says where each type stands, and
a phrase is looked for from its rarest form, all phrases of one shape together.  The written
specification is a plain regular expression per sentence, which the tests hold the matcher to.
"""

from __future__ import annotations

import itertools
import re
from bisect import bisect_left
from collections.abc import Sequence
from functools import lru_cache

import numpy as np
import pandas as pd

from toolkit import spans
from toolkit.checks import ToolkitError
from toolkit.text.atoms import fold
from toolkit.text.index import Index
from toolkit.text.words import Words

Columns = tuple[np.ndarray, np.ndarray, np.ndarray]
# `...`, a Chinese character, which is an atom, or letters and digits; `*` stands for more of them
FORM = r"\.\.\.|\*?[\u4000-\u9fff]\*?|(?:(?![\u4000-\u9fff])[\p{L}\p{N}\p{M}*])+"
GAP = 5  # atoms that `...` may stand for, unless the pattern says `within N`


@lru_cache(maxsize=10_000)
def parse(pattern: str) -> list[list[tuple[str, int]]]:
    """Return the phrases a pattern stands for: lists of (form, atoms that may stand before it).

    Raises
    ------
    ToolkitError
        The pattern holds no word, or its brackets do not close.

    Examples
    --------
    >>> parse("(leading|key) firm*")
    [[('leading', 0), ('firm*', 0)], [('key', 0), ('firm*', 0)]]
    >>> parse("supply ... resilien* within 3")
    [[('supply', 0), ('resilien*', 3)]]
    """
    letters = pattern.replace(" ", "").replace("*", "")
    if letters.isascii() and letters.isalnum() and " within " not in pattern:  # as most are
        return [[(form, 0) for form in pattern.lower().split()]]
    if pattern.count("(") != pattern.count(")") or re.search(r"\([^)]*\(", pattern):
        raise ToolkitError(f"the brackets of the pattern {pattern!r} do not close")
    within = re.search(r"\s+within\s+(\d.*|\S+)\s*$", pattern)
    if within and not re.search(r"\.\.\.|…", pattern):
        if within[1].isdigit():
            raise ToolkitError(f"the pattern {pattern!r} has a reach, but no '...' to reach over")
        within = None  # `within reach` is a phrase
    if within and not re.fullmatch("[1-9][0-9]*", within[1]):
        raise ToolkitError(f"{within[1]!r} is no reach of 1 or more (pattern {pattern!r})")
    body, reach = (pattern[: within.start()], int(within[1])) if within else (pattern, GAP)
    parts = [
        part[1:-1].split("|") if part.startswith("(") else [part]
        for part in re.split(r"(\([^)]*\))", body)
    ]
    return [_forms(" ".join(choice), reach, pattern) for choice in itertools.product(*parts)]


def _forms(phrase: str, reach: int, pattern: str) -> list[tuple[str, int]]:
    """Cut one phrase into the forms of its atoms."""
    import regex

    out: list[tuple[str, int]] = []
    skip = 0
    for form in regex.findall(FORM, fold(phrase.replace("…", "..."))):
        if form == "...":
            skip = reach if out else 0
        else:
            out.append((form, skip))
            skip = 0
    if not any(form.strip("*") for form, _ in out):
        raise ToolkitError(f"the pattern {pattern!r} holds no word to look for")
    return out


def find(words: Words, patterns: Sequence[str]) -> pd.DataFrame:
    """Find all matches of all patterns in the counted words of the body.

    A phrase may go on across blanks, hyphens and apostrophes, but not across other punctuation or
    the end of a sentence; it may bridge the repetitions of a loop.  Case does not count.

    Parameters
    ----------
    words : words of the body
    patterns : patterns; `*` at either end of a form stands for more letters, `(a|b)` for either,
        `...` for up to five atoms of the same sentence (`within N` at the end: up to N)

    Returns
    -------
    DataFrame
        `doc, start, end, pattern` (position in `patterns`), `first, last` (rows of the atoms),
        ordered by address.  Matches may overlap; see `longest`.

    Examples
    --------
    >>> from toolkit import spans
    >>> from toolkit.text import atoms, words
    >>> texts = {"a": "Guangdong-Hong Kong-Macao links"}
    >>> body = spans.table({"doc": ["a"], "start": [0], "end": [31], "sentence": [0]})
    >>> none = spans.table({"doc": [], "start": [], "end": [], "kind": []})
    >>> read = words.tokenize(texts, atoms.scan(texts), none, body)
    >>> find(read, ["hong kong", "link*"])[["start", "end", "pattern"]].values.tolist()
    [[10, 19, 0], [26, 31, 1]]
    """
    first, last, pattern = matches(words, patterns)
    doc = words.atoms.document(first)
    base = words.atoms.base[doc]
    names = spans.named(words.atoms.docs, doc)
    where = {"start": words.atoms.begin[first] - base, "end": ends(words, last) - base}
    rows = {"pattern": pattern, "first": first, "last": last}
    return pd.DataFrame({"doc": names, **where, **rows})


def matches(words: Words, patterns: Sequence[str]) -> Columns:
    """Return first and last atom and pattern of every match, as `find` does, without a table."""
    if wrong := [pattern for pattern in patterns if not isinstance(pattern, str)]:
        raise ToolkitError(f"{wrong[0]!r} is not a pattern; a string was expected")
    rows = _matches(patterns, words.index)
    order = np.lexsort(rows[::-1])
    first, last, pattern = (column[order] for column in rows)
    new = np.ones(len(order), dtype=bool)  # alternatives may come to the same words
    new[1:] = (np.diff(first) != 0) | (np.diff(last) != 0) | (np.diff(pattern) != 0)
    sequence = words.index.sequence
    return sequence[first[new]].astype("int64"), sequence[last[new]].astype("int64"), pattern[new]


def ends(words: Words, last: np.ndarray) -> np.ndarray:
    """Return where hits end: with the per cent sign or last stop of a word they end with."""
    at = words.atoms.begin
    end = at[last] + words.atoms.sizes[words.atoms.ids[last]].astype(at.dtype)
    stop = words.stop(words.word[last])
    following = at[np.minimum(last + 1, len(at) - 1)]
    final = (stop <= following) | (last + 1 == len(at))
    return np.where((stop > end) & final, stop, end)


def longest(hits: pd.DataFrame) -> pd.DataFrame:
    """Keep of overlapping matches the leftmost, of those the longest.

    >>> hits = pd.DataFrame({"first": [0, 0, 1], "last": [0, 1, 2], "pattern": [0, 1, 2]})
    >>> longest(hits)["pattern"].tolist()
    [1]
    """
    hits = hits.sort_values(["first", "last", "pattern"], ascending=[True, False, True])
    keep, reach = [], -1
    for first, last in zip(hits["first"], hits["last"], strict=True):
        keep.append(first > reach)
        reach = last if keep[-1] else reach
    return hits[np.array(keep, dtype=bool)].reset_index(drop=True)


def _matches(patterns: Sequence[str], index: Index) -> Columns:
    """Return first and last position (in the index's sequence) and pattern of every match.

    Phrases of one shape go together: from wherever their rarest form stands, the others are looked
    for on either side.
    """
    width = len(index.vocabulary)
    shapes: dict[tuple, list[tuple[list[np.ndarray], int]]] = {}
    for number, pattern in enumerate(patterns):
        for shape, types in _asked(pattern, index):
            shapes.setdefault(shape, []).append((types, number))
    none = np.empty(0, dtype="int64")
    found = [(none, none, none)]
    for (anchor, skips, plain), phrases in shapes.items():
        labels = []  # phrase and form as one number, a form of each phrase or several
        for column in zip(*(types for types, _ in phrases), strict=True):
            which = np.repeat(np.arange(len(phrases)), [len(kind) for kind in column])
            labels.append(np.append(which * width + np.concatenate(column), -1))
        row, form = np.divmod(labels[anchor][:-1], width)
        row, first = np.repeat(row, index.count[form]), index.positions(form)
        last = first
        for k in range(anchor + 1, len(skips)):
            last, first, row = _step((last, first, row), labels[k], plain[k], skips[k], 1, index)
        for k in reversed(range(anchor)):
            first, last, row = _step(
                (first, last, row), labels[k], plain[k], skips[k + 1], -1, index
            )
        found.append((first, last, np.array([number for _, number in phrases])[row]))
    return _stacked(found)


def _step(
    ends: Columns, labels: np.ndarray, plain: bool, skip: int, way: int, index: Index
) -> Columns:
    """Go from one end of each match to the next form on that side; the other end stays."""
    here, other, row = ends
    found = []
    for jump in range(1, skip + 2):
        there = here + way * jump
        ok = np.flatnonzero((there >= 0) & (there < len(index.forms)))
        near, far = here[ok], there[ok]
        if skip:
            linked = index.unit[index.sequence[near]] == index.unit[index.sequence[far]]
        else:
            linked = index.links[np.minimum(near, far)]
        ok, far = ok[linked], far[linked]
        label = row[ok] * len(index.vocabulary) + index.forms[far]
        # one form a phrase: its label stands at the phrase's number
        at = row[ok] if plain else np.searchsorted(labels[:-1], label)
        fits = labels[at] == label
        ok = ok[fits]
        found.append((far[fits], other[ok], row[ok]))
    return _stacked(found)


def _stacked(rows: list[Columns]) -> Columns:
    """Put the columns of several tables under one another."""
    first, second, third = (np.concatenate(column) for column in zip(*rows, strict=True))
    return first, second, third


def _asked(pattern: str, index: Index) -> list[tuple[tuple, list[np.ndarray]]]:
    """Return of each phrase of a pattern its shape and the types its forms stand for.

    A shape is the rarest form, the gaps before the forms, and which forms stand for one type only;
    phrases with a form that never occurs are left out.
    """
    if pattern not in index.asked:
        index.asked[pattern] = found = []
        for phrase in parse(pattern):
            types = [_fitting(form, index) for form, _ in phrase]
            occur = [int(index.count[kind].sum()) for kind in types]
            if all(occur):
                plain = tuple(len(kind) == 1 for kind in types)
                shape = occur.index(min(occur)), tuple(skip for _, skip in phrase), plain
                found.append((shape, types))
    return index.asked[pattern]


def _fitting(form: str, index: Index) -> np.ndarray:
    """Return the types of the vocabulary that a form stands for."""
    known = index.known
    stem, star, rest = form.partition("*")
    low = bisect_left(known, stem)
    if not star:
        return np.arange(low, low + (known[low : low + 1] == [form]))
    high = bisect_left(known, stem + chr(0x10FFFF), lo=low)
    if not rest.strip("*"):
        return np.arange(low, high)
    fits = re.compile(".*".join(map(re.escape, form.split("*")))).fullmatch
    return np.array([i for i in range(low, high) if fits(known[i])], dtype="int64")
