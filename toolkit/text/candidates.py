"""Candidates: where in the texts a pattern is worth trying, asked of the types of words and gaps.

A pattern that holds a rare mark is tried beside the gaps between words that have it, and nowhere
else; whether a gap or a word fits is asked once for each form.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import numpy as np

from toolkit.text.atoms import Atoms, ask

Near = tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]  # word, what follows, next word
ANY = re.compile("")
BACK, ON = 60, 200  # characters round a gap in which a match lies
WORDS = 7  # of a phrase that is repeated, with the one that links it


def near(atoms: Atoms, where: Near) -> Iterator[tuple[int, ...]]:
    """List where word, what follows and the next word may fit: document, and start of each."""
    before, gap, after = where
    fits = np.array(
        [gap.search(form) is not None for form in atoms.gap_types.to_pylist()], dtype=bool
    )
    rows = np.flatnonzero(fits[atoms.gaps])
    for side, pattern in ((1, after), (0, before)):
        if pattern.pattern:
            beside = atoms.ids[np.minimum(rows + side, len(atoms) - 1)]
            rows = rows[ask(atoms.types, beside, pattern.search)]
    doc = atoms.document(rows)
    begin = np.append(atoms.begin, atoms.begin[-1:] + ON).astype("int64")
    word, end = begin[rows] - atoms.base[doc], begin[rows + 1] - atoms.base[doc]
    start = word + atoms.sizes[atoms.ids[rows]]
    if not before.pattern:  # what stands before the first word of a text
        first = np.append(begin, 0)[atoms.bounds[:-1]] - atoms.base
        lead = np.flatnonzero(first)
        end = np.concatenate([np.where(first < 0, ON, first)[lead], end])
        word, start = np.append(0 * lead, word), np.append(0 * lead, start)
        doc = np.append(lead, doc)
    order = np.lexsort((start, doc))
    return zip(*(column[order].tolist() for column in (doc, word, start, end)), strict=True)


def matches(
    bodies: list[str], atoms: Atoms, pattern: re.Pattern[str], where: Near
) -> Iterator[tuple[int, re.Match[str]]]:
    """Find what a pattern finds that begins near a gap, with the number of its document."""
    reach = 0, 0  # document and end of the last match
    for i, _, start, end in near(atoms, where):
        text, least = bodies[i], max(start - BACK, 0)
        at = max(text.rfind(" ", least, start), least, reach[1] * (i == reach[0]))
        for m in pattern.finditer(text, at, end + ON):
            if m.start() > end:
                break
            reach = i, m.end()
            yield i, m


def repeats(atoms: Atoms) -> Iterator[tuple[int, int]]:
    """List document and start of words after which a few words, or more, stand once more."""
    ids, size = atoms.ids, len(atoms)
    link = ask(atoms.types, ids, ("and", "of").__contains__)
    found = np.zeros(size, dtype=bool)
    for step in range(1, min(WORDS, size - 1) + 1):
        same = np.append(ids[step:] == ids[:-step], np.zeros(step, dtype=bool))
        whole = same.copy()
        for k in range(1, step):
            whole[:-k] &= same[k:] | link[k:] if k == step - 1 else same[k:]
        found |= whole
    rows = np.flatnonzero(found)
    doc = atoms.document(rows)
    return zip(doc.tolist(), (atoms.begin[rows] - atoms.base[doc]).tolist(), strict=True)
