"""The figures on 总览 and 单项不良 are live formulas over 明细, with the computed value cached."""

from __future__ import annotations

import random
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from openpyxl.cell import Cell

from made_recordings import SCHEMES, analysis, breaches, recordings, scheme
from qa_workbook.analysis.analyse import analyse
from qa_workbook.analysis.model import Analysis
from qa_workbook.analysis.period_report import report_alone
from qa_workbook.analysis.rules import load_rules
from qa_workbook.books.analysis.book import write_analysis_book
from qa_workbook.frames import ABSENT, MARK
from qa_workbook.numbers import period
from qa_workbook.scheme.model import Scheme
from shared_office import HAS_CALC, convert_in_calc

pytestmark = pytest.mark.slow

SHIPPED = ("monitoring-10x4", "dial-test-2011", "satisfaction-3-9-20", "service-norm-100")


def by_points(rules: Scheme) -> pd.DataFrame:
    """Recordings of which every second is marked through its points instead of its items."""
    dice, frame = random.Random(3), recordings(rules, 6, 6)
    through_points = [number % 2 == 0 for number in range(len(frame))]
    for item in rules.items:
        frame[f"{MARK}{item.id}"] = frame[f"{MARK}{item.id}"].mask(through_points, ABSENT)
        full = rules.scale_of(item.children[0]).full_ticks
        for point in item.children:
            marks = [
                dice.choice([full, full, full, 1]) if chosen else ABSENT
                for chosen in through_points
            ]
            frame[f"{MARK}{point.id}"] = pd.Series(marks, dtype="int32")
    return frame


def two_versions() -> Analysis:
    """Recordings of two versions of one scheme: the older one has an item that the newer lacks."""
    newer = scheme()
    given = newer.model_dump(by_alias=True)
    given["indicators"] = [*given["indicators"][:-1], given["indicators"][-1] | {"id": "former"}]
    given |= {"version": "2025.1", "valid_from": "2025-01-01"}
    older = Scheme.model_validate(given)
    frames = {older.key: recordings(older, 3, 4, seed=5), newer.key: recordings(newer, 3, 4)}
    frames[older.key]["recording"] += "-older"
    return analyse({newer.key: newer, older.key: older}, frames, period("2026-10"))


def scored_twice() -> Analysis:
    """Recordings of which some were scored by a second inspector, whose score counts.

    Their names are such as COUNTIFS would confuse.
    """
    rules = scheme()
    frame = recordings(rules, 4, 5, seed=9)
    again = frame.iloc[:3].assign(
        inspector=["a*", "A*", "ab"], inspected_on=pd.Timestamp(2026, 10, 30)
    )
    return analysis(pd.concat([frame, again], ignore_index=True), rules)


def mean_of_inspectors() -> Analysis:
    """Recordings of which some were scored by two or three inspectors, whose mean counts."""
    rules = scheme("satisfaction-3-9-20")
    frame = recordings(rules, 4, 5, seed=9)
    others = [
        recordings(rules, 4, 5, seed=seed)
        .head(count)
        .assign(inspector=name, inspected_on=pd.Timestamp(2026, 10, 30))
        for name, seed, count in (("另一位", 10, 7), ("第三位", 11, 3))
    ]
    rows = pd.concat([frame, *others], ignore_index=True)
    rows["recording"] = [str(number) for number in (*range(20), *range(7), *range(3))]
    return analyse({rules.key: rules}, {rules.key: rows}, period("2026-10"), "mean")


def with_clean_agents(lost_by: int = 6) -> Analysis:
    """Breaches of some agents of a roster; the others have lost nothing."""
    rules = scheme("service-norm-100")
    rows = [(f"{1001 + number:05d}", f"员工{number}", "一班", "2026-10") for number in range(40)]
    people = pd.DataFrame(rows, columns=["agent", "name", "team", "month"], dtype="str")
    frame = breaches(rules)
    frame = frame[frame["agent"].isin(sorted(frame["agent"].unique())[:lost_by])]
    frames, versions = {rules.key: frame}, {rules.key: rules}
    span = period("2026-10")
    return analyse(versions, frames, span, people=people, clean_from="roster")


def shipped(scheme_id: str) -> Analysis:
    """Recordings by a shipped scheme."""
    rules = scheme(scheme_id)
    long = rules.sheet.layout == "long"
    return analysis(breaches(rules) if long else recordings(rules, 9, 8), rules)


@pytest.fixture(scope="module")
def all_cases(tmp_path_factory) -> Path:
    """One workbook of every shipped scheme and of what is out of the ordinary."""
    index = scheme("satisfaction-3-9-20")
    found = [
        *(shipped(scheme_id) for scheme_id in SHIPPED),
        analysis(by_points(index), index),
        two_versions(),
        scored_twice(),
        mean_of_inspectors(),
        with_clean_agents(),
        analysis(recordings(scheme(), 1, 1), scheme()),
    ]
    path = tmp_path_factory.mktemp("live") / "all.xlsx"
    rules = load_rules(SCHEMES.parent)[0].versions[0]
    report = replace(report_alone(found, small_sample=7), rules=rules)
    write_analysis_book(path, report)
    return path


def cells(path: Path, *, data_only: bool) -> Iterator[tuple[str, Cell]]:
    """Yields every cell with the name of its sheet."""
    for sheet in openpyxl.load_workbook(path, data_only=data_only):
        for row in sheet.iter_rows():
            for cell in row:
                yield sheet.title, cell


def formulas(path: Path) -> set[tuple[str, str]]:
    """Returns sheet and address of every formula."""
    return {
        (sheet, cell.coordinate)
        for sheet, cell in cells(path, data_only=False)
        if cell.data_type == "f"
    }


@pytest.mark.calc
@pytest.mark.skipif(not HAS_CALC, reason="no LibreOffice here")
def test_calc_comes_to_the_computed_figures(all_cases, tmp_path):
    """LibreOffice, made to recalculate everything, gets our value in every live cell."""
    ours = {
        (sheet, cell.coordinate): cell.value for sheet, cell in cells(all_cases, data_only=True)
    }
    converted = convert_in_calc(all_cases, "xlsx", tmp_path)
    live = formulas(all_cases)
    assert len(live) > 900
    theirs = {
        (sheet, cell.coordinate): cell.value for sheet, cell in cells(converted, data_only=True)
    }
    assert {place: theirs.get(place) or 0 for place in live} == {
        place: near(ours.get(place) or 0) for place in live
    }


def near(value: object) -> object:
    """The value, a float made tolerant of the last binary digits."""
    return pytest.approx(value, abs=1e-9) if isinstance(value, float) else value


def list_of(path: Path, sheet: str = "总览") -> dict[str, Cell]:
    """Returns the cells of the list on 总览 by their labels."""
    rows = openpyxl.load_workbook(path)[sheet].iter_rows(min_row=6, max_col=2)
    return {label.value: value for label, value in rows if label.value}


def items_of(path: Path, *, data_only: bool = False) -> list[dict[str, object]]:
    """Returns the rows of the items, by heading."""
    sheet = openpyxl.load_workbook(path, data_only=data_only)["单项不良"]
    header, *rows = sheet.iter_rows(min_row=5, max_row=15, values_only=True)
    return [dict(zip(header, row, strict=True)) for row in rows]


@pytest.fixture(scope="module")
def monitoring(tmp_path_factory) -> Path:
    """The workbook of the ten-item sheet."""
    path = tmp_path_factory.mktemp("live") / "x.xlsx"
    write_analysis_book(path, report_alone([shipped("monitoring-10x4")]))
    return path


def test_key_figures_and_items_are_live(monitoring):
    """Every key figure that 明细 gives and every figure of an item is a formula."""
    listed = list_of(monitoring)
    values = {label for label, cell in listed.items() if cell.data_type != "f"}
    policy, texts = {"最高期望", "良好水平", "最低允许"}, {"期间", "方案", "方案版本", "警示色"}
    critical = {label for label in values if label.startswith("关键错误")}
    assert values == policy | texts | critical
    for row in items_of(monitoring):
        plain = {key for key, value in row.items() if value and not str(value).startswith("=")}
        assert plain <= {"评分单项", "类别", "80 %"}


def test_key_figures_have_names_of_their_own(monitoring):
    """A key figure can be named in a formula: 总览 defines a name for each."""
    names = openpyxl.load_workbook(monitoring)["总览"].defined_names
    place = list_of(monitoring)["平均得分"].coordinate.replace("B", "$B$")
    assert names["mean_score"].attr_text == f"总览!{place}"
    assert {"recordings", "mean_score", "rates.good", "average_defect_ratio"} <= set(names)


@pytest.mark.calc
@pytest.mark.skipif(not HAS_CALC, reason="no LibreOffice here")
def test_a_corrected_mark_moves_the_figures(monitoring, tmp_path):
    """Whoever types another mark into 明细 sees item, average and 核对 follow."""
    book = openpyxl.load_workbook(monitoring)
    sheet = book["明细"]
    column = next(cell.column for cell in sheet[5] if cell.value == "服务态度")
    full = next(row for row in range(6, sheet.max_row) if sheet.cell(row, column).value == 5)
    sheet.cell(full, column).value = 0
    book.save(tmp_path / "edited.xlsx")
    converted = convert_in_calc(tmp_path / "edited.xlsx", "xlsx", tmp_path)

    def attitude(path: Path) -> dict[str, object]:
        return next(row for row in items_of(path, data_only=True) if row["评分单项"] == "服务态度")

    before, after = attitude(monitoring), attitude(converted)
    assert (after["A"], after["不良数"]) == (before["A"] + 1, before["不良数"] + 1)
    assert after["不良比率"] == pytest.approx(after["不良数"] / 72)
    assert "有差异" in openpyxl.load_workbook(converted, data_only=True)["核对"]["A3"].value


def test_an_item_of_two_versions_is_live(tmp_path):
    """With two versions each recording is judged on the scale of its own, in a column of helpers."""
    write_analysis_book(tmp_path / "x.xlsx", report_alone([two_versions()]))
    rows = items_of(tmp_path / "x.xlsx")
    columns = ("A", "不良数", "不良比率")
    assert not [row for row in rows for key in columns if not str(row[key]).startswith("=")]
    assert str(list_of(tmp_path / "x.xlsx")["平均得分"].value).startswith("=AVERAGEIFS(")


@pytest.mark.parametrize(
    ("name", "way"),
    [("90", "EXACT"), ("<85", "EXACT"), ("次优", "COUNTIFS"), ("优良", "")],
)
def test_a_band_whose_name_is_no_criterion_is_compared_exactly(tmp_path, name, way):
    """COUNTIFS would read 90 and <85 otherwise than 明细 means them; equal names nobody can tell apart."""
    given = scheme().model_dump(by_alias=True)
    given["bands"]["bands"][1]["name"]["zh"] = name
    rules = Scheme.model_validate(given)
    write_analysis_book(
        tmp_path / "x.xlsx", report_alone([analysis(recordings(rules, 3, 3), rules)])
    )
    cell = list_of(tmp_path / "x.xlsx")["轻微不良率"]
    formula = getattr(cell.value, "text", cell.value)
    assert (way in str(formula)) if way else cell.data_type != "f"


@pytest.mark.parametrize("lost_by", [3, 0])
def test_no_chart_of_zeros(tmp_path, lost_by):
    """The agents' Pareto of a clause scheme has those who lost points, by points; where nobody has there is none."""
    found = with_clean_agents(lost_by) if lost_by else flawless()
    path = tmp_path / "x.xlsx"
    write_analysis_book(path, report_alone([found]))
    with zipfile.ZipFile(path) as package:
        parts = [name for name in package.namelist() if name.startswith("xl/charts/")]
        charts = [package.read(name).decode() for name in parts]
    pareto = [chart for chart in charts if "80/20" in chart]
    assert len(pareto) == (5 if lost_by else 0)  # 首页 repeats that of the items
    assert sum("员工扣分 80/20" in chart for chart in pareto) == (2 if lost_by else 0)
    if lost_by:
        sheet = openpyxl.load_workbook(path)["员工"]
        places = [cell for cell in sheet[5] if cell.value == "扣分合计"]
        drawn = [row[0] for row in sheet.iter_rows(6, 30, places[-1].column, values_only=True)]
        points = [value for value in drawn if value is not None]
        assert len(points) == lost_by
        assert points == sorted(points, reverse=True)


def flawless() -> Analysis:
    """Recordings without any defect."""
    rules = scheme()
    frame = recordings(rules, 2, 2)
    full = {f"{MARK}{item.id}": rules.scale_of(item).full_ticks for item in rules.items}
    return analysis(frame.assign(**full).astype(dict.fromkeys(full, "int32")), rules)
