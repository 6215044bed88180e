"""Renews what is generated and committed (`make generated`): JSON Schema, documents, blank sheets.

`--check` writes nothing; it names the files that are stale and exits with 1.
"""

from __future__ import annotations

import filecmp
import shutil
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

from pydantic import BaseModel

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


PAGES = (("md", "en"), ("zh-CN.md", "zh"))
"""The ends of a page's names, and their languages."""
SCHEMAS: Mapping[str, type[BaseModel]] = {
    "schemes/scheme": Scheme,
    "cases/case": CaseFile,
    "law/law": LawProfile,
    "addressees": AddresseesFile,
    "penalties/tariff": Tariff,
    "forms/form": Form,
    "layouts/layout": Layout,
    "calibration": CalibrationFile,
    "sampling": SamplingFile,
    **{f"results/{topic.form}": topic.file for topic in TOPICS.values()},
}
"""The JSON Schemas of `config`, by name."""
KEYS: Mapping[str, type[BaseModel]] = {
    "schemes": Scheme,
    "cases": CaseFile,
    "forms": Form,
    "layouts": Layout,
    "papers": AddresseesFile,
    "calibration": CalibrationFile,
    "sampling": SamplingFile,
    **{topic.page: topic.file for topic in TOPICS.values()},
}
"""The pages of `docs` with a table of keys."""
FAULTS = ("cases", "forms", "layouts")
"""Those of them that list the faults of their room, too; schemes have those of the config."""


def renew(root: Path) -> None:
    """Writes every generated file below `root`; the same config makes the same bytes."""
    for name, model in SCHEMAS.items():
        write_schema(model, root / "config" / f"{name}.schema.json")
    for end, language in PAGES:
        for page, model in KEYS.items():
            refresh(root / "docs" / f"{page}.{end}", _parts(page, model, language))
        refresh(root / "docs" / f"metrics.{end}", figure_tables(language))
        refresh(root / "docs" / f"procedure.{end}", _procedure_parts(language))
    (root / "docs" / "findings.md").write_text(catalogue_markdown(), encoding="utf-8")
    schemes, _ = load_schemes(root / "config" / "schemes")
    vocabulary, faults = read_model(root / "config" / "intake.yaml", Vocabulary)
    assert vocabulary is not None, faults
    newest = [schemes.latest(scheme_id) for scheme_id in schemes.ids]
    write_blank_sheets(root / "templates", newest, vocabulary)


def _parts(page: str, model: type[BaseModel], language: str) -> dict[str, str]:
    """The generated parts of a page about a config file."""
    parts = {"keys": keys_markdown(model, language)}
    if page == "schemes":
        parts["faults"] = faults_markdown(codes(), "scheme", language)
    elif page in FAULTS:
        parts["faults"] = faults_markdown(texts(page), page, language)
    return parts


def _procedure_parts(language: str) -> dict[str, str]:
    return {
        "diagram": picture.diagram_markdown(language),
        "transitions": picture.table_markdown(language),
        "codes": faults_markdown(picture.codes(), "procedure", language),
    }


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
