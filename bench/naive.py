"""The script a competent user would write: openpyxl reads and writes, pandas counts.

It reads every score sheet below a folder, scores the ten items, takes error deductions off, and
writes an analysis workbook with the same sheets as ours (figures, details, distribution, defects,
days, agents, teams, three charts). It
checks next to nothing, keeps no records and knows one scheme only: that is the work it is spared.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pandas as pd
from openpyxl import Workbook, load_workbook
from openpyxl.chart import BarChart, LineChart, Reference
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

ITEMS = [
    "开场白及挂机", "服务态度", "服务用语", "语音语速", "表达能力",
    "主动推介", "灵活处理", "双向沟通", "聆听能力", "业务能力",
]  # fmt: skip
WANTED = [
    "录音编号",
    "通话日期",
    "工号",
    "姓名",
    "班组",
    *ITEMS,
    "差错扣分",
    "差错代码",
    "致命错误",
    "扣分点",
    "备注",
]
HEAD = Font(bold=True, color="FFFFFF")
FILL = PatternFill("solid", fgColor="1F5C7A")
COLOURS = {
    "black": "1A1A1A",
    "red": "C62828",
    "yellow": "FFD54F",
    "blue": "2F6FB3",
    "white": "FFFFFF",
}


def read_sheet(path: Path) -> list[dict]:
    """Returns the filled rows of one score sheet as dictionaries by heading."""
    sheet = load_workbook(path, data_only=True)["评分表"]
    inspector, header, rows = "", None, []
    for number, cells in enumerate(sheet.iter_rows(), 1):
        values = [cell.value for cell in cells]
        if header is None:
            if "质检员" in values:
                inspector = values[values.index("质检员") + 1]
            if "录音编号" in values:
                header = {name: values.index(name) for name in WANTED}
            continue
        if values[header["录音编号"]] in (None, ""):
            continue
        row = {name: values[column] for name, column in header.items()}
        for item in ITEMS:
            if not isinstance(row[item], int | float) or not 0 <= row[item] <= 5:
                raise SystemExit(f"{path}: row {number}: bad mark of {item}: {row[item]!r}")
        rows.append({**row, "质检员": inspector, "文件": path.name, "行": number})
    return rows


def level(ratio: float, bounds: tuple[float, float, float, float]) -> str:
    """Returns the alert colour of a ratio."""
    for colour, bound in zip(("black", "red", "yellow", "blue"), bounds, strict=True):
        if ratio >= bound:
            return colour
    return "white"


def band(points: float) -> str:
    """Returns the name of the band of a score."""
    if points > 90:
        return "优良"
    return "轻微不良" if points >= 85 else "一般不良" if points >= 80 else "不合格"


def score(rows: list[dict]) -> pd.DataFrame:
    """Returns all recordings with their scores, number of defects and band."""
    frame = pd.DataFrame(rows)
    frame["通话日期"] = pd.to_datetime(frame["通话日期"])
    frame["差错扣分"] = pd.to_numeric(frame["差错扣分"]).fillna(0)
    frame["总分"] = frame[ITEMS].sum(axis=1) * 2
    frame["最终得分"] = (frame["总分"] - frame["差错扣分"]).clip(lower=0)
    frame["不良项"] = (frame[ITEMS] < 5).sum(axis=1)
    frame["等级"] = frame["总分"].map(band)
    return frame


def item_table(frame: pd.DataFrame) -> pd.DataFrame:
    """Returns counts A–E, ratio, share and alert of each item, worst first."""
    table = pd.DataFrame({"项目": ITEMS})
    for mark, letter in enumerate("ABCDE"):
        table[letter] = [(frame[item] == mark).sum() for item in ITEMS]
    table["不良数"] = [(frame[item] < 5).sum() for item in ITEMS]
    table["不良比率"] = table["不良数"] / len(frame)
    table["不良占比"] = table["不良数"] / table["不良数"].sum()
    table = table.sort_values("不良占比", ascending=False)
    table["累计占比"] = table["不良占比"].cumsum()
    table["警示"] = [level(ratio, (0.8, 0.6, 0.4, 0.3)) for ratio in table["不良比率"]]
    return table


def group_table(frame: pd.DataFrame, by: list[str]) -> pd.DataFrame:
    """Returns recordings, means, defects and alert by agent, team or day."""
    groups = frame.groupby(by)
    table = groups.agg(
        录音数=("录音编号", "count"), 平均分=("总分", "mean"), 平均最终得分=("最终得分", "mean"),
        不良数=("不良项", "sum"), 差错扣分=("差错扣分", "sum"),
    ).reset_index()  # fmt: skip
    table["平均不良比率"] = table["不良数"] / (table["录音数"] * len(ITEMS))
    table["警示"] = [level(ratio, (0.5, 0.4, 0.35, 0.3)) for ratio in table["平均不良比率"]]
    return table


def distribution(frame: pd.DataFrame) -> pd.DataFrame:
    """Returns the score distribution in groups of five points."""
    bounds = list(range(0, 101, 5))
    groups = pd.cut(frame["总分"], [*bounds[:-1], 100.01], right=False)
    counts = groups.value_counts(sort=False).to_numpy()
    return pd.DataFrame({
        "组号": range(1, 21), "下限值": bounds[:-1], "上限值": bounds[1:],
        "中间值": [bound + 2.5 for bound in bounds[:-1]],
        "个数": counts, "占比": counts / len(frame),
    })  # fmt: skip


def write_table(book: Workbook, title: str, table: pd.DataFrame) -> None:
    """Adds a sheet with one table: header style, number formats, widths, frozen header, filter."""
    sheet = book.create_sheet(title)
    sheet.append(list(table.columns))
    for row in table.itertuples(index=False):
        sheet.append(list(row))
    for column, name in enumerate(table.columns, 1):
        head = sheet.cell(1, column)
        head.font, head.fill, head.alignment = HEAD, FILL, Alignment(horizontal="center")
        sheet.column_dimensions[get_column_letter(column)].width = 14
        style = (
            "0.0%"
            if name.endswith(("率", "占比"))
            else "yyyy-mm-dd"
            if name == "通话日期"
            else None
        )
        style = "0.00" if name.startswith("平均") and style is None else style
        for row in range(2, len(table) + 2) if style else ():
            sheet.cell(row, column).number_format = style
        if name == "警示":
            for row in range(2, len(table) + 2):
                sheet.cell(row, column).fill = PatternFill(
                    "solid", fgColor=COLOURS[sheet.cell(row, column).value]
                )
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = sheet.dimensions


def add_chart(
    book: Workbook, kind: type, source: str, columns: tuple[int, int], anchor: str
) -> None:
    """Adds a chart of (label column, value column) of a sheet to the first sheet."""
    sheet = book[source]
    chart = kind()
    chart.title = source
    chart.add_data(
        Reference(sheet, min_col=columns[1], min_row=1, max_row=sheet.max_row),
        titles_from_data=True,
    )
    chart.set_categories(Reference(sheet, min_col=columns[0], min_row=2, max_row=sheet.max_row))
    book.worksheets[0].add_chart(chart, anchor)


def write_book(path: Path, frame: pd.DataFrame) -> dict:
    """Writes the analysis workbook and returns the key figures."""
    items = item_table(frame)
    figures = {
        "recordings": len(frame),
        "mean_score": float(frame["总分"].mean()),
        "mean_final": float(frame["最终得分"].mean()),
        "average_defect_ratio": float(items["不良比率"].mean()),
    }
    book = Workbook()
    first = book.worksheets[0]
    first.title = "总览"
    for label, value in figures.items():
        first.append([label, value])
    for band in ("优良", "轻微不良", "一般不良", "不合格"):
        first.append([band, float((frame["等级"] == band).mean())])
    write_table(book, "明细", frame)
    write_table(book, "分数分布", distribution(frame))
    write_table(book, "单项不良", items)
    write_table(book, "每日警示", group_table(frame, ["通话日期"]))
    write_table(book, "员工", group_table(frame, ["工号", "姓名", "班组"]))
    write_table(book, "班组", group_table(frame, ["班组"]))
    add_chart(book, BarChart, "分数分布", (4, 5), "D2")
    add_chart(book, BarChart, "单项不良", (1, 9), "D18")
    add_chart(book, LineChart, "每日警示", (1, 7), "D34")
    book.save(path)
    return figures


def main() -> None:
    """Reads the folder, writes the workbook, prints the key figures as JSON."""
    folder, out = Path(sys.argv[1]), Path(sys.argv[2])
    rows = [row for path in sorted(folder.rglob("*.xlsx")) for row in read_sheet(path)]
    print(json.dumps(write_book(out, score(rows))))


if __name__ == "__main__":
    main()
