"""Explanation: what each pattern of a theme caught, what it alone caught, and what never fired."""

from __future__ import annotations

import pandas as pd

from toolkit.checks import one_of
from toolkit.corpus import Corpus


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
        fired), `alone` (hits that would be lost without it), `docs`, and `forms` (the wordings it
        caught, with their number).  The most frequent come first, last what never fired.  The hits
        of a pattern stand in ``corpus.themes``, whose column `pattern` names what fired.

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
    book = corpus.codebook
    one_of(theme, book, "a theme of the codebook")
    below = [theme]
    for name in below:
        below += [child for child in book if book[child].parent == name]
    hits = corpus.themes.query("theme == @theme and not loop")
    fired = hits.assign(fired=hits["pattern"].str.split("; ")).explode("fired")
    rows = []
    for name in below:
        for pattern in book[name].patterns:
            mine = fired[fired["fired"] == pattern]
            forms = mine["text"].str.casefold().str.split().str.join(" ").value_counts()
            forms = forms.sort_index().sort_values(ascending=False, kind="stable")
            listed = "; ".join(f"{form} {n}" for form, n in forms.items())
            alone = int((hits["pattern"] == pattern).sum())
            rows.append((name, pattern, len(mine), alone, mine["doc"].nunique(), listed))
    table = pd.DataFrame(rows, columns=["theme", "pattern", "n", "alone", "docs", "forms"])
    order = ["n", "alone", "pattern"]
    return table.sort_values(order, ascending=[False, False, True], ignore_index=True)
