"""Live formulas of the sheet 对比: a figure of the period is repeated from where it stands."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from math import isclose

from xlsxwriter.utility import xl_rowcol_to_cell

from qa_workbook.analysis.comparison import Kind, Row
from qa_workbook.analysis.rules import ProjectGroup, by_project
from qa_workbook.books.analysis.items import ranked_items
from qa_workbook.books.analysis.page import SchemeSheets
from qa_workbook.books.score_sheet.marks import quoted
from qa_workbook.frames import MARK, folded
from qa_workbook.numbers import plain

_LONGEST = 255  # signs of a text in a formula of Excel
_ALMOST = 9  # decimals: a difference of binary fractions is never quite 0


def now_formula(sheets: SchemeSheets, row: Row) -> str:
    """Returns the formula of a figure of the period, "" where the workbook has no cells for it."""
    if row.b is None or row.kind not in _FORMULAS:
        return ""
    return _FORMULAS[row.kind](sheets, row)


def size_formula(sheets: SchemeSheets, row: Row) -> str:
    """Returns the formula of n of the period, "" where the workbook has no cells for it."""
    if not row.n_b or not sheets.live or sheets.analysis.months is not None:
        return ""
    if row.kind in ("team", "agent"):
        return _of_group(sheets, row, "recordings")
    if row.kind in ("line", "branch"):
        inside = _inside(sheets, row)
        return _unless_long(f"=SUMPRODUCT({inside})") if inside else ""
    whole = sheets.places.figures.get("recordings")
    everybody = row.n_b == sheets.analysis.overall.recordings
    of_all = row.kind in ("rate", "index", "item") and sheets.one_version
    return f"={whole}" if whole and everybody and of_all else ""


def change_formula(before: str, now: str, *, share: bool) -> str:
    """Returns the change of a figure, of a share in percentage points."""
    return f"=({now}-{before})*100" if share else f"={now}-{before}"


def judgement_formula(change: str, words: Sequence[str], chance: str = "") -> str:
    """Returns what a change means.

    `words` are those for a figure that stayed, rose and fell, and rose and fell by chance; `chance`
    is the condition of these two, "" where nobody can say.
    """
    same, rose, fell, up, down = (quoted(word) for word in words)
    meaning = f"IF({change}>0,{rose},{fell})"
    if chance:
        meaning = f"IF({chance},IF({change}>0,{up},{down}),{meaning})"
    return f"=IF(ROUND({change},{_ALMOST})=0,{same},{meaning})"


def chance_formula(row: Row, cells: Mapping[str, str]) -> str:
    """Returns the condition that a change is by chance, "" where nobody can say.

    `cells` are those of the row, by column: an interval of the difference that holds 0
    (`intervals.is_chance`), or else a mean that moved less than 1.96 standard errors, which are
    those of the time of writing.
    """
    if all(row.intervals) and row.kind != "site_fatal":
        old, new = cells["before"], cells["now"]
        rise = f"({new}-{cells['low_now']})^2+({cells['high_before']}-{old})^2"
        fall = f"({old}-{cells['low_before']})^2+({cells['high_now']}-{new})^2"
        return f"({new}-{old})^2<=IF({new}>={old},{rise},{fall})"
    return "" if row.chance is None else f"ABS({cells['change']})<{row.chance!r}"


def _rate(sheets: SchemeSheets, row: Row) -> str:
    figures, id_ = sheets.places.figures, row.id
    if id_ == "fatal":
        if "fatal" in figures and "recordings" in figures:
            return f"={figures['fatal']}/{figures['recordings']}"
        return ""
    cell = figures.get("average_defect_ratio" if id_ == "average_defect_ratio" else f"rates.{id_}")
    return f"={cell}" if cell else ""


def _node(sheets: SchemeSheets, row: Row) -> str:
    """A node of the tree; in a flat scheme the score or an item, out of 明细."""
    if "index" in sheets.places.tables:
        ids = sheets.analysis.index["id"].tolist()
        return _repeated(sheets, "index", "value", ids, row.id)
    scheme = sheets.analysis.scheme
    if row.id == scheme.score.id:
        return _score(sheets, row)
    node, detail = scheme.by_id.get(row.id), sheets.places.tables.get("detail")
    if node is None or not node.scale or node.children or detail is None or not sheets.one_version:
        return ""
    if sheets.analysis.averages_inspectors:
        return ""  # 明细 has the marks of one inspector of each recording alone
    scale, key = scheme.scale_of(node), f"{MARK}{node.id}"
    if scale.below_zero or scale.zero or key not in detail:
        return ""
    counted = f"{detail.range('counted')},{quoted(sheets.book.say('yes'))}"
    return f"=100*AVERAGEIFS({detail.range(key)},{counted})/{plain(scale.full)}"


def _score(sheets: SchemeSheets, row: Row) -> str:
    """The mean score where it is what was attained: of full 100, and never rounded."""
    mean, where = sheets.analysis.overall.mean_score, sheets.places.figures.get("mean_score")
    if mean is None or row.b is None or not where:
        return ""
    return f"={where}" if isclose(mean, row.b, abs_tol=1e-9) else ""


def _item(sheets: SchemeSheets, row: Row) -> str:
    ids = sheets.once(ranked_items)["id"].tolist()
    return _repeated(sheets, "items", "ratio", ids, row.id)


def _of_group(sheets: SchemeSheets, row: Row, key: str = "mean_score") -> str:
    table = sheets.places.tables.get(f"{row.kind}s")
    if table is None or not len(table):
        return ""
    place = table.row_of(row.kind, row.id)
    if place is None or key not in table:
        return ""
    return f"={table.reference(key, place)}"


def _repeated(sheets: SchemeSheets, name: str, key: str, ids: Sequence[str], id_: str) -> str:
    """The cell of a column in the one row that is about `id_`."""
    table = sheets.places.tables.get(name)
    if table is None or key not in table or list(ids).count(id_) != 1:
        return ""
    return f"={table.reference(key, list(ids).index(id_))}"


def _of_projects(sheets: SchemeSheets, row: Row) -> str:
    """The mean over the recordings of some projects, as 明细 spells them."""
    inside = _inside(sheets, row)
    if not inside:
        return ""
    raw = sheets.places.tables["detail"].range("raw")
    return _unless_long(f"=SUMPRODUCT({inside}*{raw})/SUMPRODUCT({inside})")


def _inside(sheets: SchemeSheets, row: Row) -> str:
    """1 for each counted recording of the projects of a row, "" where no formula can say it."""
    groups = sheets.report.groups
    return inside_group(sheets, groups.lines if row.kind == "line" else groups.branches, row.id)


def inside_group(sheets: SchemeSheets, groups: Sequence[ProjectGroup], id_: str) -> str:
    """Returns 1 for each counted recording in 明细 of the projects of a group, "" of none of them.

    "" where no formula can say it.
    """
    detail = sheets.places.tables.get("detail")
    if detail is None or not sheets.live:
        return ""
    ids = by_project(groups)
    used = sheets.analysis.judged["project"].unique().tolist()
    own = [project for project in used if ids.get(folded(project), "") == id_]
    if not own:
        return ""
    if any(len(project) > _LONGEST or not project.isprintable() for project in own):
        return ""
    tests = "+".join(f"({detail.range('project')}={quoted(project)})" for project in own)
    counted = f"({detail.range('counted')}={quoted(sheets.book.say('yes'))})"
    return f"(({tests})>0)*{counted}"


def _unless_long(formula: str) -> str:
    return formula if len(formula) < 8000 else ""


_FORMULAS: dict[Kind, Callable[[SchemeSheets, Row], str]] = {
    "rate": _rate,
    "index": _node,
    "item": _item,
    "team": _of_group,
    "agent": _of_group,
    "line": _of_projects,
    "branch": _of_projects,
}


def cell(row: int, column: int) -> str:
    """Returns a cell of this sheet, whose column stays where the formula is copied to."""
    return str(xl_rowcol_to_cell(row, column, col_abs=True))
