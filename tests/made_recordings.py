"""Recordings made by hand for the tests of the workbooks, in the shape that the records keep (docs/architecture.md)."""

from __future__ import annotations

import random
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import pandas as pd

from frames import long_frame, wide_frame
from qa_workbook.analysis.analyse import analyse
from qa_workbook.analysis.model import Analysis
from qa_workbook.frames import ABSENT, COUNT, MARK
from qa_workbook.numbers import Period, period
from qa_workbook.scheme.book import SchemeBook
from qa_workbook.scheme.loader import load_schemes
from qa_workbook.scheme.model import Indicator, Scheme

SCHEMES = Path(__file__).parents[1] / "config" / "schemes"
SURNAMES, GIVEN = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗",
    "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平",
)
REMARKS = ("", "", "", "=1+1 语气生硬", "未确认客户身份，解释不完整，客户追问三次才答复")


def scheme(scheme_id: str = "monitoring-10x4") -> Scheme:
    """Returns a shipped scheme."""
    return _shipped().latest(scheme_id)


@cache
def _shipped() -> SchemeBook:
    return load_schemes(SCHEMES)[0]


def _mark(dice: random.Random, rules: Scheme, item: Indicator, risk: float) -> int:
    scale = rules.scale_of(item)
    if scale.choices:
        marks = [int(choice.mark.scaleb(scale.decimals)) for choice in scale.choices]
        return dice.choice(marks) if dice.random() < risk else max(marks)
    lost = (
        min(scale.full_ticks, 1 + int(dice.expovariate(1.1) * scale.full_ticks / 5))
        if dice.random() < risk
        else 0
    )
    return scale.full_ticks - lost


def recordings(
    rules: Scheme,
    agents: int = 5,
    each: int = 6,
    days: int = 6,
    *,
    long_names: bool = False,
    seed: int = 1,
) -> pd.DataFrame:
    """Returns a wide recordings frame of `agents` × `each` recordings, marked by items; some agents are much weaker."""
    dice, rows = random.Random(seed), []
    for agent in range(agents):
        who = {
            "agent": f"{1001 + agent:05d}",
            "name": dice.choice(SURNAMES)
            + dice.choice(GIVEN)
            + ("·阿卜杜拉·买买提江" if long_names else ""),
            "team": "一二三四"[agent % 4]
            + ("班（高端客户与投诉处理专席）" if long_names else "班"),
            "inspector": ("陈静", "何敏", "周丽")[agent % 3],
        }
        risk = 0.08 + 0.3 * dice.random() ** 3
        for call in range(each):
            day = 1 + (agent + call) % days
            rows.append(_row(dice, rules, who, risk=risk, call=call, day=day, number=len(rows)))
    return wide_frame(rules, rows)


def _row(
    dice: random.Random, rules: Scheme, who: dict, *, risk: float, call: int, day: int, number: int
) -> dict:
    items = [item for item in rules.items if item.scale]
    marks = {f"{MARK}{node.id}": ABSENT for node in rules.graded}
    marks |= {
        f"{MARK}{item.id}": _mark(dice, rules, item, risk + 0.02 * at)
        for at, item in enumerate(items)
    }
    counts = {f"{COUNT}{node.id}": int(dice.random() < 0.05) for node in rules.counted}
    deduction = dice.choice([2, 5, 10]) if rules.error_deduction and dice.random() < 0.05 else 0
    fatal = bool(rules.fatal) and dice.random() < 0.02
    return {
        "recording": f"202610{day:02d}{who['agent']}{call:04d}", **who, "entry": "",
        "call_date": pd.Timestamp(2026, 10, day), "inspected_on": pd.Timestamp(2026, 10, day),
        "round": str(1 + call % 5),
        "project": "移动客服", "error_deduction": deduction, "error_codes": "E1" if deduction else "", "fatal": fatal,
        "fatal_codes": rules.fatal.codes[0].id if fatal and rules.fatal else "",
        "points": "business.b;promotion.c" if rules.id.startswith("monitoring") and dice.random() < 0.2 else "",
        "remark": dice.choice(REMARKS), **marks, **counts,
        "file": f"2026-10/{who['inspector']} #{day:02d}.xlsx", "sheet": "评分表", "row": 8 + number % 60,
    }  # fmt: skip


def breaches(rules: Scheme, agents: int = 6, each: int = 3, *, seed: int = 2) -> pd.DataFrame:
    """Returns a long recordings frame: `agents` × `each` breaches of a clause scheme."""
    dice, rows = random.Random(seed), []
    for agent in range(agents):
        for number in range(each):
            node, day = dice.choice(rules.counted), 1 + (agent + number) % 20
            aggravated = bool(node.count and node.count.aggravated) and dice.random() < 0.4
            rows.append(
                {
                    "recording": f"D{day:02d}-{agent:03d}", "inspector": "质检组", "entry": node.id + "!" * aggravated,
                    "call_date": pd.Timestamp(2026, 10, day), "inspected_on": pd.Timestamp(2026, 10, 31),
                    "agent": f"{1001 + agent:05d}", "name": dice.choice(SURNAMES) + dice.choice(GIVEN),
                    "team": "一二三四"[agent % 4] + "班", "round": "", "project": "移动客服", "error_deduction": 0,
                    "error_codes": "", "fatal": False, "fatal_codes": "", "points": "", "remark": dice.choice(REMARKS),
                    "clause": node.id, "times": dice.choice([1, 1, 2]), "aggravated": aggravated,
                    "file": "违规登记 10月.xlsx", "sheet": "违规登记", "row": 8 + len(rows),
                }
            )  # fmt: skip
    frame = long_frame(rows)
    return frame.drop_duplicates(["recording", "agent", "entry"], ignore_index=True)


def analysis(
    frame: pd.DataFrame, rules: Scheme, span: Period | None = None, language: str = "zh"
) -> Analysis:
    """Returns the analysis of one frame."""
    return analyse(
        {rules.key: rules}, {rules.key: frame}, span or period("2026-10"), "latest", language
    )


def analyses(
    scheme_ids: Sequence[str], agents: int = 5, each: int = 6, language: str = "zh"
) -> list[Analysis]:
    """Returns an analysis of each scheme, long ones with breaches."""
    found = []
    for scheme_id in scheme_ids:
        rules = scheme(scheme_id)
        frame = breaches(rules) if rules.sheet.layout == "long" else recordings(rules, agents, each)
        found.append(analysis(frame, rules, language=language))
    return found
