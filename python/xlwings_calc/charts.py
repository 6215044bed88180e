"""Charts of a sheet: kind, source, title, legend, place."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from xlwings import base_classes

from xlwings_calc import units
from xlwings_calc.connection import elements, enum, properties
from xlwings_calc.excel_api import Api
from xlwings_calc.shapes import point, rectangle, size
from xlwings_calc.uno_types import UnoObject

if TYPE_CHECKING:
    from xlwings_calc.ranges import Range
    from xlwings_calc.sheets import Sheet

_DIAGRAMS: dict[str, tuple[str, dict[str, Any]]] = {
    "column": ("BarDiagram", {"Vertical": False}),
    "bar": ("BarDiagram", {"Vertical": True}),
    "line": ("LineDiagram", {"SymbolType": -3}),
    "line_markers": ("LineDiagram", {"SymbolType": -1}),
    "area": ("AreaDiagram", {}),
    "pie": ("PieDiagram", {}),
    "doughnut": ("DonutDiagram", {}),
    "radar": ("NetDiagram", {"SymbolType": -3}),
    "radar_markers": ("NetDiagram", {"SymbolType": -1}),
    "radar_filled": ("FilledNetDiagram", {}),
    "xy_scatter": ("XYDiagram", {"Lines": False, "SymbolType": -1}),
    "xy_scatter_lines": ("XYDiagram", {"Lines": True, "SymbolType": -1, "SplineType": 0}),
    "xy_scatter_lines_no_markers": (
        "XYDiagram",
        {"Lines": True, "SymbolType": -3, "SplineType": 0},
    ),
    "xy_scatter_smooth": ("XYDiagram", {"Lines": True, "SymbolType": -1, "SplineType": 1}),
    "xy_scatter_smooth_no_markers": (
        "XYDiagram",
        {"Lines": True, "SymbolType": -3, "SplineType": 1},
    ),
    "bubble": ("BubbleDiagram", {}),
}
_CLUSTERED = ("column", "bar")
_STACKED = ("column", "bar", "line", "line_markers", "area")
_SOLID = ("column", "bar", "pie")
_PLAIN = {"Dim3D": False, "Stacked": False, "Percent": False}
_LEGENDS = {"top": "TOP", "bottom": "BOTTOM", "left": "LEFT", "right": "RIGHT"}


def chart_types() -> dict[str, tuple[str, dict[str, Any]]]:
    """Returns the UNO diagram and its settings for every chart type of xlwings that Calc has."""
    types = {}
    for stem, (diagram, own) in _DIAGRAMS.items():
        plain = f"{stem}_clustered" if stem in _CLUSTERED else stem
        types[plain] = (diagram, {**_PLAIN, **own})
        if stem in _STACKED:
            types[f"{stem}_stacked"] = (diagram, {**_PLAIN, "Stacked": True, **own})
            # the office says "not stacked" of what fills a hundred percent
            types[f"{stem}_stacked_100"] = (diagram, {**_PLAIN, "Percent": True, **own})
        if stem in _SOLID:
            types[f"3d_{plain}"] = (diagram, {**_PLAIN, "Dim3D": True, **own})
    return types


_LOOKS, _BETWEEN_LOOKS = 40, 0.05


class Chart(base_classes.Chart):
    """One chart."""

    parent: Any = None  # hides the read-only property of the base class

    def __init__(self, sheet: Sheet, name: str):
        self.parent = sheet
        self._name = name

    @property
    def _table_chart(self) -> UnoObject:
        return self.parent.uno.getCharts().getByName(self._name)

    @property
    def document(self) -> UnoObject:
        """The UNO chart document."""
        return self._table_chart.getEmbeddedObject()

    @property
    def shape(self) -> UnoObject:
        """The UNO shape that shows the chart."""
        for _ in range(_LOOKS):
            for shape in elements(self.parent.uno.getDrawPage()):
                if getattr(shape, "PersistName", None) == self._name:
                    return shape
            time.sleep(_BETWEEN_LOOKS)  # a busy office names the shape of a new chart a little late
        raise KeyError(self._name)

    @property
    def api(self) -> tuple[Api, Api]:
        """The UNO shape and the UNO chart document."""
        return Api(self.shape, "shape"), Api(self.document, "chart")

    @property
    def name(self) -> str:
        """The name."""
        return self.shape.getName() or self._name

    @name.setter
    def name(self, value: str) -> None:
        self.shape.setName(value)

    def set_source_data(self, rng: Range, plot_by: str | None = None) -> None:
        """Shows the data of a range; a first row or column of text gives the names, as in Excel."""
        if self.document.getDataProvider() is None:
            # a chart made without data never takes any, whatever it is told afterwards
            self._make_anew(rng)
        values = rng.raw_value
        rows = values if isinstance(values, list) else [[values]]
        corner = rows[0][0] is None or isinstance(rows[0][0], str)
        names_above = corner and all(isinstance(value, str | None) for value in rows[0])
        names_beside = corner and all(isinstance(row[0], str | None) for row in rows)
        table = self._table_chart
        table.setHasColumnHeaders(names_above)
        table.setHasRowHeaders(names_beside and len(rows[0]) > 1)
        table.setRanges((rng.uno.getRangeAddress(),))
        if plot_by is None:
            plot_by = "columns" if len(rows) >= len(rows[0]) else "rows"
        self.plot_by = plot_by
        self.document.setModified(True)

    def _make_anew(self, rng: Range) -> None:
        """Replaces the chart by one of the same place, kind, title, legend and name, with data."""
        chart_type, title, legend = self.chart_type, self.title, self.legend.position
        name, position, extent = self.name, self.shape.getPosition(), self.shape.getSize()
        charts, place = self.parent.uno.getCharts(), rectangle(position, extent)
        charts.removeByName(self._name)
        charts.addNewByName(self._name, place, (rng.uno.getRangeAddress(),), False, False)
        self.shape.setSize(extent)
        self.name = name
        if chart_type in chart_types():
            self.chart_type = chart_type
        self.title = title
        if legend is None:
            self.legend.visible = False
        else:
            self.legend.position = legend

    def set_x_axis_values(self, rng: Any) -> None:
        """Not there."""
        raise NotImplementedError(
            "set_x_axis_values() is not part of the Calc engine; put them into the source data"
        )

    @property
    def plot_by(self) -> str:
        """ "rows" or "columns"."""
        return str(self.document.getDiagram().DataRowSource.value).lower()

    @plot_by.setter
    def plot_by(self, value: str) -> None:
        self.document.getDiagram().DataRowSource = enum(
            "com.sun.star.chart.ChartDataRowSource", value.upper()
        )

    @property
    def chart_type(self) -> str:
        """The kind in xlwings' words; "combination" for kinds xlwings does not know."""
        diagram = self.document.getDiagram()
        service = diagram.getDiagramType().rpartition(".")[2]
        for word, (name, settings) in chart_types().items():
            if name == service and all(
                _property(diagram, key) == value for key, value in settings.items()
            ):
                return word
        return "combination"

    @chart_type.setter
    def chart_type(self, chart_type: str) -> None:
        types = chart_types()
        if chart_type not in types:
            raise NotImplementedError(f"Calc has no chart of the type {chart_type!r}")
        name, settings = types[chart_type]
        document, plot_by = self.document, self.plot_by
        diagram = document.createInstance(f"com.sun.star.chart.{name}")
        document.setDiagram(diagram)
        self.plot_by = plot_by  # a new diagram begins with columns
        diagram = document.getDiagram()
        for key, value in settings.items():
            if diagram.getPropertySetInfo().hasPropertyByName(key):
                diagram.setPropertyValue(key, value)

    @property
    def title(self) -> str | None:
        """The title, None without one."""
        return self.document.getTitle().String if self.document.HasMainTitle else None

    @title.setter
    def title(self, value: str | None) -> None:
        self.document.HasMainTitle = value is not None
        if value is not None:
            self.document.getTitle().String = value

    @property
    def legend(self) -> ChartLegend:
        """The legend."""
        return ChartLegend(self)

    @property
    def style(self) -> int:
        """Not there: Calc has no numbered styles."""
        raise NotImplementedError("Calc has no chart styles")

    @style.setter
    def style(self, value: int) -> None:
        raise NotImplementedError("Calc has no chart styles")

    def _place(self, **changed: float) -> None:
        now = {side: getattr(self, side) for side in ("left", "top", "width", "height")} | changed
        shape = self.shape
        shape.setPosition(point(now["left"], now["top"]))
        shape.setSize(size(now["width"], now["height"]))

    @property
    def left(self) -> float:
        """The distance from the sheet's left edge in points."""
        return units.points(self.shape.getPosition().X)

    @left.setter
    def left(self, value: float) -> None:
        self._place(left=value)

    @property
    def top(self) -> float:
        """The distance from the sheet's top edge in points."""
        return units.points(self.shape.getPosition().Y)

    @top.setter
    def top(self, value: float) -> None:
        self._place(top=value)

    @property
    def width(self) -> float:
        """The width in points."""
        return units.points(self.shape.getSize().Width)

    @width.setter
    def width(self, value: float) -> None:
        self._place(width=value)

    @property
    def height(self) -> float:
        """The height in points."""
        return units.points(self.shape.getSize().Height)

    @height.setter
    def height(self, value: float) -> None:
        self._place(height=value)

    def delete(self) -> None:
        """Deletes the chart."""
        self.parent.uno.getCharts().removeByName(self._name)

    def to_png(self, path: str) -> None:
        """Writes the chart as a picture."""
        export = self.parent.book.app.office.service("com.sun.star.drawing.GraphicExportFilter")
        export.setSourceDocument(self.shape)
        from xlwings_calc.books import file_url

        export.filter(properties(URL=file_url(path), MediaType="image/png"))

    def to_pdf(self, path: str, quality: str) -> None:
        """Not there."""
        raise NotImplementedError("Chart.to_pdf() is not part of the Calc engine; use to_png()")


def _property(diagram: UnoObject, name: str) -> Any:
    if not diagram.getPropertySetInfo().hasPropertyByName(name):
        return False
    value = diagram.getPropertyValue(name)
    return -1 if name == "SymbolType" and value != -3 else value  # any symbol is a marker


class ChartLegend(base_classes.ChartLegend):
    """The legend of a chart."""

    def __init__(self, parent: Chart):
        self.parent = parent

    @property
    def api(self) -> UnoObject:
        """The UNO legend."""
        return self.parent.document.getLegend()

    @property
    def visible(self) -> bool:
        """Whether it is shown."""
        return bool(self.parent.document.HasLegend)

    @visible.setter
    def visible(self, value: bool) -> None:
        self.parent.document.HasLegend = bool(value)

    @property
    def position(self) -> str | None:
        """Where it stands, None when it is hidden."""
        if not self.visible:
            return None
        found = self.api.Alignment.value
        return next((word for word, name in _LEGENDS.items() if name == found), None)

    @position.setter
    def position(self, value: str) -> None:
        if value not in _LEGENDS:
            raise NotImplementedError(f"Calc has no legend position {value!r}")
        self.visible = True
        self.api.Alignment = enum("com.sun.star.chart.ChartLegendPosition", _LEGENDS[value])


class Charts(base_classes.Collection, base_classes.Charts):
    """The charts of a sheet."""

    parent: Any = None  # hides the read-only property of the base class

    def __init__(self, sheet: Sheet):
        self.parent = sheet

    @property
    def api(self) -> UnoObject:
        """The UNO collection."""
        return self.parent.uno.getCharts()

    def __iter__(self) -> Iterator[Chart]:
        return (Chart(self.parent, name) for name in self.api.getElementNames())

    def __len__(self) -> int:
        return int(self.api.getCount())

    def __call__(self, key: str | int) -> Chart:
        """Returns a chart by name or 1-based number. Raises KeyError."""
        charts = list(self)
        if isinstance(key, str):
            for chart in charts:
                if chart.name.lower() == key.lower():
                    return chart
        elif 1 <= key <= len(charts):
            return charts[key - 1]
        raise KeyError(key)

    def __contains__(self, key: str | int) -> bool:
        try:
            self(key)
        except KeyError:
            return False
        return True

    def add(
        self,
        left: float,
        top: float,
        width: float,
        height: float,
        chart_type: str | None = None,
        source: Any = None,
        plot_by: str | None = None,
        name: str | None = None,
        anchor: Any = None,
        style: int | None = None,  # noqa: ARG002 -- xlwings' signature
    ) -> Chart:
        """Adds a chart; `style` is ignored, Calc has none."""
        if anchor:
            left, top = anchor.left, anchor.top
        chart = self._new(point(left, top), size(width, height))
        if name is not None:
            chart.name = name
        if chart_type is not None:
            chart.chart_type = chart_type
        if source is not None:
            chart.set_source_data(source, plot_by)
        return chart

    def _new(self, position: UnoObject, extent: UnoObject) -> Chart:
        number = 1
        while self.api.hasByName(f"Chart {number}"):
            number += 1
        name = f"Chart {number}"
        self.api.addNewByName(name, rectangle(position, extent), (), False, False)
        chart = Chart(self.parent, name)
        chart.shape.setSize(extent)  # the office takes a little off a rectangle
        chart.name = name  # the shape has none of its own
        return chart
