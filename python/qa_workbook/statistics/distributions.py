"""Beta, F and chi-square distributions, to seven digits or more: quantiles of any level.

A continued fraction and a power series; quantiles by Newton's method between two bounds.
"""

from __future__ import annotations

from collections.abc import Callable
from math import exp, inf, isinf, lgamma, log, log1p

_TINY = 1e-300
_CLOSE = 1e-14
_MOST_TERMS = 100_000
_MOST_STEPS = 240  # a third of them halve: enough for the last digit of a float


def beta_cumulative(x: float, a: float, b: float) -> float:
    """Returns the regularised incomplete beta function I_x(a, b) for 0 ≤ x ≤ 1 and a, b > 0.

    Source: NIST Digital Library of Mathematical Functions 8.17.22 (the continued fraction), 8.17.4
    (the side on which it converges fast). Check: I_0.5(a, a) = 0.5; I_x(1, b) = 1 − (1 − x)^b.
    """
    if x <= 0 or x >= 1:
        return float(x >= 1)
    if x > (a + 1) / (a + b + 2):
        return 1 - beta_cumulative(1 - x, b, a)
    return min(_beta_density(x, a, b) * x * (1 - x) / a * _continued(x, a, b), 1.0)


def _beta_density(x: float, a: float, b: float) -> float:
    logs = (a - 1) * log(x) + (b - 1) * log1p(-x) + lgamma(a + b) - lgamma(a) - lgamma(b)
    return exp(min(logs, 700))


def _continued(x: float, a: float, b: float) -> float:
    """The continued fraction, by the method of Lentz."""
    upper, lower = 1.0, 1 / _apart(1 - (a + b) * x / (a + 1))
    found = lower
    for term in range(1, _MOST_TERMS):
        even = term * (b - term) * x / ((a + 2 * term - 1) * (a + 2 * term))
        lower, upper = 1 / _apart(1 + even * lower), _apart(1 + even / upper)
        found *= lower * upper
        odd = -(a + term) * (a + b + term) * x / ((a + 2 * term) * (a + 2 * term + 1))
        lower, upper = 1 / _apart(1 + odd * lower), _apart(1 + odd / upper)
        found *= lower * upper
        if abs(lower * upper - 1) < _CLOSE:
            break
    return found


def _apart(value: float) -> float:
    """The value, kept away from 0."""
    return value if abs(value) > _TINY else _TINY


def beta_quantile(level: float, a: float, b: float) -> float:
    """Returns x with I_x(a, b) = level, for a level between 0 and 1. Raises ValueError."""
    _check(level, a, b)
    reached, density = (lambda x: beta_cumulative(x, a, b)), (lambda x: _beta_density(x, a, b))
    return _solved(reached, density, level, 0, 1)


def f_quantile(level: float, above: float, below: float) -> float:
    """Returns the quantile of F with `above` and `below` degrees of freedom, which may be broken.

    x ÷ (1 − x) · below ÷ above, where x is the quantile of beta(above ÷ 2, below ÷ 2). Check: the
    tables of F print 4.10 for 2 and 10 at 95 %, 2.98 for 10 and 10, 161.4 for 1 and 1. Raises
    ValueError for a level not between 0 and 1, or degrees of freedom not above 0.
    """
    _check(level, above, below)
    # The rest keeps its digits where x is nearly 1, so that 1 − x is not lost.
    rest = beta_quantile(1 - level, below / 2, above / 2)
    return (1 - rest) / rest * below / above if rest else inf


def chi_square_quantile(level: float, freedom: float) -> float:
    """Returns the quantile of chi-square.

    Check: its tables print 3.841 for 95 % and 1 degree of freedom, 3.247 and 20.483 for 2.5 % and
    97.5 % and 10. Raises ValueError as `f_quantile`.
    """
    _check(level, freedom)
    shape = freedom / 2
    most = shape + 1
    while _gamma_cumulative(most, shape) < level:
        most *= 2
    reached, density = (lambda x: _gamma_cumulative(x, shape)), (lambda x: _gamma_density(x, shape))
    return 2 * _solved(reached, density, level, 0, most)


def _gamma_density(x: float, shape: float) -> float:
    return exp((shape - 1) * log(x) - x - lgamma(shape))


def _gamma_cumulative(x: float, shape: float) -> float:
    """The regularised incomplete gamma function P(shape, x), by the series of DLMF 8.11.4."""
    term = found = 1 / shape
    step = 0
    while term > found * _CLOSE and not isinf(found):
        step += 1
        term *= x / (shape + step)
        found += term
    # Far out the series outgrows a float; there everything has been reached.
    logs = log(found) + shape * log(x) - x - lgamma(shape)
    return 1.0 if isinf(found) else exp(min(logs, 0))


def _solved(
    reached: Callable[[float], float],
    density: Callable[[float], float],
    level: float,
    low: float,
    high: float,
) -> float:
    """Where a cumulative distribution reaches a level, between `low` and `high`."""
    at = (low + high) / 2
    for step in range(_MOST_STEPS):
        gap, slope = reached(at) - level, density(at)
        low, high = (at, high) if gap < 0 else (low, at)
        following = at - gap / slope if slope else low
        if not low < following < high or step % 3 == 2:
            following = (low + high) / 2
        if abs(following - at) <= abs(at) * 1e-15:
            break
        at = following
    return at


def _check(level: float, *freedoms: float) -> None:
    if not 0 < level < 1 or not min(freedoms) > 0:
        raise ValueError((level, freedoms))
