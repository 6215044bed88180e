"""Sheets with a recording a row: what is found out of them, and what has to be asked."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from adopted import adopted, faults

from oracle import NA, Sheet
from qa_workbook.scoring import score_recordings
from scheme_factory import frame

PEOPLE = "通话日期|工号|姓名|录音编号|质检员"


MONTH = """
XX中心2026年{month}月质检评分表|<|<|<|<|<|<|<|<
通话日期|工号|姓名|录音编号|质检员|服务规范|<|业务|总分
^|^|^|^|^|1.开场白(10分)|2.礼貌用语(30分)|3.解答（60分）|^
2026-{month}-05|001|王佳|LY100001|陈晨|10|25|60|95
2026-{month}-06|002|李敏|LY100002|刘洋|8|30|55|93
2026-{month}-07|003|张伟|LY100003|刘洋|8|30|50|88
平均分|||||9|28|55|92
制表人：陈晨  日期：2026年12月2日
"""


def test_two_levels_with_points_totals_and_noise(tmp_path: Path) -> None:
    one = adopted(MONTH.format(month=10))
    assert not one.asked
    assert not faults(one, tmp_path)
    scheme = one.scheme
    assert [node.name.zh for node in scheme.indicators] == ["服务规范", "业务"]
    weights = [(leaf.name.zh, leaf.weight) for leaf in scheme.leaves]
    assert weights == [("开场白", 10), ("礼貌用语", 30), ("解答", 60)]
    assert (scheme.score.aggregate, scheme.score.full) == ("sum", 100)
    assert one.marks()[1] == {"开场白": 8, "礼貌用语": 30, "解答": 55}
    assert one.columns("agent", "recording", "call_date")[0] == ("001", "LY100001", "2026-10-05")
    assert len(one.marks()) == 3
    assert not one.unsure()
    assert adopted(MONTH.format(month=11)).layout == one.layout


def test_what_grades_fatal_errors_and_inapplicable_do_is_never_guessed(tmp_path: Path) -> None:
    sheet = f"""
{PEOPLE}|接听|用语|一票否决|备注
2026-10-05|001|王佳|LY100001|陈晨|优|良||
2026-10-06|002|李敏|LY100002|陈晨|中|不适用|是|辱骂
2026-10-07|003|张伟|LY100003|陈晨|差|优||
"""
    one = adopted(sheet)
    assert one.open == {"grades", "fatal", "not_applicable"}
    answers = {"grades": "100/85/60/0", "fatal": "cap:59", "not_applicable": "respread"}
    given = adopted(sheet, answers=answers)
    assert not given.open
    assert not faults(given, tmp_path)
    scale = next(iter(given.scheme.scales.values()))
    assert [(c.name.zh, c.mark) for c in scale.choices] == [
        ("优", 100),
        ("良", 85),
        ("中", 60),
        ("差", 0),
    ]
    fatal = given.scheme.fatal
    assert fatal is not None
    assert (fatal.effect, fatal.cap, given.scheme.not_applicable) == ("cap", 59, "respread")
    assert adopted(sheet, answers={"grades": "100/85"}).open == one.open


@pytest.mark.parametrize(
    ("marks", "total", "way"),
    [
        ("80|90|100", "89", "weighted"),  # 80·0.3 + 90·0.5 + 100·0.2
        ("70|90|60", "78", "weighted"),
    ],
)
def test_the_totals_of_the_sheet_say_how_it_is_scored(marks: str, total: str, way: str) -> None:
    one = adopted(f"""
{PEOPLE}|规范|态度|业务|得分
权重|||||30%|50%|20%|
2026-10-05|001|王佳|LY100001|陈晨|{marks}|{total}
2026-10-06|002|李敏|LY100002|陈晨|100|100|90|98
2026-10-07|003|张伟|LY100003|陈晨|90|100|90|95
""")
    assert one.scheme.score.aggregate == way
    assert [leaf.weight for leaf in one.scheme.leaves] == [30, 50, 20]
    assert {one.scheme.scale_of(leaf).full for leaf in one.scheme.leaves} == {Decimal(100)}
    assert not one.open


def test_deductions_and_empty_cells_are_told_apart_by_the_totals(tmp_path: Path) -> None:
    one = adopted(f"""
{PEOPLE}|开场白(20分)|态度(30分)|业务(50分)|总分
2026-10-05|001|王佳|LY100001|陈晨||2||98
2026-10-06|002|李敏|LY100002|陈晨|5|||95
2026-10-07|003|张伟|LY100003|陈晨||3|10|87
2026-10-08|004|赵静|LY100004|陈晨||||100
""")
    assert one.layout.notations["default"].reads == "deduction"
    assert one.marks()[2] == {"开场白": 20, "态度": 27, "业务": 40}
    assert not one.open
    assert not faults(one, tmp_path)


def test_where_no_total_tells_it_is_asked_what_numbers_and_blanks_mean() -> None:
    one = adopted(f"""
{PEOPLE}|开场白(20分)|态度(30分)|业务(50分)
2026-10-05|001|王佳|LY100001|陈晨|0|2|0
2026-10-06|002|李敏|LY100002|陈晨|5|0|0
2026-10-07|003|张伟|LY100003|陈晨|0||0
""")
    assert {"reads", "blank"} <= one.open


def test_a_scheme_of_the_house_is_found_whatever_stands_around_its_items() -> None:
    items = "开场白及挂机 服务态度 服务用语 语音语速 表达能力 主动推介 灵活处理 双向沟通 聆听能力 业务能力"
    heads = "|".join(f"{n}、{item}(5分)" for n, item in enumerate(items.split(), 1))
    marks = "|".join("5" * 10)
    one = adopted(f"""
日期|座席|录音流水号|{heads}|得分
2026-10-05|王佳(001)|LY1|{marks}|100
示例|张三(000)|示例录音|{marks}|100
2026-10-06|李敏(002)|LY2|{marks}|100
合计||| {marks}|200
质检员：陈晨
""")
    assert one.layout.scheme == "monitoring-10x4"
    assert not one.proposal.schemes
    assert one.columns("agent", "name") == [("001", "王佳"), ("002", "李敏")]
    assert not one.open


def test_what_a_sheet_lacks_comes_from_names_of_sheets_or_is_asked() -> None:
    sheet = """
工号|姓名|服务(40)|业务(60)|总分
001|王佳|40|55|95
002|李敏|35|60|95
003|张伟|35|50|85
"""
    one = adopted(sheet, sheet, names=("10.8", "10.9"))
    assert len(one.proposal.layouts) == 1
    assert one.open == {"inspector", "year"}
    assert one.asked["recording"] == "made_of"
    given = adopted(
        sheet, sheet, names=("10.8", "10.9"), answers={"year": "2026", "inspector": "陈晨"}
    )
    assert [str(day) for _, day in given.columns("agent", "call_date")][::3] == [
        "2026-10-08",
        "2026-10-09",
    ]
    assert len({number for (number,) in given.columns("recording")}) == 6


def test_days_that_read_both_ways_are_asked_unless_the_column_tells() -> None:
    sheet = f"""
{PEOPLE}|服务(40)|业务(60)
5/10/2026|001|王佳|LY100001|陈晨|40|60
{{day}}/10/2026|002|李敏|LY100002|陈晨|40|55
"""
    assert "day_order" in adopted(sheet.format(day="6")).open
    assert adopted(sheet.format(day="26")).asked["day_order"] == "day"


def test_columns_that_the_others_come_to_are_totals() -> None:
    one = adopted(f"""
{PEOPLE}|核实|告知|确认|达标项数
2026-10-05|001|王佳|LY100001|陈晨|√|√|×|2
2026-10-06|002|李敏|LY100002|陈晨|√|√|√|3
2026-10-07|003|张伟|LY100003|陈晨|×|√|×|1
""")
    assert [leaf.name.zh for leaf in one.scheme.leaves] == ["核实", "告知", "确认"]
    assert one.layout.totals[0].heading == "达标项数"
    assert one.layout.notations["default"].words == {"√": "是", "×": "否"}


@pytest.mark.parametrize(
    ("sheet", "word"),
    [
        ("姓名|抽检量|平均分|合格率\n王佳|5|95|100%\n李敏|5|92|80%", "汇总统计"),
        ("评分标准|<\n1.开场白|10分\n2.态度|20分", "表头"),
    ],
)
def test_what_is_no_score_sheet_is_passed_over_and_it_is_said_why(sheet: str, word: str) -> None:
    one = adopted(sheet)
    reason = one.proposal.sheets[0].reason
    assert not one.proposal.layouts
    assert reason is not None
    assert word in reason.zh


def test_the_second_row_of_a_recording_is_never_taken_for_a_note() -> None:
    one = adopted(f"""
{PEOPLE}|服务(40)|业务(60)|差错扣分|备注
2026-10-05|001|王佳|LY100001|陈晨|40|60|2|
|||||||1|未核实身份
2026-10-06|002|李敏|LY100002|陈晨|40|55||
""")
    assert not one.layout.ignored.texts


def test_sub_columns_and_second_reviews() -> None:
    sheet = """
日期|工号|录音编号|质检员|开场白|<|<|态度|<|<
^|^|^|^|标准分|初评|复评|标准分|初评|复评
2026-10-05|001|LY100001|陈晨|40|40|38|60|50|55
2026-10-06|002|LY100002|陈晨|40|35|35|60|60|60
"""
    one = adopted(sheet)
    assert one.open == {"review"}
    given = adopted(sheet, answers={"review": "初评"})
    assert given.marks()[0] == {"开场白": 40, "态度": 50}
    assert [given.scheme.scale_of(leaf).full for leaf in given.scheme.leaves] == [40, 60]


def test_answers_and_lists_of_breaches(tmp_path: Path) -> None:
    answers = adopted("""
通话ID|工号|评估人|日期|分类|问题|得分|满分
C10001|001|陈晨|2026-10-05|服务|开场|0|10
C10001|001|陈晨|2026-10-05|业务|解答|80|90
C10002|002|陈晨|2026-10-06|服务|开场|10|10
C10002|002|陈晨|2026-10-06|业务|解答|90|90
""")
    assert answers.layout.shape == "answers"
    assert answers.marks() == [{"开场": 0, "解答": 80}, {"开场": 10, "解答": 90}]
    assert not answers.open
    sheet = """
日期|工号|姓名|录音编号|违规项目|加减分|登记人
2026-10-05|001|王佳|LY1|未报工号|-5|陈晨
2026-10-05|001|王佳|LY1|语气生硬|-8|陈晨
2026-10-06|002|李敏|LY2|客户表扬|+3|刘洋
2026-10-07|003|张伟|LY3|语气生硬|-10|刘洋
2026-10-07|003|张伟|LY4|录音损坏|0|刘洋
"""
    listed = adopted(sheet)
    assert listed.open == {"clause.2", "bonus"}
    given = adopted(sheet, answers={"clause.2": "8", "bonus": "capped"})
    assert not faults(given, tmp_path)
    counts = {node.name.zh: node.count for node in given.scheme.counted}
    assert {name: (c.points, c.direction) for name, c in counts.items() if c} == {
        "未报工号": (5, "deduct"),
        "语气生硬": (8, "deduct"),
        "客户表扬": (3, "bonus"),
    }
    assert len(given.marks()) == 4


@pytest.mark.parametrize("heading", ["等级", "表现"])
def test_grades_stand_below_items_beside_reasons(heading: str) -> None:
    """等级 | 备注 below each item, or any other word that stands there again and again."""
    grades = f"""
{PEOPLE}|1.1 问候|<|1.2 规范|<
^|^|^|^|^|{heading}|备注|{heading}|备注
2026-10-05|001|王佳|LY100001|陈晨|A||C|
2026-10-06|002|李敏|LY100002|陈晨|B||D|语速快
2026-10-07|003|张伟|LY100003|陈晨|A||A|
"""
    one = adopted(grades, answers={"grades": "100/80/60/0"})
    assert one.marks()[1] == {"问候": "B", "规范": "D"}
    assert [place.reason for place in one.layout.marks.values()] == [
        "1.1 问候 / 备注",
        "1.2 规范 / 备注",
    ]


def test_accounts_and_nicknames_are_the_agent() -> None:
    """客服账号 is no item with a full mark of 7; an item may be called 方案."""
    rows = "\n".join(
        f"IM{n:06}|2026-10-{n:02}|{n:03}|{name}|陈晨|{n % 3}|{(n + 1) % 3}"
        for n, name in enumerate(("王佳", "李敏", "张伟", "赵静", "刘畅", "陈思", "孙丽"), 1)
    )
    accounts = adopted(f"会话ID|会话日期|客服账号|客服昵称|质检人|礼貌|方案\n{rows}")
    assert list(accounts.marks()[0]) == ["礼貌", "方案"]
    assert accounts.columns("agent", "name")[0] == ("001", "王佳")


@pytest.mark.parametrize("levels", ["一二三", "123"])
def test_words_that_nobody_knows_are_marks_where_columns_share_them(levels: str) -> None:
    """一级 二级 三级: what they are worth is asked; 1级 is no mark of 1, 来源 beside them no item."""
    first, last = ((levels[n] for n in order) for order in ((0, 1, 2, 0, 1, 2), (1, 0, 0, 2, 0, 1)))
    rows = "\n".join(
        f"2026-10-{n:02}|{n:03}|王佳|LY10000{n}|陈晨|{'电话' if n % 2 else '在线'}|{a}级|{b}级"
        for n, (a, b) in enumerate(zip(first, last, strict=True), 1)
    )
    one = adopted(f"{PEOPLE}|来源|接听|用语\n{rows}")
    assert one.open == {"words"}
    assert [item.heading for item in one.layout.marks.values()] == ["接听", "用语"]


@pytest.mark.parametrize(
    ("total", "answer", "rule"), [(90, "respread", "leave"), (84, "respread_group", "respread")]
)
def test_what_does_not_apply_goes_where_the_totals_say(total: int, answer: str, rule: str) -> None:
    """63 of 70 points are 90; within its group of 40 the weight goes to the 7 of 10: 28 + 56."""
    sheet = f"""
{PEOPLE}|服务|<|业务|<|总分
^|^|^|^|^|开场(10分)|礼貌(30分)|解答(40分)|记录(20分)|^
2026-10-05|001|王佳|LY100001|陈晨|10|30|40|20|100
2026-10-06|002|李敏|LY100002|陈晨|7|NA|40|16|{total}
2026-10-07|003|张伟|LY100003|陈晨|10|20|30|20|80
"""
    (asks,) = [one for one in adopted(sheet).proposal.questions if one.id == "not_applicable"]
    assert (asks.answers[0].id, asks.proposed) == (answer, "")
    one = adopted(sheet, answers={"not_applicable": answer})
    assert one.scheme.not_applicable == rule
    marks = dict(zip((leaf.id for leaf in one.scheme.leaves), (7, NA, 40, 16), strict=True))
    exact = {key: mark if mark == NA else Fraction(mark) for key, mark in marks.items()}
    scored = score_recordings(one.scheme, frame(one.scheme, [Sheet(marks=exact)]))
    assert scored["raw"].tolist() == [total]


@pytest.mark.parametrize(
    ("heading", "points"), [("最终成绩", "100分"), ("复检总分", ""), ("综评", "100分")]
)
def test_a_column_worth_all_others_is_a_total(heading: str, points: str) -> None:
    """By its name, or its full mark, also where people typed it and erred."""
    one = adopted(
        f"""
{PEOPLE}|接听|用语|解答|{heading}
|分值||||10分|30分|60分|{points}
2026-10-05|001|王佳|LY1|陈晨|10|25|60|95
2026-10-06|002|李敏|LY2|陈晨|8|30|55|93
2026-10-07|003|张伟|LY3|陈晨|8|30|50|70
"""
    )
    assert [total.heading for total in one.layout.totals] == [heading]
    assert [leaf.name.zh for leaf in one.scheme.leaves] == ["接听", "用语", "解答"]


def test_points_behind_names_and_marks_with_a_sign_are_added_up(tmp_path: Path) -> None:
    """语言25 has a full mark of 25, 加减分 goes beyond the full score with its sign."""
    one = adopted(f"""
{PEOPLE}|语言25|态度25|业务50|加减分|得分

2026-10-05|001|王佳|LY100001|陈晨|25|24|48|2|99
2026-10-06|002|李敏|LY100002|陈晨|25|25|50|-3|97
2026-10-07|003|张伟|LY100003|陈晨|20|25|50||95
""")
    fulls = {leaf.name.zh: one.scheme.scale_of(leaf) for leaf in one.scheme.leaves}
    assert {name: scale and (scale.full, scale.lowest) for name, scale in fulls.items()} == {
        "语言": (25, 0),
        "态度": (25, 0),
        "业务": (50, 0),
        "加减分": (2, -3),
    }
    assert (one.scheme.score.aggregate, one.scheme.score.full) == ("sum", 100)
    assert one.scheme.score.ceiling == 102
    assert not faults(one, tmp_path)


def test_subtotals_of_groups_are_no_items(tmp_path: Path) -> None:
    """By their names, or because they say in every row what the items before them come to."""
    one = adopted(
        f"""
{PEOPLE}|核验|提示|合规小计|问候|倾听|服务得|总分
2026-10-05|001|王佳|LY1|陈晨|20|30|50|25|25|50|100
2026-10-06|002|李敏|LY2|陈晨|20|20|40|25|20|45|85
2026-10-07|003|张伟|LY3|陈晨|10|30|40|15|25|40|80
2026-10-08|003|张伟|LY4|陈晨|20|30|50|20|25|45|95
"""
    )
    assert [leaf.name.zh for leaf in one.scheme.leaves] == ["核验", "提示", "问候", "倾听"]
    assert set(one.layout.ignored.headings) >= {"合规小计", "服务得"}
    assert not one.unsure() and not faults(one, tmp_path)


def test_signatures_below_items_say_nothing_about_them(tmp_path: Path) -> None:
    """A line of words with colons is no recording, and its words are no marks."""
    one = adopted(
        f"""
{PEOPLE}|未问候|打断|态度生硬|扣分合计|最终得分
2026-10-05|001|王佳|LY1|陈晨|-2||-3|-5|95
2026-10-06|002|李敏|LY2|陈晨||-1||-1|99
2026-10-07|003|张伟|LY3|陈晨||||0|100
制表：石磊|||||||审批：||
"""
    )
    assert [leaf.name.zh for leaf in one.scheme.leaves] == ["未问候", "打断", "态度生硬"]
    assert len(one.marks()) == 3
    assert not one.unsure() and not faults(one, tmp_path)


def test_people_err_in_totals_that_they_type__averages_beside_are_none() -> None:
    """A column that is mostly the sum of the others is their total, wherever it stands."""
    one = adopted(
        f"""
{PEOPLE}|综评|接听|用语|解答
2026-10-05|001|王佳|LY1|陈晨|95|10|25|60
2026-10-06|002|李敏|LY2|陈晨|93|8|30|55
2026-10-07|003|张伟|LY3|陈晨|80|8|30|50
2026-10-08|003|张伟|LY4|陈晨|90|10|30|50
"""
    )
    assert [total.heading for total in one.layout.totals] == ["综评"]
    assert [leaf.name.zh for leaf in one.scheme.leaves] == ["接听", "用语", "解答"]
    exact = adopted(
        f"""
{PEOPLE}|接听|用语|解答|综评
2026-10-05|001|王佳|LY1|陈晨|10|25|60|95
2026-10-06|002|李敏|LY2|陈晨|8|30|55|93
2026-10-07|003|张伟|LY3|陈晨|8|30|50|88
"""
    )
    assert [total.heading for total in exact.layout.totals] == ["综评"]
    beside = adopted(
        f"""
{PEOPLE}|接听|用语|解答|总分|人均分
2026-10-05|001|王佳|LY1|陈晨|10|25|60|95|92
2026-10-06|002|李敏|LY2|陈晨|8|30|55|93|92
2026-10-07|003|张伟|LY3|陈晨|8|30|50|88|92
"""
    )
    assert [total.heading for total in beside.layout.totals] == ["总分"]


def test_deductions_that_look_like_sums_stay_items() -> None:
    """A single point off in a row equals the sum of the others by chance alone."""
    one = adopted(
        f"""
{PEOPLE}|接听扣分|用语扣分|解答扣分
2026-10-05|001|王佳|LY1|陈晨|2|2|0
2026-10-06|002|李敏|LY2|陈晨|0|0|0
2026-10-07|003|张伟|LY3|陈晨|3|0|3
2026-10-08|003|张伟|LY4|陈晨|0|0|0
2026-10-09|001|王佳|LY5|陈晨|5|0|0
"""
    )
    assert len(one.scheme.leaves) == 3


def test_a_row_of_percentages_in_the_header_is_no_name(tmp_path: Path) -> None:
    """Items are called by what stands above their weights."""
    one = adopted(
        f"""
{PEOPLE}|服务|<|业务|总分
^|^|^|^|^|问候（10）|倾听（30）|解答（60）|^
^|^|^|^|^|10%|30%|60%|^
2026-10-05|001|王佳|LY1|陈晨|10|25|60|95
2026-10-06|002|李敏|LY2|陈晨|8|30|55|93
2026-10-07|003|张伟|LY3|陈晨|8|30|50|88
"""
    )
    leaves = [(leaf.name.zh, leaf.weight) for leaf in one.scheme.leaves]
    assert leaves == [("问候", 10), ("倾听", 30), ("解答", 60)]
    assert not one.unsure() and not faults(one, tmp_path)
