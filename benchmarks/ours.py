"""Our side of the benchmarks: each function prepares, untimed, and returns what is timed."""

from __future__ import annotations

import itertools
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import corpus as generator
import pandas as pd

import toolkit as kit
from toolkit import spans
from toolkit.analysis import counts, matrices
from toolkit.corpus import Corpus, from_texts
from toolkit.text import atoms
from toolkit.text import patterns as matcher
from toolkit.text.documents import COLUMNS, Source

Work = Callable[[], Any]
Texts = dict[str, str]
SEEDS = Path(__file__).parents[1] / "seeds"


def plain(texts: Texts) -> Corpus:
    """Return a corpus whose sentences are its documents: words alone are measured."""
    names = pd.Index(list(texts), dtype="str", name="doc")
    table = pd.DataFrame(index=names, columns=COLUMNS, dtype="str").assign(rights="full")
    problems = pd.DataFrame({"file": [], "problem": []}, dtype="str")
    body = {"doc": list(texts), "start": [0] * len(texts), "end": [len(t) for t in texts.values()]}
    none = spans.table({"doc": [], "start": [], "end": [], "kind": []}, {"kind": "str"})
    known = {"furniture": none, "faults": none, "sentences": spans.table(body).assign(sentence=0)}
    return Corpus(Source(None, texts, table, problems), known)


def words(texts: Texts) -> Work:
    """Words with their offsets and forms, and how often each form occurs in each document."""
    return lambda: counts.matrix(plain(texts), "words", "doc")


def tokens(texts: Texts) -> Work:
    """Offsets and ids of all atoms."""
    return lambda: atoms.scan(texts)


def tokens_on_one_core(texts: Texts) -> Work:
    """The same on one core: the peer of the line that says what a second one brings."""

    def alone() -> Any:
        cores = os.sched_getaffinity(0)
        os.sched_setaffinity(0, {min(cores)})
        try:
            return atoms.scan(texts)
        finally:
            os.sched_setaffinity(0, cores)

    return alone


def built(texts: Texts) -> Work:
    """Words and their index, saved."""
    place = Path(mkdtemp()) / "saved"

    def build() -> Any:
        made = plain(texts)
        none = dict.fromkeys(("speech", "places", "themes", "speakers", "merges"), made.furniture)
        made._known.update(none)
        return made.save(place)

    return build


def patterns(texts: Texts) -> Work:
    """500 patterns, the words and their index being known."""
    read, wanted = plain(texts).matcher(), generator.patterns()
    matcher.find(read, wanted[:1])
    return lambda: matcher.find(read, wanted)


def patterns_cold(texts: Texts) -> Work:
    """500 patterns from raw text."""
    wanted = generator.patterns()
    return lambda: matcher.find(plain(texts).matcher(), wanted)


def reading(texts: Texts) -> Work:
    """Every layer."""

    def read() -> Corpus:
        made = from_texts(texts)
        made.places, made.speakers, made.themes  # noqa: B018 - asking computes them
        return made

    return read


def cold(texts: Texts) -> Work:
    """A process that starts, reads the texts from one file, and counts words by document."""
    place = Path(mkdtemp()) / "texts.arrow"
    from toolkit.text import store

    store._write_texts(texts, place)
    program = [sys.executable, str(Path(__file__)), str(place)]
    return lambda: subprocess.run(program, check=True, capture_output=True)


def median(work: Work, rounds: int) -> float:
    """Return the median of the seconds that some work takes."""
    took = []
    for _ in range(rounds):
        began = time.perf_counter()
        work()
        took.append(time.perf_counter() - began)
    return statistics.median(took)


def process(program: str, rounds: int) -> list[list[float]]:
    """Run a program that prints numbers in a new process, a few times; return the columns."""
    run = [sys.executable, "-c", program]
    rows = [subprocess.run(run, check=True, capture_output=True, text=True, cwd=SEEDS.parent).stdout
            for _ in range(rounds)]  # fmt: skip
    return [sorted(map(float, column)) for column in zip(*map(str.split, rows), strict=True)]


def facts(texts: Texts, rounds: int) -> list[tuple[str, str, str]]:
    """Return what has no peer: what is measured, the figure, the goal."""
    made = plain(texts)
    voice = {"doc": list(texts), "start": [0] * len(texts), "end": [len(t) for t in texts.values()]}
    made._known["speech"] = spans.table(voice).assign(level=1, speaker=None, mode="author")
    for name in ("places", "themes", "speakers", "merges"):
        made._known[name] = made.furniture
    count = counts.matrix(made).n.sum(axis=1)
    forms = counts.matrix(made).features.to_pylist()
    size = f"{sum(len(text.encode()) for text in texts.values()) / 1e6:.0f} MB"
    out = []

    def fact(what: str, value: float, goal: str, unit: str = "ms") -> None:
        out.append((what, f"{value:.3g} {unit}", goal))

    def query(corpus: Corpus, pattern: str) -> float:
        kit.concordance(corpus, pattern)
        return 1000 * median(lambda: kit.concordance(corpus, pattern), 20)

    thousand = forms[abs(count - 1000).argmin()]
    rare = forms[(count == 3).argmax()]
    first = next(iter(texts.values())).split()
    phrase = next(f"{a} {b}" for a, b in itertools.pairwise(first) if (a + b).isalpha())
    lines = len(kit.concordance(made, thousand))
    fact(f"concordance of {size}: a word with {lines:,} lines", query(made, thousand), "10 ms")
    fact(f"concordance of {size}: a rare word", query(made, rare), "1 ms")
    fact(f"concordance of {size}: a phrase", query(made, phrase), "")
    place = Path(mkdtemp()) / "saved"
    fact(f"save {size}, words and index", median(lambda: made.save(place), 1), "", "s")
    kept = sum(file.stat().st_size for file in place.rglob("*") if file.is_file())
    fact("the saved corpus", kept / 1e6, "", "MB")
    fact("open it again", 1000 * median(lambda: kit.load(place), rounds), "50 ms")
    opened = [kit.load(place) for _ in range(rounds)]
    each = iter(opened)
    once = median(lambda: kit.concordance(next(each), thousand), rounds)
    fact(f"first concordance after it, {lines:,} lines", 1000 * once, "")
    fact(f"later ones, {lines:,} lines", query(opened[0], thousand), "10 ms")
    fact("later ones, a rare word", query(opened[0], rare), "1 ms")
    program = (
        "import time; a = time.perf_counter(); import pandas; b = time.perf_counter()\n"
        "import toolkit as kit; c = time.perf_counter()\n"
        "corpus = kit.load('seeds'); corpus.places, corpus.speakers, corpus.themes\n"
        "print(c - b, time.perf_counter() - c)"
    )
    start, seeds = (column[len(column) // 2] for column in process(program, 2 * rounds + 1))
    fact("`import toolkit` after `import pandas`", 1000 * start, "50 ms")
    fact("the five seeds, every layer, in a new process", 1000 * seeds, "500 ms")
    memory = int(cold(texts)().stdout) / 1024
    fact(f"whole cold process on {size}, most memory", memory, "500 MB", "MB")
    return out


if __name__ == "__main__":
    from toolkit.text import store

    table = store._mapped(Path(sys.argv[1]))
    parts = []
    for begin in range(0, len(table), 1000):  # counts of parts add up
        part = table.slice(begin, 1000).to_pydict()
        parts.append(counts.matrix(plain(dict(zip(part["doc"], part["text"], strict=True)))))
    matrices.total(parts)
    status = Path("/proc/self/status")  # on Linux; what getrusage says is the parent's
    said = status.read_text(encoding="utf-8") if status.exists() else "VmHWM: 0"
    sys.stdout.write(said.partition("VmHWM:")[2].split()[0])
