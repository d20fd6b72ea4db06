"""Validation: how often the toolkit is right, and how far coders agree, by sheets they filled."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import pandas as pd

from toolkit import spans
from toolkit.analysis import measures, passages, resampling, sheets
from toolkit.checks import ToolkitError, counted, hint, one_of
from toolkit.corpus import Corpus
from toolkit.layers.themes import Codebook, above

Sheet: TypeAlias = str | Path | pd.DataFrame
ALL, NOTHING = "(all)", ("", "none", "-", "–")
DRAWS = 500
COEFFICIENTS = ("alpha", "cohen", "fleiss")


@dataclass(frozen=True, repr=False)
class Validation:
    """What coders say of the toolkit, and of each other.

    Attributes
    ----------
    scores : a row per coder and label: `toolkit, coder_n, both` (units with the label, as counted
        in the sample), and, weighted back by strata, `precision, recall, f1` with the bounds
        `p_low, p_high, r_low, r_high` at 95 per cent; the label `(all)` takes the labels without a
        parent together
    agreement : a row per label: `units` that all coders coded and Krippendorff's `alpha`, `cohen`'s
        and `fleiss`' kappa with their bounds; the alpha of `(all)` compares whole sets of labels
        (distance MASI)
    answers : a row per unit and label that the toolkit or a coder gave: `doc, start, end, label,
        toolkit`, and a column per coder (missing where the coder left the unit blank)
    basis : what the numbers rest on, in words
    """

    scores: pd.DataFrame
    agreement: pd.DataFrame
    answers: pd.DataFrame
    basis: str
    corpus: Corpus

    def passages(self, label: str | None = None) -> pd.DataFrame:
        """Return the passages where coders differ, among themselves or from the toolkit.

        Parameters
        ----------
        label : those about one label only
        """
        said = self.answers
        if label is not None:
            one_of(label, said["label"].unique(), "a label of the sheets")
        given = said.drop(columns=[*spans.ADDRESS, "label"])
        differ = given.any(axis=1) & ~given.all(axis=1)  # who left it blank differs from nobody
        kept = said[differ & ((said["label"] == label) | (label is None))]
        return passages.passages(self.corpus, kept).drop(columns=["text", "passage_start"])

    def __repr__(self) -> str:
        tables = [table.round(2).to_string(index=False) for table in (self.scores, self.agreement)]
        return "\n\n".join([*tables, self.basis])


def score_sample(
    corpus: Corpus, coded: Sheet | Sequence[Sheet] | Mapping[str, Sheet], seed: int = 0
) -> Validation:
    """Score the toolkit by sheets that coders have filled, and the coders by each other.

    Parameters
    ----------
    corpus : the corpus the sheets were drawn from; its layers are scored as they are now
    coded : a sheet of `draw_sample` (file or table) or one per coder, by name if a mapping; a table
        with `doc, start, end` and a column named after the layer but no `id` is a full reading
    seed : of the resampling of units behind the intervals of agreement

    Returns
    -------
    Validation
        `scores`, `agreement` and `passages()`.  Units count as often as they were drawn seldom
        (size of the stratum by units coded in it) in scores, and once in agreement.  Coefficients
        are those of `nltk.metrics.agreement` (`fleiss` is its `pi`).

    Raises
    ------
    ToolkitError
        A sheet cannot be read, is of another corpus, or holds a label that is not in the codebook.

    Examples
    --------
    >>> import toolkit as kit
    >>> corpus = kit.example()
    >>> sheet = kit.draw_sample(corpus, "themes", n=9)
    >>> sheet["themes"] = ["trade" if "rade" in text else "none" for text in sheet["passage"]]
    >>> scored = kit.score_sample(corpus, sheet).scores
    >>> scored[["label", "precision", "recall"]].round(2).values.tolist()
    [['(all)', 0.57, 1.0], ['green', 0.0, nan], ['trade', 1.0, 1.0]]
    """
    several = [coded] if isinstance(coded, Sheet) else coded
    by_name = coded if isinstance(coded, Mapping) else {
        f"coder {i}" if isinstance(sheet, pd.DataFrame) else Path(sheet).stem: sheet
        for i, sheet in enumerate(several, 1)}  # fmt: skip
    read = {name: sheets.read_sheet(corpus, sheet, name) for name, sheet in by_name.items()}
    layers = sorted({table.attrs["layer"] for table in read.values()})
    if len(layers) != 1:
        raise ToolkitError(f"the coding sheets are of different layers: {', '.join(layers)}")
    units = pd.concat(read.values())[spans.ADDRESS].drop_duplicates()
    units = units.sort_values(spans.ADDRESS, ignore_index=True).reset_index(names="unit")
    read = {name: table.merge(units, on=spans.ADDRESS) for name, table in read.items()}
    yes = _answers(corpus, layers[0], units, read)
    book = corpus.codebook if layers[0] == "themes" else {}
    scored = [_scores(table, yes, book, name) for name, table in read.items()]
    scores = pd.concat(scored, ignore_index=True)
    shared = set.intersection(*(set(table["unit"]) for table in read.values()))
    compared = len(read) > 1 and len(shared) > 0
    agreement = _agreement(yes[[*read]], sorted(shared), seed) if compared else pd.DataFrame()
    answers = units.merge(yes.astype("boolean").reset_index(), on="unit")
    for name, table in read.items():
        answers[name] = answers[name].where(answers["unit"].isin(table["unit"]))
    most = max(table["stratum"].nunique() for table in read.values())
    drawn = f" Intervals of agreement from {DRAWS} resamples of units (seed {seed})."
    basis = (
        f"{layers[0].capitalize()} of {counted(len(units), 'unit')} in "
        f"{counted(most, 'stratum', 'strata')}, coded by {', '.join(read)}."
        f"{drawn if compared else ''}"
    )
    return Validation(scores, agreement, answers.drop(columns="unit"), basis, corpus)


def _answers(
    corpus: Corpus, layer: str, units: pd.DataFrame, read: dict[str, pd.DataFrame]
) -> pd.DataFrame:
    """Return by unit and label who gave it: the toolkit and the coders, a column each."""
    said = [sheets.labels(corpus, layer, units).assign(who="toolkit")]
    known = _known(corpus, layer, said[0]["label"])
    for name, table in read.items():
        pairs = [(unit, label, name)
                 for unit, cell in zip(table["unit"], table["answer"], strict=True)
                 for label in _parsed(cell, known, layer == "themes", name)]  # fmt: skip
        said.append(pd.DataFrame(pairs, columns=["unit", "label", "who"]))
    given = pd.concat(said).astype({"unit": "int64", "label": "str"})
    table = pd.crosstab([given["unit"], given["label"]], given["who"])
    return table.reindex(columns=["toolkit", *read], fill_value=0) > 0


def _known(corpus: Corpus, layer: str, found: pd.Series) -> dict[str, list[str]]:
    """Return for each way of writing a label what it stands for; a theme stands for its parents."""
    if layer == "themes":
        book = corpus.codebook
        return {key.casefold(): above(book, key) for key in book if book[key].family == "theme"}
    written = pd.Series(found.to_numpy(), found)
    if layer == "speech":
        aliases = corpus.speakers["aliases"].fillna("").str.split(";").explode()
        written = pd.concat([aliases, written])
    if layer == "places":
        written = pd.concat([corpus.places.set_index("place")["text"], written])
    return {word.strip().casefold(): [name] for name, word in written.items() if name == name}


def _parsed(cell: str, known: dict[str, list[str]], closed: bool, name: str) -> list[str]:
    """Return the labels a coder wrote into a cell, in the toolkit's names.

    Only themes are a closed list; a coder may see places that the toolkit does not.
    """
    out: list[str] = []
    for label in map(str.strip, re.split(r"[;|,\n]" if closed else r"[;|\n]", cell)):
        if label.casefold() in NOTHING:
            continue
        if closed and label.casefold() not in known:
            known_as = hint(label, known)
            raise ToolkitError(f"{label!r} in the coding sheet {name} is not a theme{known_as}")
        out += known.get(label.casefold(), [label])
    return out


def _scores(sheet: pd.DataFrame, yes: pd.DataFrame, book: Codebook, name: str) -> pd.DataFrame:
    """Return precision and recall of the toolkit by one coder's sheet, label by label."""
    stratum = sheet["stratum"].to_numpy()
    weight = (sheet["size"] / sheet.groupby("stratum")["size"].transform("size")).to_numpy()
    found = yes.assign(both=yes["toolkit"] & yes[name])[["toolkit", name, "both"]]
    labels = sorted(found.index.unique("label"))
    tops = [label for label in labels if label not in book or not book[label].parent]
    out = []
    for label, wanted in [(ALL, tops), *((label, [label]) for label in labels)]:
        sums = found[found.index.isin(wanted, "label")].groupby("unit").sum()
        mine, theirs, both = sums.reindex(sheet["unit"], fill_value=0).to_numpy().T
        if label != ALL and not (mine.any() or theirs.any()):
            continue
        precision = measures.weighted_ratio(both, mine, weight, stratum)
        recall = measures.weighted_ratio(both, theirs, weight, stratum)
        f1 = measures.weighted_ratio(2 * both, mine + theirs, weight, stratum)[0]
        out.append((name, label, mine.sum(), theirs.sum(), both.sum(), *precision, *recall, f1))
    columns = "coder label toolkit coder_n both precision p_low p_high recall r_low r_high f1"
    return pd.DataFrame(out, columns=columns.split())


def _agreement(yes: pd.DataFrame, units: list[int], seed: int) -> pd.DataFrame:
    """Return how far coders (columns) agree beyond chance on some units and on their labels."""
    from nltk.metrics.distance import binary_distance

    draws = np.random.default_rng(seed).integers(len(units), size=(DRAWS, len(units)))
    labels = sorted(yes.index.unique("label"))
    every = yes.reindex(pd.MultiIndex.from_product([units, labels]), fill_value=False)
    said = every.to_numpy().reshape(len(units), len(labels), len(yes.columns))
    sets = [tuple(frozenset(np.flatnonzero(coder)) for coder in unit.T) for unit in said]
    rows: list[tuple[str, Any, list]] = [(ALL, _masi, sets)]
    rows += [(label, binary_distance, list(map(tuple, said[:, i].tolist())))
             for i, label in enumerate(labels) if said[:, i].any()]  # fmt: skip
    out = []
    for label, distance, answers in rows:
        of = cache(lambda counts, distance=distance: _coefficients(dict(counts), distance))
        table = [of(tuple(sorted(Counter(answers[i] for i in draw).items(), key=str)))
                 for draw in [range(len(units)), *draws]]  # fmt: skip
        bounds = resampling.middle(np.array(table[1:]))
        out.append((label, len(units), *np.column_stack([table[0], bounds]).ravel()))
    columns = [f"{name}{end}" for name in COEFFICIENTS for end in ("", "_low", "_high")]
    return pd.DataFrame(out, columns=["label", "units", *columns])


def _coefficients(counts: dict[tuple, int], distance: Callable) -> tuple[float, float, float]:
    """Return alpha, Cohen's and Fleiss' kappa, missing where nobody ever differs.

    Kappa knows no half agreement, so whole sets of labels (distance MASI) have alpha only.

    >>> from nltk.metrics.distance import binary_distance
    >>> counts = {(True, True): 4, (True, False): 1, (False, False): 5}
    >>> tuple(round(float(x), 3) for x in _coefficients(counts, binary_distance))
    (0.808, 0.8, 0.798)
    """
    from nltk.metrics.agreement import AnnotationTask

    if len({answer for said in counts for answer in said}) < 2:
        return np.nan, np.nan, np.nan
    items = [said for said, n in counts.items() for _ in range(n)]
    triples = [(c, i, answer) for i, said in enumerate(items) for c, answer in enumerate(said)]
    task = AnnotationTask(triples, distance=distance)
    if distance is _masi:
        return task.alpha(), np.nan, np.nan
    return task.alpha(), task.kappa(), task.pi()


@cache
def _masi(one: frozenset, two: frozenset) -> float:
    """Return how far two sets of labels are apart (MASI, Passonneau 2006); empty ones are one."""
    from nltk.metrics.distance import masi_distance

    return masi_distance(one, two) if one | two else 0.0
