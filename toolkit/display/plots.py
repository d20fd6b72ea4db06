"""Plots: a figure draws a table and adds nothing to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from toolkit.analysis.comparison import FEW, Comparison

if TYPE_CHECKING:
    from matplotlib.axes import Axes

FEATURES, GROUPS = 15, 6
# Okabe and Ito's palette: told apart by colour-blind readers and in print
COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9")


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

    cells = table.table
    if not len(cells):
        ax = ax or plt.subplots(figsize=(5, 1))[1]
        ax.text(0.5, 0.5, "There are no hits to draw.", ha="center", va="center")
        ax.set_axis_off()
        return ax
    group = cells[list(table.keys)].agg(" | ".join, axis=1)
    features = cells.groupby("feature")["n"].sum().sort_values(kind="stable").index[-FEATURES:]
    groups = cells.groupby(group)["words"].max().sort_values(ascending=False, kind="stable")
    groups = groups.index[:GROUPS]
    if ax is None:
        size = (2.2 + 1.5 * len(groups), 1.1 + 0.3 * len(features))
        _, ax = plt.subplots(figsize=size, layout="constrained")
    drawn = cells[cells["feature"].isin(features) & group.isin(groups)]
    top = float(np.nanmax(drawn[["rate", "high"]].clip(upper=3 * drawn["rate"].max()).to_numpy()))
    step = _round(top / 2)
    width = max(top, step) * 1.25
    for lane, name in enumerate(groups):
        _lane(ax, drawn[group[drawn.index] == name], features, lane * width, width, lane)
    ax.set_yticks(range(len(features)), features)
    ticks = [(lane * width + value, f"{value:g}") for lane in range(len(groups))
             for value in (0, step)]  # fmt: skip
    ax.set_xticks([at for at, _ in ticks], [text for _, text in ticks])
    ax.set_xlim(-0.04 * width, len(groups) * width)
    ax.set_ylim(-0.6, len(features) - 0.4)
    ax.set_xlabel("hits per 1,000 words, with 95 % intervals; hollow: fewer than five hits")
    for lane, name in enumerate(groups):
        ax.text(lane * width, len(features) - 0.35, _wrapped(name), va="bottom", fontsize=9,
                color=COLOURS[lane], fontweight="bold")  # fmt: skip
    ax.spines[["top", "right", "left"]].set_visible(False)
    ax.tick_params(left=False, labelsize=9)
    return ax


def _lane(
    ax: Axes, rows: pd.DataFrame, features: pd.Index, left: float, width: float, lane: int
) -> None:
    """Draw one group's dots between its own zero and the next lane."""
    colour = COLOURS[lane]
    y = features.get_indexer(rows["feature"])
    ax.axvline(left, color="0.8", linewidth=0.8, zorder=0)
    low, high = (left + rows[side].clip(upper=0.96 * width) for side in ("low", "high"))
    ax.hlines(y, low, high, color=colour, linewidth=1.4)
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


def _wrapped(name: str, width: int = 16) -> str:
    """Break a long name of a group over lines."""
    import textwrap

    return "\n".join(textwrap.wrap(name, width)[:3])
