"""Evidence: what speaks for and against a capitalised name being a place.

Serves the room of places.  Word classes lie in `data/place_words.csv` and `data/word_lists.csv`.
`data/place_evidence.csv` lists the cues with their weights; most of them say of which class the
word at a position beside the name is, and are read from there.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

import numpy as np
import pandas as pd

from toolkit.text.atoms import BLANK, JOINER, SPACED
from toolkit.text.words import Words

DATA = Path(__file__).parents[1] / "data"
OFFICE = "org body title generic compass street month"  # words that are no unknown names


@lru_cache(maxsize=1)
def _classes() -> tuple[dict[str, int], dict[str, int]]:
    """Read the bits of the classes of each listed word, and the bit of each class."""
    bits: dict[str, int] = {}
    words: dict[str, int] = {}
    for name in ("place_words.csv", "word_lists.csv"):
        table = pd.read_csv(DATA / name, dtype="str")
        for role, forms in zip(table["role"], table["words"], strict=True):
            bit = bits.setdefault(role, 1 << len(bits))
            for form in forms.split():
                words[form] = words.get(form, 0) | bit
    return words, bits


@lru_cache(maxsize=1)
def weights() -> pd.DataFrame:
    """Return the cues: `weight`, and `where, is, not` for those read off one position."""
    return pd.read_csv(DATA / "place_evidence.csv", keep_default_na=False, index_col="cue")


class Context:
    """What can be asked of atoms: classes of words, capitals, neighbours, runs of capitals."""

    def __init__(self, words: Words) -> None:
        atoms = words.atoms
        known, self.bits = _classes()
        self.atoms, self.unit, self.size = atoms, words.unit, len(atoms)
        self.flags = np.array([known.get(form, 0) for form in atoms.folded], "int64")[atoms.ids]
        self.upper = atoms.ask(lambda form: form[0].isupper())
        self.lower = atoms.ask(lambda form: form[0].islower())
        self.caps = atoms.ask(lambda form: form.isupper())
        self.one = atoms.ask(lambda form: len(form) == 1)
        same = np.append(self.unit[1:] == self.unit[:-1], False) & (self.unit >= 0)
        self.close = same & np.isin(atoms.gap, [BLANK, JOINER, SPACED])
        self.comma = same & self.gap(lambda form: form.strip() in (",", "(", ", ("))
        self.dot = self.gap(lambda form: form.startswith("."))
        following = np.append(self.upper[1:], False)
        self.link = self.close & self.gap(str.isspace) & self.upper & following
        self.abbreviated = self.close & self.dot & self.upper & following  # Mr. X, St. X, J. X
        run = np.concatenate([[0], np.cumsum(~self.link)[:-1]])
        self.run_first = np.searchsorted(run, run, side="left")
        self.run_last = np.searchsorted(run, run, side="right") - 1
        self.starts = np.concatenate([[True], ~same[:-1]])
        # a headline: capitals throughout and no stop at its end
        unit, long = self.unit + 1, ~self.one & (self.upper | self.lower)
        high = np.bincount(unit, self.upper & long) > 0.7 * np.bincount(unit, long)
        stopped = np.bincount(unit, np.append(self.starts[1:], True) & self.dot)
        self.titled = (high & (stopped == 0))[unit]

    def gap(self, question: Callable[[str], bool]) -> np.ndarray:
        """Return for each atom what `question` answers of the gap after it."""
        return np.array([question(form) for form in self.atoms.gap_types], bool)[self.atoms.gaps]

    def has(self, roles: str, at: np.ndarray) -> np.ndarray:
        """Say for atoms whether they are of one of some classes; -1 is an atom of no class."""
        bits = sum(self.bits[role] for role in roles.split())
        return (at >= 0) & ((self.flags[np.maximum(at, 0)] & bits) > 0)

    def before(self, at: np.ndarray, joint: np.ndarray) -> np.ndarray:
        """Return the atom before each, where `joint` holds between the two, else -1."""
        return np.where((at > 0) & joint[np.maximum(at - 1, 0)], at - 1, -1)

    def after(self, at: np.ndarray, joint: np.ndarray) -> np.ndarray:
        """Return the atom after each, where `joint` holds between the two, else -1."""
        return np.where(joint[at], at + 1, -1)

    def covered(self, first: np.ndarray, last: np.ndarray) -> np.ndarray:
        """Say for each atom, and one past the end, whether a name covers it."""
        edges = np.bincount(first, minlength=self.size + 2)
        edges -= np.bincount(last + 1, minlength=self.size + 2)
        return np.cumsum(edges)[:-1] > 0

    def lead(self, at: np.ndarray) -> np.ndarray:
        """Return the atom before each, an article and the like left out."""
        previous = self.before(at, self.close)
        article = self.has("the", previous) & self.lower[previous]
        return np.where(article, self.before(previous, self.close), previous)


def cues(hits: pd.DataFrame, ctx: Context) -> pd.DataFrame:
    """Return for each name (`first, last` rows of atoms, `level`) which cues it shows.

    The names are in order and do not overlap.
    """
    first, last = hits["first"].to_numpy(), hits["last"].to_numpy()
    level, single, titled = hits["level"].to_numpy(), first == last, ctx.titled[first]
    within, has, taken = np.arange(ctx.size), ctx.has, ctx.covered(first, last)
    previous, following = ctx.before(first, ctx.close), ctx.after(last, ctx.close)
    lead = ctx.lead(first)
    beyond = ctx.before(lead, ctx.close)
    left, right = ctx.before(first, ctx.link), ctx.after(last, ctx.link)
    left = np.where(titled | taken[left] | (ctx.starts[left] & has("common", left)), -1, left)
    right = np.where(titled | taken[right], -1, right)
    abbreviation = ctx.before(first, ctx.abbreviated)
    office = np.maximum.accumulate(np.where(has("org body", within), within, -1))
    head = office[ctx.run_last[last]]
    well = single & np.isin(level, ["nation", "large"])
    at = {
        "previous word": np.where(ctx.lower[previous], previous, -1),
        "next word": np.where(ctx.lower[following], following, -1),
        "lead": lead,
        "beyond": np.where(has("locative", lead), beyond, -1),
        "kind of": np.where(has("of", lead) & ctx.lower[beyond], beyond, -1),
        "Kind of": np.where(has("of for", lead) & ctx.upper[beyond], beyond, -1),
        "left": left,
        "right": right,
        "abbreviation": abbreviation,
        "head": np.where((head > last) & ~titled, head, -1),
        "name": np.where(single & ~well, first, -1),
        "known name": np.where(well, first, -1),
        "generic": np.where(single, -1, last),
    }
    out = {cue: np.zeros(len(hits), dtype=bool) for cue in weights().index}
    for cue, where, yes, no in weights()[["where", "is", "not"]].itertuples():
        if where:
            out[cue] |= (at[where] >= 0) & (not yes or has(yes, at[where])) & ~has(no, at[where])
        elif cue in level:
            out[cue] = level == cue
    given = np.concatenate([[0], np.cumsum(has("given", within) & ctx.upper & ~taken[:-1])])
    back, on = np.append([-9], last[:-1]), np.append(first[1:], ctx.size + 9)
    hyphen = ctx.gap(lambda form: form.strip() in ("-", "\u2010", "\u2011"))
    odd = level == "odd"
    settled = out["settlement_of"] | out["settlement_after"]
    out |= {
        "any": ~odd | odd,
        "person_before": (left >= 0) & (given[first] > given[ctx.run_first[first]]),
        "first_name": single & has("given", first) & (right >= 0) & ~has(OFFICE, right),
        "initial_before": (abbreviation >= 0) & ctx.one[abbreviation] & ~ctx.caps[first],
        "pair_next": ctx.comma[last] & (on == last + 1),
        "pair_before": (back == first - 1) & ctx.comma[first - 1],
        "joined": (has("and", following) & (on == last + 2))
        | (has("and", previous) & (back == first - 2)),
        "hyphen": (hyphen[last] & (on > last + 1))
        | ((previous >= 0) & hyphen[first - 1] & (back < first - 1)),
        "owner": ctx.gap(lambda form: form in ("'", "’"))[last],
        "starts": ctx.starts[first],
        "capitals": ctx.caps[first] & ~titled & (hits["end"] - hits["start"] > 4).to_numpy(),
        "titled": titled,
        "odd_near": odd & out["near"],
        "odd_settlement": odd & settled,
    }
    out["odd_pair"] = odd & (out["pair_next"] | out["pair_before"])
    return pd.DataFrame(out)
