"""Measures against scipy, and against values printed in the literature."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from toolkit.analysis import measures

TABLE = st.tuples(st.integers(0, 60), st.integers(61, 500), st.integers(0, 60),
                  st.integers(61, 500))  # fmt: skip


@given(TABLE)
def test_log_likelihood_is_scipys(table):
    """Four-term G2 is scipy's log-likelihood statistic of the whole table."""
    a, c, b, d = table
    if a + b == 0:
        assert measures.log_likelihood(a, c, b, d) == 0
        return
    expected = stats.chi2_contingency(
        [[a, b], [c - a, d - b]], correction=False, lambda_="log-likelihood"
    ).statistic
    assert abs(measures.log_likelihood(a, c, b, d)) == pytest.approx(expected, abs=1e-8)


@pytest.mark.parametrize(
    ("a", "c", "b", "d", "expected"),
    [(7, 10, 2, 9, 4.534939), (8, 13, 24, 31764, 95.2858), (110, 2552, 111, 29225, 270.7219)],
)
def test_log_likelihood_of_the_literature(a, c, b, d, expected):
    """The values of Dunning (1993) and of quanteda's documentation come out."""
    assert measures.log_likelihood(a, c, b, d) == pytest.approx(expected, abs=1e-4)


def test_log_likelihood_has_a_direction():
    """Fewer hits than expected give a negative value."""
    assert measures.log_likelihood(2, 9, 7, 10) == pytest.approx(-4.534939, abs=1e-6)


@pytest.mark.parametrize(
    ("f", "f2", "expected", "ratio"),
    [
        (1189, 2157, 6.910069, 7.156576),
        (49, 88, 5.941562, 7.189214),
        (150, 349, 5.821970, 6.452100),
        (198, 512, 5.665705, 6.194642),
        (22, 33, 5.760090, 7.859906),
    ],
)
def test_conservative_log_ratio_of_the_gold(f, f2, expected, ratio):
    """Evert's gold values for LRC and log ratio come out to six digits."""
    c = 168329
    table = (f, c, f2 - f, 19720567 - c)
    assert measures.effects(*table, family=599)["lrc"] == pytest.approx(expected, abs=1e-6)
    assert measures.log_ratio(*table) == pytest.approx(ratio, abs=1e-6)


@given(TABLE)
def test_the_conservative_ratio_is_never_bolder(table):
    """LRC lies between zero and the log ratio, and a larger family brings it nearer to zero."""
    ratio = measures.log_ratio(*table)
    one, many = (float(measures.effects(*table, family=n)["lrc"]) for n in (1, 50))
    assert 0 <= abs(many) <= abs(one) + 1e-12
    if one:
        assert np.sign(one) == np.sign(ratio)
        assert abs(one) <= abs(ratio) + 1e-12


@given(TABLE)
def test_the_interval_of_the_ratio_is_clopper_pearsons(table):
    """The bounds are those of scipy's exact binomial interval, carried over to the ratio."""
    a, c, b, d = table
    if a + b == 0:
        return
    low, high = stats.binomtest(a, a + b).proportion_ci(method="exact")
    ours = measures.log_ratio_interval(a, c, b, d)
    with np.errstate(divide="ignore"):
        expected = np.log2(d / c * low / (1 - low)), np.log2(d / c * high / np.float64(1 - high))
    assert ours == pytest.approx(expected, abs=1e-6)


def test_half_a_hit_is_added_on_both_sides():
    """Where a count is zero, one half is added to both, so that swapping sides changes the sign."""
    assert measures.log_ratio(0, 100, 3, 100) == pytest.approx(np.log2(0.5 / 3.5))
    assert measures.log_ratio(3, 100, 0, 100) == pytest.approx(-np.log2(0.5 / 3.5))


@given(st.integers(0, 200))
def test_poisson_bounds_are_scipys(n):
    """The exact Poisson interval is that of scipy's chi-squared quantiles."""
    low, high = measures.poisson_interval(n)
    assert high == pytest.approx(stats.chi2.ppf(0.975, 2 * n + 2) / 2)
    assert low == pytest.approx(stats.chi2.ppf(0.025, 2 * n) / 2 if n else 0.0)
