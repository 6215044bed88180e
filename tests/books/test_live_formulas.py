"""The figures on 总览 and 单项不良 are live formulas over 明细, with the computed value cached."""

from __future__ import annotations

import random
import shutil
import subprocess
import zipfile
from dataclasses import replace
from functools import cache
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from openpyxl.cell import Cell

from made_recordings import SCHEMES, analysis, breaches, recordings, scheme
from qa_workbook.analysis.analyse import analyse
from qa_workbook.analysis.model import Analysis
from qa_workbook.analysis.period_report import report_alone
from qa_workbook.analysis.rechecks import rechecks_of
from qa_workbook.analysis.rules import AnalysisRules, load_rules
from qa_workbook.books.analysis.book import write_analysis_book
from qa_workbook.books.cloth import table
from qa_workbook.frames import ABSENT, MARK, NOT_APPLICABLE
from qa_workbook.numbers import period
from qa_workbook.procedure.people import Post
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


def rechecked() -> Analysis:
    """Recordings of which a QA lead scored every third again, of items that may be 不适用, too."""
    rules = scheme("satisfaction-3-9-20")
    given = rules.model_dump(by_alias=True) | {"not_applicable": "respread"}
    rules = Scheme.model_validate(given)
    frame = recordings(rules, 9, 6, seed=9)
    frame["recording"] = [f"{number:04d}" for number in range(len(frame))]
    again = recordings(rules, 9, 6, seed=10).assign(
        inspector=["韩莉", "A*"] * 27,
        recording=frame["recording"],
        inspected_on=pd.Timestamp(2026, 10, 30),
    )
    for rows, number in ((frame, 3), (again, 3), (again, 6)):
        rows.loc[number, [f"{MARK}{item.id}" for item in rules.items[:2]]] = NOT_APPLICABLE
    again.loc[9, "fatal"], frame.loc[12, "fatal"] = True, True
    rows = pd.concat([frame, again.iloc[::3]], ignore_index=True)
    posts = [Post("1", "韩莉", "qa_lead"), Post("A*", "甲", "qa_lead")]
    of_config = load_rules(SCHEMES.parent)[0].versions[0]
    least = of_config.inspectors.model_copy(update={"rechecked_from": 5})
    own = of_config.model_copy(update={"inspectors": least})
    found = analyse({rules.key: rules}, {rules.key: rows}, period("2026-10"), rules=own)
    return replace(found, rechecks=rechecks_of(found, posts, own))


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


def shipped(scheme_id: str, rules: AnalysisRules | None = None, agents: int = 9) -> Analysis:
    """Recordings by a shipped scheme; with `rules` also the repeats among them."""
    of = scheme(scheme_id)
    frame = breaches(of) if of.sheet.layout == "long" else recordings(of, agents, 8)
    return analyse({of.key: of}, {of.key: frame}, period("2026-10"), rules=rules)


def odd_names() -> Analysis:
    """Agents, teams and bands that a spreadsheet program takes for numbers, wildcards or one another."""
    given = scheme().model_dump(by_alias=True)
    for band, name in zip(given["bands"]["bands"], ("90", "<85", "*", "~?"), strict=False):
        band["name"]["zh"] = name
    rules = Scheme.model_validate(given)
    frame = recordings(rules, 8, 3)
    agents = ["007", "7", "7.0", "a*", "A*", "=1+1", ">5", "~b?"]
    teams = ["", "?", "甲", "*", "Ａ", "A", "a", "1e3"]
    known = sorted(frame["agent"].unique())
    renamed = dict(zip(known, agents, strict=True))
    moved = dict(zip(known, teams, strict=True))
    named = {"team": frame["agent"].map(moved), "agent": frame["agent"].map(renamed)}
    return analysis(frame.assign(**named), rules)


@pytest.fixture(scope="module")
def all_cases(tmp_path_factory) -> Path:
    """One workbook of every shipped scheme and of what is out of the ordinary."""
    index = scheme("satisfaction-3-9-20")
    rules = load_rules(SCHEMES.parent)[0].versions[0]
    found = [
        shipped(SHIPPED[0], rules),  # long enough to be written in strips
        *(shipped(scheme_id, rules, agents=6) for scheme_id in SHIPPED[1:]),
        analysis(by_points(index), index),
        two_versions(),
        scored_twice(),
        mean_of_inspectors(),
        with_clean_agents(),
        rechecked(),
    ]
    path = tmp_path_factory.mktemp("live") / "all.xlsx"
    report = replace(report_alone(found, small_sample=7), rules=rules)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(table, "STRIP_ROWS", 60)
        write_analysis_book(path, report)
    return path


@pytest.fixture(scope="module")
def odd_cases(tmp_path_factory) -> Path:
    """One workbook of odd names and of a single recording."""
    path = tmp_path_factory.mktemp("live") / "odd.xlsx"
    found = [odd_names(), analysis(recordings(scheme(), 1, 1), scheme())]
    write_analysis_book(path, report_alone(found))
    return path


@cache
def values(path: Path) -> dict[tuple[str, str], object]:
    """Returns every value by sheet and address."""
    return {
        (sheet.title, cell.coordinate): cell.value
        for sheet in openpyxl.load_workbook(path, data_only=True, read_only=True)
        for row in sheet.iter_rows()
        for cell in row
        if cell.value is not None
    }


@cache
def formulas(path: Path) -> dict[tuple[str, str], str]:
    """Returns every formula by sheet and address."""
    return {
        (sheet.title, cell.coordinate): getattr(cell.value, "text", cell.value)
        for sheet in openpyxl.load_workbook(path, read_only=True)
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "f"
    }


def test_figures_are_formulas_wherever_the_workbook_has_the_cells(all_cases):
    """Of the tables of figures no number stands alone, but bounds, weights, ranks and the score of means."""
    assert len(formulas(all_cases)) > 20_000
    alone = {
        (sheet.title.split("·")[0], heading.value)
        for sheet in openpyxl.load_workbook(all_cases, read_only=True)
        if sheet.title.split("·")[0] in ("员工", "班组", "单项不良", "每日警示", "指标体系")
        for heading, *cells in zip(*sheet.iter_rows(5, 8, max_col=14), strict=True)
        if heading.value and any(isinstance(cell.value, int | float) for cell in cells)
    }
    # a scheme without error deductions or fatal errors has 0 of them
    assert {heading for _, heading in alone} <= {
        *("级别", "权重", "80 %"),
        *("差错扣分", "致命错误", "平均不良比率 ≥", "单项不良比率 ≥"),
    }


@pytest.mark.calc
@pytest.mark.skipif(not HAS_CALC, reason="no LibreOffice here")
@pytest.mark.parametrize("cases", ["all_cases", "odd_cases"])
def test_calc_comes_to_the_computed_figures(cases, request, tmp_path):
    """LibreOffice, made to recalculate everything, gets our value in every live cell."""
    path = request.getfixturevalue(cases)
    agree(path, convert_in_calc(path, "xlsx", tmp_path))


@pytest.mark.skipif(shutil.which("ssconvert") is None, reason="no gnumeric here: package gnumeric")
def test_a_second_engine_comes_to_the_computed_figures(all_cases, tmp_path):
    """Gnumeric, a spreadsheet program of other origin, gets our value in every live cell, too."""
    made = tmp_path / "gnumeric.xlsx"
    command = ["ssconvert", "--recalc", str(all_cases), str(made)]
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    agree(all_cases, made, unknown="SUBTOTAL(10")  # it knows no hidden rows


def agree(path: Path, recalculated: Path, unknown: str = "nothing") -> None:
    """Every live cell has the value again that was cached in it; 核对 says so, too.

    Formulas with the `unknown` function are left out.
    """
    ours, theirs = values(path), values(recalculated)
    live = [place for place, formula in formulas(path).items() if unknown not in formula]
    assert {place: theirs.get(place) or 0 for place in live} == {
        place: near(ours.get(place) or 0) for place in live
    }
    verdicts = [theirs[place] for place in live if place[0][:2] == "核对" and place[1] == "A3"]
    assert set(verdicts) == {"全部相符，差异为 0。"}


def test_above_the_limit_values_stand(tmp_path):
    """A scheme of more scores than the settings say has values, and says so."""
    path = tmp_path / "x.xlsx"
    report = report_alone([shipped("monitoring-10x4")])
    write_analysis_book(path, replace(report, live_formulas_up_to=71))
    book = openpyxl.load_workbook(path)
    for name in ("总览", "员工", "班组", "明细", "单项不良", "分数分布"):
        rows = book[name].iter_rows(
            min_row=6, max_col=12
        )  # pictures may have formulas of their own
        assert not [cell for row in rows for cell in row if cell.data_type == "f"], name
    assert "超过 71 条" in book["核对"]["A3"].value
    assert book["核对"]["A5"].value == "没有可以逐项核对的公式。"
    assert "超过 71 条" in book["员工"]["A3"].value


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
