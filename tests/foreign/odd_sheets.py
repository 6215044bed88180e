"""Lists, side tables, fatal errors, two dates, no recording numbers, English, GBK text, .xls."""

from __future__ import annotations

import csv
import random
import subprocess
import tempfile
from dataclasses import replace
from datetime import date
from decimal import Decimal
from io import StringIO
from pathlib import Path

from foreign.kit import (
    AGENTS,
    INSPECTORS,
    NA,
    Book,
    Foreign,
    Item,
    Noise,
    Truth,
    items,
    sample,
    with_points,
    with_words,
)
from foreign.plain_rows import two_level_weights
from foreign.tables import Table

ITEMS = "开场白=10,服务态度=20,沟通技巧=20,业务能力=40,结束语=10"


def question_rows() -> Foreign:
    """One question a row, as systems export evaluations; the score of the whole on every row."""
    book = Book()
    page = book.page("evaluations")
    of = items(
        "服务:是否规范开场=10,是否礼貌用语=20;业务:解答是否正确=40,流程是否合规=20,是否规范结束=10"
    )
    for item in of:
        item.words = ("是", "否", "不适用")
    found = sample("questions", 9, number="8f3c{n:05}-1a")
    rng = random.Random("answers")
    heads = [
        "评估ID",
        "联系ID",
        "坐席工号",
        "坐席姓名",
        "评估人",
        "评估时间",
        "分类",
        "问题",
        "答案",
    ]
    page.row(0, 0, [*heads, "得分", "满分", "总得分"], "head")
    row = 1
    for n, one in enumerate(found):
        one.team = ""
        answers = [rng.choice(["是", "是", "是", "否"]) for _ in of]
        if n % 3 == 0:
            answers[4] = "不适用"
        scored = [
            (item.full or Decimal(0)) * (answer == "是")
            for item, answer in zip(of, answers, strict=True)
        ]
        possible = sum(
            (i.full or 0 for i, a in zip(of, answers, strict=True) if a != "不适用"), Decimal(0)
        )
        one.total = (100 * sum(scored, Decimal(0)) / possible).quantize(Decimal("0.01"))
        fixed = [f"E{n + 1:03}", one.recording, one.agent, one.name, one.inspector]
        fixed.append(f"{one.date} 17:{n:02}:00")
        for item, answer, points in zip(of, answers, scored, strict=True):
            page.row(row, 0, [*fixed, item.group, item.name, answer])
            one.marks[item.name] = NA if answer == "不适用" else points
            page.mark(row, 9, one, item.name, None if answer == "不适用" else points)
            page.put(row, 10, item.full)
            page.total(row, 11, one, "")
            row += 1
    asked = ("不适用怎样计分（总得分=得分/适用项满分）",)
    return book.foreign("质检评估导出.xlsx", Truth("question_rows", of, found, asked))


CLAUSES = {
    "未报工号": -5,
    "未核实身份": -10,
    "语气生硬": -8,
    "错误解答": -15,
    "抢话": -2,
    "客户表扬": 3,
}


def plus_minus() -> Foreign:
    """A list of breaches and praise with the centre's own points, several a recording; base 100."""
    book = Book()
    page = book.page("违规登记")
    of = [Item(name, Decimal(points), kind="clause") for name, points in CLAUSES.items()]
    found = sample("clauses", 13)
    rng = random.Random("which")
    page.title("质检加扣分登记表（基础分100分）", 9)
    page.row(
        1,
        0,
        ["序号", "日期", "工号", "姓名", "录音编号", "加/扣分项", "加减分", "情况说明", "登记人"],
        "head",
    )
    row = 2
    for one in found:
        one.team = ""
        for name in sorted(rng.sample(sorted(CLAUSES), rng.choice([1, 1, 2, 3]))):
            points = CLAUSES[name]
            one.marks[name] = Decimal(points)
            fixed = [
                row - 1,
                date.fromisoformat(one.date),
                one.agent,
                one.name,
                one.recording,
                name,
            ]
            page.row(row, 0, fixed)
            page.mark(row, 6, one, name, f"+{points}" if points > 0 else points)
            page.row(row, 7, [one.remark, one.inspector])
            row += 1
    last = sum(sum(int(str(mark)) for mark in one.marks.values()) for one in found)
    page.merge((row, 0, row, 5), "合计", "total")
    page.formula(row, 6, f"=SUM(G3:G{row})", last)
    page.noise((row, 0, row, 6), "total row")
    asked = ("总分怎样算（基础分100，加分有没有上限）",)
    return book.foreign("加扣分登记.xlsx", Truth("plus_minus", of, found, asked))


def fatal_two_dates(blank: bool = False) -> Foreign:
    """差错扣分, 致命错误, call and inspection dates, a hidden column, statistics on the right."""
    book = Book()
    page = book.page("明细")
    of = items(ITEMS)
    found = [] if blank else with_points("fatal", sample("fatal", 21, inspectors=INSPECTORS), of)
    for n, one in enumerate(found):
        one.deduction = {3: Decimal(5), 9: Decimal(10)}.get(n)
        one.fatal = {6: "泄露客户信息", 17: "辱骂客户"}.get(n, "")
        one.total = Decimal(0) if one.fatal else one.points() - (one.deduction or 0)
    before = [("通话日期", "date"), ("质检日期", "inspected"), ("工号", "agent"), ("姓名", "name")]
    before += [
        ("班组", "team"),
        ("来电号码", "phone"),
        ("录音编号", "recording"),
        ("质检员", "inspector"),
    ]
    after = [
        ("差错扣分", "deduction"),
        ("致命错误", "fatal"),
        ("最终得分", "total"),
        ("备注", "remark"),
    ]
    table = Table(page, of, before, after, '=IF(O{row}<>"",0,SUM({first}:{last})-N{row})')
    page.title("录音质检明细", table.width)
    table.head(1, [f"{item.name}（{item.full}）" for item in of])
    table.rows(2, found)
    page.sheet.set_column(5, 5, 14, None, {"hidden": True})
    page.sheet.set_column(6, 6, 18)
    side = table.width + 1
    page.merge((1, side, 1, side + 2), "班组统计", "group")
    page.row(2, side, ["班组", "抽检量", "平均分"], "head")
    for row, team in enumerate(["1班", "2班", "3班"], 3):
        totals = [float(one.total or 0) for one in found if one.team == team]
        page.row(row, side, [team, len(totals), round(sum(totals) / max(len(totals), 1), 1)])
    page.noise((1, side, 5, side + 2), "statistics")
    asked = ("致命错误对得分有什么影响（最终得分为0）", "按通话日期还是质检日期统计")
    return book.foreign("录音质检明细10月.xlsx", Truth("fatal_two_dates", of, found, asked))


def no_recording_number() -> Foreign:
    """Phone and start of the call instead of a number, dates as 5/10/2026, an example row."""
    book = Book()
    page = book.page("抽检表")
    of = items("服务礼仪=20,沟通技巧=30,业务能力=50")
    found = with_points("phones", sample("phones", 16, number=""), of)
    before = ["序号", "客户号码", "来电日期", "通话开始时间", "工号", "姓名"]
    page.title("热线抽检评分表", 11)
    page.row(1, 0, [*before, *(f"{i.name}/{i.full}" for i in of), "总分", "质检员"], "head")
    page.row(2, 0, ["示例", "13800000000", "1/10/2026", "10:00:00", "000", "样例"], "note")
    page.row(2, 6, [20, 30, 50, 100, "某某"], "note")
    page.noise((2, 0, 2, 10), "example")
    for row, one in enumerate(found, 3):
        one.team, one.remark = "", ""
        one.date = f"2026-10-{(row - 1) % 12 + 1:02}"
        day = f"{int(one.date[8:])}/10/2026"
        page.row(row, 0, [row - 2, one.phone, day, one.started, one.agent, one.name])
        for col, item in enumerate(of, 6):
            page.mark(row, col, one, item.name, one.marks[item.name])
        page.total(row, 9, one, f"=SUM(G{row + 1}:I{row + 1})")
        page.put(row, 10, one.inspector)
    page.sheet.set_column(1, 3, 14)
    asked = ("没有录音编号：用什么认定一通录音", "5/10/2026 是5月10日还是10月5日")
    return book.foreign("热线抽检.xlsx", Truth("no_recording_number", of, found, asked))


def english() -> Foreign:
    """An English form with Yes, No and N/A, points per question, an auto-fail column."""
    book = Book()
    page = book.page("QA Evaluations")
    of = items("Greeting=10,Verification=20,Empathy=20,Resolution=40,Closing=10", kind="yesno")
    for item in of:
        item.words = ("Yes", "No", "N/A")
    people = [("A101", "Grace Wu", ""), ("A102", "Tom Li", ""), ("A103", "Amy Chan", "")]
    found = sample("english", 14, people, ["Helen Zhou"], "CT-{n:06}")
    with_words("english", found, of, [True, True, True, False, NA])
    page.title("Call Monitoring Form - October 2026", 12)
    page.row(1, 0, ["Evaluator:", "Helen Zhou"], "plain")
    heads = ["No.", "Call Date", "Agent ID", "Agent Name", "Call ID"]
    heads += [f"{item.name} ({item.full})" for item in of]
    page.row(2, 0, [*heads, "Auto-fail", "Score %", "Comments"], "head")
    for row, one in enumerate(found, 3):
        one.remark = ""
        one.fatal = "Yes" if row == 8 else ""
        marks = [one.marks[item.name] for item in of]
        possible = sum((i.full or 0 for i, m in zip(of, marks, strict=True) if m != NA), Decimal(0))
        got = sum((i.full or 0 for i, m in zip(of, marks, strict=True) if m is True), Decimal(0))
        share = got / possible if possible and not one.fatal else Decimal(0)
        one.total = Decimal(share).quantize(Decimal("0.0001"))
        page.row(
            row, 0, [row - 2, date.fromisoformat(one.date), one.agent, one.name, one.recording]
        )
        for col, item in enumerate(of, 5):
            mark = one.marks[item.name]
            page.mark(row, col, one, item.name, "N/A" if mark == NA else "Yes" if mark else "No")
        page.put(row, 10, one.fatal or "No")
        page.total(row, 11, one, "", "rate")
    page.row(len(found) + 4, 0, ["Signature: ____________"], "plain")
    page.noise((len(found) + 4, 0, len(found) + 4, 0), "signature")
    asked = ("Auto-fail 对得分有什么影响", "N/A 怎样计分")
    return book.foreign("QA evaluations Oct.xlsx", Truth("english", of, found, asked))


def gbk_csv() -> Foreign:
    """An export in GBK: long call numbers behind a tab, yyyymmdd, no title, a last line 合计."""
    of = items(ITEMS)
    found = with_points("gbk", sample("gbk", 30, AGENTS, number="20261008{n:09}"), of)
    text = StringIO()
    lines = csv.writer(text)
    heads = ["录音ID", "通话日期", "坐席工号", "坐席姓名", "技能组", *(i.name for i in of)]
    lines.writerow([*heads, "质检总分", "质检员"])
    lines.writerow(["满分", "", "", "", "", *(item.full for item in of), 100, ""])
    for one in found:
        one.remark = ""
        fixed = [f"\t{one.recording}", one.date.replace("-", ""), one.agent, one.name, one.team]
        lines.writerow([*fixed, *one.marks.values(), one.total, one.inspector])
    lines.writerow(["合计", len(found), *[""] * 10])
    noise = [Noise("", "A2:L2", "full marks")]
    noise.append(Noise("", f"A{len(found) + 3}:L{len(found) + 3}", "total row"))
    truth = Truth("gbk_csv", of, found, noise=noise)
    return Foreign(text.getvalue().encode("gbk"), "质检导出_20261102.csv", truth)


def old_xls() -> Foreign:
    """The two-level sheet saved as .xls by LibreOffice, which must be installed."""
    made = two_level_weights()
    with tempfile.TemporaryDirectory() as folder:
        given = Path(folder, "sheet.xlsx")
        given.write_bytes(made.data)
        run = ["soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless"]
        run += ["--convert-to", "xls", "--outdir", folder, str(given)]
        subprocess.run(run, check=True, capture_output=True)
        data = given.with_suffix(".xls").read_bytes()
    return Foreign(data, "通话质量监控评分_旧版.xls", replace(made.truth, layout="old_xls"))
