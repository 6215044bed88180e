"""Blank sheets in English: English to the last heading, and read as well as the Chinese ones."""

from __future__ import annotations

import datetime
import re
from pathlib import Path

import openpyxl
import pytest

from qa_workbook.books.form_sheet.sheet import write_form_sheet
from qa_workbook.books.score_sheet.sheet import write_score_sheet
from qa_workbook.books.score_sheet.template import Filled, Head, Template
from qa_workbook.config.strict import read_model
from qa_workbook.forms.loader import load_forms
from qa_workbook.forms.vocabulary import Vocabulary
from qa_workbook.intake.reader import Intake, IntakeContext, read_paths
from qa_workbook.scheme.loader import load_schemes
from qa_workbook.scheme.model import Scheme
from shared_office import HAS_CALC, convert_in_calc
from workbook_tools import values

ROOT = Path(__file__).parents[2]
VOCABULARY, _ = read_model(ROOT / "config" / "intake.yaml", Vocabulary)
SCHEMES, _ = load_schemes(ROOT / "config" / "schemes")
FORMS, _ = load_forms(ROOT / "config" / "forms", VOCABULARY)
DAY = datetime.date(2026, 10, 5)
HAN = re.compile("[\u3400-\u9fff]")
SHEETS = [(id_, entry) for id_ in SCHEMES.ids for entry in ("items", "points")]


def chinese(path: Path) -> list[str]:
    """Returns all that stands in a workbook in Chinese: cells, sheets, notes, lists, prompts, alerts."""
    book = openpyxl.load_workbook(path)
    said = list(book.sheetnames)
    for sheet in book.worksheets:
        cells = [cell for row in sheet.iter_rows() for cell in row if cell.value is not None]
        said += [str(cell.value) for cell in cells if cell.data_type != "f"]
        said += [cell.comment.text for cell in cells if cell.comment]
        for rule in sheet.data_validations.dataValidation:
            said += [rule.prompt, rule.promptTitle, rule.error, rule.errorTitle]
            said += [rule.formula1] if rule.type == "list" else []
        said += [sheet.oddFooter.left.text]
    return [text for text in said if text and HAN.search(text)]


def typed(of: Scheme, template: Template) -> list[dict[str, object]]:
    """Two rows in the words of the sheet's own language."""
    form, language = template.form, template.language
    who = {"call_date": DAY, "agent": "60101"}
    if of.sheet.layout == "long":
        grave = next(node for node in of.counted if node.count.aggravated)
        row = {**who, "clause": grave.name.say(language), "aggravated": form.yes, "times": 2}
        return [{**row, "basis": "R1"}, {**row, "basis": "R2", "aggravated": form.no}]
    rows = []
    for number in (1, 2):
        row = {**who, "recording": f"R{number}", "round": 1}
        for place, node in form.marked:
            marks = () if node.count else of.scale_of(node).allowed
            row[form.columns[place].id] = float(marks[-number % len(marks)]) if marks else 1
        rows.append(row)
    if form.has("error_deduction"):
        rows[0] |= {"error_deduction": 3, "error_codes": of.error_deduction.codes[0].id}
    if form.has("fatal"):
        rows[1] |= {"fatal": form.yes, "error_codes": of.fatal.codes[0].id}
    if form.has("points"):
        node = next(node for _, node in form.marked if len(node.scoring_points) > 1)
        names = [
            f"{node.name.say(language)}:{one.name.say(language)}" for one in node.scoring_points
        ]
        rows[1]["points"] = "; ".join(names[:2])
    return rows


def read(of: Scheme, language: str, entry: str, folder: Path) -> tuple[Path, Intake]:
    """Writes a filled sheet in a language; what intake makes of it."""
    template = Template(of, VOCABULARY, language, Head("Wang", DAY, "X"), 5, entry)
    path = folder / f"{language}.xlsx"
    write_score_sheet(path, template, Filled(typed(of, template)))
    today = datetime.date(2026, 11, 1)
    return path, read_paths([path], IntakeContext(SCHEMES, VOCABULARY, None, today, None, folder))


@pytest.mark.parametrize(("id_", "entry"), SHEETS)
def test_english_sheet__reads_back_as_the_chinese_one(id_, entry, tmp_path):
    """The same marks, codes, points and breaches, and nothing to remark, whichever language the sheet is in."""
    of = SCHEMES.latest(id_)
    found = {language: read(of, language, entry, tmp_path)[1] for language in ("zh", "en")}
    chinese_one, english = found["zh"], found["en"]
    assert [one.code for one in english.findings] == [one.code for one in chinese_one.findings]
    assert not [one for one in english.findings if one.severity != "info"]
    frames = [one.frames[of.key] for one in (chinese_one, english)]
    same = [name for name in frames[0] if name not in ("file", "sheet")]
    assert len(frames[0]) == 2
    assert frames[0][same].equals(frames[1][same])


@pytest.mark.parametrize(("id_", "entry"), SHEETS)
def test_english_sheet__is_english(id_, entry, tmp_path):
    """Headings, labels, lists, sheets, notes, prompts and alerts."""
    write_score_sheet(
        tmp_path / "a.xlsx", Template(SCHEMES.latest(id_), VOCABULARY, "en", rows=2, entry=entry)
    )
    assert chinese(tmp_path / "a.xlsx") == []


@pytest.mark.parametrize("form", FORMS.forms, ids=lambda form: form.id)
def test_english_form__is_english(form, tmp_path):
    """The blank sheets of other forms, too; but for units, which stand as the form writes them."""
    write_form_sheet(tmp_path / "a.xlsx", form, VOCABULARY, "en", 2)
    units = [field.unit for field in (*form.labels, *form.columns) if field.unit]
    assert not [
        said for said in chinese(tmp_path / "a.xlsx") if not any(one in said for one in units)
    ]


@pytest.mark.calc
@pytest.mark.skipif(not HAS_CALC, reason="LibreOffice is not installed")
@pytest.mark.parametrize("id_", ["monitoring-10x4", "service-norm-100"])
def test_english_sheet__scores_as_the_chinese_one(id_, tmp_path):
    """Its formulas know its own words."""
    shown = []
    for language in ("zh", "en"):
        path, _ = read(SCHEMES.latest(id_), language, "items", tmp_path)
        rows = next(iter(values(convert_in_calc(path, "xlsx", tmp_path)).values()))
        shown.append([[cell for cell in row if isinstance(cell, int | float)] for row in rows[6:8]])
    assert shown[0] == shown[1]
    assert shown[0][0][-1]


def test_english_sheet__findings_name_its_columns_in_english(tmp_path):
    """A heading that is missing or misspelt is named as the English sheet has it."""
    of = SCHEMES.latest("monitoring-10x4")
    path, _ = read(of, "en", "items", tmp_path)
    book = openpyxl.load_workbook(path)
    names = [item.name.say("en") for item in of.items[:2]]
    for row in book.worksheets[0].iter_rows():
        for cell in row:
            if cell.value == names[0]:
                cell.value = f"{names[0]}x"
            elif cell.value == names[1]:
                cell.value = None
    book.save(path)
    today = datetime.date(2026, 11, 1)
    context = IntakeContext(SCHEMES, VOCABULARY, None, today, None, tmp_path)
    found = {one.code: one for one in read_paths([path], context).findings}
    assert found["column-renamed"].details["nearest"] == names[0]
    assert found["column-missing"].details["expected"] == names[1]
