"""Sheet 说明: the legal note, caps and rules of every tariff that priced a line."""

from __future__ import annotations

from dataclasses import replace

from qa_workbook.books.cloth.page import FIRST_ROW
from qa_workbook.books.cloth.style import SEVERITY, put, wrapped_lines
from qa_workbook.books.cloth.table import PlacedTable, TableColumn
from qa_workbook.books.register.page import RegisterBook, RegisterPage
from qa_workbook.penalties.caps_of_tariff import Caps
from qa_workbook.penalties.tariff import Rule, Tariff

_WIDTHS = (26, 16, 30, 16, 14, 14, 42)


class NotesPage(RegisterPage):
    """The law first, then a block of rules and caps per tariff."""

    def __init__(self, book: RegisterBook) -> None:
        super().__init__(book, book.say("notes"))
        self.paragraphs = book.say("law").splitlines()
        self.blocks: list[tuple[Tariff, PlacedTable, PlacedTable]] = []
        row = FIRST_ROW + len(self.paragraphs)
        for tariff in book.register.tariffs:
            rules = self.place(row + 2, self._rules(tariff))  # below an empty row and the heading
            caps = self.place(rules.last + 2, self._caps(tariff.caps))
            self.blocks.append((tariff, rules, caps))
            row = caps.last + 2

    def write(self) -> None:
        """Fills the sheet."""
        self.write_heading()
        self.widths = dict(enumerate(_WIDTHS))
        for number, paragraph in enumerate(self.paragraphs):
            self._paragraph(FIRST_ROW + number, paragraph, warning=number == 0)
        for tariff, rules, caps in self.blocks:
            name, day = tariff.name.say(self.book.language), tariff.valid_from
            heading = self.say("tariff_heading", name=name, version=tariff.version, day=day)
            self.section(rules.header - 1, f"{heading}　{self._confirmed(tariff)}", len(_WIDTHS))
            self.write_table(rules)
            self.write_table(caps)
        self.close()

    def _paragraph(self, row: int, words: str, *, warning: bool) -> None:
        style = self.styles("plain", text_wrap=True, valign="top", bold=False)
        if warning:
            tone = SEVERITY["warning"]
            style = self.styles.tone(tone, "plain", text_wrap=True, valign="top", bold=True)
        self.sheet.merge_range(row, 0, row, len(_WIDTHS) - 1, "", style)
        put(self.sheet, row, 0, words, style)
        self.sheet.set_row(row, 6 + 15 * wrapped_lines(words, sum(_WIDTHS)))

    def _rules(self, tariff: Tariff) -> list[TableColumn]:
        say, language, rules = self.say, self.book.language, tariff.rules
        names = [rule.name.say(language) for rule in rules]
        causes = self.book.causes(rule.cause for rule in rules)
        points = [self._points(rule) for rule in rules]
        money = [self._money(rule) for rule in rules]
        per_line = [rule.caps and rule.caps.line for rule in rules]
        per_month = [rule.caps and rule.caps.agent_month for rule in rules]
        sources = [rule.money.source.say(language) for rule in rules]
        columns = [
            TableColumn("name", say("rule"), names, "wrapped"),
            TableColumn("cause", say("cause"), causes, "centred"),
            TableColumn("points", say("points"), points, "centred"),
            TableColumn("money", say("money_each"), money, "centred"),
            TableColumn("line", say("cap_line"), per_line, "money"),
            TableColumn("month", say("cap_month"), per_month, "money"),
            TableColumn("source", say("source"), sources, "wrapped"),
        ]
        return [replace(one, width=width) for one, width in zip(columns, _WIDTHS, strict=True)]

    def _caps(self, caps: Caps) -> list[TableColumn]:
        say = self.say
        amounts = {
            "cap_agent_month": (caps.agent_month.amount, "yuan"),
            "cap_percent": (caps.percent_of_wage.amount, "percent"),
            "cap_floor": (caps.wage_floor.amount, "yuan"),
        }
        if caps.points_agent_month:
            amounts["cap_points"] = (caps.points_agent_month.amount, "points_a_month")
        words = [
            say("none") if amount is None else f"{amount} {say(unit)}"
            for amount, unit in amounts.values()
        ]
        names = [say(key) for key in amounts]
        return [
            TableColumn("cap", say("cap"), names, "wrapped", width=_WIDTHS[0]),
            TableColumn("amount", say("amount"), words, "centred", width=_WIDTHS[1]),
        ]

    def _confirmed(self, tariff: Tariff) -> str:
        if tariff.confirmed is None:
            return self.say("not_confirmed")
        return self.say("confirmed", by=tariff.confirmed.by, on=tariff.confirmed.on)

    def _points(self, rule: Rule) -> str:
        points = rule.points
        amount = self.say("by_scheme") if points.amount == "scheme" else str(points.amount)
        if points.most is not None:
            amount = f"{amount}–{points.most}"
        if points.are_given_back:
            amount = f"-{amount}"
        return f"{amount} / {self._per(rule, points.per)}"

    def _per(self, rule: Rule, per: str) -> str:
        return self.say("per_month" if rule.is_monthly else f"per_{per}")

    def _money(self, rule: Rule) -> str:
        money = rule.money
        amount = str(money.amount) if money.most is None else f"{money.amount}–{money.most}"
        if money.is_share:
            amount = self.say("percent_of_performance", amount=amount)
        return f"{amount} / {self._per(rule, money.per)}"
