"""Renews what is generated and committed (`make generated`): JSON Schema, documents, blank sheets.

`--check` writes nothing; it names the files that are stale and exits with 1.
"""

from __future__ import annotations

import filecmp
import shutil
import sys
import tempfile
from pathlib import Path

from qa_workbook.analysis.reference import figure_tables
from qa_workbook.books.score_sheet.shipped import write_blank_sheets
from qa_workbook.calibration.rules import CalibrationFile
from qa_workbook.config.faults import codes
from qa_workbook.config.json_schema import write_schema
from qa_workbook.config.reference import faults_markdown, keys_markdown, refresh
from qa_workbook.config.strict import read_model
from qa_workbook.findings.catalogue import catalogue_markdown
from qa_workbook.form_results.catalogue import TOPICS
from qa_workbook.forms.model import Form
from qa_workbook.forms.vocabulary import Vocabulary
from qa_workbook.labels import texts
from qa_workbook.layouts.model import Layout
from qa_workbook.penalties.law import LawProfile
from qa_workbook.penalties.tariff import Tariff
from qa_workbook.procedure import picture
from qa_workbook.procedure.addressees import AddresseesFile
from qa_workbook.sampling.rules import SamplingFile
from qa_workbook.scheme.loader import load_schemes
from qa_workbook.scheme.model import Scheme
from qa_workbook.scoring_cases.model import CaseFile

ROOT = Path(__file__).parents[2]
FOLDERS = ("config", "docs", "templates")
"""Where generated files are; others stand there too."""


def renew(root: Path) -> None:
    """Writes every generated file below `root`; the same config makes the same bytes."""
    write_schema(Scheme, root / "config" / "schemes" / "scheme.schema.json")
    write_schema(CaseFile, root / "config" / "cases" / "case.schema.json")
    write_schema(LawProfile, root / "config" / "law" / "law.schema.json")
    write_schema(AddresseesFile, root / "config" / "addressees.schema.json")
    write_schema(Tariff, root / "config" / "penalties" / "tariff.schema.json")
    schemes_page = {"keys": keys_markdown(Scheme), "faults": faults_markdown(codes(), "scheme")}
    refresh(root / "docs" / "schemes.md", schemes_page)
    schemes_chinese = {
        "keys": keys_markdown(Scheme, "zh"),
        "faults": faults_markdown(codes(), "scheme", "zh"),
    }
    refresh(root / "docs" / "schemes.zh-CN.md", schemes_chinese)
    refresh(root / "docs" / "metrics.md", figure_tables())
    refresh(root / "docs" / "metrics.zh-CN.md", figure_tables("zh"))
    faults_of_cases = faults_markdown(texts("cases"), "cases")
    cases_page = {"keys": keys_markdown(CaseFile), "faults": faults_of_cases}
    refresh(root / "docs" / "cases.md", cases_page)
    cases_chinese = {
        "keys": keys_markdown(CaseFile, "zh"),
        "faults": faults_markdown(texts("cases"), "cases", "zh"),
    }
    refresh(root / "docs" / "cases.zh-CN.md", cases_chinese)
    write_schema(Form, root / "config" / "forms" / "form.schema.json")
    faults_of_forms = faults_markdown(texts("forms"), "forms")
    forms_page = {"keys": keys_markdown(Form), "faults": faults_of_forms}
    refresh(root / "docs" / "forms.md", forms_page)
    forms_chinese = {
        "keys": keys_markdown(Form, "zh"),
        "faults": faults_markdown(texts("forms"), "forms", "zh"),
    }
    refresh(root / "docs" / "forms.zh-CN.md", forms_chinese)
    write_schema(Layout, root / "config" / "layouts" / "layout.schema.json")
    for page, language in (("layouts.md", "en"), ("layouts.zh-CN.md", "zh")):
        parts = {
            "keys": keys_markdown(Layout, language),
            "faults": faults_markdown(texts("layouts"), "layouts", language),
        }
        refresh(root / "docs" / page, parts)
    for page, language in (("procedure.md", "en"), ("procedure.zh-CN.md", "zh")):
        parts = {
            "diagram": picture.diagram_markdown(language),
            "transitions": picture.table_markdown(language),
            "codes": faults_markdown(picture.codes(), "procedure", language),
        }
        refresh(root / "docs" / page, parts)
    refresh(root / "docs" / "papers.md", {"keys": keys_markdown(AddresseesFile)})
    refresh(root / "docs" / "papers.zh-CN.md", {"keys": keys_markdown(AddresseesFile, "zh")})
    write_schema(CalibrationFile, root / "config" / "calibration.schema.json")
    refresh(root / "docs" / "calibration.md", {"keys": keys_markdown(CalibrationFile)})
    refresh(root / "docs" / "calibration.zh-CN.md", {"keys": keys_markdown(CalibrationFile, "zh")})
    write_schema(SamplingFile, root / "config" / "sampling.schema.json")
    refresh(root / "docs" / "sampling.md", {"keys": keys_markdown(SamplingFile)})
    refresh(root / "docs" / "sampling.zh-CN.md", {"keys": keys_markdown(SamplingFile, "zh")})
    for topic in TOPICS.values():
        write_schema(topic.file, root / "config" / "results" / f"{topic.form}.schema.json")
        for page, language in ((f"{topic.page}.md", "en"), (f"{topic.page}.zh-CN.md", "zh")):
            refresh(root / "docs" / page, {"keys": keys_markdown(topic.file, language)})
    (root / "docs" / "findings.md").write_text(catalogue_markdown(), encoding="utf-8")
    schemes, _ = load_schemes(root / "config" / "schemes")
    vocabulary, faults = read_model(root / "config" / "intake.yaml", Vocabulary)
    assert vocabulary is not None, faults
    newest = [schemes.latest(scheme_id) for scheme_id in schemes.ids]
    write_blank_sheets(root / "templates", newest, vocabulary)


def stale(root: Path) -> list[Path]:
    """Returns the generated files that `renew` would change, relative to `root`."""
    with tempfile.TemporaryDirectory() as folder:
        fresh = Path(folder)
        for name in FOLDERS:
            shutil.copytree(root / name, fresh / name)
        renew(fresh)
        files = sorted(path.relative_to(fresh) for path in fresh.rglob("*") if path.is_file())
        return [file for file in files if _differs(root / file, fresh / file)]


def _differs(old: Path, new: Path) -> bool:
    return not old.exists() or not filecmp.cmp(old, new, shallow=False)


def main(arguments: list[str]) -> int:
    """Renews the files, or checks that they are fresh. Returns the exit code."""
    if arguments != ["--check"]:
        renew(ROOT)
        return 0
    found = stale(ROOT)
    for file in found:
        sys.stderr.write(f"{file} is stale: run make generated\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
