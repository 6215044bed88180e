"""A sheet of a contact centre as a preview shows it, made by hand: two recordings of two items."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

from qa_workbook.adopt.proposal import Answer, Proposal, Question, Sample, SheetProposal
from qa_workbook.books.adoption.model import Preview, ReadSheet, Reckoned, names_of
from qa_workbook.config.base import Text
from qa_workbook.config.strict import read_model
from qa_workbook.forms.score_form import score_form
from qa_workbook.forms.vocabulary import Vocabulary
from qa_workbook.grids.grid import Grid, Unseen
from qa_workbook.layouts.model import Layout
from qa_workbook.layouts.unfolded import Understood, Unfolded
from qa_workbook.scheme.model import Scheme

ROWS = [
    ["客服中心录音质检评分表（2026年10月）", "", "", "", "", "", "", "", ""],
    ["质检员：", "陈晨", "", "", "", "", "", "", ""],
    ["日期", "工号", "录音号", "服务态度", "", "业务能力", "", "总分", "等级说明"],
    ["", "", "", "得分", "扣分原因", "得分", "扣分原因", "", ""],
    ["满分", "", "", 20, "", 80, "", 100, ""],
    [date(2026, 10, 5), "001", "=LY1", 20, "", 70, "解答不完整", 90, "甲"],
    [date(2026, 10, 6), "002", "LY2", 15, "语速偏快", 80, "", 96, "乙"],
    ["合计", "", "", 35, "", 150, "", 186, ""],
    ["???", "", "", "", "", "", "", "", ""],
]
MERGED = {(0, 0): (1, 9), (2, 3): (1, 2), (2, 5): (1, 2), (2, 0): (2, 1)}
_FIELDS = {0: "call_date", 1: "agent", 2: "recording"}
_ITEMS = {3: "attitude", 5: "skill"}


def layout(layout_id: str = "centre", name: str = "录音质检评分表") -> Layout:
    """How the sheet is read."""
    return Layout.model_validate(
        {
            "format": 1,
            "id": layout_id,
            "name": name,
            "source": "10月.xlsx",
            "scheme": "centre",
            "match": {"headings": ["服务态度 / 得分", "业务能力 / 得分"]},
            "shape": "rows",
            "levels": 2,
            "fields": {
                "call_date": [{"heading": "日期"}],
                "agent": [{"heading": "工号"}],
                "recording": [{"heading": "录音号"}],
                "inspector": [{"label": "质检员"}],
            },
            "marks": {
                "attitude": {"heading": "服务态度 / 得分", "reason": "服务态度 / 扣分原因"},
                "skill": {"heading": "业务能力 / 得分", "reason": "业务能力 / 扣分原因"},
            },
            "notations": {"default": {"words": {"优": "20"}, "blank": "missing"}},
            "ignored": {
                "rows": [{"words": ["合计", "小计"], "kind": "total"}],
                "headings": ["等级说明"],
                "texts": ["*评分表*"],
            },
            "totals": [{"heading": "总分", "kind": "score"}],
        }
    )


def scheme() -> Scheme:
    """The scheme that is proposed."""
    points = {"lowest": 0, "step": 1, "unit": "points", "source": "10月.xlsx"}
    return Scheme.model_validate(
        {
            "format": 1,
            "id": "centre",
            "version": "1",
            "valid_from": date(2026, 1, 1),
            "name": "客服中心质检",
            "source": "10月.xlsx",
            "scales": {"p20": {"full": 20, **points}, "p80": {"full": 80, **points}},
            "score": {
                "aggregate": "sum",
                "full": 100,
                "decimals": 2,
                "unit": "points",
                "source": "10月.xlsx",
            },
            "indicators": [
                {"id": "attitude", "name": "服务态度", "weight": 20, "scale": "p20"},
                {"id": "skill", "name": "业务能力", "weight": 80, "scale": "p80"},
            ],
        }
    )


def _cells() -> dict[tuple[int, int], Understood]:
    """What each filled cell of the sheet was taken for."""
    cells = {
        (0, 0): Understood("ignored", rule="ignored.texts[0]"),
        (1, 0): Understood("label", "inspector"),
        (1, 1): Understood("field", "inspector"),
        (8, 0): Understood("unsure"),
    }
    for row in range(2, 8):
        for column, value in enumerate(ROWS[row]):
            if value != "":
                cells[row, column] = _cell(row, column)
    return cells


def _cell(row: int, column: int) -> Understood:
    if row == 7:
        return Understood("ignored", rule="ignored.rows[0]")
    if column == 8:
        return Understood("ignored", rule="ignored.headings[0]")
    if column == 7:
        return Understood("heading" if row < 4 else "total")
    return _of_recording(row, column)


def _of_recording(row: int, column: int) -> Understood:
    key = _FIELDS.get(column) or f"mark.{_ITEMS.get(column, _ITEMS.get(column - 1, ''))}"
    if row < 4 or (row == 4 and column == 0):
        return Understood("heading", key)
    if row == 4:
        return Understood("full_mark", key)
    if column in _FIELDS:
        return Understood("field", key)
    return Understood("mark" if column in _ITEMS else "reason", key)


def unfolded() -> Unfolded:
    """The sheet as a plain table."""
    keys = ("call_date", "agent", "recording", "mark.attitude", "mark.skill", "inspector", "remark")
    said = ("通话日期", "工号", "录音编号", "服务态度", "业务能力", "质检员", "备注")
    rows = [list(said)]
    origin = {}
    for number, row in enumerate((5, 6), 1):
        values = [ROWS[row][column] for column in (0, 1, 2, 3, 5)]
        rows.append([*values, "陈晨", "；".join(filter(None, (ROWS[row][4], ROWS[row][6])))])
        origin |= {(number, place): (row, column) for place, column in enumerate((0, 1, 2, 3, 5))}
        origin[number, 5] = (1, 1)
    return Unfolded(Grid("10月", rows), keys, said, origin, _cells())


QUESTIONS = (
    Question(
        "recording",
        Text(zh="“录音号”是不是每条录音都不同？", en="Is the number of the recording unique?"),
        about=(("10月", "C6:C7"), ("10月", "C3")),
        answers=(
            Answer("unique", Text(zh="是", en="yes")),
            Answer("made", Text(zh="不是", en="no")),
        ),
        proposed="unique",
        why=Text(zh="同一条录音再交一次要替换，不能算两条。", en="It must be told from others."),
    ),
    Question(
        "fatal",
        Text(zh="有没有一项错了就整通电话记 0 分？", en="Is there a fatal error?"),
        answers=(
            Answer("none", Text(zh="没有，不用设", en="none")),
            Answer("zero", Text(zh="有，记 0 分", en="yes, score 0")),
        ),
    ),
    Question(
        "from", Text(zh="从哪一天起用？", en="From which day?"), kind="day", proposed="2026-10-01"
    ),
    Question(
        "full", Text(zh="满分是多少？", en="What is the full mark?"), kind="number", proposed="100"
    ),
)


def preview(*, sheets: int = 1, answers: dict[str, str] | None = None) -> Preview:
    """The preview of a workbook with so many sheets alike and one that is passed over."""
    names = ["10月", *(f"10月{number}" for number in range(2, sheets + 1))]
    grids = [Grid(name, ROWS, Unseen(merged=MERGED)) for name in names]
    samples = [Sample("质检/10月.xlsx", grid.name, grid) for grid in grids]
    passed = Sample("质检/10月.xlsx", "汇总", Grid("汇总", [["汇总", ""], ["人数", 8]]))
    proposed = [SheetProposal(sample, "centre") for sample in samples]
    proposed.append(SheetProposal(passed, reason=Text(zh="没有录音", en="no recordings")))
    proposal = Proposal((layout(),), (scheme(),), tuple(proposed), QUESTIONS, answers or {})
    form = score_form(scheme(), vocabulary())
    names_of_columns = names_of(form) | {"inspector": "质检员"}
    reckoned = {1: Reckoned(Decimal(90), 90, True), 2: Reckoned(Decimal(95), 96, False)}
    read = [
        ReadSheet(one, layout(), unfolded(), names_of_columns, reckoned)
        if one.layout
        else ReadSheet(one)
        for one in proposed
    ]
    return Preview("p-123456", "10月", proposal, read, {"centre": scheme()}, {"centre": form})


def vocabulary() -> Vocabulary:
    """The shipped words."""
    found, faults = read_model(Path(__file__).parents[2] / "config" / "intake.yaml", Vocabulary)
    assert found, faults
    return found
