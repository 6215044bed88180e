"""Charts hold the data they were given, in whatever order a script says it, also in the file."""

from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
import xlwings as xw

pytestmark = pytest.mark.calc
ROWS = [["日期", "均分", "目标"], ["10-01", 1, 4], ["10-02", 2, 5], ["10-03", 3, 6]]


@pytest.fixture
def data(sheet: xw.Sheet) -> xw.Range:
    sheet["A1"].value = ROWS
    return sheet["A1:C4"]


def source_last(sheet: xw.Sheet, data: xw.Range) -> xw.Chart:
    chart = sheet.charts.add(300, 20)
    chart.chart_type = "line"
    chart.title = "均分"
    chart.legend.position = "bottom"
    chart.set_source_data(data)
    return chart


def source_first(sheet: xw.Sheet, data: xw.Range) -> xw.Chart:
    chart = sheet.charts.add(300, 20)
    chart.set_source_data(data)
    chart.chart_type = "line"
    chart.title = "均分"
    chart.legend.position = "bottom"
    return chart


def source_with_it(sheet: xw.Sheet, data: xw.Range) -> xw.Chart:
    chart = sheet.charts.add(300, 20, source=data, chart_type="line")
    chart.title = "均分"
    chart.legend.position = "bottom"
    return chart


def source_twice(sheet: xw.Sheet, data: xw.Range) -> xw.Chart:
    chart = source_first(sheet, sheet["F1:G2"])
    chart.set_source_data(data)
    return chart


def series_in(path: Path) -> list[tuple[str, str]]:
    """Returns (name, values) of the series of the first chart, as references."""
    [chart] = openpyxl.load_workbook(path).worksheets[0]._charts
    return [
        (series.tx.strRef.f.replace("$", ""), series.val.numRef.f.replace("$", ""))
        for series in chart.series
    ]


@pytest.mark.parametrize("make", [source_last, source_first, source_with_it, source_twice])
def test_chart__has_its_data(
    make: Callable[[xw.Sheet, xw.Range], xw.Chart], data: xw.Range, tmp_path: Path
) -> None:
    """A column of numbers is a series, named by its heading, in every order of calls."""
    chart = make(data.sheet, data)
    assert (chart.chart_type, chart.title, chart.legend.position) == ("line", "均分", "bottom")
    assert (chart.left, chart.top, chart.name) == (300, 20, "Chart 1")
    assert (chart.width, chart.height) == (355, 211)  # as xlwings asks for
    data.sheet.book.save(tmp_path / "chart.xlsx")
    assert series_in(tmp_path / "chart.xlsx") == [
        ("Sheet1!B1", "Sheet1!B2:B4"),
        ("Sheet1!C1", "Sheet1!C2:C4"),
    ]


def test_chart__rows_as_series(data: xw.Range, tmp_path: Path) -> None:
    """Plotting by rows holds whatever kind is asked for in the same call."""
    chart = data.sheet.charts.add(source=data, plot_by="rows", chart_type="column_stacked")
    assert chart.plot_by == "rows"
    chart.chart_type = "line"
    assert chart.plot_by == "rows"
    data.sheet.book.save(tmp_path / "chart.xlsx")
    names = [name for name, _ in series_in(tmp_path / "chart.xlsx")]
    assert names == ["Sheet1!A2", "Sheet1!A3", "Sheet1!A4"]


def test_chart__is_a_shape_of_its_name(data: xw.Range) -> None:
    """`shapes` knows a chart by the name that `charts` knows it by."""
    first, second = (data.sheet.charts.add(source=data, name=name) for name in (None, "趋势"))
    assert [shape.name for shape in data.sheet.shapes] == [first.name, second.name]
    assert data.sheet.shapes[first.name].type == "chart"
    assert data.sheet.shapes["趋势"].width == second.width
    first.name = "月报"
    assert data.sheet.shapes["月报"].left == data.sheet.charts["月报"].left


def test_chart__kind_title_legend_and_place(data: xw.Range, tmp_path: Path) -> None:
    """A chart has a kind, a title, a legend and a place, and can be written as a picture."""
    sheet = data.sheet
    sheet["A1"].value = [["日期", "均分", "致命"], ["一", 91, 0], ["二", 88, 1], ["三", 90, 0]]
    chart = sheet.charts.add(
        source=sheet["A1:C4"], chart_type="line_markers", name="趋势", anchor=sheet["E1"]
    )
    assert (chart.name, chart.chart_type, chart.plot_by) == ("趋势", "line_markers", "columns")
    for kind in (
        "column_clustered",
        "bar_stacked_100",
        "pie",
        "area_stacked",
        "doughnut",
        "xy_scatter_lines",
    ):
        chart.chart_type = kind
        assert sheet.charts["趋势"].chart_type == kind
    chart.title = "每日均分"
    chart.legend.position = "bottom"
    assert (chart.title, chart.legend.position) == ("每日均分", "bottom")
    chart.left, chart.width = 400, 300
    assert (chart.left, chart.width) == (400, 300)
    chart.to_png(tmp_path / "chart.png")
    assert (tmp_path / "chart.png").read_bytes().startswith(b"\x89PNG")
    with pytest.raises(NotImplementedError, match="surface"):
        chart.chart_type = "surface"
    chart.delete()
    assert len(sheet.charts) == 0
