"""扣罚案件: the penalty lines of a period as cases, and all that is known of one (4.3)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from qa_workbook.app.ledger import WorkspaceLedger
from qa_workbook.app.register import assess_period
from qa_workbook.casework.as_of import as_of
from qa_workbook.casework.case_files import CaseFile, case_files
from qa_workbook.casework.decided_amounts import Amounts, decided_amounts
from qa_workbook.casework.entries import Booked, booked_of, entries_of
from qa_workbook.clock import now
from qa_workbook.codes import separated
from qa_workbook.errors import UnknownCase
from qa_workbook.numbers import decimal, period, places, plain
from qa_workbook.procedure.people import People
from qa_workbook.procedure.rules import Procedure
from qa_workbook.procedure.state import CaseState
from qa_workbook.workspace import Workspace

_MONEY = ("money_before_cap", "money", "carried", "payable")


def cases_of(workspace: Workspace, period_text: str, language: str) -> list[dict[str, Any]]:
    """Returns the cases of a period as the contract's objects, in the order of the register.

    Those that a register given out has and the records have no more stand at the end. A case that
    no register given out has yet is `proposed` and has no number. States are those of now, also
    where only time has brought them. Raises ConfigError, UnknownPeriod, and as `Ledger` does.
    """
    register = assess_period(workspace, period_text, language)
    today = _Today.of(workspace)
    span = period(period_text)
    events = WorkspaceLedger.of(workspace).events()
    files, booked = case_files(events), booked_of(entries_of(events))
    frames = (register.lines, register.unpriced)
    rows = [row for frame in frames for row in frame.to_dict("records")]
    found = [_case(row, files.get(row["case"]), booked.get(row["case"]), today) for row in rows]
    present = {row["case"] for row in rows}
    found += [
        _as_given_out(file, booked.get(case), today)
        for case, file in files.items()
        if case not in present and file.line.day in span
    ]
    return [today.spelt(one) for one in found]


def case_of(workspace: Workspace, name: str) -> dict[str, Any]:
    """Returns one case, by its code or its 凭单号, with all its events, oldest first.

    Raises UnknownCase for one that no register given out has.
    """
    events = WorkspaceLedger.of(workspace).events()
    for file in case_files(events).values():
        if name in (file.case, file.number):
            booked = booked_of(entries_of(events)).get(file.case)
            today = _Today.of(workspace)
            found = today.spelt(_as_given_out(file, booked, today))
            return {**found, "events": [event.as_dict for event in file.events]}
    raise UnknownCase(case=name)


@dataclass(frozen=True)
class _Today:
    """By what cases are seen today."""

    procedure: Procedure
    people: People
    now: datetime
    decimals: int | None
    """The places of the currency, None without a tariff."""

    @staticmethod
    def of(workspace: Workspace) -> _Today:
        config = workspace.load()
        tariffs = workspace.load_penalties(config).tariffs.tariffs
        decimals = max((tariff.currency.decimals for tariff in tariffs), default=None)
        return _Today(*workspace.load_procedure(config), now(), decimals)

    def spelt(self, case: Mapping[str, Any]) -> dict[str, Any]:
        """Returns a case with all its money in one spelling: 40.00 beside 30.00."""
        return {**case, **{name: self._money(decimal(case[name])) for name in _MONEY}}

    def _money(self, amount: Decimal) -> str:
        if self.decimals is None or places(amount) > self.decimals:
            return f"{amount:f}"
        return f"{amount:.{self.decimals}f}"

    def state(self, file: CaseFile | None) -> CaseState:
        if file is None:
            return CaseState("", "proposed")
        return as_of(file, self.people, self.procedure, self.now)


def _case(
    row: Mapping[Any, Any], file: CaseFile | None, booked: Booked | None, today: _Today
) -> dict[str, Any]:
    """The contract's object of a line of the register."""
    given = Amounts(row["points"], row["money_before_cap"], row["money"], row["cap"])
    state = today.state(file)
    return {
        "case": row["case"],
        "number": row["number"] or None,
        **{name: row[name] for name in ("agent", "name", "team")},
        "day": f"{row['call_date']:%Y-%m-%d}",
        **{name: row[name] for name in ("cause", "code", "rule", "legal_nature")},
        **_amounts(state, given),
        "carried": f"{row['carried']:f}",
        **_standing(state),
        **_after_closing(booked),
        "scheme_version": row["version"],
        "tariff_version": row["tariff_version"],
        "source": {name: row[name] for name in ("file", "sheet", "row", "cell")},
    }


def _as_given_out(file: CaseFile, booked: Booked | None, today: _Today) -> dict[str, Any]:
    """The contract's object of a case as it was given out last."""
    line, about = file.line, file.about
    given = Amounts(line.points, line.money_before_cap, line.money, line.cap)
    state = today.state(file)
    return {
        "case": line.case,
        "number": line.number or None,
        "agent": line.agent,
        "name": line.name,
        "team": about.get("team", ""),
        "day": line.day.isoformat(),
        "cause": line.cause,
        "code": line.code,
        "rule": line.rule,
        "legal_nature": about.get("legal_nature", ""),
        **_amounts(state, given),
        "carried": about.get("carried", "0"),
        **_standing(state),
        **_after_closing(booked),
        "scheme_version": about.get("version", ""),
        "tariff_version": line.tariff_version,
        "source": about.get("source"),
    }


def _amounts(case: CaseState, given: Amounts) -> dict[str, Any]:
    """Points and money as they stand after what was decided."""
    now_so = decided_amounts(case, given)
    return {
        "points": plain(now_so.points),
        "money_before_cap": str(now_so.before),
        "money": str(now_so.money),
        "caps": separated(now_so.cap),
    }


def _standing(case: CaseState) -> dict[str, Any]:
    """State, and the end of what the case waits for. Nothing is payable before it is closed."""
    return {
        "state": case.state,
        "deadline": case.deadline.isoformat() if case.deadline else None,
        "payable": str(Decimal(0)),
    }


def _after_closing(booked: Booked | None) -> dict[str, Any]:
    """What closing months made of the case: what was taken in all is what it costs."""
    if booked is None:
        return {}
    money = f"{booked.money:f}"
    return {
        "points": plain(booked.points),
        "money": money,
        "caps": list(dict.fromkeys(entry.cap for entry in booked.entries if entry.cap)),
        "carried": f"{booked.carried:f}",
        "payable": money,
    }
