"""Articles that are there twice: the same piece from two sites, or with another head and tail."""

from __future__ import annotations

import numpy as np
import pandas as pd

RUN = 6  # words in a row: by chance nobody else puts the same six together
FEWEST = 10  # such runs in common, before we call two articles one
SHARE = 0.5  # of the runs of the shorter article


def find(words: pd.DataFrame) -> pd.DataFrame:
    """Find articles that share most of their words in a row with an earlier one.

    Each run of six counted words is looked up by its hash in the first document that has it and in
    the last before this one (shingling, Broder 1997: On the resemblance and containment of
    documents).

    Parameters
    ----------
    words : layer

    Returns
    -------
    DataFrame
        `doc, same_as` (the first document with those runs, else the last), `runs` in common and
        their `share` of the runs of the shorter of the two.

    Examples
    --------
    >>> text = [f"word{i}" for i in range(30)]
    >>> words = pd.DataFrame({"doc": ["a"] * 30 + ["b"] * 30, "norm": text * 2, "loop": False})
    >>> find(words).to_numpy().tolist()
    [['b', 'a', 25, 1.0]]
    """
    counted = words[~words["loop"]]
    code, forms = pd.factorize(counted["norm"])
    doc, names = pd.factorize(counted["doc"])
    value = pd.util.hash_array(np.asarray(forms, dtype=object))[code]
    size = max(len(doc) - RUN + 1, 0)
    run = np.zeros(size, "u8")
    for k in range(RUN):
        run = run * np.uint64(0x9E3779B97F4A7C15) + value[k : k + size]
    inside = doc[:size] == doc[RUN - 1 :]
    runs = pd.DataFrame({"doc": doc[:size][inside], "run": run[inside]}).drop_duplicates()
    per_doc = np.bincount(runs["doc"], minlength=len(names))
    holders = runs.groupby("run")["doc"]
    pairs = [holders.transform("first"), holders.shift(fill_value=len(names))]
    later = pd.concat([runs.assign(same_as=p, step=i) for i, p in enumerate(pairs)])
    later = later[later["same_as"] < later["doc"]]
    found = later.groupby(["step", "doc", "same_as"]).size().rename("runs").reset_index()
    shorter = np.minimum(per_doc[found["doc"]], per_doc[found["same_as"]])
    found["share"] = found["runs"] / shorter
    found = found[(found["runs"] >= FEWEST) & (found["share"] >= SHARE)]
    first = found["step"] == 0  # the last holder tells where parts of a piece stood before it
    found = found[first | ~found["doc"].isin(found["doc"][first])].drop(columns="step")
    return found.assign(doc=names[found["doc"]], same_as=names[found["same_as"]])
