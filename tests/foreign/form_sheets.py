"""Sheets whose items run down: agents across, and forms of one recording each."""

from __future__ import annotations

from decimal import Decimal

from xlsxwriter.utility import xl_range

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
    with_words,
)

FORM = (
    "服务规范:开头语=5,身份核实=10,结束语=5;服务态度:耐心倾听=15,主动热情=15;"
    "业务能力:需求理解=15,业务解答=25,工单记录=10"
)


def across(blank: bool = False) -> Foreign:
    """Items down with their full marks, a recording in every column, headings of four rows."""
    book = Book()
    page = book.page("10月质检")
    of = items(FORM)
    count = 12
    found = with_points("across", sample("across", count, inspectors=INSPECTORS[:1]), of)
    heads = ["工号", "姓名", "录音编号", "通话日期"]
    page.title("呼叫中心质检评分汇总（2026年10月  质检员：陈晨）", 3 + count)
    for row, heading in enumerate(heads, 1):
        page.merge((row, 0, row, 2), heading)
    page.row(5, 0, ["评分大类", "评分项目", "满分"], "head")
    for col, one in enumerate(found, 3):
        one.team = ""
        if blank:
            page.row(5, col, [None])
            continue
        for row, value in enumerate(
            [one.agent, one.name, one.recording, f"{int(one.date[5:7])}月{int(one.date[8:])}日"], 1
        ):
            page.put(row, col, value, "head")
        page.put(5, col, "得分", "head")
    _groups_down(page, 6, of, 1, 2)
    end = 6 + len(of)
    for col, one in enumerate([] if blank else found, 3):
        for row, item in enumerate(of, 6):
            page.mark(row, col, one, item.name, one.marks[item.name])
        page.total(end, col, one, f"=SUM({xl_range(6, col, end - 1, col)})")
    page.merge((end, 0, end, 1), "合计", "total")
    page.put(end, 2, Decimal(100), "total")
    page.sheet.set_column(3, 14, 18)
    page.signatures(end + 2)
    asked = () if blank else ("通话日期没有年份（标题里有2026年10月）",)
    truth = Truth("across", of, [] if blank else found, asked)
    return book.foreign("质检汇总_横向.xlsx", truth)


def _groups_down(page: Page, top: int, of: list[Item], name_col: int, full_col: int) -> None:
    """Writes items below each other, their groups merged down in the column before."""
    start = 0
    for n, item in enumerate(of):
        page.put(top + n, name_col, item.name, "text")
        page.put(top + n, full_col, item.full)
        if n + 1 == len(of) or of[n + 1].group != item.group:
            page.merge((top + start, name_col - 1, top + n, name_col - 1), item.group, "group")
            start = n + 1


def form(page: Page, top: int, left: int, of: list[Item], one: Recording, title: str) -> int:
    """Writes one form: labels and values, items with 标准分, 得分 and 评语, sum, signatures."""
    page.merge((top, left, top, left + 4), title, "title")
    page.noise((top, left, top, left + 4), "title")
    labels = [("工号", one.agent), ("姓名", one.name), ("班组", one.team), ("通话日期", one.date)]
    labels += [("录音编号", one.recording), ("质检员", one.inspector)]
    for n, (label, value) in enumerate(labels):
        row, col = top + 1 + n // 2, left + (n % 2) * 2
        page.put(row, col, label, "head")
        page.merge((row, col + 1, row, col + 1 + n % 2), value, "cell")
    head = top + 4
    page.row(head, left, ["评分类别", "评分项目", "标准分", "得分", "评语"], "head")
    _groups_down(page, head + 1, of, left + 1, left + 2)
    end = head + 1 + len(of)
    for row, item in enumerate(of, head + 1):
        page.mark(row, left + 3, one, item.name, one.marks.get(item.name))
        page.put(row, left + 4, one.reasons.get(item.name, ""), "text")
    page.merge((end, left, end, left + 1), "合计", "total")
    page.put(end, left + 2, Decimal(100), "total")
    page.total(end, left + 3, one, f"=SUM({xl_range(head + 1, left + 3, end - 1, left + 3)})")
    page.put(end, left + 4, None, "total")
    page.put(end + 1, left, "综合评语", "head")
    page.merge((end + 1, left + 1, end + 1, left + 4), one.remark, "text")
    page.put(end + 2, left, "质检员签字：", "plain")
    page.put(end + 2, left + 3, "座席签字：", "plain")
    page.noise((end + 2, left, end + 2, left + 4), "signature")
    return end + 3


def form_per_sheet(blank: bool = False) -> Foreign:
    """One form a sheet, six sheets."""
    book = Book()
    of = items(FORM)
    found = with_points("sheets", sample("sheets", 6, number="{n:08}"), of)
    for n, one in enumerate([Recording()] if blank else found, 1):
        page = book.page("空白表" if blank else f"录音{n}")
        form(page, 0, 0, of, one, "客户服务质量评分表")
        page.sheet.set_column(0, 4, 15)
    return book.foreign("单通质检评分表.xlsx", Truth("form_per_sheet", of, [] if blank else found))


def forms_below() -> Foreign:
    """Eight forms below each other on one sheet, two blank rows between them."""
    book = Book()
    page = book.page("10月第3周")
    of = items(FORM)
    found = with_points("below", sample("below", 8, inspectors=INSPECTORS), of)
    row = 0
    for n, one in enumerate(found, 1):
        row = form(page, row, 0, of, one, f"录音监听评分单（{n}）") + 2
    page.sheet.set_column(0, 4, 15)
    return book.foreign("第3周监听评分单.xlsx", Truth("forms_below", of, found))


def forms_beside() -> Foreign:
    """Two forms beside each other, three rows of them; the last place is an unused form."""
    book = Book()
    page = book.page("评分单")
    of = items(FORM)
    found = with_points("beside", sample("beside", 5), of)
    row = 0
    for start in (0, 2, 4):
        below = form(page, row, 0, of, found[start], "录音监听评分单")
        last = found[start + 1] if start + 1 < len(found) else Recording()
        form(page, row, 6, of, last, "录音监听评分单")
        if not last.agent:
            page.noise((row, 6, below - 1, 10), "unused form")
        row = below + 1
    page.sheet.set_column(0, 10, 15)
    return book.foreign("评分单_两联.xlsx", Truth("forms_beside", of, found))


def tick_in_columns(blank: bool = False) -> Foreign:
    """Forms with a √ in one of the columns 优(10) 良(8) 中(6) 差(0) of every item."""
    book = Book()
    of = items(
        "语言规范,礼貌用语,耐心程度,主动服务,倾听能力,表达能力,业务准确,业务完整,流程规范,记录规范",
        kind="words",
        words=("优", "良", "中", "差"),
    )
    worth = {"优": 10, "良": 8, "中": 6, "差": 0}
    found = sample("columns", 7, number="CC{n:06}", inspectors=INSPECTORS[2:])
    with_words("columns", found, of, ["优", "优", "优", "良", "良", "中", "差"])
    for one in found:
        one.team = ""
        one.total = Decimal(sum(worth[str(mark)] for mark in one.marks.values()))
    for one in [Recording()] if blank else found:
        page = book.page(f"{one.name}_{one.recording}" if one.agent else "模板")
        page.title("座席服务质量考评表", 7)
        page.row(1, 0, ["座席", f"{one.name}（{one.agent}）" if one.agent else "", "录音号"])
        page.row(1, 3, [one.recording, "日期", one.date.replace("-", ".") if one.date else ""])
        page.merge((2, 0, 3, 0), "序号")
        page.merge((2, 1, 3, 1), "考评项目")
        page.merge((2, 2, 2, 5), "评价（在相应栏打√）")
        page.row(3, 2, [f"{word}({points})" for word, points in worth.items()], "head")
        page.merge((2, 6, 3, 6), "备注")
        for row, item in enumerate(of, 4):
            page.row(row, 0, [row - 3, item.name])
            for col, word in enumerate(worth, 2):
                if one.marks.get(item.name) == word:
                    page.mark(row, col, one, item.name, "√")
                else:
                    page.put(row, col, None)
            page.put(row, 6, None)
        page.merge((14, 0, 14, 1), "总分", "total")
        page.merge((14, 2, 14, 6), None, "total")
        if one.agent:
            page.total(14, 2, one, "")
        page.put(15, 0, f"考评人：{one.inspector}", "plain")
        page.put(15, 4, "座席确认：", "plain")
        page.sheet.set_column(1, 1, 18)
    truth = Truth("tick_in_columns", of, [] if blank else found)
    return book.foreign("座席考评表.xlsx", truth)


def people_across_by_day() -> Foreign:
    """A sheet a day: names across without numbers, items down; one recording a person and day."""
    book = Book()
    of = items("开场=10,态度=20,技巧=20,业务=40,结束=10")
    people = [("", name, "") for _, name, _ in AGENTS[:6]]
    found: list[Recording] = []
    for day in (12, 13, 14):
        page = book.page(f"10月{day}日")
        part = with_points(f"d{day}", sample(f"d{day}", 6, people, number=""), of)
        page.row(0, 0, ["项目", "分值", *(one.name for one in part), "平均"], "head")
        for row, item in enumerate(of, 1):
            page.row(row, 0, [f"{row}.{item.name}", item.full])
            for col, one in enumerate(part, 2):
                page.mark(row, col, one, item.name, one.marks[item.name])
            page.formula(row, 8, f"=AVERAGE({xl_range(row, 2, row, 7)})", 9, "sum")
        page.row(6, 0, ["总分", Decimal(100)], "total")
        for col, one in enumerate(part, 2):
            one.date, one.inspector = f"2026-10-{day}", ""
            page.total(6, col, one, f"=SUM({xl_range(1, col, 5, col)})")
        page.noise((0, 8, 6, 8), "average")
        found += part
    asked = ("没有工号：只有姓名", "没有录音编号：用什么认定一通录音", "没有质检员", "哪一年")
    return book.foreign("每日质检10月.xlsx", Truth("people_across_by_day", of, found, asked))
