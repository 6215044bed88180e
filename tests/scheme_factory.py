"""Random schemes and random recordings for property tests, and short ways to write small schemes by hand."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import pandas as pd
from hypothesis import strategies as st

from frames import wide_frame
from oracle import NA, Sheet
from qa_workbook.frames import ABSENT, AGGRAVATED, COUNT, MARK, NOT_APPLICABLE
from qa_workbook.scheme.model import Indicator, Scale, Scheme

SOURCE = {"source": "test"}
SCALES = {
    "five": {"full": 5, "lowest": 0, "step": 1, "unit": "mark", **SOURCE},
    "half": {"full": 2, "lowest": 0, "step": "0.5", "unit": "mark", **SOURCE},
    "three": {
        "full": 10,
        "lowest": 1,
        "choices": [
            {"mark": 10, "name": "满意"},
            {"mark": 5, "name": "一般"},
            {"mark": 1, "name": "不满意"},
        ],
        "unit": "mark",
        **SOURCE,
    },
    "minus": {
        "full": 10,
        "lowest": "-5.5",
        "choices": [
            {"mark": 10, "name": "好"},
            {"mark": 0, "name": "平"},
            {"mark": "-5.5", "name": "差"},
        ],
        "unit": "mark",
        **SOURCE,
    },
    "from_one": {"full": 5, "lowest": 1, "zero": 1, "step": 1, "unit": "mark", **SOURCE},
}
ALERTS = {
    "unit": "ratio",
    **SOURCE,
    "levels": [
        {
            "id": "emergency",
            "name": "紧急",
            "colour": "black",
            "item_from": "0.80",
            "average_from": "0.50",
        },
        {
            "id": "severe",
            "name": "严重",
            "colour": "red",
            "item_from": "0.60",
            "average_from": "0.40",
        },
        {
            "id": "alarm",
            "name": "警报",
            "colour": "yellow",
            "item_from": "0.40",
            "average_from": "0.35",
        },
        {
            "id": "warning",
            "name": "预警",
            "colour": "blue",
            "item_from": "0.30",
            "average_from": "0.30",
        },
        {"id": "attention", "name": "关注", "colour": "white", "item_from": 0, "average_from": 0},
    ],
}
BANDS = {
    "score": "raw",
    "unit": "points",
    **SOURCE,
    "bands": [
        {"id": "good", "name": "优良", "above": 90},
        {"id": "minor", "name": "轻微不良", "from": 85, "to": 90},
        {"id": "ordinary", "name": "一般不良", "from": 80, "below": 85},
        {"id": "fail", "name": "不合格", "below": 80},
    ],
}
DISTRIBUTION = {"unit": "points", **SOURCE, "bounds": [0, 50, "72.5", 90, 100]}
CLASSES = {
    "unit": "mark",
    **SOURCE,
    "classes": [{"id": letter, "mark": mark} for mark, letter in enumerate("ABCDE")],
}
FATAL = {
    "effect": "cap",
    "cap": 60,
    "unit": "points",
    **SOURCE,
    "codes": [
        {"id": "F1", "name": "致命一"},
        {"id": "F2", "name": "致命二", "effect": "zero", "critical": "company"},
        {"id": "F3", "name": "致命三", "cap": "40.5"},
        {"id": "F4", "name": "致命四", "effect": "flag", "critical": "customer"},
    ],
}


def scheme(
    indicators: Sequence[dict[str, Any]], aggregate: str = "weighted", **others: Any
) -> Scheme:
    """Returns a scheme of `indicators`; keys of the score under `score`, everything else as in a file."""
    score = {
        "aggregate": aggregate,
        "full": 100,
        "decimals": 2,
        "unit": "points",
        **SOURCE,
        **others.pop("score", {}),
    }
    whole = {
        "format": 1,
        "id": "test",
        "version": "1",
        "valid_from": "2026-01-01",
        "name": "测试",
        "scales": SCALES,
        "score": score,
        "indicators": indicators,
        "critical_families": [
            {"id": "company", "name": "公司"},
            {"id": "customer", "name": "客户"},
        ],
        **SOURCE,
        **others,
    }
    return Scheme.model_validate(whole)


def item(id_: str, weight: Any = 10, scale: str = "five", **others: Any) -> dict[str, Any]:
    """Returns a graded indicator."""
    return {"id": id_, "name": id_.upper(), "weight": weight, "scale": scale, **others}


def clause(id_: str, points: Any, **others: Any) -> dict[str, Any]:
    """Returns a counted leaf."""
    return {
        "id": id_,
        "name": id_.upper(),
        "count": {"points": points, "unit": "points", **SOURCE, **others},
    }


# --- random ones -----------------------------------------------------------------------------------------------------

WEIGHTS = st.sampled_from(
    ["1", "2", "5", "10", "12.5", "0.3", "7", "33.333333", "0.0017", "101", "9999.9991"]
)
POINTS = st.sampled_from(["1", "2", "0.5", "10", "6", "0.333333"])
NOT_APPLICABLE_RULES = st.sampled_from([None, "respread", "full", "refuse"])


class _Ids:
    def __init__(self) -> None:
        self.count = 0

    def __call__(self) -> str:
        self.count += 1
        return f"n{self.count}"


@st.composite
def schemes(draw: st.DrawFn) -> Scheme:
    """Random valid schemes: any mix of aggregation, counts, limits, section fails, not-applicable rules and effects."""
    ids = _Ids()
    aggregate = draw(st.sampled_from(["weighted", "equal", "sum"]))
    tops = [draw(_nodes(ids, aggregate, 2)) for _ in range(draw(st.integers(1, 4)))]
    if draw(st.integers(0, 3)) == 0:
        tops.append(item(ids(), None, draw(st.sampled_from(sorted(SCALES))), scored=False))
    score: dict[str, Any] = {
        "decimals": draw(st.integers(0, 4)),
        "full": draw(st.sampled_from([100, 50, "33.3"])),
        "floor": draw(st.sampled_from([0, 0, -20])),
        "rounding": draw(st.sampled_from(["half_up", "half_up", "down"])),
    }
    if aggregate == "sum":
        score |= draw(_sum_limits())
        score["floor"] = draw(st.sampled_from([0, 0, "-20.125"]))
        score.pop("ceiling", None)
        score["base"] = draw(st.sampled_from([0, 60, 100]))
    others: dict[str, Any] = {
        "sheet": {"blank": draw(st.sampled_from(["missing", "missing", "full"]))}
    }
    if draw(st.booleans()):
        others["error_deduction"] = {"highest": 10, "step": "0.5", "unit": "points", **SOURCE}
    if draw(st.booleans()):
        others["fatal"] = FATAL | {"effect": draw(st.sampled_from(["zero", "cap", "flag"]))}
    for name, rule in (("bands", BANDS), ("distribution", DISTRIBUTION)):
        if draw(st.booleans()):
            others[name] = rule | {"score": draw(st.sampled_from(["raw", "final"]))}
    if "distribution" in others and float(score["floor"]) < 0:
        others["distribution"] |= {"bounds": [-50, *DISTRIBUTION["bounds"]]}
    if draw(st.booleans()):
        others["alerts"] = ALERTS
    if draw(st.booleans()):
        others["defect_classes"] = CLASSES
    rule = draw(st.sampled_from(["respread", "full", "leave"]))
    if rule == "leave":
        _leave(tops)
    return scheme(tops, aggregate, score=score, not_applicable=rule, **others)


def _leave(nodes: list[dict[str, Any]]) -> None:
    """Makes a form that nothing is spread in: what doesn't apply leaves it."""
    for node in nodes:
        if node.get("not_applicable") == "respread":
            node["not_applicable"] = "leave"
        _leave(node.get("children", []))


@st.composite
def _sum_limits(draw: st.DrawFn) -> dict[str, Any]:
    limits = {
        "base": draw(st.sampled_from([None, 0, 20])),
        "floor": draw(st.sampled_from([None, 0, 5, -3])),
        "ceiling": draw(st.sampled_from([None, 30, 100])),
        "bonus_cap": draw(st.sampled_from([None, 0, 3, "2.5"])),
    }
    return {name: value for name, value in limits.items() if value is not None}


@st.composite
def _nodes(draw: st.DrawFn, ids: _Ids, parent: str, depth: int) -> dict[str, Any]:
    kind = draw(
        st.sampled_from(
            ["item", "item", "clause", "inner", "both"] if depth else ["item", "item", "clause"]
        )
    )
    if kind == "clause" and parent == "sum":
        return draw(_clauses(ids))
    node: dict[str, Any] = {"id": ids(), "name": f"名{ids.count}", "weight": draw(WEIGHTS)}
    rule, critical = (
        draw(NOT_APPLICABLE_RULES),
        draw(st.sampled_from([None, None, "company", "customer"])),
    )
    node |= {"not_applicable": rule} if rule else {}
    node |= {"critical": critical} if critical else {}
    if kind in ("item", "clause", "both"):
        node["scale"] = draw(st.sampled_from(sorted(SCALES)))
    return node if kind in ("item", "clause") else node | draw(_inside(ids, parent, depth, node))


@st.composite
def _inside(
    draw: st.DrawFn, ids: _Ids, parent: str, depth: int, node: dict[str, Any]
) -> dict[str, Any]:
    aggregate = draw(st.sampled_from(["weighted", "equal", "sum"]))
    children = [draw(_nodes(ids, aggregate, depth - 1)) for _ in range(draw(st.integers(1, 3)))]
    inner: dict[str, Any] = {"aggregate": aggregate, "children": children}
    if aggregate == "sum":
        inner |= draw(_sum_limits())
        if parent == "sum" and "scale" not in node and draw(st.booleans()):
            node.pop("weight")
        elif not any("weight" in child for child in children) and not inner.get("base"):
            inner["base"] = 20  # a fraction needs a full above 0
    if draw(st.booleans()):
        below = [child["id"] for child in children]
        rule = draw(st.sampled_from([{"mark_at_or_below": 1}, {"count_at_or_above": 2}]))
        rule |= {"of": below[:1]} if draw(st.booleans()) else {}
        inner["section_fail"] = {
            **rule,
            "unit": "mark" if "mark_at_or_below" in rule else "occurrence",
            **SOURCE,
        }
    return inner


@st.composite
def _clauses(draw: st.DrawFn, ids: _Ids) -> dict[str, Any]:
    more = {
        "direction": draw(st.sampled_from(["deduct", "bonus"])),
        "per": draw(st.sampled_from(["occurrence", "once"])),
        "aggravated": draw(st.sampled_from([None, 2, "1.5"])),
        "cap": draw(st.sampled_from([None, 4, "2.5"])),
    }
    return clause(
        ids(), draw(POINTS), **{name: value for name, value in more.items() if value is not None}
    )


@st.composite
def sheets(draw: st.DrawFn, of: Scheme, position: int = 0) -> Sheet:
    """Random recordings of a scheme; an item with points is marked directly or through them, as each sheet likes."""
    sheet = Sheet(recording=f"r{position}")
    for top in of.indicators:
        _mark(draw, of, top, sheet)
    for node in of.counted:
        times = draw(st.sampled_from([0, 0, 0, 1, 2, 3]))
        sheet.counts[node.id] = (times, draw(st.integers(0, times)))
    if of.error_deduction:
        sheet.deduction = draw(
            st.sampled_from([Fraction(0), Fraction(0), Fraction(7), Fraction(5, 2)])
        )
    if of.fatal and draw(st.integers(0, 3)) == 0:
        sheet.fatal = True
        sheet.codes = tuple(
            draw(st.lists(st.sampled_from([code.id for code in of.fatal.codes]), unique=True))
        )
    agent = draw(st.integers(1, 3))
    sheet.agent, sheet.name, sheet.team = f"10{agent}", f"员工{agent}", f"{agent % 2}班"
    sheet.day = draw(st.sampled_from(["2026-10-01", "2026-10-02", "2026-10-31"]))
    return sheet


def _mark(draw: st.DrawFn, of: Scheme, node: Indicator, sheet: Sheet) -> None:
    if node.scale and not (node.children and draw(st.booleans())):
        skippable = of.not_applicable_rule(node) != "refuse"
        allowed = [Fraction(mark) for mark in of.scale_of(node).allowed]
        sheet.marks[node.id] = draw(st.sampled_from([*allowed, NA] if skippable else allowed))
        return
    for child in node.children:
        _mark(draw, of, child, sheet)


def frame(of: Scheme, rows: Sequence[Sheet]) -> pd.DataFrame:
    """Returns the wide recordings frame (docs/architecture.md) of sheets."""
    filled = [_row(of, sheet, position) for position, sheet in enumerate(rows)]
    return wide_frame(of, filled, inspector="张三", file="a.xlsx", sheet="评分表")


def _row(of: Scheme, sheet: Sheet, position: int) -> dict[str, Any]:
    unit = 10**of.error_deduction.decimals if of.error_deduction else 1
    row: dict[str, Any] = {
        "error_deduction": int(sheet.deduction * unit),
        "fatal": sheet.fatal,
        "fatal_codes": ";".join(sheet.codes),
        "row": 6 + position,
        "call_date": pd.Timestamp(sheet.day),
        "inspected_on": pd.Timestamp("2026-10-31"),
    }
    for name in ("recording", "agent", "name", "team"):
        row[name] = getattr(sheet, name)
    for node in of.graded:
        row[MARK + node.id] = _ticks(sheet.marks.get(node.id), of.scale_of(node))
    for node in of.counted:
        row[COUNT + node.id], row[AGGRAVATED + node.id] = sheet.counts.get(node.id, (0, 0))
    return row


def _ticks(mark: Fraction | str | None, scale: Scale) -> int:
    """Whole 10^-decimals, counted from the lowest mark where that is below 0."""
    if mark is None:
        return ABSENT
    if isinstance(mark, str):
        return NOT_APPLICABLE
    return int((mark - min(Fraction(scale.lowest), 0)) * 10**scale.decimals)
