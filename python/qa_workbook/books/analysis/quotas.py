"""Sheet 定额: done against required, of people (S9) and of branches (S13)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pandas as pd

from qa_workbook.analysis.period_report import PeriodReport
from qa_workbook.analysis.rules import Branch, BranchCheck
from qa_workbook.books.cloth.book import ResultBook
from qa_workbook.books.cloth.page import FIRST_ROW, Page, Total
from qa_workbook.books.cloth.style import ACCENT_SOFT, SEVERITY, Tone, put
from qa_workbook.books.cloth.table import PlacedTable, TableColumn
from qa_workbook.codes import separated
from qa_workbook.labels import text

LABELS = "quotas_sheet"
_BAR = "#8FB4D9"
_GOOD, _SHORT = SEVERITY["none"], SEVERITY["warning"]


class QuotasPage(Page):
    """A row per person and role, a row per branch; what is due is explained below."""

    def __init__(self, book: ResultBook, report: PeriodReport) -> None:
        say = book.sayer(LABELS)
        super().__init__(book, say("quotas"), ACCENT_SOFT)
        self.say, self.report = say, report
        self.people = self.place(FIRST_ROW + 1, self._people_columns())
        # Below the total, or below the sentence that stands in the place of the table.
        self.branches = self.place(self.people.last + 4, self._branch_columns())

    def write(self) -> None:
        """Fills the sheet."""
        span = self.report.period
        details = {"period": span.text, "first": span.first, "last": span.last} if span else {}
        self.heading(self.say("title"), self.say("subtitle", **details))
        self.notice(self._days())
        self._write_people()
        row = self._write_branches()
        for words in self._explained():
            put(self.sheet, row, 0, words, self.styles("subtitle"))
            row += 1
        self.sheet.freeze_panes(FIRST_ROW, 1)
        self.finish(self.say("title"))

    def _write_people(self) -> None:
        row = self.people.header - 1
        self.section(row, self.say("people"), len(self.people.columns))
        if not len(self.people):
            put(self.sheet, row + 1, 0, self.say("no_people"), self.styles("plain"))
            return
        self.write_table(self.people)
        totals = {"who": Total(self.say("total"))}
        for key in ("required", "done", "missing"):
            cells = self.people.columns[self.people.index(key)].cells
            known = [value for value in cells if value is not None]
            totals[key] = Total(sum(known), "integer", f"=SUM({self.people.range(key)})")
        self.total(self.people, totals)
        self._bar(self.people, "reached")

    def _write_branches(self) -> int:
        """Writes the branches, or why there are none; returns the row after them."""
        row = self.branches.header - 1
        self.section(row, self.say("branches"), len(self.people.columns))
        if not len(self.branches):
            put(self.sheet, row + 1, 0, self.say("no_branches"), self.styles("plain"))
            return row + 3
        self.write_table(self.branches)
        self._bar(self.branches, "reached")
        return self.branches.last + 2

    def _bar(self, table: PlacedTable, key: str) -> None:
        """A bar in the cells, full at 100 %."""
        column = table.index(key)
        options = {
            "type": "data_bar",
            "bar_color": _BAR,
            "bar_solid": True,
            "min_type": "num",
            "max_type": "num",
            "min_value": 0,
            "max_value": 1,
        }
        self.sheet.conditional_format(table.first, column, table.last, column, options)

    def _days(self) -> str:
        """The working days of the period and what changes them."""
        days = self.report.quota_days
        if days is None:
            return ""
        if days.worked is None:
            return self.say("no_calendar")
        parts = [self.say("worked", worked=days.worked, ordinary=days.ordinary)]
        between = self.say("between")
        if days.holidays:
            named = [_span(name, first, last) for name, first, last in days.holidays]
            parts.append(self.say("holidays", days=between.join(named)))
        if days.extra:
            extra = [f"{day:%m-%d}" for day in days.extra]
            parts.append(self.say("extra", days=between.join(extra)))
        return self.say("apart").join(parts)

    def _explained(self) -> Sequence[str]:
        keys = ["legend_done", "legend_due"] if len(self.people) else []
        if len(self.branches):
            keys += ["legend_branches", "legend_bounds"]
        return [self.say(key) for key in keys]

    def _people_columns(self) -> list[TableColumn]:
        say, frame, language = self.say, self.report.quotas, self.book.language
        roles = [text(f"procedure.word-{role}", language) for role in frame["role"]]
        required, done = _known(frame["required"]), frame["done"].tolist()
        missing = _missing(required, done)
        states, tones = self._states(missing)
        return [
            TableColumn("who", say("who"), frame["who"], most=24, width=18),
            TableColumn("role", say("role"), roles, "centred", width=13),
            TableColumn("status", say("status"), self._statuses(frame), "centred", width=13),
            TableColumn("rule", say("rule"), self._rules(frame), "centred", width=24),
            TableColumn("required", say("required"), required, "integer", width=11),
            TableColumn("done", say("done"), done, "integer", width=11),
            TableColumn("missing", say("missing"), missing, "integer", 11, formula=self._missing),
            TableColumn(
                "reached", say("reached"), _shares(required, done), "percent", 16,
                formula=self._reached,
            ),
            TableColumn("state", say("state"), states, "centred", 20, tones=tones),
        ]  # fmt: skip

    def _statuses(self, frame: pd.DataFrame) -> list[str]:
        between = self.say("between")
        return [
            between.join(self.say(one) for one in separated(status)) or self.say("not_in_office")
            for status in frame["status"]
        ]

    def _rules(self, frame: pd.DataFrame) -> list[str]:
        """The quota of each row in words, with the part that is due by status."""
        rules = self.report.rules
        known = {quota.role: quota for quota in rules.quotas.roles} if rules else {}
        found = []
        for role, status in zip(frame["role"], frame["status"], strict=True):
            quota = known.get(role)
            if quota is None or rules is None:
                found.append("")
                continue
            words = self.say(f"per_{quota.per}", count=quota.count)
            part_of = {str(one): float(part) for one, part in rules.quotas.share.items()}
            shares = {part_of.get(one, 1.0) for one in separated(status)}
            if len(shares) == 1 and shares != {1.0}:
                words += self.say("part", share=f"{shares.pop():.0%}")
            found.append(words)
        return found

    def _states(self, missing: Sequence[int | None]) -> tuple[list[str], dict[str, Tone]]:
        words = [self.say("reached_it"), self.say("short"), self.say("unknown")]
        named = [words[2] if one is None else words[one > 0] for one in missing]
        return named, {words[0]: _GOOD, words[1]: _SHORT}

    def _missing(self, row: int) -> str:
        return _missing_formula(self.people, row, "required", "done")

    def _reached(self, row: int) -> str:
        return _reached_formula(self.people, row, "required", "done")

    def _branch_columns(self) -> list[TableColumn]:
        say, frame = self.say, self.report.branch_checks
        due, done = _known(frame["required"]), frame["done"].tolist()
        least = [bound == "at_least" for bound in frame["bound"]]
        required = [count if one else None for count, one in zip(due, least, strict=True)]
        states, tones = self._branch_states(due, done, least)
        missing, lacking = _missing(required, done), self._branch_missing
        return [
            TableColumn("who", say("branch"), self._branch_names(), width=18),
            TableColumn("size", say("size"), [say(one) for one in frame["size"]], "centred"),
            TableColumn("check", say("check"), self._check_names(), "centred"),
            TableColumn("rule", say("rule"), self._branch_rules(), "centred"),
            TableColumn("required", say("due"), due, "integer"),
            TableColumn("done", say("done"), done, "integer"),
            TableColumn("missing", say("missing"), missing, "integer", formula=lacking),
            TableColumn(
                "reached", say("reached"), _shares(required, done), "percent",
                formula=self._branch_reached,
            ),
            TableColumn("state", say("state"), states, "centred", tones=tones),
        ]  # fmt: skip

    def _branch_names(self) -> list[str]:
        rules, language = self.report.rules, self.book.language
        names = {one.id: one.name.say(language) for one in rules.branches} if rules else {}
        return [names.get(id_, id_) for id_ in self.report.branch_checks["branch"]]

    def _check_names(self) -> list[str]:
        return [one.name.say(self.book.language) if one else "" for one in self._checks()]

    def _checks(self) -> list[BranchCheck | None]:
        """The check of each row."""
        rules = self.report.rules
        checks = rules.branch_checks.checks if rules and rules.branch_checks else ()
        known = {check.id: check for check in checks}
        return [known.get(id_) for id_ in self.report.branch_checks["check"]]

    def _branch_rules(self) -> list[str]:
        """What is due of each row in a month without holidays, in words."""
        rules = self.report.rules
        known = {one.id: one for one in rules.branches} if rules else {}
        pairs = zip(self._checks(), self.report.branch_checks["branch"], strict=True)
        return [self._branch_rule(check, known[id_]) if check else "" for check, id_ in pairs]

    def _branch_rule(self, check: BranchCheck, branch: Branch) -> str:
        """What is due of a branch, with the part of it where interns or helpers check."""
        words = self.say(f"month_{check.bound}", count=check.count(branch))
        rules = self.report.rules
        part = rules.quotas.share.get(branch.checked_by, 1) if rules else 1
        return words if part == 1 else words + self.say("part", share=f"{float(part):.0%}")

    def _branch_states(
        self, due: Sequence[int | None], done: Sequence[int], least: Sequence[bool]
    ) -> tuple[list[str], dict[str, Tone]]:
        """Whether each check is done; too many of what must be at most so many are told."""
        good = [self.say("reached_it"), self.say("within")]
        states = []
        for bound, did, is_least in zip(due, done, least, strict=True):
            if bound is None:
                states.append(self.say("unknown"))
            elif is_least:
                states.append(good[0] if did >= bound else self.say("short"))
            else:
                states.append(good[1] if did <= bound else self.say("over", count=did - bound))
        bad = set(states) - {*good, self.say("unknown")}
        return states, dict.fromkeys(good, _GOOD) | dict.fromkeys(bad, _SHORT)

    def _branch_missing(self, row: int) -> str:
        if not self._is_least(row):
            return ""
        return _missing_formula(self.branches, row, "required", "done")

    def _branch_reached(self, row: int) -> str:
        if not self._is_least(row):
            return ""
        return _reached_formula(self.branches, row, "required", "done")

    def _is_least(self, row: int) -> bool:
        return bool(self.report.branch_checks["bound"].iloc[row] == "at_least")


def _known(values: pd.Series) -> list[int | None]:
    return [None if value is None else int(value) for value in values.tolist()]


def _missing(required: Sequence[int | None], done: Sequence[int]) -> list[int | None]:
    """What is still to be done; nothing where more than that was done."""
    pairs = zip(required, done, strict=True)
    return [None if due is None else max(due - did, 0) for due, did in pairs]


def _shares(required: Sequence[int | None], done: Sequence[int]) -> list[float | None]:
    """The part that is done; None where nothing was due or nobody knows."""
    return [did / due if due else None for due, did in zip(required, done, strict=True)]


def _missing_formula(table: PlacedTable, row: int, due: str, done: str) -> str:
    required, did = table.cell(due, row), table.cell(done, row)
    return f'=IF({required}="","",MAX(0,{required}-{did}))'


def _reached_formula(table: PlacedTable, row: int, due: str, done: str) -> str:
    required, did = table.cell(due, row), table.cell(done, row)
    return f'=IF(N({required})=0,"",{did}/{required})'


def _span(name: str, first: date, last: date) -> str:
    days = f"{first:%m-%d}" if first == last else f"{first:%m-%d}–{last:%m-%d}"
    return f"{name} {days}"
