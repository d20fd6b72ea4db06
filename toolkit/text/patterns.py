"""One matcher for everything that looks for words in a row: codebook, gazetteer, cues, queries.

A pattern is a few words: `industr* chain*`, `(leading|key) enterprise*`, `supply ... resilien*`.
Patterns are laid into one trie whose edges are asked of the vocabulary once; matching then joins
positions with edges, step by step, for all patterns together.  The written specification is a
plain regular expression per sentence, which the tests hold the matcher to.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence

import numpy as np
import pandas as pd

from toolkit.checks import ToolkitError
from toolkit.text.atoms import BREAK, POINT, fold
from toolkit.text.words import Words

Columns = tuple[np.ndarray, np.ndarray, np.ndarray]
GAP = 5  # atoms that `...` may stand for, unless the pattern says `within N`


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
    if pattern.count("(") != pattern.count(")") or re.search(r"\([^)]*\(", pattern):
        raise ToolkitError(f"the brackets of the pattern {pattern!r} do not close")
    within = re.search(r"\s+within\s+(\d+)\s*$", pattern)
    body, reach = (pattern[: within.start()], int(within[1])) if within else (pattern, GAP)
    if within and not re.search(r"\.\.\.|…", body):
        raise ToolkitError(f"the pattern {pattern!r} has a reach, but no '...' to reach over")
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
    for form in regex.findall(r"\.\.\.|[\p{L}\p{N}\p{M}*]+", fold(phrase.replace("…", "..."))):
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
    vocabulary, form = np.unique(words.atoms.folded, return_inverse=True)
    trie = _Trie(patterns, vocabulary)
    sequence = np.flatnonzero(words.counted)
    forms = form[words.atoms.ids[sequence]] if len(sequence) else np.empty(0, dtype="int64")
    first, last, pattern = trie.walk(forms, words.unit[sequence], _links(words, sequence))
    hits = pd.DataFrame(
        {"first": sequence[first], "last": sequence[last], "pattern": pattern}, dtype="int64"
    )
    hits = hits.drop_duplicates().sort_values(["first", "last", "pattern"], ignore_index=True)
    where = words.atoms.spans(hits["first"].to_numpy())
    where["end"] = _ends(words, hits["last"].to_numpy())
    return where.assign(pattern=hits["pattern"], first=hits["first"], last=hits["last"])


def _ends(words: Words, last: np.ndarray) -> np.ndarray:
    """Return where hits end: with the per cent sign or last stop of a word they end with."""
    end = words.atoms.end[last]
    if not len(last):
        return end
    word_end = words.table["end"].to_numpy()[words.word[last]]
    following = np.append(words.atoms.start[1:], words.atoms.end[-1] + 1)[last]
    other = np.append(words.atoms.doc[1:], -1)[last] != words.atoms.doc[last]
    return np.where((word_end > end) & ((word_end <= following) | other), word_end, end)


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


def _links(words: Words, sequence: np.ndarray) -> np.ndarray:
    """Say for each counted atom whether a phrase may go on to the next counted one."""
    if not len(sequence):
        return np.empty(0, dtype=bool)
    following = np.append(sequence[1:], sequence[-1])
    gap = words.atoms.gap[np.maximum(following - 1, 0)]  # across a loop: what stands after it
    same_word = words.word[sequence] == words.word[following]
    links = (gap != BREAK) & ((gap != POINT) | same_word)
    links &= words.unit[sequence] == words.unit[following]
    links[-1] = False
    return links


class _Trie:
    """Phrases as a tree of forms; edges hold every type of the vocabulary that fits a form."""

    def __init__(self, patterns: Sequence[str], vocabulary: np.ndarray) -> None:
        self.width = len(vocabulary) + 1
        known = {form: i for i, form in enumerate(vocabulary)}
        text = "\n".join(vocabulary)
        starts = np.cumsum([0, *map(len, vocabulary)][: len(vocabulary)]) + np.arange(len(known))
        fits: dict[str, np.ndarray] = {}
        nodes: dict[tuple[int, str, int], int] = {}
        ends: list[tuple[int, int]] = []
        edges: dict[int, list[tuple[np.ndarray, int]]] = {}  # by number of atoms skipped
        for number, pattern in enumerate(patterns):
            for phrase in _phrases(pattern):
                node = 0
                for form, skip in phrase:
                    if form not in fits:
                        fits[form] = _fitting(form, known, text, starts)
                    step = (node, form, skip)
                    if not len(fits[form]):
                        break
                    if step not in nodes:
                        nodes[step] = len(nodes) + 1
                        edges.setdefault(skip, []).append(
                            (node * self.width + fits[form], nodes[step])
                        )
                    node = nodes[step]
                else:
                    ends.append((node, number))
        self.edges = {skip: _sorted_edges(pairs) for skip, pairs in edges.items()}
        order = sorted(ends)
        self.end_nodes = np.array([node for node, _ in order], dtype="int64")
        self.end_patterns = np.array([pattern for _, pattern in order], dtype="int64")

    def walk(self, forms: np.ndarray, unit: np.ndarray, links: np.ndarray) -> Columns:
        """Return first and last position and pattern of every match."""
        found: list[tuple[np.ndarray, np.ndarray, np.ndarray]] = []
        first = here = np.arange(len(forms))
        node = np.zeros(len(forms), dtype="int64")
        first, here, node = self._step(first, here, node, forms, 0)
        while len(first):
            i, j = _matching(self.end_nodes, node)
            found.append((first[i], here[i], self.end_patterns[j]))
            steps = []
            for skip in self.edges:
                for jump in range(1, skip + 2):
                    there = here + jump
                    ok = there < len(forms)
                    ok[ok] &= unit[there[ok]] == unit[here[ok]]
                    ok &= links[here] if not skip else True
                    steps.append(self._step(first[ok], there[ok], node[ok], forms, skip))
            first, here, node = _stacked(steps)
        if not found:
            none = np.empty(0, dtype="int64")
            return none, none, none
        return _stacked(found)

    def _step(
        self, first: np.ndarray, here: np.ndarray, node: np.ndarray, forms: np.ndarray, skip: int
    ) -> Columns:
        """Go along the edges that fit the atoms at `here`."""
        if skip not in self.edges:
            return first[:0], here[:0], node[:0]
        labels, targets = self.edges[skip]
        i, j = _matching(labels, node * self.width + forms[here])
        return first[i], here[i], targets[j]


def _stacked(rows: list[Columns]) -> Columns:
    """Put the columns of several tables under one another."""
    first, second, third = (np.concatenate(column) for column in zip(*rows, strict=True))
    return first, second, third


def _phrases(pattern: str) -> list[list[tuple[str, int]]]:
    """Parse a pattern; plain words, the bulk of a gazetteer, take the short way."""
    if pattern.isascii() and pattern.replace(" ", "").isalnum():
        return [[(form, 0) for form in pattern.lower().split()]]
    return parse(pattern)


def _fitting(form: str, known: dict[str, int], text: str, starts: np.ndarray) -> np.ndarray:
    """Return the types of the vocabulary that a form stands for."""
    if "*" not in form:
        return np.array([known[form]] if form in known else [], dtype="int64")
    body = r"[^\n]*".join(re.escape(part) for part in form.split("*"))
    at = [match.start() for match in re.finditer(rf"^{body}$", text, re.MULTILINE)]
    return np.searchsorted(starts, at)


def _sorted_edges(pairs: list[tuple[np.ndarray, int]]) -> tuple[np.ndarray, np.ndarray]:
    """Return labels in order with their targets."""
    labels = np.concatenate([label for label, _ in pairs])
    targets = np.repeat([target for _, target in pairs], [len(label) for label, _ in pairs])
    order = np.argsort(labels, kind="stable")
    return labels[order], targets[order]


def _matching(table: np.ndarray, wanted: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return all pairs (position in `wanted`, position in the sorted `table`) of equal values."""
    low = np.searchsorted(table, wanted, side="left")
    n = np.searchsorted(table, wanted, side="right") - low
    i = np.repeat(np.arange(len(wanted)), n)
    return i, np.arange(n.sum()) - np.repeat(np.cumsum(n) - n, n) + np.repeat(low, n)
