"""Measures: effect sizes and exact intervals for two counts, as plain functions of arrays.

Notation of all of them: `a` hits in `c` words of the group, `b` hits in `d` words of the rest.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

Interval = tuple[np.ndarray, np.ndarray]


def log_ratio(a: ArrayLike, c: ArrayLike, b: ArrayLike, d: ArrayLike) -> np.ndarray:
    """Return log2 of the ratio of the two rates; 1 is twice as often, -1 half as often.

    ``log2((a / c) / (b / d))`` (Hardie 2014); where `a` or `b` is zero, one half is added to both,
    so that neither side is favoured.

    Examples
    --------
    >>> round(float(log_ratio(8, 100, 2, 100)), 6)
    2.0
    >>> float(log_ratio(0, 100, 0, 100))
    0.0
    """
    a, c, b, d = (np.asarray(x, dtype=float) for x in (a, c, b, d))
    half = np.where((a == 0) | (b == 0), 0.5, 0.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.log2((a + half) / c) - np.log2((b + half) / d)


def log_ratio_interval(
    a: ArrayLike, c: ArrayLike, b: ArrayLike, d: ArrayLike, alpha: float = 0.05
) -> Interval:
    """Return the exact interval of the log ratio, given the sum of both counts.

    The share of the group in ``a + b`` hits is binomial; its Clopper-Pearson bounds `t` give
    ``log2((d / c) * t / (1 - t))``.  A bound is infinite where a count is zero.

    Examples
    --------
    >>> low, high = log_ratio_interval(8, 100, 2, 100)
    >>> round(float(low), 2), round(float(high), 2)
    (-0.33, 5.27)
    """
    from scipy.special import betaincinv

    a, c, b, d = (np.asarray(x, dtype=float) for x in (a, c, b, d))
    with np.errstate(divide="ignore", invalid="ignore"):
        low = np.where(a > 0, betaincinv(np.maximum(a, 1), b + 1, alpha / 2), 0.0)
        high = np.where(b > 0, betaincinv(a + 1, np.maximum(b, 1), 1 - alpha / 2), 1.0)
        return np.log2(d / c * low / (1 - low)), np.log2(d / c * high / (1 - high))


def effects(
    a: ArrayLike, c: ArrayLike, b: ArrayLike, d: ArrayLike, family: int
) -> dict[str, np.ndarray]:
    """Return `log_ratio`, its exact interval `lr_low, lr_high` and `lrc`, by name.

    LRC (Evert 2022) is the bound nearest zero of the interval at ``0.05 / family``, Bonferroni's
    correction; zero where that holds zero.

    Parameters
    ----------
    family : how many comparisons are made at once, those with no hit in the group included

    Examples
    --------
    >>> [round(float(x), 2) for x in effects(8, 100, 2, 100, family=1).values()]
    [2.0, -0.33, 5.27, 0.0]
    >>> round(float(effects(1189, 168329, 968, 19552238, family=599)["lrc"]), 6)
    6.910069
    """
    low, high = log_ratio_interval(a, c, b, d)
    least, most = log_ratio_interval(a, c, b, d, 0.05 / max(family, 1))
    lrc = np.where(least > 0, least, np.where(most < 0, most, 0.0))
    return {"log_ratio": log_ratio(a, c, b, d), "lr_low": low, "lr_high": high, "lrc": lrc}


def log_likelihood(a: ArrayLike, c: ArrayLike, b: ArrayLike, d: ArrayLike) -> np.ndarray:
    """Return G2 over all four cells, signed: negative where the group has fewer than expected.

    ``2 * sum(O * ln(O / E))`` (Dunning 1993).  It grows with the size of the corpus and says
    nothing of the size of a difference; it is here for comparison with other tools.

    Examples
    --------
    >>> round(float(log_likelihood(7, 10, 2, 9)), 6)
    4.534939
    """
    from scipy.special import rel_entr

    a, c, b, d = (np.asarray(x, dtype=float) for x in (a, c, b, d))
    hits, others = a + b, c + d - a - b
    expected = np.stack([c * hits, d * hits, c * others, d * others]) / (c + d)
    g2 = 2 * rel_entr(np.stack(np.broadcast_arrays(a, b, c - a, d - b)), expected).sum(axis=0)
    return np.where(a * d >= b * c, g2, -g2)


def poisson_interval(n: ArrayLike, alpha: float = 0.05) -> Interval:
    """Return the exact interval of a Poisson count (Garwood 1936).

    >>> low, high = poisson_interval([0, 3])
    >>> low.round(2).tolist(), high.round(2).tolist()
    ([0.0, 0.62], [3.69, 8.77])
    """
    from scipy.special import gammaincinv

    n = np.asarray(n, dtype=float)
    low = np.where(n > 0, gammaincinv(np.maximum(n, 1), alpha / 2), 0.0)
    return low, gammaincinv(n + 1, 1 - alpha / 2)


def weighted_ratio(
    x: ArrayLike, y: ArrayLike, weight: ArrayLike, stratum: ArrayLike, alpha: float = 0.05
) -> tuple[float, float, float]:
    """Return the ratio of two weighted sums over sampled units, with its interval.

    ``r = sum(w * x) / sum(w * y)`` for `x <= y`, such as right labels among given ones.  Its
    variance is that of the linearised ratio within strata (Cochran 1977, ch. 6); with
    ``n = r (1 - r) / variance``, at most the number of labels, the interval is Wilson's, so that it
    keeps a width where nothing is wrong (after Korn and Graubard 1998).

    Parameters
    ----------
    x, y : counts of each unit
    weight : units of the population that each stands for
    stratum : its stratum

    Examples
    --------
    >>> ratio, low, high = weighted_ratio([1, 1, 0, 1], [1, 1, 1, 1], [1, 1, 4, 4], [0, 0, 1, 1])
    >>> round(ratio, 3), round(low, 3), round(high, 3)
    (0.6, 0.106, 0.95)
    """
    from scipy.special import ndtri

    x, y, w, strata = (np.asarray(value) for value in (x, y, weight, stratum))
    whole = float((w * y).sum())
    if not whole:
        return np.nan, np.nan, np.nan
    ratio = float((w * x).sum()) / whole
    by_stratum = pd.Series(w * (x - ratio * y)).groupby(strata)
    variance = float((by_stratum.size() * by_stratum.var()).sum())  # a single unit has none
    n = whole**2 / float((w**2 * y).sum())  # Kish: what labels of unequal weight are worth
    if variance > 0 and 0 < ratio < 1:
        n = min(n, ratio * (1 - ratio) / (variance / whole**2))
    z2 = float(ndtri(1 - alpha / 2)) ** 2
    middle = (ratio + z2 / (2 * n)) / (1 + z2 / n)
    half = np.sqrt(z2 * (ratio * (1 - ratio) / n + z2 / (4 * n**2))) / (1 + z2 / n)
    return ratio, float(middle - half), float(middle + half)
