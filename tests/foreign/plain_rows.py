"""Sheets with one recording a row: headings of one, two and three levels, full marks, sub-columns."""

from __future__ import annotations

from decimal import Decimal

from xlsxwriter.utility import xl_rowcol_to_cell

from foreign.kit import (
    INSPECTORS,
    Book,
    Foreign,
    Item,
    Mark,
    Page,
    Recording,
    Truth,
    items,
    sample,
    with_points,
)
from foreign.tables import Table

GENERAL = (
    "服务规范:开头语=10,结束语=5,服务用语=10;沟通技巧:语音语调=10,倾听理解=15,表达能力=10;"
    "业务能力:业务解答=20,流程规范=10,工单记录=10"
)


def one_level(blank: bool = False) -> Foreign:
    """One heading with the full mark in brackets, blank rows between the teams, averages below."""
    book = Book()
    page = book.page("10月质检明细")
    of = items(GENERAL)
    found = [] if blank else with_points("one", sample("one", 24), of)
    found.sort(key=lambda one: one.team)
    before = [("序号", "n"), ("通话日期", "date"), ("工号", "agent"), ("姓名", "name")]
    before += [("班组", "team"), ("录音流水号", "recording"), ("质检员", "inspector")]
    table = Table(page, of, before)
    page.title("XX银行信用卡客服中心2026年10月录音质检评分表", table.width)
    table.head(1, [f"{item.name}\n（{item.full}分）" for item in of])
    row = 2
    for team in sorted({one.team for one in found}):
        row = table.rows(row, [one for one in found if one.team == team]) + 1
    if found:
        table.averages(row, found)
    page.signatures(row + 2)
    page.sheet.freeze_panes(2, 4)
    page.sheet.set_column(5, 5, 18)
    return book.foreign("10月质检评分表.xlsx", Truth("one_level", of, found))


def two_level_weights(blank: bool = False) -> Foreign:
    """Items under merged groups, a row of weights, marks out of a hundred, weighted totals."""
    book = Book()
    page = book.page("质检评分")
    of = items(
        "服务规范:规范用语,服务态度;沟通技巧:语音语速,倾听引导,表达清晰;业务能力:业务准确,流程执行"
    )
    for item, weight in zip(of, ["0.1", "0.15", "0.1", "0.15", "0.1", "0.25", "0.15"], strict=True):
        item.weight = Decimal(weight)
    found = [] if blank else with_points("two", sample("two", 18, inspectors=INSPECTORS), of)
    for one in found:
        one.total = sum((Decimal(str(one.marks[i.name])) * (i.weight or 0) for i in of), Decimal(0))
    before = [("序号", "n"), ("质检日期", "date"), ("质检员", "inspector"), ("组别", "team")]
    before += [("工号", "agent"), ("姓名", "name"), ("录音编号", "recording")]
    table = Table(page, of, before, [("加权得分", "total"), ("点评", "remark")])
    table.total = "=SUMPRODUCT({first}:{last},$H$4:$N$4)"
    page.title("客户服务部通话质量监控评分表（2026年10月）", table.width)
    table.head(1, levels=2)
    table.groups(1)
    table.special(3, "权重", [item.weight for item in of], "weights")
    last = table.rows(4, found)
    page.put(last + 1, 0, "注：各单项按百分制打分，加权得分低于80分为不合格。", "note")
    page.noise((last + 1, 0, last + 1, 0), "note")
    page.signatures(last + 2)
    page.sheet.set_column(6, 6, 18)
    asked = ("每项按百分制打分（满分没有写在表头里）",)
    return book.foreign("通话质量监控评分.xlsx", Truth("two_level_weights", of, found, asked))


def three_level(blank: bool = False) -> Foreign:
    """Three levels of merged headings; the points of a group stand in its heading."""
    book = Book()
    page = book.page("Sheet1")
    of = items(
        "服务态度(30分)/礼貌用语(15分):开头语=5,结束语=5,礼貌致谢=5;服务态度(30分)/情绪管理(15分):耐心=10,"
        "亲和力=5;沟通能力(30分)/语言表达(20分):语速语调=10,表达清晰=10;沟通能力(30分)/倾听(10分):"
        "不抢话=5,确认需求=5;业务能力(40分)/业务知识(30分):解答准确=20,解答完整=10;"
        "业务能力(40分)/系统操作(10分):工单填写=5,业务受理=5"
    )
    found = [] if blank else with_points("three", sample("three", 15, number="{n:07}"), of)
    before = [("日期", "date"), ("工号", "agent"), ("客服姓名", "name"), ("小组", "team")]
    table = Table(page, of, [*before, ("录音号", "recording"), ("质检人", "inspector")])
    page.title("热线中心质检打分表", table.width)
    table.head(1, [f"{item.name}\n{item.full}分" for item in of], levels=3)
    table.groups(1, [item.group.split("/")[0] for item in of])
    for item in of:
        item.group = item.group.split("(")[0] + "/" + item.group.split("/")[1].split("(")[0]
    table.groups(2, [item.group.split("/")[1] for item in of])
    last = table.rows(4, found)
    page.signatures(last + 1, "质检：{}      班长签字：            经理签字：")
    return book.foreign("热线质检打分表.xlsx", Truth("three_level", of, found))


def repeated_header() -> Foreign:
    """Twelve recordings a page: title, heading and full marks again on every page, a page sum."""
    book = Book()
    page = book.page("监听记录")
    of = items("问候语=5,身份核实=10,需求确认=15,业务解答=30,服务态度=20,结束语=5,系统记录=15")
    found = with_points("pages", sample("pages", 32, number="CC-10-{n:06}"), of)
    before = [("序号", "n"), ("工号", "agent"), ("姓名", "name"), ("班组", "team")]
    table = Table(
        page,
        of,
        [*before, ("录音编号", "recording"), ("通话日期", "date"), ("监听人", "inspector")],
    )
    row = 0
    for start in range(0, len(found), 12):
        page.title(f"电话监听记录表（第{start // 12 + 1}页 共3页）", table.width, row)
        table.head(row + 1)
        table.special(row + 2, "满分", [item.full for item in of], "full marks")
        page.put(row + 2, table.first + len(of), Decimal(100), "weight")
        part = found[start : start + 12]
        for serial, one in enumerate(part, start + 1):
            table.write(row + 2 + serial - start, one, serial)
        row += 3 + len(part)
        table.averages(row, part, "本页平均")
        row += 2
    page.signatures(row)
    page.sheet.set_column(4, 4, 16)
    return book.foreign("监听记录表_打印版.xlsx", Truth("repeated_header", of, found))


def sub_columns(layout: str, subs: list[str], blank: bool = False) -> Foreign:
    """Each item merged over sub-columns: 得分 and 扣分原因, or 标准分, 扣分 and 得分."""
    book = Book()
    page = book.page("评分明细")
    of = items("开场白=10,服务态度=20,沟通技巧=20,业务能力=40,结束语=10")
    found = [] if blank else with_points(layout, sample(layout, 14, inspectors=INSPECTORS), of)
    before = ["序号", "录音编号", "通话时间", "工号", "姓名", "班组", "质检员"]
    width, first = len(subs), len(before)
    for col, heading in enumerate(before):
        page.merge((1, col, 2, col), heading)
    for n, item in enumerate(of):
        named = f"{item.name}（{item.full}分）" if width == 2 else item.name
        page.merge((1, first + n * width, 1, first + (n + 1) * width - 1), named, "group")
        page.row(2, first + n * width, subs, "head")
    end = first + len(of) * width
    page.merge((1, end, 2, end), "总得分")
    page.title("录音质检评分明细表", end + 1)
    for serial, one in enumerate(found, 1):
        row = serial + 2
        fixed = [serial, one.recording, f"{one.date} {one.started}", one.agent, one.name, one.team]
        page.row(row, 0, [*fixed, one.inspector])
        addresses = []
        for n, item in enumerate(of):
            addresses.append(_sub_cells(page, (row, first + n * width), one, item, subs))
        page.total(row, end, one, "=" + "+".join(addresses))
    if width == 3:
        for one in found:
            one.reasons = {}
    page.signatures(len(found) + 4)
    page.sheet.set_column(1, 2, 19)
    return book.foreign(f"质检评分明细_{width}列.xlsx", Truth(layout, of, found))


def _sub_cells(page: Page, at: tuple[int, int], one: Recording, item: Item, subs: list[str]) -> str:
    """Writes the sub-columns of one item; returns the address of the mark."""
    row, col = at
    mark: Mark = one.marks[item.name]
    lost = (item.full or Decimal(0)) - Decimal(str(mark))
    values = {"标准分": item.full, "扣分": lost or None, "扣分原因": one.reasons.get(item.name, "")}
    for offset, sub in enumerate(subs):
        if sub == "得分":
            page.mark(row, col + offset, one, item.name, mark)
        else:
            page.put(row, col + offset, values[sub])
    return xl_rowcol_to_cell(row, col + subs.index("得分"))


def mark_and_reason(blank: bool = False) -> Foreign:
    """得分 and 扣分原因 under each item."""
    return sub_columns("mark_and_reason", ["得分", "扣分原因"], blank)


def standard_deducted_mark(blank: bool = False) -> Foreign:
    """标准分, 扣分 and 得分 under each item."""
    return sub_columns("standard_deducted_mark", ["标准分", "扣分", "得分"], blank)
