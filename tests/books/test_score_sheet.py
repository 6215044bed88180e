"""The score sheet: the layout other programs rely on, what may be typed, and what is guarded."""

from __future__ import annotations

import datetime
import re
from itertools import pairwise
from pathlib import Path
from zipfile import ZipFile

import openpyxl
import pytest

from qa_workbook.books.score_sheet.sheet import write_score_sheet
from qa_workbook.books.score_sheet.shipped import template_files, write_blank_sheets
from qa_workbook.books.score_sheet.template import Filled, Head, Template
from qa_workbook.config.strict import read_model
from qa_workbook.forms.vocabulary import Vocabulary
from qa_workbook.intake.reader import IntakeContext, read_paths
from qa_workbook.scheme.book import SchemeBook
from qa_workbook.scheme.loader import load_schemes
from qa_workbook.scheme.model import Scheme
from scheme_factory import BANDS, clause, item, scheme
from shared_office import HAS_CALC, convert_in_calc
from workbook_tools import audit, dump, values

ROOT = Path(__file__).parents[2]
WHO = ["序号", "录音编号", "通话日期", "工号", "姓名"]
WHERE = ["班组", "轮次"]
SCORES = ["总分", "最终得分", "等级"]
ITEMS = [
    *("开场白及挂机", "服务态度", "服务用语", "语音语速"),
    *("表达能力", "主动推介", "灵活处理", "双向沟通", "聆听能力", "业务能力"),
]


@pytest.fixture(scope="module")
def shipped() -> SchemeBook:
    return load_schemes(ROOT / "config" / "schemes")[0]


VOCABULARY, _ = read_model(ROOT / "config" / "intake.yaml", Vocabulary)


def write(path: Path, of: Scheme, filled: Filled | None = None, **options: object) -> None:
    """Writes a score sheet with the shipped names."""
    write_score_sheet(path, Template(of, VOCABULARY, **options), filled or Filled())


def header(sheet) -> tuple[int, list[str]]:
    """Returns the 1-based row that begins with 序号, and its headings."""
    row = next(number for number in range(1, 20) if sheet.cell(number, 1).value == "序号")
    return row, [cell.value for cell in sheet[row] if cell.value]


def labels(sheet, above: int) -> dict[str, object]:
    """Returns label → value right of it, above the header."""
    found = {}
    for row in sheet.iter_rows(max_row=above - 1):
        for cell, right in pairwise(row):
            if cell.value in ("方案", "方案版本", "项目", "质检员", "质检日期"):
                found[cell.value] = right.value
    return found


def test_wide_sheet__has_the_layout_of_the_contract(shipped, tmp_path):
    """评分表: label and value pairs above the header; who, the items by name, what went wrong, the live score."""
    path, day = tmp_path / "a.xlsx", datetime.date(2026, 10, 5)
    write(path, shipped.latest("monitoring-10x4"), head=Head("王芳", day, "宽带"), rows=12)
    sheet = openpyxl.load_workbook(path)["评分表"]
    row, headings = header(sheet)
    after = ["差错扣分", "差错代码", "致命错误", "扣分点", "备注"]
    assert headings == WHO + SCORES + WHERE + ITEMS + after
    assert labels(sheet, row) == {
        "方案": "monitoring-10x4",
        "方案版本": "2026.1",
        "项目": "宽带",
        "质检员": "王芳",
        "质检日期": datetime.datetime(2026, 10, 5),  # noqa: DTZ001 - dates of a sheet have no zone
    }
    assert [sheet.cell(row + 1 + number, 1).value for number in range(12)] == list(range(1, 13))
    assert sheet.max_row == row + 12 + 1  # and how to get more rows


def test_wide_sheet__has_only_the_columns_the_scheme_needs(shipped, tmp_path):
    """Without error deductions, points and fatal effects their columns are not there."""
    write(tmp_path / "a.xlsx", scheme([item("a"), item("b")]), rows=2)
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx")["评分表"]
    assert header(sheet)[1] == [*WHO, "总分", *WHERE, "A", "B", "备注"]
    write(tmp_path / "b.xlsx", shipped.latest("satisfaction-3-9-20"), entry="points", rows=2)
    points = header(openpyxl.load_workbook(tmp_path / "b.xlsx")["评分表"])[1]
    assert points[10:13] == ["吐字清晰", "音量语速适中", "普通话标准"]
    assert len(points) == 10 + 20 + len(["差错代码", "致命错误", "备注"])


def test_wide_sheet__error_deduction_without_codes(tmp_path):
    """With error deductions there is 差错代码 even if the scheme has no codes; then it has no drop-down, and 备注 gives the reason."""
    rule = {"highest": 10, "step": 1, "reason": "required", "unit": "points", "source": "test"}
    write(tmp_path / "a.xlsx", scheme([item("a")], error_deduction=rule), rows=2)
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx")["评分表"]
    row, headings = header(sheet)
    assert headings == [*WHO, "总分", "最终得分", *WHERE, "A", "差错扣分", "差错代码", "备注"]
    assert not [
        rule for rule in sheet.data_validations.dataValidation if rule.formula1 == "qa_codes"
    ]
    reasons = [str(found.sqref) for found, rules in sheet.conditional_formatting._cf_rules.items()
               for one in rules if f"N($K{row + 1})>0" in "".join(one.formula)]  # fmt: skip
    assert reasons == [f"{letter}{row + 1}:{letter}{row + 2}" for letter in "KM"]


@pytest.mark.calc
@pytest.mark.skipif(not HAS_CALC, reason="LibreOffice is not installed")
def test_long_sheet__deduction_of_a_row_in_calc(tmp_path):
    """扣分 of a row is points × times, × factor when aggravated, once if so, at most the cap; a bonus is negative."""
    clauses = [
        clause("a", 5, cap=12, aggravated=2), clause("b", 15, per="once"), clause("c", 2, direction="bonus", cap=3),
        clause("d", "0.5"),
    ]  # fmt: skip
    of = scheme(clauses, "sum", score={"base": 100}, sheet={"layout": "long"})
    typed = [
        ("A", 2, ""),
        ("A", 3, ""),
        ("A", 1, "是"),
        ("A", 2, "是"),
        ("B", 3, ""),
        ("C", 1, ""),
        ("C", 2, ""),
        ("D", None, ""),
    ]
    rows = [{"clause": name, "times": times, "aggravated": grave} for name, times, grave in typed]
    write(tmp_path / "a.xlsx", of, Filled(rows), rows=9)
    found = values(convert_in_calc(tmp_path / "a.xlsx", "xlsx", tmp_path))["违规登记"]
    start = next(number for number, row in enumerate(found) if row[0] == "序号")
    place = found[start].index("扣分")
    assert [row[place] for row in found[start + 1 : start + 9]] == [10, 12, 10, 12, 15, -2, -3, 0.5]


def test_long_sheet__has_the_layout_of_the_contract(shipped, tmp_path):
    """违规登记: a row per breach, clauses in a drop-down, the deduction beside the row."""
    write(tmp_path / "a.xlsx", shipped.latest("service-norm-100"), rows=3)
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    row, headings = header(book["违规登记"])
    typed = [
        "序号",
        "日期",
        "工号",
        "姓名",
        "班组",
        "条款",
        "次数",
        "加重",
        "扣分",
        "依据",
        "登记人",
        "备注",
    ]
    assert headings == typed
    lists = {
        str(rule.sqref): rule.formula1 for rule in book["违规登记"].data_validations.dataValidation
    }
    assert lists[f"F{row + 1}:F{row + 3}"] == "qa_clause_names"
    assert book["选项"].sheet_state == "hidden"


def test_sheet__is_protected_and_keeps_ids_as_text(shipped, tmp_path):
    """Protection without a password: the header is locked, rows are not; ids keep all their digits."""
    write(tmp_path / "a.xlsx", shipped.latest("monitoring-10x4"), rows=2)
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx")["评分表"]
    row, headings = header(sheet)
    assert all(cell.protection.locked for cell in sheet[row][: len(headings)])
    assert sheet.protection.sheet and not sheet.protection.password
    assert (
        not sheet.protection.sort
        and not sheet.protection.autoFilter
        and not sheet.protection.formatColumns
    )
    for heading in ("录音编号", "工号"):
        assert sheet.cell(row + 1, headings.index(heading) + 1).number_format == "@"


def test_sheet__offers_the_marks_and_explains_them(shipped, tmp_path):
    """Each item has a drop-down of its marks, an alert that names them, and a note with its scoring points."""
    write(tmp_path / "a.xlsx", shipped.latest("monitoring-10x4"), rows=2)
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx")["评分表"]
    row, headings = header(sheet)
    place = headings.index("服务态度") + 1
    cell = sheet.cell(row + 1, place).coordinate
    rule = next(rule for rule in sheet.data_validations.dataValidation if cell in rule.sqref)
    assert rule.formula1 == '"5,4,3,2,1,0"'
    assert "5 4 3 2 1 0" in rule.error and "微笑服务" in rule.prompt
    note = sheet.cell(row, place).comment.text
    assert all(
        word in note
        for word in ("权重 10", "0 至 5", "耐心有礼", "主动热情", "亲切温和", "微笑服务")
    )


def test_filled__values_are_as_typed_and_scores_are_there(shipped, tmp_path):
    """A filled sheet holds text as text, also when it looks like a formula, and the results that were given."""
    of = shipped.latest("monitoring-10x4")
    row = {
        "recording": "20261005123450001",
        "call_date": datetime.date(2026, 10, 5),
        "agent": "007",
        "name": "=1+1",
    }
    row |= {f"mark.{node.id}": 4 for node in of.items} | {"error_deduction": 3, "remark": "@客户"}
    results = {"raw": 80.0, "final": 77.0, "band": "一般不良"}
    write(tmp_path / "a.xlsx", of, Filled([row], [results]), rows=1)
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx", data_only=True)["评分表"]
    number, headings = header(sheet)
    found = dict(zip(headings, [cell.value for cell in sheet[number + 1]], strict=True))
    assert (found["录音编号"], found["工号"], found["备注"]) == (
        "20261005123450001",
        "007",
        "@客户",
    )
    assert sheet.cell(number + 1, headings.index("姓名") + 1).data_type == "s"
    assert (found["总分"], found["最终得分"], found["等级"]) == (80, 77, "一般不良")


def test_filled__unknown_column__is_refused(shipped, tmp_path):
    """A value for a column that the sheet does not have would be lost, so nothing is written."""
    with pytest.raises(ValueError, match="attitute"):
        write(
            tmp_path / "a.xlsx", shipped.latest("monitoring-10x4"), Filled([{"mark.attitute": 5}])
        )
    assert not list(tmp_path.iterdir())


def test_sheet__same_input__same_bytes(shipped, tmp_path):
    """Two sheets of the same scheme are equal byte for byte, whatever their file names and times."""
    for name in ("a.xlsx", "b.xlsx"):
        write(tmp_path / name, shipped.latest("dial-test-2011"), head=Head("王芳"), rows=5)
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


def test_sheet__is_stamped(shipped, tmp_path):
    """Scheme and version can be read without knowing the layout: from names and from properties of the document."""
    write(tmp_path / "a.xlsx", shipped.latest("dial-test-2011"), rows=1)
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    assert book.defined_names["qa_scheme"].attr_text == "'评分表'!$B$3"
    assert book.custom_doc_props["qa_version"].value == "2026.1"
    with ZipFile(tmp_path / "a.xlsx") as parts:
        assert not [
            name for name in parts.namelist() if "vba" in name.lower() or "external" in name.lower()
        ]


@pytest.mark.slow
def test_templates__committed_ones_are_current(shipped, tmp_path):
    """templates/ holds exactly the sheets that the shipped schemes give today."""
    newest = [shipped.latest(id_) for id_ in shipped.ids]
    made = write_blank_sheets(tmp_path, newest, VOCABULARY)
    assert sorted(path.name for path in made) == sorted(
        path.name for path in (ROOT / "templates").glob("*.xlsx")
    )
    for path in made:
        assert dump(path) == dump(ROOT / "templates" / path.name), path.name


def test_templates__scheme_for_either_entry__has_two(shipped):
    """Where an inspector may mark items or points there is a blank sheet for each."""
    assert list(template_files(shipped.latest("satisfaction-3-9-20"), VOCABULARY)) == [
        "satisfaction-3-9-20.xlsx",
        "satisfaction-3-9-20-points.xlsx",
    ]


@pytest.mark.slow
def test_sheet__is_sound(shipped, tmp_path):
    """Excel should open wide and long sheets without repairing them."""
    for id_, language in (("monitoring-10x4", "zh"), ("service-norm-100", "en")):
        write(tmp_path / f"{id_}.xlsx", shipped.latest(id_), rows=3, language=language)
    assert audit(tmp_path) == ""


def test_guide__a_code_with_a_cap_of_its_own__says_it(tmp_path):
    """A fatal code that has a cap but no effect of its own is capped there, not at the scheme's cap (S13)."""
    fatal = {
        "effect": "cap",
        "cap": 60,
        "codes": [{"id": "F1", "name": "一"}, {"id": "F2", "name": "二", "cap": 40}],
        "unit": "points",
        "source": "test",
    }
    write(tmp_path / "a.xlsx", scheme([item("a")], fatal=fatal))
    rows = openpyxl.load_workbook(tmp_path / "a.xlsx")["填写说明"].iter_rows(values_only=True)
    effects = {row[0]: row[3] for row in rows if row[0] in ("F1", "F2")}
    assert "60" in effects["F1"]
    assert "40" in effects["F2"]


def test_sheet__too_large_for_a_formula__says_so_and_has_none(tmp_path):
    """Where the score's formula would be too long for Excel the sheet has none, and a note says why."""
    items = [item(f"i{number}", f"{1 + number / 1000}") for number in range(600)]
    write(tmp_path / "a.xlsx", scheme(items), rows=1)
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx")["评分表"]
    row, headings = header(sheet)
    place = headings.index("总分") + 1
    assert sheet.cell(row + 1, place).value is None
    assert "太大" in sheet.cell(row, place).comment.text


def renamed(**parts: dict[str, object]) -> Vocabulary:
    """The shipped names with others in some parts."""
    data = VOCABULARY.model_dump()
    for part, names in parts.items():
        data[part] |= names
    return Vocabulary.model_validate(data)


def test_names__of_config__are_written_and_read_back(shipped, tmp_path):
    """A first name in config/intake.yaml changes the blank sheet, and the filled sheet is read by it."""
    of = shipped.latest("monitoring-10x4")
    own = renamed(
        columns={"agent": ["客服号"], "error_codes": ["问题代码"], "fatal": ["是否致命"]},
        labels={"inspector": ["听音人"]},
        sheets={"wide": ["监听记录"]},
        words={"affirmative": ["对"]},
        templates={"wide": {"raw": "得分合计", "final": "折后得分", "band": "档次"}},
    )
    row = {"recording": "00123", "call_date": datetime.date(2026, 10, 5), "agent": "007"}
    row |= {f"mark.{node.id}": 5 for node in of.items} | {"fatal": "对", "error_codes": "F11"}
    head = Head("王芳", datetime.date(2026, 10, 5))
    write_score_sheet(tmp_path / "a.xlsx", Template(of, own, head=head, rows=2), Filled([row]))

    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx")["监听记录"]
    number, headings = header(sheet)
    changed = {"客服号", "问题代码", "是否致命", "得分合计", "折后得分", "档次"}
    assert changed < set(headings)
    assert sheet["A4"].value == "听音人"
    place = headings.index("是否致命") + 1
    note = sheet.cell(number, place).comment.text
    assert "问题代码" in note
    assert "“对”" in note
    lists = {str(rule.sqref): rule.formula1 for rule in sheet.data_validations.dataValidation}
    column = sheet.cell(1, place).column_letter
    assert lists[f"{column}{number + 1}:{column}{number + 2}"] == '"对,否"'

    intake = read_paths(
        [tmp_path / "a.xlsx"],
        IntakeContext(
            schemes=shipped,
            vocabulary=own,
            roster=None,
            today=datetime.date(2026, 11, 20),
            period=None,
            base=tmp_path,
        ),
    )
    assert [finding.code for finding in intake.findings] == []
    read = intake.frames[of.key].iloc[0]
    assert [read["agent"], read["inspector"], read["fatal"], read["fatal_codes"]] == [
        "007",
        "王芳",
        True,
        "F11",
    ]


def test_sheet__names_of_people_keep_their_zeros(shipped, tmp_path):
    """登记人 names somebody as 工号 does: "0012" must not become 12, another inspector."""
    write(tmp_path / "a.xlsx", shipped.latest("service-norm-100"), rows=1)
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx")["违规登记"]
    row, headings = header(sheet)
    ids = [sheet.cell(row + 1, headings.index(name) + 1) for name in ("工号", "依据", "登记人")]
    assert [cell.number_format for cell in ids] == ["@", "@", "@"]


def test_sheet__cells_are_what_their_kinds_say(shipped, tmp_path):
    """Ids and words are text, so that "=好" or 0012 stay what they are; days are limited as config/intake.yaml says."""
    own = renamed(limits={"earliest_date": datetime.date(2010, 2, 3)})
    template = Template(shipped.latest("monitoring-10x4"), own, rows=2)
    write_score_sheet(tmp_path / "a.xlsx", template)
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx")["评分表"]
    row, headings = header(sheet)
    formats = {
        name: sheet.cell(row + 1, place).number_format for place, name in enumerate(headings, 1)
    }
    assert {formats[name] for name in ("录音编号", "工号", "姓名", "差错代码", "备注")} == {"@"}
    assert formats["通话日期"] == "yyyy-mm-dd"
    assert {formats[name] for name in ("服务态度", "差错扣分")} == {"General"}
    rules = {str(rule.sqref): rule.formula1 for rule in sheet.data_validations.dataValidation}
    day = rules[f"C{row + 1}:C{row + 2}"]
    assert "DATE(2010,2,3)" in day
    assert "TODAY()" in day


def test_guide__tables_go_on_with_their_header(tmp_path):
    """On paper every page of 填写说明 begins with a caption or a header, and no header is the last row of one."""
    items = [item(f"n{number}") for number in range(150)]
    write(tmp_path / "a.xlsx", scheme(items, bands=BANDS), rows=2)
    with ZipFile(tmp_path / "a.xlsx") as parts:
        sheet = parts.read("xl/worksheets/sheet2.xml").decode()
    firsts = [int(row) + 1 for row in re.findall(r'<brk id="(\d+)"', sheet)]
    guide = openpyxl.load_workbook(tmp_path / "a.xlsx")["填写说明"]
    headers = {cell.row for cell in guide["A"] if cell.value in ("单项", "名称")}
    assert len(firsts) >= 2
    for row in firsts:
        assert headers & {row, row + 1}
        assert row - 1 not in headers
    assert "fitToPage" not in sheet  # Excel would pass over the breaks


def test_blank_long_sheet__prints_on_two_pages(shipped):
    """Sixty rows fill two pages; who needs more inserts rows or asks for them."""
    assert shipped.latest("service-norm-100").sheet.rows <= 60


@pytest.mark.parametrize(("language", "said"), [("zh", "会话编号"), ("en", "Chat ID")])
def test_headings__a_scheme_may_name_the_columns_of_calls(shipped, tmp_path, language, said):
    """S21: what is inspected are chats, so the sheet asks for their number and not for a recording's."""
    path = tmp_path / "chats.xlsx"
    write(path, shipped.latest("online-chat"), language=language, rows=3)
    texts = {cell for row in openpyxl.load_workbook(path).worksheets[0].values for cell in row}
    assert said in texts
    assert not {"录音编号", "通话日期", "recording id", "call date"} & texts
