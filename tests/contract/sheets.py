"""Score sheets as a stranger's program would write them: plain openpyxl, contract 3.2, nothing of ours."""

from __future__ import annotations

import random
from datetime import date, timedelta
from pathlib import Path

from openpyxl import Workbook

ITEMS = [
    "开场白及挂机",
    "服务态度",
    "服务用语",
    "语音语速",
    "表达能力",
    "主动推介",
    "灵活处理",
    "双向沟通",
    "聆听能力",
    "业务能力",
]
FIXED = ["序号", "录音编号", "通话日期", "工号", "姓名", "班组", "轮次"]
TAIL = ["差错扣分", "差错代码", "致命错误", "扣分点", "备注"]


def recordings(
    count: int, seed: int, prefix: str = "R", month: tuple[int, int] = (2026, 10)
) -> list[dict]:
    """Made-up recordings of the ten-item scheme as plain mappings."""
    chance = random.Random(seed)
    rows = []
    for number in range(count):
        agent = chance.randrange(1, 13)
        row = {
            "序号": number + 1,
            "录音编号": f"{prefix}{seed:02d}{number:012d}",
            "通话日期": date(*month, 1) + timedelta(days=chance.randrange(28)),
            "工号": f"A{agent:03d}",
            "姓名": f"座席{agent}",
            "班组": f"{agent % 3 + 1}班",
            "轮次": chance.randrange(1, 6),
        }
        row |= {
            item: chance.choices([5, 4, 3, 2, 1, 0], [60, 15, 10, 6, 5, 4])[0] for item in ITEMS
        }
        if chance.random() < 0.15:
            row |= {"差错扣分": chance.randrange(1, 11), "差错代码": "E1", "备注": "业务差错"}
        if chance.random() < 0.05:
            row |= {
                "致命错误": "是",
                "差错代码": ";".join(filter(None, [row.get("差错代码"), "F21"])),
            }
        rows.append(row)
    return rows


def write_sheet(
    path: Path,
    rows: list[dict],
    *,
    items=ITEMS,
    scheme="monitoring-10x4",
    inspector="质检甲",
    head=None,
) -> Path:
    """Writes one wide score sheet."""
    workbook = Workbook()
    sheet = workbook.active
    sheet.title = "评分表"
    labels = {
        "方案": scheme,
        "方案版本": "2026.1",
        "项目": "测试项目",
        "质检员": inspector,
        "质检日期": date(2026, 10, 31),
    }
    for label, value in (labels | (head or {})).items():
        sheet.append([label, value])
    sheet.append([])
    headings = [*FIXED, *items, *TAIL]
    sheet.append(headings)
    for row in rows:
        sheet.append([row.get(heading) for heading in headings])
    path.parent.mkdir(parents=True, exist_ok=True)
    workbook.save(path)
    return path


BREACHES = [
    "序号",
    "日期",
    "工号",
    "姓名",
    "班组",
    "条款",
    "次数",
    "加重",
    "依据",
    "登记人",
    "备注",
]


def write_breaches(
    path: Path, rows: list[dict], *, scheme="service-norm-100", inspector="质检甲"
) -> Path:
    """Writes one long sheet: a row per breach, by default of agent A001 in recording R1."""
    workbook = Workbook()
    sheet = workbook.active
    sheet.title = "违规登记"
    day = date(2026, 10, 5)
    labels = {
        "方案": scheme,
        "方案版本": "2026.1",
        "项目": "测试项目",
        "质检员": inspector,
        "质检日期": date(2026, 10, 31),
    }
    for label, value in labels.items():
        sheet.append([label, value])
    sheet.append([])
    sheet.append(BREACHES)
    for number, row in enumerate(rows, 1):
        full = {
            "序号": number,
            "日期": day,
            "工号": "A001",
            "姓名": "座席1",
            "班组": "1班",
            "次数": 1,
            "依据": "R1",
        } | row
        sheet.append([full.get(heading) for heading in BREACHES])
    path.parent.mkdir(parents=True, exist_ok=True)
    workbook.save(path)
    return path
