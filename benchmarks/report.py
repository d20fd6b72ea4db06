"""What was measured, as a page with a table and a plot."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import matplotlib as mpl

mpl.use("agg")
from matplotlib import pyplot as plt


def seconds(value: float) -> str:
    """Write a time with three digits."""
    if value < 0.1:
        return f"{1000 * value:.3g} ms"
    return f"{value:.3g} s"


def write(place: Path, said: dict[str, Any]) -> None:
    """Write benchmarks.md, benchmarks.svg and the figures behind them, benchmarks.json."""
    place.mkdir(parents=True, exist_ok=True)
    rows = said["pairs"]
    (place / "benchmarks.json").write_text(json.dumps(said, indent=1) + "\n", encoding="utf-8")
    machine = "; ".join(f"{name} {value}" for name, value in said["machine"].items() if value)
    lines = [
        "# Benchmarks",
        "",
        "Written by `make bench`; every line is one peer beside us on the same texts in the same",
        "run, in turns. The ratio is the median over the rounds of peer's time over ours, in",
        "brackets the lowest and highest. What is compared how: `benchmarks/peers.py`, `ours.py`.",
        "",
        f"Machine: {machine}. {said['rounds']} rounds of each pair.",
        "",
        "![Peer's time over ours](benchmarks.svg)",
        "",
        "| work | peer | MB | ours | peer | ratio | goal | |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for row in rows:
        peer = f"{row['peer']} {row['version']}".strip()
        ratio = f"{row['ratio']:.3g} ({row['low']:.3g}-{row['high']:.3g})"
        reached = "" if row["ratio"] >= row["goal"] else "not reached"
        cells = [row["task"], peer, f"{row['megabytes']:.3g}", seconds(row["ours"])]
        cells += [seconds(row["theirs"]), ratio, f"{row['goal']:g}", reached]
        lines.append(f"| {' | '.join(cells)} |")
    if said["facts"]:
        lines += ["", "| what has no peer here | measured | goal |", "|---|---|---|"]
        lines += [f"| {what} | {figure} | {goal} |" for what, figure, goal in said["facts"]]
    notes = place / "benchmarks-notes.md"
    if notes.exists():
        lines += ["", notes.read_text(encoding="utf-8").strip()]
    (place / "benchmarks.md").write_text("\n".join(lines) + "\n", encoding="utf-8")
    plot(rows, place / "benchmarks.svg")


def plot(rows: list[dict[str, Any]], path: Path) -> None:
    """Draw each ratio as a dot with its range, and its goal as a line, on a scale of factors."""
    figure, axis = plt.subplots(figsize=(8, 0.9 + 0.32 * len(rows)), layout="constrained")
    names = [f"{row['task']}: {row['peer']}" for row in rows]
    for i, row in enumerate(rows):
        reached = row["ratio"] >= row["goal"]
        color = "#1b6ca8" if reached else "#b5651d"
        axis.plot([row["low"], row["high"]], [i, i], color=color, linewidth=1.5, zorder=2)
        axis.plot(row["ratio"], i, "o" if reached else "D", color=color, markersize=6, zorder=3)
        axis.plot([row["goal"]] * 2, [i - 0.32, i + 0.32], color="#444444", linewidth=1.5)
        axis.text(1.02, i, f"{row['ratio']:.3g}", transform=axis.get_yaxis_transform(),
                  va="center", fontsize=8, color=color)  # fmt: skip
    axis.set_yticks(range(len(rows)), names, fontsize=8)
    axis.set_ylim(len(rows) - 0.4, -0.6)
    axis.set_xscale("log")
    axis.axvline(1, color="#999999", linewidth=0.8, zorder=1)
    said = "peer's time over ours (dot: goal reached; diamond: not; upright line: goal)"
    figure.supxlabel(said, fontsize=9)
    axis.spines[["top", "right"]].set_visible(False)
    figure.savefig(path, metadata={"Date": None})
    plt.close(figure)
