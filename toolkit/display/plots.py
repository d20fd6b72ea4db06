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
    top = float(np.nanmax(drawn[["rate", "high"]].clip(upper=3 * drawn["rate"].max()).to_numpy()))
    step = _round(top / 2)
    width = max(top, step) * 1.25
    for lane, name in enumerate(groups):
        _lane(ax, drawn[drawn["keys"] == name], lane * width, width, COLOURS[lane])
        said = textwrap.fill(name, 16, max_lines=3, placeholder="…")
        ax.text(lane * width, -0.65, said, va="bottom", fontsize=9, color=COLOURS[lane],
                fontweight="bold", **lettering())  # fmt: skip
    ax.set_yticks(range(len(features)), features, **lettering())
    ticks = [(lane * width + value, f"{value:g}") for lane in range(len(groups))
             for value in (0, step)]  # fmt: skip
    ax.set_xticks([at for at, _ in ticks], [text for _, text in ticks])
    ax.set_xlim(-0.04 * width, len(groups) * width)
    ax.set_ylim(len(features) - 0.4, -0.6)
    longer = " arrow: goes on;" * bool((drawn["high"] > LONGEST * width).any())
    said = f"hits per 1,000 words, with 95 % intervals;{longer} hollow: fewer than five hits"
    ax.set_xlabel("\n".join(filter(None, (said, cut_off.strip()))))
    ax.spines[["top", "right", "left"]].set_visible(False)
    ax.tick_params(left=False, labelsize=9)
    return ax


def _lane(ax: Axes, rows: pd.DataFrame, left: float, width: float, colour: str) -> None:
    """Draw one group's dots between its own zero and the next lane."""
    y, end = rows["feature"].cat.codes, LONGEST * width
    ax.axvline(left, color="0.8", linewidth=0.8, zorder=0)
    ax.hlines(y, left + rows["low"], left + rows["high"].clip(upper=end), color=colour, lw=1.4)
    longer = y[rows["high"] > end]
    ax.plot([left + end] * len(longer), longer, ">", color=colour, markersize=4)
    full = rows["n"] >= FEW
    for mark, fill in ((full, colour), (~full, "white")):
        ax.scatter(
            left + rows["rate"][mark], y[mark], s=26, facecolor=fill, edgecolor=colour, zorder=3
        )


def _round(value: float) -> float:
    """Return the nearest smaller number that reads well on an axis."""
    if value <= 0:
        return 1.0
    size = 10.0 ** np.floor(np.log10(value))
    return float(max(step * size for step in (1, 2, 5) if step * size <= value * 1.0001))


def specification(found: Sensitivity, ax: Axes | None = None) -> Axes:
    """Draw the specification curve of a cell: its effect under every choice, and the choices.

    Parameters
    ----------
    found : the specifications
    ax : where to draw the curve; a new figure without it

    Returns
    -------
    Axes
        Specifications from the smallest log ratio to the largest, with exact 95 per cent intervals;
        the one as made is a diamond, those with the other sign are orange.  Below, a mark tells
        which option each has; what was left out has a row of its own.
    """
    import matplotlib.pyplot as plt

    table = found.table.dropna(subset="log_ratio").sort_values("log_ratio", kind="stable")
    names = found.choices.assign(row=found.choices["choice"] + ": " + found.choices["option"])
    out = names["choice"] == "left_out"
    names.loc[out, "row"] = np.where(names.loc[out, "option"].isin(list(found.corpus.texts)),
                                     "a document left out", "a pattern left out")  # fmt: skip
    rows = list(dict.fromkeys(names["row"]))
    if ax is None:
        _, ax = plt.subplots(figsize=(7.5, 3 + 0.22 * len(rows)), layout="constrained")
    x = np.arange(len(table))
    low, high = (table[side].clip(-FARTHEST, FARTHEST) for side in ("lr_low", "lr_high"))
    bottom, top = min(low.min(), 0.0), max(high.max(), 0.0)
    step = (top - bottom) * 0.075
    colour = np.where(table["holds"].astype(bool), COLOURS[0], COLOURS[1])
    made = (table.index == 0).astype(bool)
    ax.vlines(x, low, high, color=colour, linewidth=0.8, alpha=0.5)
    longer = ((low, table["lr_low"] < low, "v"), (high, table["lr_high"] > high, "^"))
    ax.scatter(x[~made], table["log_ratio"][~made], s=14, color=colour[~made])
    ax.scatter(x[made], table["log_ratio"][made], s=46, color="black", marker="D", zorder=3)
    for bound, beyond, mark in longer:
        ax.scatter(x[beyond], bound[beyond], s=10, color=colour[beyond], marker=mark)
    ax.axhline(0, color="0.5", linewidth=0.8)
    for number, name in enumerate(rows, 1):
        mine = names[names["row"] == name]
        pairs = zip(mine["choice"], mine["option"], strict=True)
        chosen = np.any([table[choice] == option for choice, option in pairs], axis=0)
        ax.scatter(x[chosen], np.full(chosen.sum(), bottom - number * step), s=22, marker="|",
                   color=colour[chosen])  # fmt: skip
    ticks = [tick for tick in ax.get_yticks() if bottom <= tick <= top]
    places = [*ticks, *(bottom - number * step for number in range(1, len(rows) + 1))]
    ax.set_yticks(places, [*(f"{tick:g}" for tick in ticks), *rows], **lettering())
    ax.set_ylim(bottom - (len(rows) + 1) * step, top + step)
    ax.set_xticks([])
    arrow = "; arrow: goes on" * any(beyond.any() for _, beyond, _ in longer)
    ax.set_xlabel(f"{len(table)} specifications, by log ratio; diamond: as made{arrow}")
    title = f"{found.feature}, {' | '.join(found.group)}: log ratio"
    ax.set_title(title, loc="left", fontsize=10, **lettering())
    ax.spines[["top", "right", "bottom"]].set_visible(False)
    ax.tick_params(labelsize=8)
    return ax
