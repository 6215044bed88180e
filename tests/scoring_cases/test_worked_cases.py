"""Worked cases hold, and say where they don't."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from qa_workbook.config.document import yaml_files
from qa_workbook.config.faults import Fault
from qa_workbook.config.strict import read_model
from qa_workbook.labels import texts
from qa_workbook.penalties import load_tariffs
from qa_workbook.penalties.law import load_law
from qa_workbook.scheme.loader import load_schemes
from qa_workbook.scoring_cases.model import CaseFile
from qa_workbook.scoring_cases.run import check_worked_cases

SHIPPED = Path(__file__).parents[2] / "config"
GOOD = Path(__file__).parent / "good"


def run(config: Path) -> tuple[int, list[Fault]]:
    """Runs the cases of a config folder."""
    schemes, faults = load_schemes(config / "schemes")
    tariffs, more = load_tariffs(config / "penalties", schemes)
    law, wrong = load_law(SHIPPED / "law", "national")
    assert faults + more + wrong == []
    return check_worked_cases(config / "cases", schemes, replace(tariffs, law=law))


def number_of_cases(config: Path) -> int:
    """Counts the cases of a config folder without running them."""
    files = [read_model(path, CaseFile)[0] for path in yaml_files(config / "cases")]
    return sum(len(file.cases) for file in files if file)


@pytest.mark.parametrize("config", [SHIPPED, GOOD], ids=["shipped", "other rules"])
def test_cases__come_out_as_written(config: Path):
    """Every shipped case agrees, and so do cases of rules that no shipped scheme has."""
    agreed, faults = run(config)
    assert [str(fault) for fault in faults] == []
    assert agreed == number_of_cases(config) > 10


def test_cases__each_shipped_scheme_has_some():
    """No shipped scheme goes without worked cases."""
    schemes, _ = load_schemes(SHIPPED / "schemes")
    files = [read_model(path, CaseFile)[0] for path in yaml_files(SHIPPED / "cases")]
    assert {file.scheme for file in files if file} == set(schemes.ids)


HEAD = 'format: 1\nscheme: desk\nversion: "1"\nsource: test\ncases:\n'
CASE = "  - {{name: 例, {}}}\n"
WRONG = {
    "case-version-or-day": HEAD.replace('version: "1"\n', "") + CASE.format("expect: {raw: 100}"),
    "case-unknown-scheme": HEAD.replace("desk", "disk") + CASE.format("expect: {raw: 100}"),
    "case-unknown-version": HEAD.replace('"1"', '"2"') + CASE.format("expect: {raw: 100}"),
    "case-before-scheme": HEAD.replace('version: "1"', "day: 2025-12-31")
    + CASE.format("expect: {raw: 100}"),
    "case-entry": HEAD + CASE.format("entry: points, expect: {raw: 100}"),
    "case-unknown-mark": HEAD + CASE.format("marks: {praise: 1}, expect: {raw: 100}"),
    "case-mark": HEAD + CASE.format("marks: {answer: 4.2}, expect: {raw: 100}"),
    "case-unknown-clause": HEAD + CASE.format("counts: {answer: 1}, expect: {raw: 100}"),
    "case-no-factor": HEAD
    + CASE.format("counts: {slip: 1}, aggravated: {slip: 1}, expect: {raw: 98}"),
    "case-deduction": HEAD + CASE.format("error_deduction: 10.5, expect: {raw: 100}"),
    "case-unknown-code": HEAD + CASE.format("codes: [E9], expect: {raw: 100}"),
    "case-unknown-band": HEAD + CASE.format("expect: {band: goood}"),
    "case-expects-nothing": HEAD + CASE.format("expect: {penalty: {}}"),
    "case-differs": HEAD + CASE.format("marks: {answer: 4.5}, expect: {raw: 95}"),
}
ELSEWHERE = {
    "case-refused": ("monitoring-10x4", "marks: {opening: not-applicable}"),
    "case-no-deduction": ("dial-test-2011", "error_deduction: 1"),
    "case-more-aggravated": ("service-norm-100", "aggravated: {ten.nuisance: 1}"),
}


def folder_with(tmp_path: Path, schemes: Path, content: str) -> Path:
    """A config folder with the schemes of another and one file of cases, `test.yaml`."""
    (tmp_path / "cases").mkdir()
    (tmp_path / "cases" / "test.yaml").write_text(content, "utf-8")
    (tmp_path / "schemes").symlink_to(schemes / "schemes")
    return tmp_path


@pytest.mark.parametrize("code", WRONG)
def test_faults__one_tiny_bad_file_each(tmp_path: Path, code: str):
    """Each fault is found by its own bad file, alone, with the line it stands in."""
    agreed, faults = run(folder_with(tmp_path, GOOD, WRONG[code]))
    assert ([fault.code for fault in faults], agreed) == ([code], 0)
    assert faults[0].line > 1 or code == "case-version-or-day"


@pytest.mark.parametrize("code", ELSEWHERE)
def test_faults__of_rules_the_shipped_schemes_have(tmp_path: Path, code: str):
    """What a sheet of the scheme could not say is refused."""
    scheme, given = ELSEWHERE[code]
    content = HEAD.replace("desk", scheme).replace('"1"', '"2026.1"')
    case = CASE.format(f"{given}, expect: {{raw: 100}}")
    _, faults = run(folder_with(tmp_path, SHIPPED, content + case))
    assert [fault.code for fault in faults] == [code]


def test_faults__every_code_has_its_bad_file():
    """No fault code of worked cases is left untested."""
    assert set(texts("cases")) == set(WRONG) | set(ELSEWHERE)


def test_differences__say_what_was_expected_and_found(tmp_path: Path):
    """A case that disagrees names itself, file, line and path, what it expected and what came out."""
    content = HEAD + CASE.format("expect: {raw: 100}") + CASE.format("expect: {final: 99.5}")
    agreed, [fault] = run(folder_with(tmp_path, GOOD, content))
    assert agreed == 1
    assert (fault.file.name, fault.line, fault.path) == ("test.yaml", 7, "cases.1.expect.final")
    assert "例" in fault.en and "99.5" in fault.en and "100.00" in fault.en


def test_one_wrong_case_hides_no_other(tmp_path: Path):
    """Cases beside a faulty one are run all the same."""
    content = (
        HEAD + CASE.format("marks: {none: 1}, expect: {raw: 1}") + CASE.format("expect: {raw: 1}")
    )
    _, faults = run(folder_with(tmp_path, GOOD, content))
    assert [fault.code for fault in faults] == ["case-unknown-mark", "case-differs"]


def test_penalty__no_tariff_costs_nothing(tmp_path: Path):
    """Without a tariff on the day a breach costs nothing; the register would list it as unpriced."""
    content = HEAD + CASE.format("codes: [F1], expect: {penalty: {money: 0, points: 0}}")
    agreed, faults = run(folder_with(tmp_path, GOOD, content))
    assert (agreed, faults) == (1, [])


def test_page__its_example_agrees(tmp_path: Path):
    """The example in docs/cases.md is one that the shipped rules fulfil."""
    page = (SHIPPED.parent / "docs" / "cases.md").read_text("utf-8")
    [example] = re.findall(r"```yaml\n(.*?)```", page, re.DOTALL)
    folder = folder_with(tmp_path, SHIPPED, example)
    (folder / "penalties").symlink_to(SHIPPED / "penalties")
    agreed, faults = run(folder)
    assert ([str(fault) for fault in faults], agreed) == ([], 2)
