"""The pictures of the analysis workbook, read back out of its parts by somebody else's reader."""

from __future__ import annotations

import zipfile
from itertools import combinations
from pathlib import Path
from xml.etree import ElementTree as ET

import numpy as np
import openpyxl
import pandas as pd
import pytest
from openpyxl.chart import ScatterChart

from made_recordings import analyses, analysis, recordings, scheme
from qa_workbook.analysis.control import day_control
from qa_workbook.analysis.funnel import agent_funnel
from qa_workbook.analysis.model import Analysis
from qa_workbook.analysis.period_report import report_alone
from qa_workbook.books.analysis.book import write_analysis_book
from qa_workbook.books.analysis.charts.funnel import BROWN
from qa_workbook.books.analysis.charts.look import BLUE, GREY, ORANGE
from qa_workbook.books.analysis.charts.pareto import vital_few
from qa_workbook.books.analysis.index_tree import tree_of
from qa_workbook.books.cloth.style import ALERT
from qa_workbook.frames import MARK
from shared_office import HAS_CALC, convert_in_calc
from workbook_tools import opened

SCHEMES = ["monitoring-10x4", "satisfaction-3-9-20", "service-norm-100", "dial-test-2011"]
PLACED = "{http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing}"


@pytest.fixture(scope="module")
def book_path(tmp_path_factory) -> Path:
    """The workbook of every shipped scheme."""
    path = tmp_path_factory.mktemp("pictures") / "分析.xlsx"
    found = analyses(SCHEMES, 8, 6)
    write_analysis_book(path, report_alone(found, small_sample=5))
    return path


def parts(path: Path, folder: str) -> list[ET.Element]:
    """Returns the parts of a folder of the workbook, read."""
    with zipfile.ZipFile(path) as package:
        names = [name for name in package.namelist() if name.startswith(folder)]
        return [ET.fromstring(package.read(name)) for name in names if name.endswith(".xml")]


def test_every_picture_is_told_in_words(book_path):
    """Whoever can't see a picture is told what it shows, in a sentence and not only a title."""
    drawings = parts(book_path, "xl/drawings/drawing")
    shown = [one for drawing in drawings for one in drawing.iter(f"{PLACED}graphicFrame")]
    described = [one.find(f".//{PLACED}cNvPr").get("descr", "") for one in shown]
    assert len(described) > 20
    assert [words for words in described if len(words) < 12] == []


def test_vital_few():
    """The fewest that reach 80 %: exactly reached is reached, and nobody without defects is one."""
    few = vital_few(["a", "b", "c", "d"], [5, 3, 2, 0], [0.5, 0.8, 1, 1])
    assert (list(few.names), few.whole, few.reached) == (["a", "b"], 3, 0.8)
    assert list(vital_few(["a", "b"], [9, 1], [0.9, 1]).names) == ["a"]
    assert list(vital_few(["a"], [0], [0]).names) == []


@pytest.fixture(scope="module")
def month() -> Analysis:
    """Recordings of every day of October but two, one of them with many more defects."""
    rules = scheme()
    frame = recordings(rules, 12, 20, seed=4)
    days = [day for day in range(1, 32) if day not in (4, 5)]
    frame["call_date"] = [
        pd.Timestamp(2026, 10, days[number % len(days)]) for number in range(len(frame))
    ]
    bad = frame["call_date"].dt.day == 20
    for item in rules.items[:8]:
        frame.loc[bad, f"{MARK}{item.id}"] = 0
    return analysis(frame, rules)


@pytest.fixture(scope="module")
def month_path(month, tmp_path_factory) -> Path:
    """Its workbook."""
    path = tmp_path_factory.mktemp("month") / "分析.xlsx"
    write_analysis_book(path, report_alone([month], small_sample=5))
    return path


def test_calendar(month, month_path):
    """Monday first; each day says level, ratio and n as the table does; a day without recordings is no level."""
    sheet = opened(month_path, data_only=True)["每日警示"]
    monday = next(cell for row in sheet.iter_rows() for cell in row if cell.value == "一")
    assert sheet.cell(monday.row + 1, monday.column + 3).value == 1  # 2026-10-01 is a Thursday
    names = {level.colour: level.name.zh for level in month.scheme.alerts.levels}
    for figures in month.days.itertuples():
        place = figures.date.day + 2  # days since the Monday before
        top, column = monday.row + 1 + 3 * (place // 7), monday.column + place % 7
        day, said, size = (sheet.cell(top + line, column) for line in range(3))
        assert day.value == figures.date.day
        tenths = (2000 * figures.defective + figures.judgements) // (2 * figures.judgements)
        assert said.value == f"{names[figures.alert]} {tenths / 10:.1f}%"
        assert size.value == f"n = {figures.recordings}"
        if figures.alert != "white":
            assert said.fill.fgColor.rgb[2:] == ALERT[figures.alert].fill[1:]
    missing = sheet.cell(monday.row + 1, monday.column + 6)
    assert missing.value == 4 and sheet.cell(missing.row + 1, missing.column).value is None
    white = next(one for one in month.days.itertuples() if one.alert == "white")
    there = sheet.cell(
        monday.row + 1 + 3 * ((white.date.day + 2) // 7), monday.column + (white.date.day + 2) % 7
    )
    assert there.fill.fgColor.rgb != missing.fill.fgColor.rgb


def test_control_chart(month, month_path):
    """The chart is drawn from the hidden cells, has the limits of the statistics room, and marks the bad day."""
    charts = opened(month_path)["每日警示"]._charts
    drawn = next(one for one in charts if len(one.series) == 6)
    assert drawn.y_axis.scaling.min is not None
    values = opened(month_path, data_only=True)["每日警示"]

    def column(series) -> list[object]:
        cells = values[series.val.numRef.f.split("!")[1].replace("$", "")]
        return [cell.value for (cell,) in cells]

    found = [column(series) for series in drawn.series]
    limits = day_control(month)
    assert found[0] == pytest.approx(month.days["average_defect_ratio"].tolist())
    assert found[2] == pytest.approx(limits.upper.tolist())
    assert found[3] == pytest.approx(limits.lower.tolist())
    days = month.days["date"].dt.day.tolist()
    assert [day for day, value in zip(days, found[4], strict=True) if value is not None] == [20]
    said = [
        cell.value for row in values.iter_rows() for cell in row if "超出控制限" in str(cell.value)
    ]
    assert any("10-20 偏高" in words for words in said)


@pytest.fixture(scope="module")
def uneven(tmp_path_factory) -> tuple[Analysis, Path]:
    """Agents with 3 to 41 recordings, of whom one never has a good one; and their workbook."""
    rules = scheme()
    frame = recordings(rules, 20, 41, seed=4)
    agents = sorted(frame["agent"].unique())
    wanted = {agent: 3 + 2 * place for place, agent in enumerate(agents)}
    frame = frame[frame.groupby("agent").cumcount() < frame["agent"].map(wanted)]
    frame = frame.reset_index(drop=True)
    weak, cunning = frame["agent"] == agents[-1], frame["agent"] == agents[-2]
    for item in rules.items[:4]:
        frame.loc[weak, f"{MARK}{item.id}"] = 0
    frame.loc[weak, "name"] = "=1+1"
    frame.loc[cunning, "name"] = "Sheet1!A1"
    found = analysis(frame, rules)
    path = tmp_path_factory.mktemp("funnel") / "分析.xlsx"
    write_analysis_book(path, report_alone([found], small_sample=10))
    return found, path


def test_funnel(uneven):
    """Nobody below the minimum n is judged; the picture is drawn from live limits and names the one outside."""
    found, path = uneven
    funnel = agent_funnel(found, 10)
    agents = funnel.agents
    assert agents["n"].tolist() == list(range(3, 42, 2))
    assert agents.loc[agents["few"], "beyond"].eq("").all() and agents["few"].sum() == 4
    assert agents["beyond"].iloc[-1] == "low"
    sheet, values = opened(path)["员工"], opened(path, data_only=True)["员工"]
    drawn = next(one for one in sheet._charts if isinstance(one, ScatterChart))

    def held(reference) -> list[object]:
        return [cell.value for (cell,) in values[reference.split("!")[1].replace("$", "")]]

    curve = [held(series.yVal.numRef.f) for series in drawn.series[1:5]]
    for key, line in zip(("low95", "high95", "low998", "high998"), curve, strict=True):
        assert line == pytest.approx(funnel.curve[key].tolist())
    far = [value for value in held(drawn.series[8].yVal.numRef.f) if value is not None]
    beyond = agents.loc[agents["beyond"].isin(["low", "high"]), "rate"]
    assert sorted(far) == sorted(beyond)
    named = [series.tx.strRef.f for series in drawn.series[9:]]
    assert len(named) == (agents["beyond"] != "").sum()
    names = [values[one.split("!")[1].replace("$", "")].value for one in named]
    assert "=1+1" in names
    limits = sheet[drawn.series[1].yVal.numRef.f.split("!")[1].split(":")[0].replace("$", "")]
    assert limits.value.startswith("=MAX(0,(CRITBINOM(")
    assert drawn.y_axis.scaling.max == 1 and 0 <= drawn.y_axis.scaling.min < 0.2
    said = " ".join(str(cell.value) for row in values.iter_rows() for cell in row if cell.value)
    assert "低于 99.8% 下限，偶然难以解释，应逐条了解：=1+1 0.0%（n = 41）、" in said
    assert "另有 4 人录音少于 10 条" in said


@pytest.mark.calc
@pytest.mark.skipif(not HAS_CALC, reason="no LibreOffice here")
def test_funnel__calc_comes_to_the_same_limits(uneven, month_path, tmp_path):
    """Recalculated, every cell behind the funnel, the control chart and the calendar is what we computed."""
    for path, name in ((uneven[1], "员工"), (month_path, "每日警示")):
        live, ours = opened(path)[name], opened(path, data_only=True)[name]
        theirs = openpyxl.load_workbook(convert_in_calc(path, "xlsx", tmp_path), data_only=True)
        places = [
            cell.coordinate for row in live.iter_rows() for cell in row if cell.data_type == "f"
        ]
        assert len(places) > 300
        for place in places:
            ours_there, theirs_there = ours[place].value, theirs[name][place].value
            if isinstance(ours_there, float):
                assert theirs_there == pytest.approx(ours_there, abs=1e-9), place
            else:
                assert theirs_there == ours_there, place


def test_index_tree(book_path):
    """Leaves stand below each other, a parent in the middle of its children, and every value is that of the table."""
    frame = pd.DataFrame(
        {"id": list("sabcde"), "parent": ["", "s", "a", "a", "s", "d"], "level": [1, 2, 3, 3, 2, 3]}
    )
    assert [node.row for node in tree_of(frame)] == [1.25, 0.5, 0, 1, 2, 2]
    assert [node.children for node in tree_of(frame)][:2] == [(1, 4), (2, 3)]
    book = opened(book_path)
    name = next(one for one in book.sheetnames if "指标体系" in one)
    live, values = book[name], opened(book_path, data_only=True)[name]
    table = [row for row in values.iter_rows(6, max_col=5, values_only=True) if row[0]]
    boxes = [
        (values.cell(cell.row - 1, cell.column - 1).value, values[cell.coordinate].value)
        for row in live.iter_rows()
        for cell in row
        if str(cell.value).startswith("=INDEX(")
    ]
    assert sorted(boxes) == sorted((name.strip(), value) for _, name, _, _, value in table)


def _seen(colour: str, matrix: np.ndarray) -> np.ndarray:
    """Returns a colour as somebody sees it, in CIELAB."""
    code = np.array([int(colour[place : place + 2], 16) for place in (1, 3, 5)]) / 255
    linear = np.where(code <= 0.04045, code / 12.92, ((code + 0.055) / 1.055) ** 2.4)
    seen = np.clip(matrix @ linear, 0, 1)
    to_xyz = [[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]]
    share = np.array(to_xyz) @ seen / [0.9505, 1, 1.089]
    root = np.where(share > 0.008856, np.cbrt(share), 7.787 * share + 16 / 116)
    return np.array([116 * root[1] - 16, 500 * (root[0] - root[1]), 200 * (root[1] - root[2])])


# Machado, Oliveira and Fernandes 2009, severity 1
DEUTERANOPIA = [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
]
PROTANOPIA = [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
]


@pytest.mark.parametrize(
    "eyes", [np.eye(3), DEUTERANOPIA, PROTANOPIA], ids=["all", "deuteran", "protan"]
)
def test_colours_stay_apart(eyes):
    """Whoever doesn't see red from green sees the bands of every shipped scheme and the colours of charts apart."""
    bands = [[band.colour for band in scheme(one).bands.bands] for one in SCHEMES]
    for colours in (*bands, [BLUE, ORANGE, BROWN, GREY]):
        seen = [_seen(colour, np.array(eyes)) for colour in colours]
        gaps = [np.linalg.norm(one - other) for one, other in combinations(seen, 2)]
        assert min(gaps) > 20
