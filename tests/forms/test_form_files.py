"""Files of config/forms: one tiny bad file per fault, and the shipped ones are good (contract 4.1)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
import yaml

from qa_workbook.config.faults import Fault
from qa_workbook.forms.book import FormBook
from qa_workbook.forms.loader import load_forms
from qa_workbook.forms.policy import Policy
from qa_workbook.forms.used_forms import shape, used_name
from qa_workbook.forms.vocabulary import Vocabulary
from qa_workbook.labels import texts

CONFIG = Path(__file__).parents[2] / "config"
GOOD = """
format: 1
id: visits
version: "1"
name: {zh: 走访登记, en: Visits}
source: made for the tests
sheets: [走访登记]
labels:
  - {id: keeper, headings: [登记人], kind: text}
  - {id: rounds, headings: [次数], kind: count}
columns:
  - {id: number, headings: [编号], kind: id, need: required}
  - {id: day, headings: [日期], kind: day, need: required}
  - {id: end, headings: [结束日期], kind: day}
  - {id: agent, kind: id}
  - id: result
    headings: [结果]
    kind: choice
    choices:
      - {id: good, name: {zh: 好, en: Good}}
      - {id: bad, name: {zh: 差, en: Bad}}
  - {id: why, headings: [原因], kind: text}
  - {id: hours, headings: [小时], kind: number, lowest: 0, highest: 24}
  - {id: score, headings: [得分], kind: number}
key: [number]
period: day
checks:
  - {rule: not_before, column: end, other: day}
  - {rule: filled_when, column: why, other: result, values: [差]}
  - {rule: counted_in, column: rounds, other: number}
  - {rule: unique, column: why}
  - {rule: by_bound, column: result, other: score, values: [好, 差], bound: 6}
"""


def load(folder: Path, vocabulary: Vocabulary, *files: str) -> tuple[FormBook, list[Fault]]:
    for number, text in enumerate(files, 1):
        (folder / f"{number}.yaml").write_text(text, "utf-8")
    return load_forms(folder, vocabulary, ["monitoring"])


HEADLINE = "period: day\nresult: {headline: '{result.good} of {row}'}\n"
CASES = [  # code, path of the fault, what is changed
    ("id-taken", "columns.3.id", "{id: agent,", "{id: keeper, headings: [工号],"),
    ("id-taken", "columns.6.id", "{id: hours,", "{id: row,"),
    ("no-heading", "columns.5", "{id: why, headings: [原因]", "{id: why"),
    ("heading-twice", "columns.2.headings", "[结束日期]", "[结束日期, 日 期]"),
    ("no-choices", "columns.5", "[原因], kind: text", "[原因], kind: choice"),
    ("needless-choices", "columns.4", "kind: choice", "kind: text"),
    ("choice-twice", "columns.4.choices.1", "{id: bad,", "{id: bad, names: [good],"),
    ("needless-bounds", "columns.5.lowest", "[原因], kind: text", "[原因], kind: text, lowest: 1"),
    ("bounds-crossed", "columns.6.lowest", "lowest: 0", "lowest: 25"),
    ("empty-required", "columns.0.empty", "[编号], kind: id", "[编号], empty: x, kind: id"),
    (
        "empty-unreadable",
        "columns.6.empty",
        "kind: number, lowest",
        "empty: 多, kind: number, lowest",
    ),
    ("unknown-column", "key.0", "key: [number]", "key: [numbers]"),
    ("unknown-column", "period", "period: day", "period: days"),
    ("unknown-column", "checks.0.other", "other: day}", "other: days}"),
    ("key-optional", "key", "key: [number]", "key: [agent]"),
    ("no-period", "columns", "period: day\n", ""),
    ("period-not-a-day", "period", "period: day", "period: end"),
    ("rule-parts", "checks.0.rule", "column: end, other: day}", "column: end}"),
    ("rule-parts", "checks.1.rule", ", values: [差]", ""),
    ("rule-not-a-day", "checks.0.rule", "column: end,", "column: why,"),
    (
        "rule-not-a-number",
        "checks.0.rule",
        "not_before, column: end, other: day",
        "not_above, column: hours, other: day",
    ),
    ("rule-parts", "checks.4.rule", ", bound: 6", ""),
    ("rule-parts", "checks.4.rule", "bound: 6", "bound: 6, policy: line"),
    ("rule-parts", "checks.4.rule", "[好, 差]", "[好]"),
    ("rule-not-a-count", "checks.2.rule", "column: rounds,", "column: hours,"),
    ("rule-not-a-column", "checks.2.rule", "other: number}", "other: keeper}"),
    ("rule-not-a-column", "checks.3.rule", "unique, column: why", "unique, column: keeper"),
    ("rule-not-a-number", "checks.4.rule", "other: score,", "other: why,"),
    ("rule-value", "checks.4.values.0", "[好, 差]", "[很好, 差]"),
    ("rule-value", "checks.1.values.0", "values: [差]", "values: [很差]"),
    ("sheet-taken", "sheets.0", "sheets: [走访登记]", "sheets: [评分表]"),
    ("result-column", "result.sums.0", "period: day\n", "period: day\nresult: {sums: [why]}\n"),
    ("result-column", "result.across", "period: day\n", "period: day\nresult: {across: day}\n"),
    ("result-figure", "result.headline", "period: day\n", HEADLINE),
    ("result-of-list", "result", "period: day\n", "place: config\nresult: {}\n"),
    ("id-of-scheme", "id", "id: visits", "id: monitoring"),
]


@pytest.mark.parametrize(("code", "path", "old", "new"), CASES)
def test_one_change_gives_one_fault(
    tmp_path: Path, vocabulary: Vocabulary, code: str, path: str, old: str, new: str
) -> None:
    """A single wrong thing gives its fault with its path, and the form is not used."""
    assert GOOD.count(old) == 1
    book, faults = load(tmp_path, vocabulary, GOOD.replace(old, new))
    found = [(fault.code, fault.path) for fault in faults]
    assert (found or [(faults[0].code, faults[0].path)]) == [(code, path)]
    assert book.forms == ()


def test_every_fault_has_a_bad_file() -> None:
    """The cases cover all faults that a form can have beyond its keys."""
    of_their_own = {"form-twice", "rule-without-policy", "used-key", "used-kind", "used-choice"}
    assert {code for code, *_ in CASES} | of_their_own == set(texts("forms"))


def test_a_rule_names_a_number_of_the_policy(tmp_path: Path, vocabulary: Vocabulary) -> None:
    """A bound may be a number of the policy of the form; one that isn't there is a fault."""
    (tmp_path / "1.yaml").write_text(GOOD.replace("bound: 6", "policy: line"), "utf-8")
    dated = (date(2026, 1, 1), {"line": Decimal(6)})
    for policy, codes in (
        (Policy({"visits": [dated]}), []),
        (Policy({"others": [dated]}), ["rule-without-policy"]),
    ):
        _, faults = load_forms(tmp_path, vocabulary, policy=policy)
        assert [fault.code for fault in faults] == codes


@pytest.mark.parametrize(
    ("version", "now", "codes"),
    [
        ("1", ("why, headings", "reason, headings"), []),
        ("1", ("key: [number]", "key: [number, agent]"), ["used-key"]),
        ("2", ("key: [number]", "key: [number, agent]"), ["used-key"]),
        ("1", ("headings: [得分], kind: number", "headings: [得分], kind: count"), ["used-kind"]),
        ("2", ("headings: [得分], kind: number", "headings: [得分], kind: count"), ["used-kind"]),
        ("1", ("{id: good,", "{id: fine,"), ["used-choice"]),
        ("2", ("{id: good,", "{id: fine,"), []),
    ],
)
def test_what_rows_rest_on_is_not_changed(
    tmp_path: Path, vocabulary: Vocabulary, version: str, now: tuple[str, str], codes: list[str]
) -> None:
    """Another key would count every row twice, and another kind can't be read: both are refused."""
    (tmp_path / "1.yaml").write_text(GOOD, "utf-8")
    book, _ = load_forms(tmp_path, vocabulary)
    used = {used_name(form): shape(form) for form in book.forms}
    text = GOOD.replace('version: "1"', f'version: "{version}"').replace(*now)
    text = text.replace("column: why", "column: reason") if "reason" in text else text
    (tmp_path / "1.yaml").write_text(text, "utf-8")
    _, faults = load_forms(tmp_path, vocabulary, used=used)
    assert [fault.code for fault in faults] == codes


def test_a_form_has_one_file(tmp_path: Path, vocabulary: Vocabulary) -> None:
    """Of two files with one id the later one is at fault, and not used."""
    other = GOOD.replace("[走访登记]", "[走访]").replace("headings: [编号]", "headings: [单号]")
    book, faults = load(tmp_path, vocabulary, GOOD, other)
    assert [(fault.code, fault.file.name) for fault in faults] == [("form-twice", "2.yaml")]
    assert [form.columns[0].heading for form in book.forms] == ["编号"]


def test_a_good_form_has_no_fault(tmp_path: Path, vocabulary: Vocabulary) -> None:
    """The file that the cases start from is good; a column may take its names from intake.yaml."""
    book, faults = load(tmp_path, vocabulary, GOOD)
    assert faults == []
    form = book.form("visits")
    assert form.by_id["agent"].headings == vocabulary.columns.agent
    assert book.of_sheet("走访登记 (2)") is form and book.of_sheet("评分表") is None


def test_the_shipped_forms_are_good(vocabulary: Vocabulary) -> None:
    """Every file of config/forms is read without a fault, and is called like its form."""
    book, faults = load_forms(CONFIG / "forms", vocabulary)
    assert faults == []
    names = sorted(path.stem for path in (CONFIG / "forms").glob("*.yaml"))
    assert list(book.ids) == names and {"roster", "wages"} <= set(names)
    for name in names:
        text = (CONFIG / "forms" / f"{name}.yaml").read_text("utf-8")
        assert yaml.safe_load(text)["id"] == name
