"""Plots: a figure draws a table and adds nothing to it."""

from __future__ import annotations

import textwrap
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from toolkit.analysis.comparison import FEW, Comparison
from toolkit.analysis.specification import Sensitivity

if TYPE_CHECKING:
    from matplotlib.axes import Axes

FEATURES, GROUPS = 15, 6
FARTHEST = 8  # log ratio: there an interval ends that is longer
LONGEST = 0.96  # of a lane: there an interval ends that is longer
CHINESE = ("Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC", "Microsoft YaHei", "SimHei",
           "PingFang SC", "Hiragino Sans GB", "Arial Unicode MS", "WenQuanYi Zen Hei")  # fmt: skip
# Okabe and Ito's palette: told apart by colour-blind readers and in print
COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9")


@lru_cache(maxsize=1)
def lettering() -> dict[str, Any]:
    """Return how names are written: `$` as a dollar, Chinese in the first font there is for it."""
    from matplotlib.font_manager import get_font_names

    fonts = set(get_font_names())
    return {"parse_math": False, "family": ["sans-serif", *(f for f in CHINESE if f in fonts)]}


def comparison(table: Comparison, ax: Axes | None = None) -> Axes:
    """Draw the rates of a comparison with their intervals, a lane for each group.

    Parameters
    ----------
    table : the comparison; its 15 most frequent features and 6 largest groups are drawn
    ax : where to draw; a new figure without it

    Returns
    -------
    Axes
        A dot is a rate per 1,000 words, its line the 95 per cent interval; a hollow dot stands for
        fewer than five hits.

    """
    import matplotlib.pyplot as plt
    from matplotlib.ticker import MaxNLocator

    if not len(table.table):
        ax = ax or plt.subplots(figsize=(5, 1))[1]
        ax.text(0.5, 0.5, "There are no hits to draw.", ha="center", va="center")
        ax.set_axis_off()
        return ax
    drawn, cut_off = table.largest(FEATURES, GROUPS)
    features, groups = (drawn[name].cat.categories for name in ("feature", "keys"))
    if ax is None:
        size = (2.2 + 1.5 * len(groups), 1.1 + 0.3 * len(features))
        _, ax = plt.subplots(figsize=size, layout="constrained")
    top = drawn[["rate", "high"]].clip(upper=3 * drawn["rate"].max()).max(axis=None) or 1.0
    step = MaxNLocator(2, steps=[1, 2, 5, 10]).tick_values(0, top)[1]
    width = 1.25 * max(top, step)
    y, lane = (drawn[name].cat.codes.to_numpy() for name in ("feature", "keys"))
    left, colour, end = lane * width, np.array(COLOURS)[lane], (lane + LONGEST) * width
    longer = (left + drawn["high"] > end).to_numpy()
    high = np.minimum(left + drawn["high"], end)
    ax.hlines(y, left + drawn["low"], high, color=colour, linewidth=1.4)
    if longer.any():
        ax.scatter(end[longer], y[longer], s=16, marker=">", color=colour[longer])
    dots = pd.DataFrame({"x": left + drawn["rate"], "y": y, "full": drawn["n"] >= FEW})
    for (ink, full), alike in dots.groupby([colour, "full"]):  # alike, so drawn from one stamp
        look = {"facecolor": ink if full else "white", "edgecolor": ink, "zorder": 3}
        ax.scatter(alike["x"], alike["y"], s=26, **look)
    zero = width * np.arange(len(groups))
    for at, name, ink in zip(zero, groups, COLOURS, strict=False):
        ax.axvline(at, color="0.8", linewidth=0.8, zorder=0)
        said = textwrap.fill(name, 16, max_lines=3, placeholder="…")
        ax.text(at, -0.65, said, va="bottom", color=ink, size=9, weight="bold", **lettering())
    ax.set_yticks(range(len(features)), features, **lettering())
    ax.set_xticks([*zero, *(zero + step)], ["0"] * len(groups) + [f"{step:g}"] * len(groups))
    ax.set(xlim=(-0.04 * width, len(groups) * width), ylim=(len(features) - 0.4, -0.6))
    said = f"hits per 1,000 words, with 95 % intervals;{' arrow: goes on;' * bool(longer.any())}"
    ax.set_xlabel(f"{said} hollow: fewer than five hits\n{cut_off}".strip())
    ax.spines[["top", "right", "left"]].set_visible(False)
    ax.tick_params(left=False, labelsize=9)
    return ax


def specification(found: Sensitivity) -> Axes:
    """Draw the specification curve of a cell: its effect under every choice, and the choices.

    Parameters
    ----------
    found : the specifications

    Returns
    -------
    Axes
        Specifications from the smallest log ratio to the largest, with exact 95 per cent intervals;
        the one as made is a diamond, those with the other sign are orange.  In the axes below, a
        mark tells which option each has; what was left out has a row of its own.
    """
    import matplotlib.pyplot as plt

    table = found.table.dropna(subset="log_ratio").sort_values("log_ratio", kind="stable")
    names = found.choices[["choice", "option"]]
    documents = names["option"].isin(list(found.corpus.texts))
    out = np.where(documents, "a document left out", "a pattern left out")
    row = (names["choice"] + ": " + names["option"]).mask(names["choice"] == "left_out", out)
    number, rows = pd.factorize(row)
    made, x, y = table.index == 0, np.arange(len(table)), table["log_ratio"].to_numpy()
    colour = np.where(table["holds"].astype(bool), COLOURS[0], COLOURS[1])
    tall = 0.22 * len(rows) + 0.2
    _, (ax, below) = plt.subplots(2, sharex=True, figsize=(7.5, 3 + tall), height_ratios=(3, tall),
                                  layout="constrained")  # fmt: skip
    bounds = table[["lr_low", "lr_high"]].clip(-FARTHEST, FARTHEST).to_numpy().T
    ax.vlines(x, *bounds, color=colour, linewidth=0.8, alpha=0.5)
    ax.scatter(x[~made], y[~made], s=14, color=colour[~made])
    ax.scatter(x[made], y[made], s=46, color="black", marker="D", zorder=3)
    longer = (table[["lr_low", "lr_high"]].abs() > FARTHEST).to_numpy().T
    for bound, beyond, mark in zip(bounds, longer, "v^", strict=True):
        ax.scatter(x[beyond], bound[beyond], s=10, color=colour[beyond], marker=mark)
    ax.axhline(0, color="0.5", linewidth=0.8)
    title = f"{found.feature}, {' | '.join(found.group)}: log ratio"
    ax.set_title(title, loc="left", fontsize=10, **lettering())
    options = table.assign(x=x, ink=colour).melt(
        ["x", "ink"], names["choice"].unique(), "choice", "option"
    )
    marks = options.merge(names.assign(y=number))
    below.scatter(marks["x"], marks["y"], s=22, marker="|", color=marks["ink"])
    below.set_yticks(range(len(rows)), rows, **lettering())
    below.set(ylim=(len(rows) - 0.4, -0.6), xticks=[])
    arrow = "; arrow: goes on" * bool(longer.any())
    below.set_xlabel(f"{len(table)} specifications, by log ratio; diamond: as made{arrow}")
    for part in (ax, below):
        part.spines[["top", "right", "bottom"]].set_visible(False)
        part.tick_params(labelsize=8, bottom=False)
    return ax
