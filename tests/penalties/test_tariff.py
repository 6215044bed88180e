"""What a tariff file may say."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from register_workshop import ROOT, SHIPPED

from qa_workbook.labels import texts
from qa_workbook.penalties import load_tariffs
from qa_workbook.penalties.caps_of_tariff import Caps, RuleCaps
from qa_workbook.penalties.tariff import Confirmed, Currency, Money, Rule, Tariff
from qa_workbook.scheme.loader import load_schemes

SCHEMES = load_schemes(ROOT / "config" / "schemes")[0]


def test_shipped_tariff__has_no_fault() -> None:
    """The shipped tariff is faultless, its examples are marked as such, and nobody confirmed them."""
    book, faults = load_tariffs(SHIPPED.parent, SCHEMES)
    assert faults == []
    rules = book.tariffs[0].rules
    sources = {rule.money.source.say("zh") for rule in rules}
    assert sources == {"示例，由用户自定"}
    assert book.tariffs[0].confirmed is None
    assert book.tariffs[0].caps.percent_of_wage.amount == Decimal(20)


ONE_SCHEME = "scheme: service-norm-100"
NTH = "when: {nth: {first: 3, within: month, same: item, source: S10}}"
BUDGET = "when: {points_at_least: {amount: 10, unit: points, source: S18}}"
BANDS = "when: {bands: [awful]}"


def added(
    cause: str, unit: str = "points", more: str = "", money: int = 0, per: str = "occurrence"
) -> list[tuple[str, str]]:
    """Puts a rule of 5 points before all others."""
    rule = (
        f'  - id: added\n    name: 新\n    cause: {cause}\n    scheme: "*"\n'
        f"    points: {{amount: 5, per: {per}, unit: {unit}, source: x}}\n"
        f"    money: {{amount: {money}, per: occurrence, unit: yuan, source: x}}\n    {more}\n"
    )
    return [("  - id: fatal\n", f"{rule}  - id: fatal\n")]


BAD = [
    ("    id: x", "unknown-key", [("cause: fatal\n", "cause: fatal\n    id_: x\n")]),
    ("rules.1.id", "tariff-rule-twice", [("id: error-deduction", "id: fatal")]),
    (
        "rules.0",
        "tariff-selector",
        [("    codes: all\n    points: {amount: 10", "    points: {amount: 10")],
    ),
    (
        "rules.2",
        "tariff-selector",
        [("clause_points: [10]", "clause_points: [10]\n    clauses: all")],
    ),
    ("rules.2", "tariff-selector", [("clause_points: [10]", "codes: all")]),
    (
        "rules.0.points.per",
        "tariff-per-point",
        [("{amount: 10, per: occurrence", "{amount: 10, per: point")],
    ),
    (
        "rules.0.points.amount",
        "tariff-scheme-points",
        [("{amount: 10, per: occurrence", "{amount: scheme, per: occurrence")],
    ),
    ("rules.0.money.amount", "tariff-too-fine", [("amount: 100,", "amount: 100.005,")]),
    ("rules.1.caps.line", "tariff-too-fine", [("line: 50,", "line: 50.001,")]),
    ("rules.3", "tariff-rule-hidden", [("clause_points: [6]", "clause_points: [10]")]),
    (
        "rules.2.scheme",
        "tariff-unknown-scheme",
        [
            (
                "scheme: service-norm-100\n    clause_points: [10]",
                "scheme: nn\n    clause_points: [10]",
            )
        ],
    ),
    (
        "rules.0.codes.1",
        "tariff-unknown-code",
        [("codes: all\n    points: {amount: 10", "codes: [F11, F99]\n    points: {amount: 10")],
    ),
    (
        "rules.0.codes.0",
        "tariff-unknown-code",
        [
            ('scheme: "*"\n    codes: all', "scheme: service-norm-100\n    codes: all"),
            ("codes: all", "codes: [F11]"),
        ],
    ),
    (
        "rules.1.codes.0",
        "tariff-unknown-code",
        [("codes: all\n    points: {amount: 1,", "codes: [F11]\n    points: {amount: 1,")],
    ),
    (
        "rules.0.money",
        "missing-key",
        [
            (
                "money: {amount: 100, per: occurrence, unit: yuan, ",
                "money: {amount: 100, per: occurrence, ",
            )
        ],
    ),
    ("rules.2.scheme", "bad-count", [(ONE_SCHEME, "scheme: []")]),
    ("rules.2.scheme.1", "bad-form", [(ONE_SCHEME, "scheme: [service-norm-100, Nope]")]),
    ("rules.0.codes", "bad-choice", [("codes: all", "codes: []")]),
    ("confirmed.on", "missing-key", [("source: S6", "source: S6\nconfirmed: {by: 王经理}")]),
    (
        "confirmed.by",
        "bad-length",
        [("source: S6", 'source: S6\nconfirmed: {by: "", on: 2026-11-01}')],
    ),
    ("rules.0", "tariff-selector", added("clean_month", unit="points back", more="codes: all")),
    ("rules.0", "tariff-selector", added("item")),
    ("rules.0", "tariff-when-missing", added("monthly_score")),
    ("rules.0", "tariff-when-missing", added("points_budget")),
    ("rules.0.when.points_at_least", "tariff-when", added("monthly_score", more=BUDGET)),
    ("rules.0.when.nth", "tariff-when", added("clean_month", unit="points back", more=NTH)),
    ("rules.0.when.nth.same", "tariff-same-item", added("item", more=f"items: all\n    {NTH}")),
    ("rules.0.money", "tariff-clean-money", added("clean_month", unit="points back", money=1)),
    ("rules.0.points.unit", "tariff-points-back", added("clean_month")),
    ("rules.0.points.unit", "tariff-points-back", added("band", "points back", "bands: [fail]")),
    ("rules.0.bands.0", "tariff-unknown-code", added("band", more="bands: [awful]")),
    ("rules.0.items.0", "tariff-unknown-code", added("item", more="items: [ten.ordering]")),
    ("rules.0.when.bands.0", "tariff-unknown-code", added("monthly_score", more=BANDS)),
    ("rules.0.points.per", "tariff-per-point", added("clean_month", "points back", per="point")),
    ("rules.0.money.amount", "out-of-range", [("amount: 100,", "amount: -1,")]),
    ("currency.unit", "bad-choice", [("currency: {unit: yuan", "currency: {unit: euro")]),
]


@pytest.mark.parametrize(
    ("path", "code", "changes"), BAD, ids=[f"{code} {path}" for path, code, _ in BAD]
)
def test_load_tariffs__names_each_fault_and_its_line(
    tmp_path: Path, path: str, code: str, changes: list
) -> None:
    """Each fault has a stable code, the line and the dotted path, and leaves the tariff out of the book."""
    words = SHIPPED.read_text("utf-8")
    for old, new in changes:
        assert old in words
        words = words.replace(old, new, 1)
    (tmp_path / "t.yaml").write_text(words, "utf-8")
    book, faults = load_tariffs(tmp_path, SCHEMES)
    assert book.tariffs == ()
    assert code in [fault.code for fault in faults]
    fault = next(fault for fault in faults if fault.code == code)
    assert fault.line > 1
    assert fault.say("zh") != fault.say("en")
    if code not in ("unknown-key", "missing-key"):
        assert fault.path == path


def test_load_tariffs__says_what_is_wrong_in_words(tmp_path: Path) -> None:
    """A sentence names what was found, or a dash, and what is allowed instead, in both languages."""
    words = SHIPPED.read_text("utf-8")
    (tmp_path / "t.yaml").write_text(words.replace("    codes: all\n", "", 1), "utf-8")
    (fault,) = load_tariffs(tmp_path)[1]
    assert (fault.zh, fault.en) == (
        "cause: fatal 的条目要写且只写其中一项：codes；现在写的是：–。",
        "A rule with cause: fatal needs exactly one of: codes. Found: –.",
    )


def test_load_tariffs__passes_over_hidden_files_and_other_kinds(tmp_path: Path) -> None:
    """What an editor leaves behind beside a tariff is no tariff; `.yml` is one."""
    words = SHIPPED.read_text("utf-8")
    (tmp_path / "a.yml").write_text(words, "utf-8")
    for name in (".a.yaml", ".#b.yml", "a.yaml~", "a.yaml.bak"):
        (tmp_path / name).write_text("broken: [", "utf-8")
    book, faults = load_tariffs(tmp_path, SCHEMES)
    assert (len(book.tariffs), faults) == (1, [])


@pytest.mark.parametrize(
    ("written", "held"),
    [
        ('"*"', ("*",)),
        ("monitoring-10x4", ("monitoring-10x4",)),
        ("[monitoring-10x4, dial-test-2011]", ("monitoring-10x4", "dial-test-2011")),
    ],
)
def test_rule__holds_for_the_schemes_it_lists(tmp_path: Path, written: str, held: tuple) -> None:
    """One scheme, a list of them, and all of them are the same kind of thing once read."""
    words = SHIPPED.read_text("utf-8").replace('scheme: "*"', f"scheme: {written}", 1)
    (tmp_path / "t.yaml").write_text(words, "utf-8")
    book, faults = load_tariffs(tmp_path, SCHEMES)
    assert faults == []
    rule = book.tariffs[0].rules[0]
    assert rule.scheme == held
    assert rule.holds_for("monitoring-10x4")
    assert rule.holds_for("satisfaction-3-9-20") == (held == ("*",))


def test_load_tariffs__versions_must_be_told_apart(tmp_path: Path) -> None:
    """Two files need different versions and days, but the same id."""
    words = SHIPPED.read_text("utf-8")
    (tmp_path / "a.yaml").write_text(words, "utf-8")
    (tmp_path / "b.yaml").write_text(words.replace("id: service-quality", "id: other", 1), "utf-8")
    assert {fault.code for fault in load_tariffs(tmp_path)[1]} == {
        "tariff-other-id",
        "tariff-same-version",
        "tariff-same-valid-from",
    }


def test_docs__name_every_key_and_fault() -> None:
    """docs/penalties.md is the complete reference."""
    words = (ROOT / "docs" / "penalties.md").read_text("utf-8")
    keys = {
        name
        for model in (Tariff, Rule, Caps, RuleCaps, Money, Currency, Confirmed)
        for name in model.model_fields
    }
    codes = {name for name in texts("penalties") if name.startswith("tariff-")}
    assert [name for name in sorted(keys | codes) if name not in words] == []
