"""What a draw hands out: a list per inspector and day of work, repeats hidden among the others (S9)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import openpyxl
import pytest
from made_calls import made_calls, some_calls, wanted

from qa_workbook.books.samples.certificate_page import write_certificate_page
from qa_workbook.sampling.certificate import certificate_of
from qa_workbook.sampling.draw import draw
from qa_workbook.sampling.issuing import (
    ListedCall,
    chosen_repeats,
    lists_of,
    of_issue,
    spoken_rounds,
)
from qa_workbook.sampling.lists import read_lists
from qa_workbook.sampling.model import Draw, Inspector

INSPECTORS = (Inspector("Q1", "质检甲"), Inspector("Q2", "质检乙"))
CALLED = {"Q1": "质检甲", "Q2": "质检乙"}
ABOUT = ("0123456789ab", "0123456789ab" + "c" * 52)


@pytest.fixture(scope="module")
def made() -> Draw:
    """Five calls of each of eight agents, three rounds a day."""
    asked = wanted(per_agent=5, rounds_per_day=3, inspectors=INSPECTORS, reserves=2)
    return draw(made_calls(some_calls(8, 40)), asked)


def scored(number: int, day: date = date(2026, 10, 7)) -> ListedCall:
    """A call that somebody scored before."""
    return ListedCall(f"old{number}", "A1", "张三", "一班", "", day, 0)


def test_every_drawn_call_stands_on_one_list_in_the_order_of_its_hash(made):
    """Days have whole rounds; nothing is lost, nothing stands twice; what is kept is read again."""
    lists = lists_of(made, ABOUT, "monitoring-10x4", CALLED, {})
    placed = [call.recording for sheet in lists.sheets for call in sheet.calls]
    assert sorted(placed) == sorted(call.recording for call in made.calls)
    assert {sheet.day: sheet.entry.round for sheet in lists.sheets} == {1: "1-3", 2: "4-5"}
    for sheet in lists.sheets:
        assert [call.round for call in sheet.calls] == sorted(call.round for call in sheet.calls)
        assert sheet.entry.inspector == CALLED[sheet.inspector]
    assert len({sheet.number for sheet in lists.sheets}) == 4
    assert of_issue(lists.as_issue()) == lists


def test_repeats_are_told_in_the_registry_alone(made, tmp_path):
    """They have columns as all others, stand somewhere among them, and move no other call."""
    again = {"Q1": [scored(number) for number in range(6)], "Q3": [scored(9)]}
    plain = lists_of(made, ABOUT, "monitoring-10x4", CALLED, {})
    lists = lists_of(made, ABOUT, "monitoring-10x4", CALLED, again)
    hidden = [name for sheet in lists.sheets for name in sheet.entry.repeats]
    assert sorted(hidden) == [f"old{number}" for number in range(6)]
    for before, sheet in zip(plain.sheets, lists.sheets, strict=True):
        own = [call for call in sheet.calls if call.recording not in hidden]
        assert tuple(own) == before.calls
        assert {call.round for call in sheet.calls} == {call.round for call in own}
    first = next(sheet for sheet in lists.sheets if sheet.entry.repeats)
    places = [first.entry.recordings.index(name) for name in first.entry.repeats]
    assert places != list(range(len(first.calls)))[-len(places) :]
    lists.as_issue().write(tmp_path)
    assert read_lists(tmp_path).get(first.number) == first.entry


def test_repeats_are_chosen_by_hash_those_of_the_period_first(made):
    """Another seed chooses others; what was drawn now is no repeat."""
    rows = [scored(number) for number in range(30)] + [scored(99, date(2026, 9, 1))]
    drawn = replace(scored(0), recording=made.calls[0].recording)
    chosen = chosen_repeats([*rows, drawn], 5, made.seed, "Q1", made)
    assert chosen == chosen_repeats(list(reversed([*rows, drawn])), 5, made.seed, "Q1", made)
    assert chosen != chosen_repeats(rows, 5, made.seed + "x", "Q1", made)
    everything = chosen_repeats([*rows, drawn], 99, made.seed, "Q1", made)
    assert everything[-1].recording == "old99"
    assert len(everything) == 31


def test_rounds_as_people_write_them():
    """Runs are joined."""
    assert [spoken_rounds(one) for one in ([3, 1, 2], [1, 3], [4], [])] == ["1-3", "1,3", "4", ""]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_certificate_on_paper_names_no_recording(made, tmp_path, language):
    """Every agent stands there with eligible, wanted and drawn; recordings and names don't."""
    certificate = certificate_of(made, "qa-workbook 9")
    file = tmp_path / "page.xlsx"
    write_certificate_page(file, certificate.content, language, scheme="=1+1")
    sheet = openpyxl.load_workbook(file).active
    values = [cell.value for row in sheet.iter_rows() for cell in row if cell.value is not None]
    said = {str(value) for value in values}
    assert {f"A{number}" for number in range(1, 9)} <= said
    assert {made.seed, certificate.digest, made.population.digest} <= said
    assert not said & {call.recording for call in made.calls}
    assert not any(cell.data_type == "f" for row in sheet.iter_rows() for cell in row)
