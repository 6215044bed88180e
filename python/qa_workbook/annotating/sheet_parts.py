"""What stands around the cells in the XML of a sheet."""

from __future__ import annotations

from qa_workbook.annotating import xml_text
from qa_workbook.annotating.cells import Cells
from qa_workbook.annotating.xml_text import Change, Element

_BEFORE_DRAWING = frozenset(
    [
        "sheetData",
        "sheetCalcPr",
        "sheetProtection",
        "protectedRanges",
        "scenarios",
        "autoFilter",
        "sortState",
        "dataConsolidate",
        "customSheetViews",
        "mergeCells",
        "phoneticPr",
        "conditionalFormatting",
        "dataValidations",
        "hyperlinks",
        "printOptions",
        "pageMargins",
        "pageSetup",
        "headerFooter",
        "rowBreaks",
        "colBreaks",
        "customProperties",
        "cellWatches",
        "ignoredErrors",
        "smartTags",
        "drawing",
    ]
)
"""The elements of a sheet that stand before `legacyDrawing`, in the order of the standard."""


def behind_cells(cells: Cells) -> list[Element]:
    """Returns the elements behind the cells."""
    return xml_text.children(cells.text, cells.data.end)


def drawing_id(text: str) -> str:
    """Returns the id of the relation to the old drawing, "" where there is none."""
    for tag in xml_text.tags(text, "legacyDrawing"):
        return next((v for name, v in tag.values().items() if name.endswith(":id")), "")
    return ""


def with_drawing(text: str, relation: str, namespace: str) -> str:
    """Returns the XML of a sheet that points at its old drawing."""
    cells = Cells(text)
    elements = behind_cells(cells)
    old = xml_text.first_of(elements, "legacyDrawing")
    if old is not None:
        return xml_text.changed(
            text, [Change(old.start, old.end, _drawing(text, relation, namespace))]
        )
    ends = [one.end for one in elements if one.tag.name in _BEFORE_DRAWING]
    at = max(ends, default=cells.data.end)
    return xml_text.changed(text, [Change(at, at, _drawing(text, relation, namespace))])


def _drawing(text: str, relation: str, namespace: str) -> str:
    root = xml_text.root(text)
    spaces = root.values().items()
    known = [name for name, space in spaces if space == namespace and name.startswith("xmlns:")]
    prefix = known[0].partition(":")[2] if known else "r"
    declared = "" if known else f' xmlns:r="{namespace}"'
    return f'<{root.prefix}legacyDrawing{declared} {prefix}:id="{relation}"/>'


def deselected(text: str) -> str:
    """Returns the XML of a sheet that isn't selected: of two, both would be typed into."""
    cells = Cells(text) if "<sheetData" in text else None
    end = None if cells is None else cells.data.start
    changes = [tag.without("tabSelected") for tag in xml_text.tags(text, "sheetView", end=end)]
    return xml_text.changed(text, [change for change in changes if change is not None])
