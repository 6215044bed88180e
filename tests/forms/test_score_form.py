"""The score sheet as a form: what a scheme and config/intake.yaml make of it (contract 3.2)."""

from __future__ import annotations

from typing import Any

from qa_workbook.forms.score_form import ScoreForm, blank_form, score_form
from qa_workbook.forms.vocabulary import Vocabulary
from qa_workbook.scheme.book import SchemeBook

WIDE_HEAD = [
    "序号",
    "录音编号",
    "通话日期",
    "工号",
    "姓名",
    "总分",
    "最终得分",
    "等级",
    "班组",
    "轮次",
]
WIDE_TAIL = ["差错扣分", "差错代码", "致命错误", "扣分点", "备注"]
LONG = ["序号", "日期", "工号", "姓名", "班组", "条款", "次数", "加重", "扣分", "依据", "登记人", "备注"]  # fmt: skip


def headings(form: ScoreForm) -> list[str]:
    return [field.heading for field in form.columns]


def renamed(vocabulary: Vocabulary, **parts: dict[str, Any]) -> Vocabulary:
    """The vocabulary with other words in some of its parts."""
    data = vocabulary.model_dump()
    for part, words in parts.items():
        data[part] |= words
    return Vocabulary.model_validate(data)


def test_a_wide_sheet_has_the_columns_of_the_contract(
    schemes: SchemeBook, vocabulary: Vocabulary
) -> None:
    """评分表: who with the score beside the name, a column per item, deductions and remarks."""
    scheme = schemes.latest("monitoring-10x4")
    form = blank_form(scheme, vocabulary)
    items = [node.name.zh for node in scheme.items]
    assert headings(form) == [*WIDE_HEAD, *items, *WIDE_TAIL]
    assert form.ids("computed") == ("raw", "final", "band")
    assert form.sheet == "评分表"


def test_a_long_sheet_has_the_columns_of_the_contract(
    schemes: SchemeBook, vocabulary: Vocabulary
) -> None:
    """违规登记: a row per breach, the day is called 日期 there, rows of a recording stand together."""
    form = blank_form(schemes.latest("service-norm-100"), vocabulary)
    assert headings(form) == LONG
    assert form.ids("required") == (
        "call_date",
        "agent",
        "clause",
        "times",
        "aggravated",
        "basis",
    )
    assert form.whole == ("recording", "inspector", "agent")
    assert form.sheet == "违规登记"


def test_whatever_names_somebody_is_text(schemes: SchemeBook, vocabulary: Vocabulary) -> None:
    """Numbers of recordings and people are ids, so that 0012 doesn't become 12; 登记人 is one."""
    wide = blank_form(schemes.latest("monitoring-10x4"), vocabulary)
    long = blank_form(schemes.latest("service-norm-100"), vocabulary)
    kinds = {field.id: field.kind for field in (*wide.columns, *long.columns)}
    assert {key for key, kind in kinds.items() if kind == "id"} == {
        "recording",
        "agent",
        "basis",
        "registrar",
    }


def test_the_first_name_is_what_blank_sheets_write(
    schemes: SchemeBook, vocabulary: Vocabulary
) -> None:
    """Names, labels and words that config/intake.yaml puts first stand in the blank sheet."""
    own = renamed(
        vocabulary,
        columns={"agent": ("客服号", "工号")},
        labels={"inspector": ("质检人", "质检员")},
        sheets={"wide": ("监听表",)},
        templates={"wide": {"raw": "得分合计"}, "long": {"call_date": "违规日期"}},
        words={"affirmative": ("对",), "not_applicable": ("无",)},
    )
    wide = blank_form(schemes.latest("monitoring-10x4"), own)
    found = {field.id: field.heading for field in wide.columns}
    assert (found["agent"], found["raw"]) == ("客服号", "得分合计")
    assert (wide.label("inspector"), wide.sheet) == ("质检人", "监听表")
    assert (wide.yes, wide.not_applicable) == ("对", "无")
    long = blank_form(schemes.latest("service-norm-100"), own)
    assert [long.columns[place].heading for place in (1, 2)] == ["违规日期", "客服号"]


def test_what_blank_sheets_write_is_understood(vocabulary: Vocabulary) -> None:
    """A name that only `templates` has is read as its column, or passed over if it is computed."""
    own = renamed(
        vocabulary,
        templates={"wide": {"raw": "得分合计"}, "long": {"call_date": "违规之日"}},
    )
    assert own.column_aliases["违规之日"] == "call_date"
    assert "得分合计" in own.computed_names


def test_either_items_or_points_may_be_filled_in(
    schemes: SchemeBook, vocabulary: Vocabulary
) -> None:
    """A sheet to be read may have items and points; a blank one has the columns that were chosen."""
    scheme = schemes.latest("satisfaction-3-9-20")
    read = score_form(scheme, vocabulary)
    assert {read.by_id[key].need for key in read.indicators} == {"optional"}
    by_items = blank_form(scheme, vocabulary)
    by_points = blank_form(scheme, vocabulary, "points")
    assert set(by_items.indicators) | set(by_points.indicators) == set(read.indicators)
    assert {by_points.by_id[key].need for key in by_points.indicators} == {"required"}
    assert [node for _, node in by_items.marked] == list(scheme.items)
