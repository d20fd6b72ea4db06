"""Explanation: what each pattern of a theme caught, what it alone caught, and what never fired."""

from __future__ import annotations

from collections import Counter

import pandas as pd

from toolkit import spans
from toolkit.checks import one_of
from toolkit.corpus import Corpus
from toolkit.layers import themes


def explain(corpus: Corpus, theme: str) -> pd.DataFrame:
    """Say what each pattern of a theme, or of a theme below it, caught in the corpus.

    Parameters
    ----------
    corpus : the corpus
    theme : a theme of its codebook

    Returns
    -------
    DataFrame
        A row per pattern: `theme` (whose it is), `pattern`, `n` (hits of `theme` in which it
        fired), `alone` (how many hits fewer there would be without it; below zero where it joins
        several into one), `docs`, and `forms` (the wordings it caught, with their number).  The
        most frequent come first, last what never fired.  The hits of a pattern stand in
        ``corpus.themes``, whose column `pattern` names what fired.

    Raises
    ------
    ToolkitError
        The theme is not in the codebook.

    Examples
    --------
    >>> import toolkit as kit
    >>> kit.explain(kit.example(), "trade")[["pattern", "n", "alone", "forms"]].values.tolist()
    [['trade*', 5, 5, 'trade 4; trades 1']]
    """
    one_of(theme, corpus.codebook, "a theme of the codebook")
    book = {name: entry for name, entry in corpus.codebook.items()
            if theme in themes.above(corpus.codebook, name)}  # fmt: skip
    hits = corpus.themes.query("theme == @theme and not loop")
    fired = hits.assign(pattern=hits["pattern"].str.split("; ")).explode("pattern")
    caught = themes.catches(corpus.matcher(), book).query("theme == @theme")
    caught["text"] = pd.Series(spans.slices(caught, corpus.texts), caught.index, "str")
    rows = []
    for name, pattern in [(key, each) for key in book for each in book[key].patterns]:
        mine = fired[fired["pattern"] == pattern]
        forms = caught.loc[caught["pattern"] == pattern, "text"].str.casefold().str.split()
        forms = sorted(Counter(forms.str.join(" ")).items(), key=lambda form: (-form[1], form[0]))
        listed = "; ".join(f"{form} {n}" for form, n in forms)
        alone = len(hits) - len(set(spans.clusters(caught[caught["pattern"] != pattern])))
        rows.append((name, pattern, len(mine), alone, mine["doc"].nunique(), listed))
    table = pd.DataFrame(rows, columns=["theme", "pattern", "n", "alone", "docs", "forms"])
    order = ["n", "alone", "pattern"]
    return table.sort_values(order, ascending=[False, False, True], ignore_index=True)
