"""Evidence: what speaks for and against a capitalised name being a place.

Serves the room of places.  Word classes lie in `data/place_words.csv` and `data/word_lists.csv`.
`data/place_evidence.csv` lists the cues with their weights; most of them say of which class the
word at a position beside the name is, and are read from there.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

import numpy as np
import pandas as pd

from toolkit.layers.gazetteer import DATA
from toolkit.text.atoms import BLANK, JOINER, SPACED, ask
from toolkit.text.words import Words

OFFICE = "org body title generic compass street month"  # words that are no unknown names
LISTED = OFFICE + " common given surname chinese"


@lru_cache(maxsize=1)
def _classes() -> dict[str, list[str]]:
    """Read the words of each class."""
    tables = (pd.read_csv(DATA / name) for name in ("place_words.csv", "word_lists.csv"))
    return {role: words.split() for role, words in pd.concat(tables).to_numpy()}


@lru_cache(maxsize=1)
def weights() -> pd.DataFrame:
    """Return the cues: `weight`, and `where, is, not` for those read off one position."""
    return pd.read_csv(DATA / "place_evidence.csv", keep_default_na=False, index_col="cue")


class Context:
    """What can be asked of atoms: classes of words, capitals, neighbours, runs of capitals."""

    def __init__(self, words: Words) -> None:
        self.atoms, unit, self.size = words.atoms, words.unit, len(words.atoms)
        self.types: dict[str, np.ndarray] = {}
        self.upper = self.atoms.ask(lambda form: form[0].isupper()) & words.counted
        self.lower = self.atoms.ask(lambda form: form[0].islower())
        self.caps = self.atoms.ask(lambda form: form.isupper())
        same = np.append(unit[1:] == unit[:-1], False) & (unit >= 0)
        self.close = same & np.isin(self.atoms.gap, [BLANK, JOINER, SPACED])
        self.comma = same & self.gap(lambda form: form.strip() in (",", "(", ", ("))
        self.dash = self.gap(lambda form: form.strip() in ("-", "--", "–", "—", "("))
        self.dot = self.gap(lambda form: form.startswith("."))
        self.link = self.close & self.upper & np.append(self.upper[1:], False)
        self.starts = np.concatenate([[True], ~same[:-1]])
        self.every = np.arange(self.size)
        run = np.concatenate([[0], np.cumsum(~self.link)[:-1]])
        self.run_last = np.searchsorted(run, run, side="right") - 1

    def gap(self, question: Callable[[str], bool]) -> np.ndarray:
        """Return for each atom what `question` answers of the gap after it."""
        return ask(self.atoms.gap_types, self.atoms.gaps, question)

    def has(self, roles: str, at: np.ndarray) -> np.ndarray:
        """Say for atoms whether they are of one of some classes; -1 is an atom of no class."""
        import pyarrow as pa
        from pyarrow import compute

        if roles not in self.types:
            members = pa.array([word for role in roles.split() for word in _classes()[role]])
            known = compute.is_in(self.atoms.vocabulary, members.cast(self.atoms.vocabulary.type))
            self.types[roles] = known.to_numpy(zero_copy_only=False)[self.atoms.code]
        return (at >= 0) & self.types[roles][self.atoms.ids[at]]

    def before(self, at: np.ndarray, joint: np.ndarray) -> np.ndarray:
        """Return the atom before each, where `joint` holds between the two, else -1."""
        return np.where((at > 0) & joint[at - 1], at - 1, -1)

    def after(self, at: np.ndarray, joint: np.ndarray) -> np.ndarray:
        """Return the atom after each, where `joint` holds between the two, else -1."""
        return np.where((at >= 0) & joint[at], at + 1, -1)

    def lead(self, at: np.ndarray) -> np.ndarray:
        """Return the atom before each, an article and the like left out."""
        previous = self.before(at, self.close)
        return np.where(self.has("the", previous), self.before(previous, self.close), previous)

    def count(self, what: np.ndarray, first: np.ndarray, last: np.ndarray) -> np.ndarray:
        """Return how many atoms from `first` to `last` are such."""
        total = np.concatenate([[0], np.cumsum(what)])
        return total[last + 1] - total[first]

    def covered(self, first: np.ndarray, last: np.ndarray) -> np.ndarray:
        """Say for each atom, and one past the end, whether a name covers it."""
        edges = np.bincount(first, minlength=self.size + 2)
        return np.cumsum(edges - np.bincount(last + 1, minlength=self.size + 2))[:-1] > 0


def cues(names: pd.DataFrame, ctx: Context) -> pd.DataFrame:
    """Return for each name (`first, last` rows of atoms, `level`) which cues it shows.

    The names are in order and do not overlap.
    """
    first, last, level = (names[c].to_numpy() for c in ("first", "last", "level"))
    has, single, taken = ctx.has, first == last, ctx.covered(first, last)
    previous, following = ctx.before(first, ctx.close), ctx.after(last, ctx.close)
    lead = ctx.lead(first)
    beyond = np.where(has("of for", lead), ctx.before(lead, ctx.close), -1)
    left, right = ctx.before(first, ctx.link), ctx.after(last, ctx.link)
    left = np.where(taken[left] | (ctx.starts[left] & has("common", left)), -1, left)
    known = single & np.isin(level, ["nation", "large"])
    office = np.maximum.accumulate(np.where(has("org body", ctx.every), ctx.every, -1))
    head = office[ctx.run_last[last]]  # the noun of the name that the place begins
    plain = ~has(LISTED, first)
    at = {
        "previous word": previous,
        "next word": following,
        "lead": lead,
        "kind of": beyond,
        "Kind of": np.where(ctx.upper[beyond], beyond, -1),
        "left": left,
        "right": right,
        "number": np.where(ctx.atoms.ask(str.isdigit)[following], following, -1),
        "civil name": np.where(single & has("civic", right), first, -1),
        "near name": np.where(has("near", lead), first, -1),
        "sole": np.where(single & plain & (level != "odd"), first, -1),
        "odd next": np.where(level == "odd", following, -1),
        "abbreviation": ctx.before(first, ctx.link & ctx.dot),  # Mr. X, J. X
        "head": np.where((head > last) & ~ctx.caps[first] & ~has("local", last), head, -1),
        "dateline": np.where(ctx.starts[first] & ctx.caps[first] & ctx.dash[last], first, -1),
        "name": np.where(single & ~known, first, -1),
        "known name": np.where(known, first, -1),
        "first name": np.where(has("surname", right) & single, first, -1),
        "first word": np.where(single & ctx.starts[first], first, -1),
        "generic": np.where(single, -1, last),
        "odd lead": np.where(level == "odd", lead, -1),
    }
    out = {cue: level == cue for cue in weights().index}
    for cue, where, yes, no in weights()[["where", "is", "not"]].itertuples():
        if where:
            out[cue] |= (at[where] >= 0) & (not yes or has(yes, at[where])) & ~has(no, at[where])
    apart = first[1:] - last[:-1]
    out["pair_next"][:-1] = ctx.comma[last[:-1]] & (apart == 1)
    out["pair_before"][1:] = out["pair_next"][:-1]
    out["joined"][:-1] = has("and", following[:-1]) & (apart == 2)
    out["joined"][1:] |= has("and", previous[1:]) & (apart == 2)
    return pd.DataFrame(out)
