"""The rules behind the cases of one agent: clause, tariff rule, law and procedure."""

from __future__ import annotations

from typing import Any

from qa_workbook.app.paper_dossiers import Dossiers
from qa_workbook.casework.case_files import CaseFile
from qa_workbook.keys import SchemeKey
from qa_workbook.penalties.law import Law


def rules_of(found: Dossiers) -> dict[str, Any]:
    """Returns a mapping of case numbers to the rules that the case was priced and runs under.

    Each with the version and source that its config file names; None for what is no longer there.
    """
    law = found.workspace.load_penalties(found.config).tariffs.law
    files = sorted(found.files.values(), key=lambda file: file.number)
    own = [file for file in files if file.case in found.cases]
    return {file.number: _of_case(found, file, law) for file in own}


def _of_case(found: Dossiers, file: CaseFile, law: Law | None) -> dict[str, Any]:
    opened = file.events[0].data
    return {
        "case": file.case,
        "scheme": _scheme(found, file),
        "tariff": _tariff(found, file),
        "law": _law(file, law),
        "procedure": opened.get("rules"),
        "deadlines": opened.get("deadlines"),
    }


def _scheme(found: Dossiers, file: CaseFile) -> dict[str, Any] | None:
    version = file.about.get("version", "")
    scheme = found.config.schemes.version(*SchemeKey(file.line.scheme, version))
    form = found.config.forms.get(file.line.scheme)
    if scheme is None and form is not None:  # a complaint is of a form
        return form.model_dump(mode="json", include={"id", "version", "name", "source"})
    if scheme is None:
        return None
    policies = {"fatal": scheme.fatal, "error_deduction": scheme.error_deduction}
    node = scheme.by_id.get(file.line.code) if file.line.cause in ("clause", "item") else None
    rule = node or policies.get(file.line.cause)
    return {
        **scheme.model_dump(mode="json", include={"id", "version", "valid_from", "name", "source"}),
        "rule": rule.model_dump(mode="json", exclude_defaults=True) if rule else None,
    }


def _tariff(found: Dossiers, file: CaseFile) -> dict[str, Any] | None:
    tariff = found.words.tariffs.get(file.line.tariff_version)
    if tariff is None:
        return None
    about = {"id", "version", "valid_from", "name", "source", "caps", "confirmed", "accepted"}
    rules = {rule.id: rule.model_dump(mode="json", exclude_defaults=True) for rule in tariff.rules}
    return {
        **tariff.model_dump(mode="json", include=about),
        "rule": rules.get(file.line.rule),
    }


def _law(file: CaseFile, law: Law | None) -> dict[str, Any] | None:
    day = file.line.day
    held = [one for one in law.profiles if one.valid_from <= day <= one.valid_until] if law else []
    if not held:
        return None
    profile = max(held, key=lambda one: one.valid_from)
    about = {"id", "version", "valid_from", "valid_until", "name", "source", "natures"}
    return profile.model_dump(mode="json", include=about)
