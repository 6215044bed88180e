"""Sheets with one recording a row whose marks are not plain points."""

from __future__ import annotations

import random
from decimal import Decimal

from foreign.kit import (
    INSPECTORS,
    NA,
    Book,
    Foreign,
    Item,
    Mark,
    Recording,
    Truth,
    items,
    sample,
    with_points,
    with_words,
)
from foreign.tables import Table

WHO = [("工号", "agent"), ("姓名", "name"), ("班组", "team")]


def deductions(blank: bool = False) -> Foreign:
    """Only what is taken off is written, as -2, 扣2分, 2分 or -0.5; blank is a full mark."""
    book = Book()
    page = book.page("扣分登记")
    of = items("服务用语=15,服务态度=20,沟通技巧=15,业务知识=30,操作规范=20", kind="points")
    found = [] if blank else with_points("off", sample("off", 20), of)
    for n, one in enumerate(found):
        if n % 6 == 2:
            one.marks["业务知识"] = Decimal("29.5")
            one.reasons["业务知识"] = "解释不完整"
        one.total = one.points()
    before = [("日期", "date"), *WHO, ("录音编号", "recording"), ("质检员", "inspector")]
    table = Table(page, of, before, [("质检得分", "total"), ("扣分说明", "reasons")], "")

    def taken_off(one: Recording, item: Item, mark: Mark) -> object:
        off = (item.full or Decimal(0)) - Decimal(str(mark))
        ways = (f"扣{off}分", f"-{off}", -off, -off)
        return ways[(int(one.agent) + len(item.name)) % 4] if off else None

    page.title("话务质检扣分登记表（10月）", table.width)
    page.put(1, 0, "填写说明：只填扣分，不扣分的项目留空；基础分100分。", "note")
    page.noise((1, 0, 1, 0), "note")
    table.head(2, [f"{item.name}（{item.full}分）" for item in of])
    last = table.rows(3, found, taken_off)
    page.signatures(last + 1)
    page.sheet.set_column(4, 4, 18)
    page.sheet.set_column(12, 12, 40)
    asked = ("留空是满分还是没有打分", "-2 和 扣2分 是扣分，单项得分=分值-扣分")
    return book.foreign("10月扣分登记.xlsx", Truth("deductions", of, found, asked))


def grades(blank: bool = False) -> Foreign:
    """优 良 中 差 for every item, an overall grade, no points anywhere."""
    book = Book()
    page = book.page("服务质量评定")
    of = items("接听及时,规范用语,服务态度,语言表达,业务熟练,问题解决", kind="words")
    for item in of:
        item.words = ("优", "良", "中", "差")
    found = [] if blank else sample("grades", 16, number="{n:08}")
    with_words("grades", found, of, ["优", "优", "优", "良", "良", "中", "差"])
    before = [("序号", "n"), ("日期", "date"), *WHO, ("录音号", "recording")]
    table = Table(page, of, before, [("备注", "remark")])
    page.title("客服中心服务质量评定表", table.width)
    page.row(1, 0, ["评定人：", INSPECTORS[2]], "plain")
    page.row(1, 4, ["评定月份：", "2026年10月"], "plain")
    for one in found:
        one.inspector = INSPECTORS[2]
    table.head(2)
    last = table.rows(3, found)
    counts = [sum(one.marks[i.name] == "优" for one in found) for i in of]
    if found:
        table.special(last, "“优”的个数", counts, "total row")
    page.put(last + 2, 0, "评定等级：优、良、中、差四级。", "note")
    page.noise((last + 2, 0, last + 2, 0), "note")
    asked = ("优、良、中、差各值多少分", "各项目的权重")
    return book.foreign("服务质量评定表.xlsx", Truth("grades", of, found, asked))


def ticks(blank: bool = False) -> Foreign:
    """√ and ×, the share of √ printed, and a column 一票否决 with √ in it."""
    book = Book()
    page = book.page("质检检查表")
    of = items(
        "规范:标准开场,自报工号,核实身份,致歉致谢,标准结束;业务:理解诉求,解答正确,风险提示,工单准确,"
        "一次解决",
        kind="yesno",
        words=("√", "×"),
    )
    found = [] if blank else sample("ticks", 22, inspectors=INSPECTORS)
    with_words("ticks", found, of, [True, True, True, True, False])
    for n, one in enumerate(found):
        one.total = Decimal(sum(mark is True for mark in one.marks.values())) / len(of)
        one.fatal = "√" if n in (4, 15) else ""
    before = [
        ("序号", "n"),
        ("监听日期", "date"),
        *WHO,
        ("录音编号", "recording"),
        ("监听人", "inspector"),
    ]
    after = [("一票否决", "fatal"), ("合格率", "total"), ("问题描述", "remark")]
    table = Table(page, of, before, after, '=COUNTIF({first}:{last},"√")/10', "rate")
    page.title("质检监听检查表  2026年10月", table.width)
    table.head(1, levels=2)
    table.groups(1)
    last = table.rows(3, found, lambda _one, _item, mark: "√" if mark else "×")
    page.put(last + 1, 0, "说明：“√”为合格，“×”为不合格；触犯红线的在“一票否决”栏打√。", "note")
    page.noise((last + 1, 0, last + 1, 0), "note")
    page.sheet.set_column(5, 5, 18)
    asked = ("一票否决对得分有什么影响",)
    return book.foreign("监听检查表.xlsx", Truth("ticks", of, found, asked))


def yes_no_na(blank: bool = False) -> Foreign:
    """是, 否 and 不适用; "-" in places; the score is yes / (yes + no)."""
    book = Book()
    page = book.page("合规质检")
    of = items(
        "是否核实身份,是否告知录音,是否准确报价,是否风险提示,是否确认办理,是否邀请评价",
        kind="yesno",
        words=("是", "否", "不适用"),
    )
    found = [] if blank else sample("na", 25, number="CALL20261{n:06}")
    with_words("na", found, of, [True, True, True, False, NA])
    for one in found:
        yes = sum(mark is True for mark in one.marks.values())
        asked_of = sum(mark != NA for mark in one.marks.values())
        one.total = (Decimal(100 * yes) / max(asked_of, 1)).quantize(Decimal("0.01"))
    before = [("质检日期", "date"), ("质检员", "inspector"), *WHO, ("通话ID", "recording")]
    table = Table(page, of, before, [("合规得分", "total"), ("备注", "remark")], "")
    page.title("外呼合规质检表", table.width)
    table.head(1)

    def word(one: Recording, _item: Item, mark: Mark) -> str:
        if mark == NA:
            return "-" if int(one.agent) % 3 == 0 else "不适用"
        return "是" if mark else "否"

    table.rows(2, found, word)
    page.sheet.set_column(5, 5, 18)
    asked = ("“-”是不适用还是没有打分", "不适用的项目怎样计分（合规得分=是/(是+否)）")
    return book.foreign("外呼合规质检.xlsx", Truth("yes_no_na", of, found, asked))


def pass_and_numbers() -> Foreign:
    """合格 and 不合格 in some items, 0 and 1 in others; two recordings partly unmarked."""
    book = Book()
    page = book.page("新人质检")
    of = items("语音语速,服务用语,服务态度", kind="yesno", words=("合格", "不合格"))
    of += items("业务流程,系统操作,工单规范", kind="yesno", words=("1", "0"))
    found = with_words("pass", sample("pass", 18), of, [True, True, True, False])
    for n, one in enumerate(found):
        if n in (5, 11):
            one.marks["工单规范"] = None
        one.total = Decimal(sum(mark is True for mark in one.marks.values()))
    before = [("序号", "n"), ("录音日期", "date"), ("录音编号", "recording"), *WHO]
    table = Table(page, of, before, [("达标项数", "total"), ("质检员", "inspector")], "")
    page.title("新员工上岗质检达标表", table.width)
    table.head(1)

    def word(_one: Recording, item: Item, mark: Mark) -> object:
        if mark is None:
            return None
        return (
            (item.words[0] if mark else item.words[1]) if "合格" in item.words else int(bool(mark))
        )

    table.rows(2, found, word)
    page.sheet.set_column(2, 2, 18)
    asked = ("1/0 是达标与否",)
    return book.foreign("新人达标质检.xlsx", Truth("pass_and_numbers", of, found, asked))


def text_numbers() -> Foreign:
    """Marks with words behind them: 5分（语速快）, 4 分, full-width and text numbers, halves."""
    book = Book()
    page = book.page("Sheet1")
    of = items("开场白=5,服务态度=5,语音语速=5,倾听=5,业务能力=10,结束语=5")
    found = with_points("words", sample("words", 15, number="{n:07}"), of)
    rng = random.Random("ways")
    for n, one in enumerate(found):
        if n % 5 == 1:
            one.marks["倾听"] = Decimal("4.5")
            one.total = one.points()
    wide = str.maketrans("0123456789.", "０１２３４５６７８９．")

    def words(one: Recording, item: Item, mark: Mark) -> object:
        plain = str(mark)
        if item.name in one.reasons:
            return f"{plain}分（{one.reasons[item.name]}）"
        return rng.choice([mark, mark, plain, f"{plain}分", plain.translate(wide), f"{plain} 分"])

    before = [("日期", "date"), ("质检员", "inspector"), *WHO, ("流水号", "recording")]
    table = Table(page, of, before, [("合计", "total")], "")
    table.head(0, [f"{n}、{item.name}({item.full}分)" for n, item in enumerate(of, 1)])
    last = table.rows(1, found, words)
    page.put(last, 0, "以下空白", "note")
    page.noise((last, 0, last, 0), "note")
    page.sheet.set_column(6, 11, 15)
    return book.foreign("质检打分10月.xlsx", Truth("text_numbers", of, found))


def percents() -> Foreign:
    """Every item a percentage, weights below the headings, the result a percentage."""
    book = Book()
    page = book.page("达成率")
    of = items("首问负责,规范服务,业务准确,客户感知", kind="percent")
    for item, weight in zip(of, ["0.2", "0.2", "0.4", "0.2"], strict=True):
        item.weight, item.full = Decimal(weight), Decimal(1)
    steps = [Decimal(n) / 100 for n in (100, 100, 95, 90, 80, 60)]
    found = with_words("rates", sample("rates", 12), of, steps)
    for one in found:
        shares = (Decimal(str(one.marks[i.name])) * (i.weight or 0) for i in of)
        one.total = sum(shares, Decimal(0))
    before = [("日期", "date"), *WHO, ("录音编号", "recording"), ("质检员", "inspector")]
    table = Table(page, of, before, [("综合达成率", "total"), ("备注", "remark")])
    table.total, table.total_look = "=SUMPRODUCT({first}:{last},$G$3:$J$3)", "rate"
    page.title("服务质量达成率表", table.width)
    table.head(1)
    table.special(2, "权重", [item.weight for item in of], "weights")
    table.rows(3, found)
    for row, one in enumerate(found, 3):
        for col, item in enumerate(of, table.first):
            page.put(row, col, one.marks[item.name], "percent")
    return book.foreign("达成率10月.xlsx", Truth("percents", of, found))
