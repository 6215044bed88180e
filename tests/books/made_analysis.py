"""Analyses made by hand for the tests of the workbooks: random marks, the figures counted the plain way."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

from qa_workbook.numbers import Period, period
from qa_workbook.scheme.loader import load_schemes
from qa_workbook.scheme.model import Scheme

SCHEMES = Path(__file__).parents[2] / "config" / "schemes"


def scheme(scheme_id: str = "monitoring-10x4") -> Scheme:
    """Returns a shipped scheme."""
    book, _ = load_schemes(SCHEMES)
    return book.latest(scheme_id)


@dataclass(frozen=True)
class Made:
    """Has the attributes of `analysis.Analysis`."""

    scheme: Scheme
    period: Period
    metrics: dict[str, Any]
    detail: pd.DataFrame
    frames: dict[str, pd.DataFrame] = field(default_factory=dict)

    def __getattr__(self, name: str) -> pd.DataFrame:
        try:
            return self.frames[name]
        except KeyError:
            raise AttributeError(name) from None


def _level(rules: Scheme, ratio: float, bound: str) -> str:
    assert rules.alerts
    return next(level.colour for level in rules.alerts.levels if ratio >= float(getattr(level, bound)))


def detail(rules: Scheme, agents: int, each: int, days: int, *, long_names: bool = False, seed: int = 1) -> pd.DataFrame:
    """Returns a detail frame of `agents` × `each` recordings."""
    dice, rows = random.Random(seed), []
    surnames, given = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗", "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平"
    for agent in range(agents):
        name = dice.choice(surnames) + dice.choice(given) + ("·阿卜杜拉·买买提江" if long_names else "")
        weak = dice.random() ** 3
        for call in range(each):
            marks = {}
            for number, item in enumerate(rules.items):
                lost = dice.random() < 0.08 + 0.3 * weak + 0.025 * number
                marks[f"mark.{item.id}"] = float(5 - (min(5, 1 + int(dice.expovariate(1.1))) if lost else 0))
            raw = sum(marks.values()) * 2
            deduction = float(dice.choice([2, 5, 10])) if dice.random() < 0.04 else 0.0
            day = 1 + (agent + call) % days
            rows.append(
                {
                    "recording": f"202610{day:02d}{agent:05d}{call:04d}", "inspector": ["陈静", "何敏", "周丽"][agent % 3],
                    "call_date": pd.Timestamp(2026, 10, day), "agent": f"{1001 + agent:05d}", "name": name,
                    "team": ["一班", "二班", "三班", "四班"][agent % 4] + ("（高端客户与投诉处理专席）" if long_names else ""),
                    "round": str(1 + call % 5), "project": "移动客服", **marks, "raw": raw,
                    "final": max(0.0, raw - deduction), "band": _band(rules, raw),
                    "defects": sum(mark < 5 for mark in marks.values()), "deduction": deduction,
                    "error_codes": "E1" if deduction else "", "fatal": dice.random() < 0.01, "fatal_codes": "",
                    "points": "business.b;promotion.c" if raw < 80 else "",
                    "remark": dice.choice(["", "", "", "=1+1 语气生硬", "未确认客户身份，解释不完整"]), "counted": True,
                    "version": rules.version, "file": f"2026-10/质检员{agent % 3 + 1} #{day:02d}.xlsx", "sheet": "评分表",
                    "row": 8 + len(rows) % 60,
                }
            )  # fmt: skip
    frame = pd.DataFrame(rows)
    frame.loc[frame["fatal"], "fatal_codes"] = "F21"
    return frame


def _band(rules: Scheme, score: float) -> str:
    assert rules.bands
    return next(band.id for band in rules.bands.bands if band.holds(score))  # type: ignore[arg-type]


def analysis(agents: int = 5, each: int = 6, days: int = 6, **options: Any) -> Made:
    """Returns an analysis of the monitoring scheme."""
    rules = scheme()
    made = detail(rules, agents, each, days, **options)
    items, count = _items(rules, made), len(made)
    ratio = sum(items["defective"]) / len(items) / count
    frames = {
        "items": items, "distribution": _distribution(rules, made), "days": _days(rules, made),
        "agents": _people(rules, made, "agent"), "teams": _people(rules, made, "team"), "families": _families(rules, items),
        "critical": pd.DataFrame({"id": ["customer"], "name": ["客户"], "recordings": [1], "ratio": [1 / count]}),
        "index": pd.DataFrame(columns=["level", "id", "name", "parent", "weight", "value"]),
        "fatal_codes": pd.DataFrame({"code": ["F21"], "name": ["不回答、搪塞或推诿客户问题"], "count": [int(made["fatal"].sum())]}),
    }  # fmt: skip
    bands = made["band"].value_counts()
    metrics = {
        "scheme": rules.id, "period": "2026-10", "recordings": count, "mean_score": made["raw"].mean(),
        "mean_final": made["final"].mean(), "average_defect_ratio": ratio, "alert": _level(rules, ratio, "average_from"),
        "rates": {band: int(bands.get(band, 0)) / count for band in ("good", "minor", "ordinary", "fail")},
        "alert_days": {c: int((frames["days"]["alert"] == c).sum()) for c in ("black", "red", "yellow", "blue", "white")},
        "agents": frames["agents"].to_dict("records"), "items": items.to_dict("records"), "index": [],
        "days": frames["days"].to_dict("records"), "distribution": frames["distribution"].to_dict("records"),
    }  # fmt: skip
    return Made(rules, period("2026-10"), metrics, made, frames)


def _items(rules: Scheme, made: pd.DataFrame) -> pd.DataFrame:
    rows = []
    for item in rules.items:
        marks = made[f"mark.{item.id}"]
        classes = {letter: int((marks == mark).sum()) for mark, letter in enumerate("ABCDE")}
        ratio = int((marks < 5).sum()) / len(made)
        rows.append({"id": item.id, "name": item.name.zh, "family": item.family or "", **classes,
                     "defective": int((marks < 5).sum()), "ratio": ratio, "alert": _level(rules, ratio, "item_from")})  # fmt: skip
    frame = pd.DataFrame(rows)
    frame["share"] = frame["defective"] / max(1, frame["defective"].sum())
    order = frame.sort_values("defective", ascending=False, kind="stable").index
    frame["rank"] = pd.Series(range(1, len(frame) + 1), index=order)
    frame["cumulative_share"] = frame.loc[order, "share"].cumsum()
    return frame


def _distribution(rules: Scheme, made: pd.DataFrame) -> pd.DataFrame:
    assert rules.distribution
    bounds, rows = [float(bound) for bound in rules.distribution.bounds], []
    for group, (low, high) in enumerate(zip(bounds[:-1], bounds[1:], strict=True), 1):
        last = high == bounds[-1]
        count = int(((made["raw"] >= low) & ((made["raw"] < high) | (last & (made["raw"] == high)))).sum())
        rows.append({"group": group, "upper": high, "lower": low, "midpoint": (low + high) / 2, "count": count,
                     "share": count / len(made)})  # fmt: skip
    return pd.DataFrame(rows)


def _days(rules: Scheme, made: pd.DataFrame) -> pd.DataFrame:
    grouped = made.groupby("call_date")
    frame = pd.DataFrame({"date": [day.date().isoformat() for day in grouped.groups], "recordings": grouped.size().tolist(),
                          "mean_score": grouped["raw"].mean().tolist(),
                          "average_defect_ratio": (grouped["defects"].sum() / 10 / grouped.size()).tolist()})  # fmt: skip
    frame["alert"] = [_level(rules, ratio, "average_from") for ratio in frame["average_defect_ratio"]]
    return frame


def _people(rules: Scheme, made: pd.DataFrame, by: str) -> pd.DataFrame:
    grouped = made.groupby(by)
    frame = grouped.agg(
        name=("name", "last"), team=("team", "last"), agents=("agent", "nunique"), recordings=("raw", "size"),
        mean_score=("raw", "mean"), mean_final=("final", "mean"), defects=("defects", "sum"),
        error_deduction=("deduction", "sum"), fatal=("fatal", "sum"),
    )  # fmt: skip
    frame = frame.drop(columns=[by] if by in frame else []).reset_index()
    frame["average_defect_ratio"] = frame["defects"] / 10 / frame["recordings"]
    frame["alert"] = [_level(rules, ratio, "average_from") for ratio in frame["average_defect_ratio"]]
    frame["share"] = frame["defects"] / max(1, frame["defects"].sum())
    frame["cumulative_share"] = frame.sort_values(["defects", by], ascending=[False, True])["share"].cumsum()
    return frame


def _families(rules: Scheme, items: pd.DataFrame) -> pd.DataFrame:
    rows = []
    for family in rules.families:
        own = items[items["family"] == family.id]
        rows.append({"id": family.id, "name": family.name.zh, "owner": family.owner.zh if family.owner else "",
                     "defective": int(own["defective"].sum()), "ratio": own["ratio"].mean(), "share": own["share"].sum()})
    return pd.DataFrame(rows)
