"""Where one mark is so frequent that kappa and AC1 tell different stories."""

from __future__ import annotations

from dataclasses import dataclass

import numpy.typing as npt

from qa_workbook.statistics.gwet import ac1
from qa_workbook.statistics.kappa import conger_kappa
from qa_workbook.statistics.marks import read_marks
from qa_workbook.statistics.reasons import Reason

APART = 0.2
"""The width of a class of Landis and Koch: from here on the two are told apart in words, too."""
FREQUENT = 0.75
"""From this share of all marks on one of them is said to be frequent, and agreement to be high.

Halfway between one half and all: below it raters do disagree, and kappa is low because of that.
"""


@dataclass(frozen=True)
class PrevalenceWarning:
    """That kappa is low because of how often one mark was given, not because raters disagree.

    `category` is the most frequent mark, `share` the mean over units of its share of their marks.
    `kappa` is a reason where all marks are equal: then it can't be had at all.
    """

    category: float
    share: float
    observed: float
    kappa: float | Reason
    ac1: float


def prevalence_warning(
    marks: npt.ArrayLike, categories: npt.ArrayLike | None = None
) -> PrevalenceWarning | None:
    """Returns a warning where one mark is frequent, agreement high and kappa low all the same.

    That is: AC1 at least 0.2 above kappa, or kappa not to be had but AC1; at least three quarters
    of the marks alike, and of the pairs of raters of one mind.

    Both correct the same per cent agreement; only their chance agreement differs, and kappa's is
    the higher one the more often one mark was given. Sources: Feinstein and Cicchetti, High
    agreement but low kappa, Journal of Clinical Epidemiology 43 (1990) 543–549; Byrt, Bishop and
    Carlin, Bias, prevalence and kappa, the same 46 (1993) 423–429. They name no thresholds; 0.2 is
    the width of the classes of Landis and Koch, Biometrics 33 (1977) 159–174, so that the two
    would be given different words. Kappa is Conger's, for two raters Cohen's. Check: Feinstein and
    Cicchetti's two tables of 85 % agreement: 40, 9, 6, 45 has kappa 0.70 and no warning; 80, 10, 5,
    5 has kappa 0.32, AC1 0.81 and a warning. None where there are too few raters or units.
    """
    read = read_marks(marks, categories)
    stable, usual = ac1(marks, categories), conger_kappa(marks, categories=categories)
    if isinstance(read, Reason) or isinstance(stable, Reason):
        return None
    kappa = usual if isinstance(usual, Reason) else usual.value
    if not isinstance(kappa, Reason) and stable.value - kappa < APART:
        return None
    shares = (read.counts / read.given[:, None]).mean(axis=0)
    most = int(shares.argmax())
    if shares[most] < FREQUENT or stable.observed < FREQUENT:
        return None
    return PrevalenceWarning(
        category=float(read.categories[most]),
        share=float(shares[most]),
        observed=stable.observed,
        kappa=kappa,
        ac1=stable.value,
    )
