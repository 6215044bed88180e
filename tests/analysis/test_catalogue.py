"""The catalogue names every figure once, with what a reader needs to trust it."""

from __future__ import annotations

import pytest

from qa_workbook.analysis.catalogue import CATALOGUE, LISTS, find_figure


def test_catalogue__names_each_figure_once():
    """A name stands for one figure, so that formulas and labels can go by it."""
    names = [figure.key for figure in CATALOGUE]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("figure", CATALOGUE, ids=lambda figure: figure.key)
def test_catalogue__says_unit_rule_and_meaning(figure):
    """No figure is published without its unit, the rule it follows and what it means."""
    assert figure.unit and figure.rule and figure.meaning


def test_find_figure__of_a_list_and_of_the_period_are_different_ones():
    """`recordings` of the period isn't `recordings` of a day; an unknown name is a KeyError."""
    assert find_figure("recordings") is not find_figure("days.recordings")
    assert set(LISTS) < {figure.of for figure in CATALOGUE}
    with pytest.raises(KeyError, match=r"days\.colour"):
        find_figure("days.colour")
