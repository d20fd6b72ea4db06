"""Comparison: rates of features in groups, effects against the rest, and what they rest on."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
import pandas as pd

from toolkit.analysis import basis, groups, measures, passages, resampling
from toolkit.analysis.counts import PER, Tally, tally
from toolkit.checks import ToolkitError, cut, one_of
from toolkit.corpus import Corpus

DRAWS = 1000
FEW = 5  # below this many hits an interval is exact, not resampled


@dataclass(frozen=True, repr=False)
class Comparison:
    """Features by groups, with intervals, effects and their basis.

    Attributes
    ----------
    table : a row per feature and group: `feature`, a column per group key, `n` (hits), `words` (the
        group's counted words), `rate` (hits per 1,000 words) with its interval `low, high`, `docs`
        (documents with a hit), `log_ratio` (binary, against the rest) with `lr_low, lr_high`, and
        `lrc` (the bound nearest zero, corrected for all cells and zero where `lr_low` to `lr_high`
        holds zero: the column to rank by)
    basis : what the numbers rest on, by name
    keys : the group keys
    asked : features, by and within, as `compare` was asked
    """

    table: pd.DataFrame
    basis: dict[str, Any]
    keys: tuple[str, ...]
    corpus: Corpus
    asked: dict[str, Any]
    _tally: Tally

    plot: ClassVar[Callable[..., Any]]
    map: ClassVar[Callable[..., Any]]
    _repr_html_: ClassVar[Callable[..., str]]

    def passages(
        self, feature: str | None = None, group: str | tuple[str, str] | None = None
    ) -> pd.DataFrame:
        """Return the passages behind a cell, exactly as many as its `n`.

        Parameters
        ----------
        feature, group : the cell; what is left out is that of the largest cell that fits
            (two keys: `group` is a pair)

        Returns
        -------
        DataFrame
            `doc, start, end, feature, text, passage`, in the order of the documents.

        Examples
        --------
        >>> import toolkit as kit
        >>> voices = kit.compare(kit.example(), "themes", by="outlet")
        >>> voices.passages("green", "Daily")["text"].tolist()
        ['green', 'Green']
        """
        if not len(self.table):
            return passages.passages(self.corpus, self._tally.hits.iloc[:0])
        cell = self.cell(feature, group)
        hits = self._tally.cell(cell["feature"], tuple(cell[key] for key in self.keys))
        return passages.passages(self.corpus, hits.drop(columns="word"))

    def cell(
        self, feature: str | None = None, group: str | tuple[str, str] | None = None
    ) -> pd.Series:
        """Return the row of a cell; what is left out is that of the largest cell that fits.

        Raises
        ------
        ToolkitError
            The feature or the group is not in the comparison, or it has no cells at all.
        """
        cells = self.table
        if not len(cells):
            raise ToolkitError("the comparison has no hits")
        if feature is not None:
            one_of(feature, cells["feature"].unique(), "a feature of this comparison")
            cells = cells[cells["feature"] == feature]
        if group is not None:
            name = group if isinstance(group, str) else " | ".join(group)
            known = cells[list(self.keys)].agg(" | ".join, axis=1)
            one_of(name, known.unique(), "a group of this comparison")
            cells = cells[known == name]
        return cells.loc[cells["n"].idxmax()]

    def largest(self, features: int, groups: int) -> tuple[pd.DataFrame, str]:
        """Return the cells that a figure has room for, and a sentence about the others.

        Parameters
        ----------
        features, groups : the most that are shown: features by hits, groups by words, ties by name

        Returns
        -------
        table, sentence
            `keys` joins the group's keys; it and `feature` are categories, the largest first.
        """
        names, said = self.table[list(self.keys)].agg(" | ".join, axis=1), ""
        cells = self.table.assign(keys=names)
        for name, what, column, how, most in (
            ("feature", "features", "n", "sum", features),
            ("keys", "groups", "words", "max", groups),
        ):
            size = cells.groupby(name)[column].agg(how).sort_values(ascending=False, kind="stable")
            said += cut(min(most, len(size)), len(size), what)
            cells = cells[cells[name].isin(size.index[:most])]
            cells = cells.assign(**{name: pd.Categorical(cells[name], size.index[:most])})
        return cells.sort_values(["feature", "keys"], ignore_index=True), said

    def to_markdown(self) -> str:
        """Return the table and its basis as Markdown."""
        body = self.table.round(2).to_markdown(index=False)
        return f"{body}\n\n{basis.sentences(self.basis)}\n"

    def save(self, folder: str | Path) -> None:
        """Write `table.csv`, `basis.json` and `passages.csv` (every cell's) into a folder."""
        path = Path(folder)
        path.mkdir(parents=True, exist_ok=True)
        self.table.to_csv(path / "table.csv", index=False)
        facts = json.dumps(self.basis, indent=1, ensure_ascii=False)
        (path / "basis.json").write_text(facts, encoding="utf-8")
        hits = self._tally.hits.iloc[self._tally.hit].reset_index(drop=True)
        names = self._tally.labels.names.iloc[self._tally.label].reset_index(drop=True)
        every = passages.passages(self.corpus, hits.drop(columns="word"))
        every = every.join(names.drop(columns="doc", errors="ignore"))
        every.to_csv(path / "passages.csv", index=False)

    def __repr__(self) -> str:
        shown = self.table.sort_values(["n", "feature"], ascending=[False, True]).head(10)
        columns = ["feature", *self.keys, "n", "words", "rate", "low", "high", "docs", "log_ratio"]
        body = shown[columns].round(2).to_string(index=False) if len(shown) else "(no hits)"
        more = f"\n... {len(self.table) - 10:,} more rows" if len(self.table) > 10 else ""
        return f"{body}{more}\n{basis.sentences(self.basis)}"


def compare(
    corpus: Corpus,
    features: str | pd.DataFrame,
    by: str | Sequence[str],
    within: str = "sentence",
    seed: int = 0,
) -> Comparison:
    """Compare how often features occur in the words of groups.

    Parameters
    ----------
    corpus : the corpus
    features : words, ngrams, themes, places, countries, provinces, macro_regions, clusters,
        speakers, modes (the words spoken), or a span table with a column `feature`
    by : the group key, or two of them: doc, any column of `documents`, or speaker, mode, place,
        country, province, macro_region, cluster, theme
    within : unit in which places and themes label words: sentence, paragraph or document
    seed : of the resampling

    Returns
    -------
    Comparison
        `rate` is hits per 1,000 words of the group.  `log_ratio` is binary, against the words of
        the other groups (one key) or without the label (places, themes, two keys); intervals are
        at 95 per cent and `basis` names how they were made.

    Raises
    ------
    ToolkitError
        A feature, group key or unit is unknown.

    Examples
    --------
    >>> import toolkit as kit
    >>> voices = compare(kit.example(), "themes", by="outlet")
    >>> voices.table[["feature", "outlet", "n", "words"]].values.tolist()[:2]
    [['green', 'Daily', 2, 37], ['green', 'Weekly', 1, 14]]
    """
    found, table, fixed = estimate(corpus, features, by, within)
    drawn_from = resampling.units(corpus, found.labels)
    table = _resampled(corpus, found, table.copy(), drawn_from, seed)
    facts = basis.facts(corpus, found, features, within, int(fixed.sum()))
    facts["intervals"] = (
        f"95 % intervals from {DRAWS:,} resamples of {drawn_from.basis} (seed {seed}); "
        f"exact (Poisson, Clopper-Pearson) below {FEW} hits"
    )
    asked = {"features": features, "by": by, "within": within}
    return Comparison(table, facts, found.labels.keys, corpus, asked, found)


def estimate(
    corpus: Corpus, features: str | pd.DataFrame, by: str | Sequence[str], within: str = "sentence"
) -> tuple[Tally, pd.DataFrame, np.ndarray]:
    """Return counts, the table of a comparison with exact intervals, and its cells by construction.

    Exact intervals take words as independent, which those of one article are not: `compare` has
    resampled ones where hits are enough.
    """
    found = tally(corpus, features, by, within)
    table = found.table()
    fixed = basis.by_construction(corpus, features, table, found.labels)
    labels = found.labels
    a, c = table["n"].to_numpy(dtype=float), table["words"].to_numpy(dtype=float)
    pool = groups.pool(corpus, labels)
    pooled = np.isin(found.hits["word"].to_numpy(), pool)
    every = np.bincount(found.feature[pooled], minlength=len(found.names))
    b, d = np.repeat(every, len(labels.names)) - a, len(pool) - c  # what cells are compared with
    real = np.tile(labels.resolved, len(found.names)) & ~fixed & (c > 0) & (d > 0) & (a + b > 0)
    for name, value in measures.effects(a, c, b, d, family=int(real.sum())).items():
        table[name] = np.where(real, value, np.nan)
    docs = table.columns.get_loc("docs")
    for i, bound in enumerate(measures.poisson_interval(a)):
        with np.errstate(divide="ignore", invalid="ignore"):
            table.insert(docs + i, ("low", "high")[i], PER * bound / c)
    return found, table, fixed


def _resampled(
    corpus: Corpus, found: Tally, table: pd.DataFrame, drawn_from: resampling.Units, seed: int
) -> pd.DataFrame:
    """Put resampled intervals in the place of exact ones where there are enough hits."""
    labels, wide = found.labels, len(found.labels.names)
    word, feature, n = found.hits["word"].to_numpy(), found.feature, table["n"].to_numpy()
    pool = groups.pool(corpus, labels)
    pooled = np.isin(word, pool)
    several = pd.Series(drawn_from.of_word[labels.word]).groupby(labels.label).nunique() >= FEW
    cells = np.flatnonzero((n >= FEW) & np.tile(several, len(found.names)))
    of_feature, of_group = np.divmod(cells, max(wide, 1))
    draws, counts = drawn_from.draws(DRAWS, seed), drawn_from.counts
    cell = feature[found.hit] * wide + found.label
    hits = draws @ counts(word[found.hit], cell, len(table))[:, cells]
    group = draws @ counts(labels.word, labels.label, wide)[:, of_group]
    every = draws @ counts(word[pooled], feature[pooled], len(found.names))[:, of_feature]
    total = draws @ counts(pool, np.zeros_like(pool), 1)
    with np.errstate(divide="ignore", invalid="ignore"):
        table.loc[cells, ["low", "high"]] = resampling.middle(PER * hits / group)
        ratio = measures.log_ratio(hits, group, every - hits, total - group)
    rest = np.bincount(feature[pooled], minlength=len(found.names))[of_feature] - n[cells]
    enough = (rest >= FEW) & table["lr_low"].notna().to_numpy()[cells]
    table.loc[cells[enough], ["lr_low", "lr_high"]] = resampling.middle(ratio[:, enough])
    # the corrected bound is never farther from zero than those it stands beside
    low, high = table["lr_low"].clip(lower=0), table["lr_high"].clip(upper=0)
    return table.assign(lrc=table["lrc"].clip(high, low))
