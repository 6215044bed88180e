"""The columns of a score sheet (contract 3.2): derived from the scheme, in order, with the rule for each.

Headings are names that other programs rely on, so they are Chinese in every language of the product.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from qa_workbook.scheme.model import Indicator, Scheme

WIDE_SHEET = "评分表"
LONG_SHEET = "违规登记"
LABELS = {
    "scheme": "方案",
    "version": "方案版本",
    "project": "项目",
    "inspector": "质检员",
    "inspected_on": "质检日期",
}
NOT_APPLICABLE = "不适用"
YES, NO = "是", "否"

_BEFORE = {
    "serial": "序号",
    "recording": "录音编号",
    "call_date": "通话日期",
    "agent": "工号",
    "name": "姓名",
    "team": "班组",
    "round": "轮次",
}
_AFTER = {
    "error_deduction": "差错扣分",
    "error_codes": "差错代码",
    "fatal": "致命错误",
    "points": "扣分点",
    "remark": "备注",
}
_COMPUTED = {"raw": "总分", "final": "最终得分", "band": "等级"}
_LONG = {
    "serial": "序号",
    "date": "日期",
    "agent": "工号",
    "name": "姓名",
    "team": "班组",
    "clause": "条款",
    "times": "次数",
    "aggravated": "加重",
    "basis": "依据",
    "registrar": "登记人",
    "remark": "备注",
    "deduction": "扣分",
}

Entry = Literal["items", "points"]


@dataclass(frozen=True)
class Column:
    """One column: a stable key, its heading, and the indicator it marks or counts."""

    key: str
    heading: str
    indicator: Indicator | None = None
    computed: bool = False


@dataclass(frozen=True)
class Columns:
    """All columns of a sheet, with look-up by key."""

    all: tuple[Column, ...]

    def index(self, key: str) -> int | None:
        """Returns the 0-based place of the column `key`, or None when the scheme has no such column."""
        return next((place for place, column in enumerate(self.all) if column.key == key), None)

    @property
    def entered(self) -> tuple[tuple[int, Column], ...]:
        """Every (place, column) that a person fills in."""
        return tuple(
            (place, column) for place, column in enumerate(self.all) if not column.computed
        )

    @property
    def indicators(self) -> tuple[tuple[int, Indicator], ...]:
        """Every (place, indicator) that has a column."""
        return tuple(
            (place, column.indicator) for place, column in enumerate(self.all) if column.indicator
        )


def default_entry(scheme: Scheme) -> Entry:
    """Returns how a blank sheet is filled unless asked otherwise: by points only where the scheme demands it."""
    return "points" if scheme.sheet.entry == "points" else "items"


def wide_columns(scheme: Scheme, entry: Entry) -> Columns:
    """Returns the columns of 评分表: who and what, one per item or point, 差错扣分 … 备注, the score."""
    marked = [
        Column(f"{'count' if node.count else 'mark'}.{node.id}", node.name.zh, node)
        for node in scheme.entries(entry)
    ]
    wanted = {
        "error_deduction": scheme.error_deduction is not None,
        "error_codes": scheme.error_deduction is not None or scheme.fatal is not None,
        "fatal": scheme.fatal is not None,
        "points": has_points(scheme),
        "remark": True,
    }
    computed = {"raw": True, "final": changes_final(scheme), "band": scheme.bands is not None}
    return Columns(
        (
            *(Column(key, heading) for key, heading in _BEFORE.items()),
            *marked,
            *(Column(key, heading) for key, heading in _AFTER.items() if wanted[key]),
            *(
                Column(key, heading, computed=True)
                for key, heading in _COMPUTED.items()
                if computed[key]
            ),
        )
    )


def long_columns() -> Columns:
    """Returns the columns of 违规登记: a row per breach, then the live deduction of the row."""
    return Columns(
        tuple(Column(key, heading, computed=key == "deduction") for key, heading in _LONG.items())
    )


def columns_of(scheme: Scheme, entry: Entry | None = None) -> Columns:
    """Returns the columns of a scheme's sheet, wide or long."""
    if scheme.sheet.layout == "long":
        return long_columns()
    return wide_columns(scheme, entry or default_entry(scheme))


def has_codes(scheme: Scheme) -> bool:
    """Returns whether the scheme has codes for the column 差错代码."""
    return bool(
        (scheme.fatal and scheme.fatal.codes)
        or (scheme.error_deduction and scheme.error_deduction.codes)
    )


def has_points(scheme: Scheme) -> bool:
    """Returns whether sheets of the scheme have the column 扣分点."""
    return scheme.sheet.deduction_points != "none" and any(node.points for node in scheme.nodes)


def changes_final(scheme: Scheme) -> bool:
    """Returns whether the final score can differ from the raw one: by error deductions or fatal errors."""
    fatal = scheme.fatal
    effects = {fatal.effect, *(code.effect for code in fatal.codes)} if fatal else set()
    return scheme.error_deduction is not None or bool(effects & {"zero", "cap"})


def point_labels(scheme: Scheme) -> tuple[str, ...]:
    """Returns what may be written into 扣分点 for every scoring point: `项目:要点`."""
    return tuple(
        f"{node.name.zh}:{point.name.zh}" for node in scheme.nodes for point in node.points
    )
