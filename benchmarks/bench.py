"""`make bench`: this project and its peers on the same texts in the same run, alternating.

Each line of the result is one peer beside us: in every round first one runs and then the other, and
in the next round the other way round, so that whatever else the machine does falls on both.  Given
are the medians and the median of the rounds' ratios, peer's time over ours.  A slow peer gets fewer
texts, and so do we beside it.  Everything runs in one process unless the line says otherwise.
"""

from __future__ import annotations

import argparse
import gc
import os
import platform
import statistics
import sys
import time
from collections.abc import Callable
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, NamedTuple

import corpus as generator
import ours
import peers
import report


class Pair(NamedTuple):
    """One line of the result; what prepares is not timed, what it returns is."""

    task: str
    peer: str
    megabytes: float  # at most
    goal: float  # peer's time over ours, at least
    ours: Callable[[dict[str, str]], Callable[[], Any]]
    theirs: Callable[[dict[str, str]], Callable[[], Any]]
    package: str = ""


KNOWN, RAW = "500 patterns, words known", "500 patterns, raw text"
RG = "ripgrep, same words counted"
PAIRS = [
    Pair("words", "CountVectorizer", 100, 4, ours.words, peers.count_vectorizer, "scikit-learn"),
    Pair("words", "Polars (no offsets)", 100, 1, ours.words, peers.polars_counts, "polars"),
    Pair("words", "DuckDB (no offsets)", 100, 1, ours.words, peers.duckdb_counts, "duckdb"),
    Pair("words", "NLTK word_tokenize", 10, 45, ours.words, peers.nltk_words, "nltk"),
    Pair("words", "spaCy blank", 10, 30, ours.words, peers.spacy_words, "spacy"),
    Pair("words", "textacy on spaCy blank", 10, 30, ours.words, peers.textacy_words, "textacy"),
    Pair("words", "quanteda (R)", 10, 20, ours.words, peers.quanteda),
    Pair("words, index, saved", "conc build", 3, 40, ours.built, peers.conc_build, "conc"),
    Pair("tokenizing", "wc -w", 100, 0.5, ours.tokens, peers.wc),
    Pair("tokenizing", RG, 100, 1, ours.tokens, peers.ripgrep),
    Pair("tokenizing", "ourselves on one core", 100, 1.6, ours.tokens, ours.tokens_on_one_core),
    Pair(KNOWN, "ahocorasick_rs", 10, 4, ours.patterns, peers.ahocorasick_rs, "ahocorasick-rs"),
    Pair(KNOWN, "pyahocorasick", 10, 15, ours.patterns, peers.pyahocorasick, "pyahocorasick"),
    Pair(KNOWN, "flashtext", 10, 40, ours.patterns, peers.flashtext, "flashtext"),
    Pair(KNOWN, "spaCy PhraseMatcher", 10, 300, ours.patterns, peers.phrase_matcher, "spacy"),
    Pair(RAW, "ahocorasick_rs", 10, 0.67, ours.patterns_cold, peers.ahocorasick_rs,
         "ahocorasick-rs"),
    Pair("reading", "spaCy small + textacy", 0.5, 100, ours.reading, peers.spacy_reading, "spacy"),
    Pair("cold process", RG, 100, 0.5, ours.cold, peers.ripgrep),
]  # fmt: skip


def sample(texts: dict[str, str], megabytes: float) -> dict[str, str]:
    """Return the first texts, about as many megabytes as asked."""
    out: dict[str, str] = {}
    left = megabytes * 1e6
    for name, text in texts.items():
        if left <= 0:
            break
        out[name] = text
        left -= len(text)
    return out


def timed(work: Callable[[], Any]) -> float:
    """Return the seconds that some work takes; what cleaning up costs is not counted."""
    gc.collect()
    began = time.perf_counter()
    result = work()
    took = time.perf_counter() - began
    del result
    return took


def compare(pair: Pair, texts: dict[str, str], rounds: int) -> dict[str, Any] | None:
    """Run a pair in turns; None where the peer is not there."""
    part = sample(texts, pair.megabytes)
    try:
        work = [pair.ours(part), pair.theirs(part)]
    except (ImportError, FileNotFoundError) as missing:
        sys.stderr.write(f"{pair.peer} is left out: {missing}\n")
        return None
    for each in work:
        timed(each)  # caches and lazy imports
    took: list[list[float]] = [[], []]
    for turn in range(rounds):
        for i in (0, 1) if turn % 2 == 0 else (1, 0):
            took[i].append(timed(work[i]))
    ratios = [b / a for a, b in zip(*took, strict=True)]
    return {
        "task": pair.task,
        "peer": pair.peer,
        "version": known(pair.package) if pair.package else "",
        "megabytes": sum(len(text.encode()) for text in part.values()) / 1e6,
        "ours": statistics.median(took[0]),
        "theirs": statistics.median(took[1]),
        "ratio": statistics.median(ratios),
        "low": min(ratios),
        "high": max(ratios),
        "goal": pair.goal,
    }


def known(package: str) -> str:
    """Return the version of a package."""
    try:
        return version(package)
    except PackageNotFoundError:
        return ""


def machine() -> dict[str, Any]:
    """Return what the figures depend on."""
    return {
        "cores": os.cpu_count(),
        "processor": platform.processor() or platform.machine(),
        "system": platform.system(),
        "python": platform.python_version(),
        "load": round(os.getloadavg()[0], 1) if hasattr(os, "getloadavg") else None,
        **{name: known(name) for name in ("numpy", "pandas", "pyarrow", "scipy")},
    }


def main() -> None:
    """Run the pairs and write the page."""
    options = argparse.ArgumentParser(prog="make bench", description=__doc__)
    options.add_argument("--size", type=float, default=100, help="megabytes of text (100)")
    options.add_argument("--rounds", type=int, default=5, help="rounds of each pair (5)")
    options.add_argument("--folder", type=Path, help="your own .txt articles")
    options.add_argument("--only", default="", help="only pairs whose task or peer holds this")
    options.add_argument("--out", type=Path, default=Path("docs"), help="where to write (docs)")
    chosen = options.parse_args()
    if chosen.folder:
        files = sorted(chosen.folder.rglob("*.txt"))
        texts = {str(file): file.read_text(encoding="utf-8", errors="replace") for file in files}
    else:
        texts = generator.texts(chosen.size)
    asked = [pair for pair in PAIRS if chosen.only in f"{pair.task} {pair.peer}"]
    rows = []
    for pair in asked:
        if row := compare(pair, texts, chosen.rounds):
            sys.stderr.write(f"{row['task']:28} {row['peer']:34} {row['ratio']:8.2f}\n")
            rows.append(row)
    facts = ours.facts(texts, chosen.rounds) if not chosen.only else []
    said = {"machine": machine(), "rounds": chosen.rounds, "pairs": rows, "facts": facts}
    report.write(chosen.out, said)


if __name__ == "__main__":
    main()
