"""Specification: the same comparison over the choices that could have been made otherwise.

A specification curve (Simonsohn, Simmons and Nelson 2020, Nature Human Behaviour 4) shows an effect
under every defensible combination of choices, and so which of them it hangs on.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, ClassVar

import numpy as np
import pandas as pd

from toolkit import spans
from toolkit.analysis import comparison as comparison_room
from toolkit.analysis import groups, passages
from toolkit.analysis.comparison import Comparison
from toolkit.checks import ToolkitError, counted, one_of
from toolkit.corpus import Corpus
from toolkit.layers import themes

Change = Callable[[Corpus], Corpus]
Run = tuple[dict[str, Any], pd.DataFrame]
OUT = "left_out"
MOST = 20  # documents that are left out in turn
EFFECT = ("log_ratio", "lr_low", "lr_high")


def _no_indirect(corpus: Corpus) -> Corpus:
    """Give indirect speech, and sentences that go on with it, to the author, who worded them."""
    speech = corpus.speech
    indirect = speech["mode"].isin(["indirect", "free"])
    author = speech["doc"].map(corpus.documents["author"]).astype("str")
    speech["speaker"] = speech["speaker"].mask(indirect, author)
    speech["mode"] = speech["mode"].mask(indirect, "author")
    return corpus.replace(speech=speech)


def _with_faults(query: str) -> Change:
    """Return the change that leaves only some faults."""
    return lambda corpus: corpus.replace(faults=corpus.faults.query(query))


# What was chosen, what could have been, and the change that makes it so; in the order of layers.
CHANGES: dict[str, tuple[str, str, Change]] = {
    "faults": ("healed", "not healed", _with_faults("kind == 'loop'")),
    "loops": ("once", "counted", _with_faults("kind != 'loop'")),
    "in_names": ("out", "in", lambda c: c.replace(places=c.places.assign(in_name=False))),
    "indirect": ("in", "out", _no_indirect),
}
CHOICES = (*CHANGES, "within", "documents", "patterns")


@dataclass(frozen=True, repr=False)
class Sensitivity:
    """One cell of a comparison under other choices.

    Attributes
    ----------
    table : a row per specification, the one as made first: a column per choice, `left_out` (a
        document or pattern), `n, words, rate, log_ratio` with its exact bounds `lr_low, lr_high`,
        and `holds` (whether the sign is that of the first row; missing where there is no effect)
    choices : a row per option of a choice: `specifications`, the share of them in which the sign
        `holds`, what changing it `alone` gives (the log ratio), and whether that `flips` the sign
    feature, group : the cell
    """

    table: pd.DataFrame
    choices: pd.DataFrame
    feature: str
    group: tuple[str, ...]
    corpus: Corpus
    _hits: list[pd.DataFrame]

    plot: ClassVar[Callable[..., Any]]

    def passages(self, specification: int | None = None) -> pd.DataFrame:
        """Return the passages that a specification adds or takes away.

        Parameters
        ----------
        specification : its row in `table`; without it the one farthest from the first

        Returns
        -------
        DataFrame
            As `toolkit.passages`, with `change` (lost or gained) and `where` (in the group, or
            elsewhere, with which it is compared).
        """
        effect = self.table["log_ratio"]
        farthest = int((effect - effect.iloc[0]).abs().idxmax())
        row = farthest if specification is None else specification
        one_of(row, range(len(self.table)), "a row of the table")
        both = self._hits[0].merge(self._hits[row], how="outer", indicator="change")
        both["change"] = both["change"].map({"left_only": "lost", "right_only": "gained"})
        return passages.passages(self.corpus, both.dropna(subset="change"))

    def __repr__(self) -> str:
        effects = self.table["holds"].dropna().astype(bool)
        first = self.table["log_ratio"].iloc[0]
        name = f"{self.feature} of {' | '.join(self.group)}"
        flips = self.choices.query("flips")
        what = ", ".join(flips["choice"] + ": " + flips["option"])
        return (
            f"{name}: log ratio {first:.2f} as made; its sign holds in {int(effects.sum())} of "
            f"{counted(len(effects), 'specification')}"
            f" ({len(self.table) - len(effects)} without an effect to compare). "
            f"{f'It flips with {what}.' if what else 'No single choice flips it.'}"
        )


def sensitivity(
    comparison: Comparison,
    choices: str | Sequence[str] | Mapping[str, Change] | None = None,
    feature: str | None = None,
    group: str | tuple[str, str] | None = None,
) -> Sensitivity:
    """Run a comparison again over the choices that could have been made otherwise.

    Parameters
    ----------
    comparison : the comparison; one of its cells is followed
    choices : one or some of faults (healed or not), loops (their repetitions counted or not),
        in_names (places inside names in or out), indirect (indirect and free speech the speaker's
        or the author's), within (the unit in which places and themes label words), documents (each
        left out in turn, at most the 20 with most hits), patterns (each pattern of the theme left
        out of the codebook); without it all of these.  Or, in their place, a mapping of changes of
        your own by name, each a function from corpus to corpus
    feature, group : the cell; what is left out is that of the largest cell with an effect that fits

    Returns
    -------
    Sensitivity
        `table`, `choices`, `plot()` (the specification curve) and `passages()`.  Faults to within
        and changes of your own are combined with each other; documents and patterns are left out
        one at a time.  What leaves the cell and its rest as they are is left aside.

    Raises
    ------
    ToolkitError
        A choice, the feature or the group is unknown, or the cell has no effect.

    Examples
    --------
    >>> import toolkit as kit
    >>> voices = kit.compare(kit.example(), "themes", by="outlet")
    >>> doubt = kit.sensitivity(voices, ["documents"], "trade", "Daily")
    >>> doubt.table[["left_out", "n", "log_ratio"]].round(2).values.tolist()
    [['', 3, -0.82], ['harbour', 1, -1.0], ['interview', 3, nan], ['steel', 2, -0.72]]
    """
    sized = comparison.table["n"].where(comparison.table["log_ratio"].notna(), -1)
    sized = replace(comparison, table=comparison.table.assign(n=sized))  # no effect: chosen last
    cell = sized.cell(feature, group)
    if np.isnan(cell["log_ratio"]):
        raise ToolkitError(f"the cell {cell['feature']!r} has no effect whose sign could hold")
    own = choices if isinstance(choices, Mapping) else {}
    changes = {**CHANGES, **{name: ("as made", "changed", change) for name, change in own.items()}}
    asked = CHOICES if choices is None else choices
    wanted = [asked] if isinstance(asked, str) else list(asked)
    for name in wanted:
        one_of(name, [*CHOICES, *own], "a choice")
    corpus, within = comparison.corpus, comparison.asked["within"]
    names = (cell["feature"], *(cell[key] for key in comparison.keys))
    made, found = _run(comparison, corpus, within, names)
    crossed: list[tuple[dict[str, str], Corpus]] = [({}, corpus)]
    for name, (as_made, other, change) in changes.items():
        if name in wanted and _run(comparison, change(corpus), within, names)[0] != made:
            crossed = [({**options, name: option}, now) for options, before in crossed
                       for option, now in ((as_made, before), (other, change(before)))]  # fmt: skip
    units = [within]
    if "within" in wanted and "unit" in comparison.basis:
        units += [unit for unit in groups.UNITS if _run(comparison, corpus, unit, names)[0] != made]
    if len(units) > 1:
        crossed = [({**options, "within": unit}, now) for options, now in crossed for unit in units]
    first = crossed[0][0]
    docs = list(dict.fromkeys([*found["doc"].value_counts().index, *corpus.texts]))[:MOST]
    docs = docs if "documents" in wanted and len(corpus.texts) > 1 else []
    theme = names[0] if "patterns" in wanted else ""
    rows, hits = [], []
    left_out = (({**first, OUT: name}, now) for name, now in _left_out(corpus, docs, theme))
    for options, now in itertools.chain(crossed, left_out):
        row, found = _run(comparison, now, options.get("within", within), names)
        if row != made or OUT not in options:
            rows.append({OUT: "", **options, **row})
            hits.append(found)
    table = pd.DataFrame(rows)[[*first, OUT, *made]]
    sign = np.sign(table["log_ratio"])
    table["holds"] = (sign == sign.iloc[0]).astype("boolean").mask(sign.isna())
    return Sensitivity(table, _summary(table, [*first, OUT]), names[0], names[1:], corpus, hits)


def _left_out(corpus: Corpus, docs: list[str], theme: str) -> Iterator[tuple[str, Corpus]]:
    """Return the corpus without each of some documents, and without each pattern of a theme."""
    for doc in docs:
        yield doc, corpus.select([other for other in corpus.texts if other != doc])
    mine = corpus.themes.query("theme == @theme and not loop")
    for fired in sorted(set(mine["pattern"].str.split("; ").explode())):
        less = themes.without(corpus.codebook, theme, fired)
        yield fired, corpus.replace(themes=themes.mark(corpus.matcher(), less, corpus.texts))


def _run(made: Comparison, corpus: Corpus, within: str, names: tuple[str, ...]) -> Run:
    """Estimate the cell of a feature and its group: its row, and the feature's hits."""
    found, table, _ = comparison_room.estimate(corpus, **{**made.asked, "within": within})
    same = (table[["feature", *made.keys]] == list(names)).all(axis=1)
    nothing = {"n": 0, "words": 0, "rate": 0.0} | dict.fromkeys(EFFECT, np.nan)
    row = (table.loc[same, list(nothing)].to_dict("records") or [nothing])[0]
    every = found.hits[found.names[found.feature] == names[0]]
    inside = every.index.isin(found.cell(names[0], names[1:]).index)
    return row, every[spans.ADDRESS].assign(where=np.where(inside, "group", "elsewhere"))


def _summary(table: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    """Return how the sign fares under each option, and under it alone."""
    out = []
    for key in keys:
        others = (table[keys] == table.loc[0, keys]).drop(columns=key).all(axis=1)
        for option, alike in table.groupby(key, sort=False):
            if key != OUT or option:
                alone = alike[others[alike.index]].iloc[0]
                flips = pd.notna(alone["holds"]) and not alone["holds"]
                fares = alike["holds"].mean(), alone["log_ratio"], flips
                out.append((key, option, len(alike), *fares))
    columns = ["choice", "option", "specifications", "holds", "alone", "flips"]
    return pd.DataFrame(out, columns=columns)
