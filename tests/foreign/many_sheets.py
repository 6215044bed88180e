"""Workbooks whose sheets, groups of rows or file names say who, when and by whom."""

from __future__ import annotations

from decimal import Decimal
from itertools import groupby

from foreign.kit import (
    AGENTS,
    INSPECTORS,
    Book,
    Foreign,
    Item,
    Page,
    Recording,
    Truth,
    items,
    sample,
    with_points,
)
from foreign.tables import Table

ITEMS = "开场白=10,服务态度=20,沟通技巧=20,业务能力=40,结束语=10"
CALL = [("录音编号", "recording")]


def _named(of: list[Item]) -> list[str]:
    """Returns the headings of items with their full marks."""
    return [f"{item.name}({item.full})" for item in of]


def sheet_per_day(blank: bool = False) -> Foreign:
    """Sheets 10.8, 10月9日, 12号 …: the date stands nowhere else, the year nowhere at all."""
    book = Book()
    of = items(ITEMS)
    found: list[Recording] = []
    days = [(8, "10.8"), (9, "10月9日"), (12, "12号"), (13, "10.13")]
    for day, name in days:
        page = book.page(name)
        part = [] if blank else with_points(name, sample(name, 6, AGENTS[day % 3 :]), of)
        for one in part:
            one.date = f"2026-10-{day:02}"
            one.recording = f"LY10{day:02}" + one.recording[-5:]
        before = [("序号", "n"), ("工号", "agent"), ("姓名", "name"), ("小组", "team"), *CALL]
        table = Table(page, of, before, [("得分", "total"), ("质检员", "inspector")])
        table.head(0, _named(of))
        last = table.rows(1, part)
        if part:
            table.averages(last, part)
        found += part
    asked = ("工作表名 10.8、12号 是日期：哪一年（12号是哪个月）",)
    return book.foreign("日常质检.xlsx", Truth("sheet_per_day", of, found, asked))


def sheet_per_agent() -> Foreign:
    """A sheet for each agent, named by the agent, the number in a label; a summary in front."""
    book = Book()
    of = items(ITEMS)
    summary = book.page("汇总")
    summary.title("10月质检成绩汇总", 5)
    summary.row(1, 0, ["工号", "姓名", "班组", "抽检通数", "平均分"], "head")
    found: list[Recording] = []
    for row, (agent, name, team) in enumerate(AGENTS[:5], 2):
        page = book.page(name)
        part = with_points(name, sample(name, 5, [(agent, name, team)]), of)
        page.row(0, 0, ["工号：", agent, "班组：", team], "plain")
        before = [("日期", "date"), *CALL]
        table = Table(
            page, of, before, [("总分", "total"), ("质检", "inspector"), ("备注", "remark")]
        )
        table.head(1, _named(of))
        table.averages(table.rows(2, part), part, "平均")
        mean = sum((one.points() for one in part), Decimal(0)) / len(part)
        summary.row(row, 0, [agent, name, team, len(part)])
        summary.formula(row, 4, f"=AVERAGE('{name}'!H3:H7)", mean, "sum")
        page.sheet.set_column(1, 1, 18)
        found += part
    summary.noise((1, 0, 6, 4), "summary sheet")
    return book.foreign("个人质检档案10月.xlsx", Truth("sheet_per_agent", of, found))


def agent_book(which: int) -> Foreign:
    """One workbook an agent: who and which month stand in the name of the file only."""
    agent, name, _ = AGENTS[which]
    book = Book()
    page = book.page("质检记录")
    of = items(ITEMS)
    found = with_points(
        agent, sample(agent, 7, [(agent, name, "")], INSPECTORS[which : which + 1]), of
    )
    page.put(0, 0, "质检员", "head")
    page.put(0, 1, INSPECTORS[which], "cell")
    table = Table(page, of, [("日期", "date"), *CALL], [("总分", "total"), ("存在问题", "reasons")])
    table.head(2, _named(of))
    table.averages(table.rows(3, found), found)
    page.sheet.set_column(1, 1, 18)
    asked = ("文件名里的 001王佳 是工号和姓名",)
    truth = Truth("workbook_per_agent", of, found, asked)
    return book.foreign(f"质检_{agent}{name}_2026-10.xlsx", truth)


def sheet_per_inspector() -> Foreign:
    """A sheet for each inspector, named by the inspector; an explanation sheet in front."""
    book = Book()
    of = items(ITEMS)
    rules = book.page("评分标准")
    rules.row(0, 0, ["项目", "分值", "评分细则"], "head")
    for row, item in enumerate(of, 1):
        rules.row(row, 0, [item.name, item.full, f"{item.name}不符合规范每次扣2分，扣完为止"])
    rules.noise((0, 0, len(of), 2), "rules")
    found: list[Recording] = []
    for inspector in INSPECTORS:
        page = book.page(inspector)
        part = with_points(inspector, sample(inspector, 8, inspectors=[inspector]), of)
        before = [("通话日期", "date"), ("工号", "agent"), ("姓名", "name"), ("班组", "team")]
        table = Table(page, of, [*before, *CALL])
        page.title("质检评分表", table.width)
        table.head(1, _named(of))
        table.rows(2, part)
        page.sheet.set_column(4, 4, 18)
        found += part
    asked = ("工作表名是质检员",)
    return book.foreign("10月质检_按质检员.xlsx", Truth("sheet_per_inspector", of, found, asked))


def _group_line(page: Page, row: int, width: int, text: str) -> None:
    """Writes a line that says something about the rows below it."""
    page.merge((row, 0, row, width - 1), text, "weight")
    page.noise((row, 0, row, width - 1), "group row")


def date_group_rows() -> Foreign:
    """The date as a merged line above the recordings of the day, the weekday beside it."""
    book = Book()
    page = book.page("10月")
    of = items(ITEMS)
    found = with_points("groups", sample("groups", 20), of)
    before = [("序号", "n"), ("工号", "agent"), ("姓名", "name"), ("班组", "team"), *CALL]
    table = Table(
        page, of, before, [("总分", "total"), ("质检员", "inspector"), ("备注", "remark")]
    )
    page.title("2026年10月质检日报", table.width)
    table.head(1, _named(of))
    row = 2
    for day, part in groupby(found, lambda one: one.date):
        number = int(day[8:])
        weekday = "一二三四五六日"[(number + 2) % 7]
        _group_line(page, row, table.width, f"2026年10月{number}日（星期{weekday}）")
        row = table.rows(row + 1, list(part))
    page.signatures(row + 1)
    page.sheet.set_column(4, 4, 18)
    return book.foreign("10月质检日报.xlsx", Truth("date_group_rows", of, found))


def agent_merged_down() -> Foreign:
    """Number, name and team merged down over three recordings, with the mean of the three."""
    book = Book()
    page = book.page("人均3通")
    of = items(ITEMS)
    found: list[Recording] = []
    for person in AGENTS:
        found += with_points(person[0], sample(person[1], 3, [person]), of)
    before = [("工号", "agent"), ("姓名", "name"), ("班组", "team"), ("录音日期", "date"), *CALL]
    table = Table(page, of, before, [("得分", "total"), ("质检员", "inspector")])
    page.title("10月座席抽检（每人3通）", table.width + 1)
    table.head(1, _named(of))
    page.put(1, table.width, "人均得分", "head")
    table.rows(2, found)
    for top in range(2, 2 + len(found), 3):
        part = found[top - 2 : top + 1]
        for col, value in enumerate([part[0].agent, part[0].name, part[0].team]):
            for row in range(top, top + 3):
                page.put(row, col, None)
            page.merge((top, col, top + 2, col), value, "cell")
        mean = sum((one.points() for one in part), Decimal(0)) / 3
        page.merge((top, table.width, top + 2, table.width), None, "sum")
        page.formula(top, table.width, f"=AVERAGE(K{top + 1}:K{top + 3})", mean, "sum")
        page.noise((top, table.width, top + 2, table.width), "average")
    page.sheet.set_column(4, 4, 18)
    return book.foreign("座席抽检_每人3通.xlsx", Truth("agent_merged_down", of, found))
