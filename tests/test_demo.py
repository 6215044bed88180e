"""The demo's score sheets look like a month's work, and every mistake in them is found where it was made."""

from __future__ import annotations

import shutil
from collections import Counter
from datetime import date, datetime
from pathlib import Path
from string import ascii_uppercase

import pytest

from qa_workbook.clock import ZONE
from qa_workbook.config.strict import read_model
from qa_workbook.demo.generator import RECORDINGS, DemoOptions, DemoReport, demo_month, generate
from qa_workbook.demo.lists import write_people, write_roster, write_wages
from qa_workbook.demo.mistakes import CELL_MISTAKES
from qa_workbook.demo.other_forms import MAKERS
from qa_workbook.forms.item_choices import with_items
from qa_workbook.forms.loader import load_forms
from qa_workbook.forms.vocabulary import Vocabulary
from qa_workbook.intake.reader import Intake, IntakeContext, read_paths
from qa_workbook.procedure.decide import opening
from qa_workbook.procedure.state import Facts
from qa_workbook.scheme.loader import load_schemes
from qa_workbook.workspace import Workspace
from shared_office import HAS_CALC, convert_in_calc
from workbook_tools import values

pytestmark = pytest.mark.slow

CONFIG = Path(__file__).resolve().parents[1] / "config"
SCHEMES, _ = load_schemes(CONFIG / "schemes")
VOCABULARY, _ = read_model(CONFIG / "intake.yaml", Vocabulary)
FORMS = with_items(load_forms(CONFIG / "forms", VOCABULARY)[0], SCHEMES)


def made(folder: Path, **options: object) -> DemoReport:
    """Makes a demo of October 2026."""
    wanted = DemoOptions(month="2026-10", **options)  # type: ignore[arg-type]
    return generate(folder, SCHEMES, VOCABULARY, FORMS, wanted)


def read(folder: Path) -> Intake:
    """Reads a folder of score sheets a month after they were filled in."""
    context = IntakeContext(
        schemes=SCHEMES,
        vocabulary=VOCABULARY,
        roster=None,
        today=date(2026, 11, 20),
        period=None,
        base=folder,
        forms=FORMS,
    )
    return read_paths([folder], context)


@pytest.fixture(scope="module")
def spoiled(tmp_path_factory: pytest.TempPathFactory) -> tuple[DemoReport, Intake]:
    """The demo as shipped, with its mistakes, and what intake says about it."""
    folder = tmp_path_factory.mktemp("demo")
    return made(folder, inspectors=3), read(folder)


@pytest.fixture(scope="module")
def clean(tmp_path_factory: pytest.TempPathFactory) -> tuple[DemoReport, Intake]:
    """The same without mistakes."""
    folder = tmp_path_factory.mktemp("clean")
    return made(folder, mistakes=False), read(folder)


def test_the_same_seed_gives_the_same_bytes(tmp_path):
    """Two runs with one seed write the same files, byte for byte; another seed writes other ones."""
    folders = {"one": 7, "two": 7, "three": 8}
    for name, seed in folders.items():
        made(tmp_path / name, inspectors=1, days=1, seed=seed)
    roots = [tmp_path / name for name in folders]
    one, two, three = (
        {path.relative_to(root): path.read_bytes() for path in root.rglob("*.*")} for root in roots
    )
    assert one == two
    assert one != three


def test_a_clean_demo_has_no_findings(clean):
    """Without mistakes nothing is found, every scheme is there, and no row is lost."""
    report, intake = clean
    assert [finding.as_dict("en") for finding in intake.findings] == []
    assert sum(len(frame) for frame in intake.frames.values()) == report.rows
    forms = {FORMS.form(form_id).scheme_key for form_id in ("complaints", *MAKERS)}
    assert set(intake.frames) == {scheme.key for scheme in SCHEMES.schemes} | forms


def test_every_mistake_is_found_in_its_cell(spoiled):
    """Each mistake leads to the finding that belongs to it, in the file and cell where it was made."""
    report, intake = spoiled
    found = {(finding.code, finding.file): finding.cell for finding in intake.findings}
    assert {mistake.kind for mistake in report.mistakes} >= {*CELL_MISTAKES, "answered-before"}
    missed = [
        mistake
        for mistake in report.mistakes
        if mistake.code and (mistake.code, mistake.file) not in found
    ]
    assert missed == []
    wrong_cell = [
        (mistake, found[mistake.code, mistake.file])
        for mistake in report.mistakes
        if mistake.code
        and mistake.row >= 0
        and not names(found[mistake.code, mistake.file], mistake.cell)
    ]
    assert wrong_cell == []


def names(found: str, cell: str) -> bool:
    """Whether an address that a finding gives names the cell, or, for whole rows, its row."""
    rows = [address.lstrip(ascii_uppercase) for address in (found.partition(":")[0], cell)]
    return found == cell or rows[0] == rows[1]


def test_nothing_else_is_found(spoiled):
    """Sheets without a mistake have no finding."""
    report, intake = spoiled
    with_mistakes = {mistake.file for mistake in report.mistakes}
    assert {finding.file for finding in intake.findings} <= with_mistakes


def test_only_wrong_rows_and_the_sheet_with_a_renamed_column_are_rejected(spoiled):
    """What can be read safely is read: full-width digits, units, text numbers, hidden rows, other file names, CSV."""
    report, intake = spoiled
    unreadable = {
        "missing-mark",
        "mark-too-high",
        "two-digit-year",
        "future-date",
        "fatal-without-code",
        "lost-digits",
        "answered-before",
    }
    rows = sum(1 for mistake in report.mistakes if mistake.kind in unreadable | {"repeated-row"})
    assert sum(sheet.rows_rejected for sheet in intake.sheets) == rows + RECORDINGS
    assert Counter(sheet.rejected for sheet in intake.sheets)[True] == 1


def test_the_centre_looks_real(clean):
    """业务能力 and 主动推介 are the worst items, few agents cause many defects, and every day is better."""
    _, intake = clean
    frame = intake.frames[SCHEMES.latest("monitoring-10x4").key]
    items = [f"mark.{item.id}" for item in SCHEMES.latest("monitoring-10x4").items]
    lost = frame[items] < 5
    assert set(lost.mean().nlargest(2).index) == {"mark.business", "mark.promotion"}
    by_agent = lost.sum(axis=1).groupby(frame["agent"]).sum().sort_values(ascending=False)
    assert by_agent.head(len(by_agent) // 5).sum() > 0.35 * by_agent.sum()
    by_day = lost.mean(axis=1).groupby(frame["inspected_on"]).mean()
    assert by_day.iloc[0] > 1.5 * by_day.iloc[-1]
    assert frame["fatal"].sum() > 0
    assert (frame["error_deduction"] > 0).mean() < 0.1
    assert frame["recording"].is_unique
    assert set(frame["recording"].str.len()) == {17}


def test_the_demo_plays_in_the_past():
    """A demo made before its usual month is over plays in the last whole month: future dates would be rejected."""
    assert demo_month(date(2026, 11, 1)) == "2026-10"
    assert demo_month(date(2026, 10, 31)) == "2026-09"
    assert demo_month(date(2026, 1, 5)) == "2025-12"


def test_the_lists_of_the_demo_are_tables_that_excel_opens(tmp_path, clean):
    """Roster and wages have a line per agent under the headings of their forms, in UTF-8 with a byte order mark."""
    report, _ = clean
    write_roster(tmp_path / "roster.csv", report.agents, FORMS.form("roster"))
    write_wages(tmp_path / "wages.csv", report.agents, FORMS.form("wages"))
    for name, headings in (
        ("roster.csv", "工号,姓名,班组"),
        ("wages.csv", "工号,月份,月工资,绩效工资"),
    ):
        lines = (tmp_path / name).read_bytes().decode("utf-8-sig").splitlines()
        assert lines[0] == headings
        assert len(lines) == 1 + len(report.agents)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_penalties_of_the_demo_have_people_for_every_task(tmp_path, language):
    """Everybody has a number and a name of their own, and no task of a case is left without anybody."""
    report = made(tmp_path / "inbox", inspectors=1, days=1, language=language)
    shutil.copytree(CONFIG, tmp_path / "config")
    form = FORMS.form("people")
    write_people(tmp_path / "config" / "people.csv", report.staff, form, language)
    workspace = Workspace(tmp_path)
    procedure, people = workspace.load_procedure(workspace.load())
    agent, inspector = report.agents[0], report.staff[0]
    project = people.of(agent.number)[0].project
    facts = Facts("P1", agent.number, team=agent.team, project=project, inspector=inspector.name)
    begun = opening(facts, people, procedure, datetime(2026, 11, 2, 9, tzinfo=ZONE))
    assert begun["nobody"] == []
    assert len({one.number for one in report.staff}) == len(report.staff)
    assert len({one.name for one in report.staff}) == len(report.staff)


@pytest.mark.calc
@pytest.mark.skipif(not HAS_CALC, reason="LibreOffice is not installed")
def test_scores_shown_at_once_are_those_that_calc_finds(tmp_path):
    """The stored results of sheets are what LibreOffice calculates: blank for a row that can't be scored."""
    report = made(tmp_path / "inbox", inspectors=1, days=1)
    template = next(path for path in report.files if path.suffix == ".xlsx")
    register = next(path for path in report.files if "违规登记" in path.name)
    for path, sheet, columns in (
        (template, "评分表", ("总分", "最终得分", "等级")),
        (register, "违规登记", ("扣分",)),
    ):
        stored, calculated = (
            values(book)[sheet] for book in (path, convert_in_calc(path, "xlsx", tmp_path))
        )
        header = next(number for number, row in enumerate(stored) if row[0] == "序号")
        places = [stored[header].index(name) for name in columns]
        found, wanted = (
            [tuple(row[place] or None for place in places) for row in rows[header + 1 :]]
            for rows in (stored, calculated)
        )
        assert found == wanted
        assert stored[3][5] == len(found) - found.count((None,) * len(columns)) > len(found) // 2


def test_complaints_are_about_calls_that_were_inspected(clean):
    """Tickets name a recording of a score sheet and its agent; praise is for better calls than complaints."""
    _, intake = clean
    scores = intake.frames[SCHEMES.latest("monitoring-10x4").key]
    marks = scores.filter(like="mark.").sum(axis=1)
    by_recording = dict(
        zip(scores["recording"], zip(scores["agent"], marks, strict=True), strict=True)
    )
    tickets = intake.frames[FORMS.form("complaints").scheme_key]
    assert set(tickets["kind"]) == {"complaint", "praise"}
    assert set(tickets["source"]) == {"group", "ministry", "own", "other"}
    assert len(set(tickets["site"])) == 2 and set(tickets["recording"]) > {""}
    tickets = tickets[tickets["recording"] != ""]
    found = [by_recording[recording] for recording in tickets["recording"]]
    assert [agent for agent, _ in found] == list(tickets["agent"])
    worst_praised = min(
        mark for (_, mark), kind in zip(found, tickets["kind"], strict=True) if kind == "praise"
    )
    assert all(
        mark < worst_praised
        for (_, mark), kind in zip(found, tickets["kind"], strict=True)
        if kind == "complaint"
    )
