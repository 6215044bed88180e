"""What all sheets of the register share: names, heading, words, print setup."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

import pandas as pd
from xlsxwriter import Workbook

from qa_workbook.books.cloth.book import ResultBook
from qa_workbook.books.cloth.fast_sheet import FastWorksheet
from qa_workbook.books.cloth.links import file_uri
from qa_workbook.books.cloth.page import Page
from qa_workbook.books.cloth.places import Places
from qa_workbook.books.cloth.style import ACCENT_SOFT, SEVERITY, put
from qa_workbook.casework.account import Account
from qa_workbook.casework.desk import Desk
from qa_workbook.codes import separated
from qa_workbook.labels import text
from qa_workbook.penalties.conditions import NAMED
from qa_workbook.penalties.model import Register


class RegisterBook(ResultBook):
    """The register being written."""

    def __init__(
        self,
        workbook: Workbook,
        register: Register,
        language: str,
        *,
        inbox: Path | None = None,
        folder: Path | None = None,
    ) -> None:
        super().__init__(workbook, "register_book", language, inbox=inbox, folder=folder)
        self.register = register
        self.places = Places()
        self.organisation = ""
        self.account = Account()
        self.desk = Desk(language=language)
        self._uris: dict[str, str] = {}
        self.foot: tuple[FastWorksheet, int, int] | None = None
        """The sheet of the first slip, and the first and last row of what all slips share."""
        self.rules = {
            (tariff.version, rule.id): rule.name.say(language)
            for tariff in register.tariffs
            for rule in tariff.rules
        }
        self.tariffs = {tariff.version: tariff.name.say(language) for tariff in register.tariffs}

    def causes(self, causes: Iterable[str]) -> list[str]:
        """Returns the causes in words."""
        names = list(causes)
        words = {cause: text(f"penalties.{cause}", self.language) for cause in set(names)}
        return [words[cause] for cause in names]

    def clauses(self, lines: pd.DataFrame) -> list[str]:
        """Returns what each line is for; fatal and error codes stand before their name."""
        # Here and below: asking a column for a list is far quicker than going through it.
        shown = zip(*(lines[name].tolist() for name in ("cause", "code", "clause")), strict=True)
        return [
            clause if cause in NAMED or code in ("", clause) else f"{code} {clause}"
            for cause, code, clause in shown
        ]

    def reasons(self, rows: pd.DataFrame) -> list[str]:
        """Returns what set the money of each row: why it costs nothing, or the caps that bit."""
        pairs = list(zip(rows["why"].tolist(), rows["cap"].tolist(), strict=True))
        words = {pair: self._reasons(*pair) for pair in set(pairs)}
        return [words[pair] for pair in pairs]

    def _reasons(self, whys: str, caps: str) -> str:
        said = [text(f"penalties.{why}", self.language) for why in separated(whys)]
        said += [text(f"penalties.cap-{cap}", self.language) for cap in separated(caps)]
        return text("penalties.and", self.language).join(said)

    def uris(self, files: Iterable[str]) -> Mapping[str, str]:
        """Returns where a link to each source file leads, "" for no link."""
        for file in dict.fromkeys(files):
            if file not in self._uris:
                path = self.source_path(file)
                self._uris[file] = file_uri(path) if path else ""
        return self._uris

    def subtitle(self, lines: int, *, as_given_out: bool = True) -> str:
        """Returns period, tariffs and a number of lines in one line.

        Once somebody has decided it says so of amounts that are shown `as_given_out`.
        """
        parts = []
        if span := self.register.period:
            parts.append(self.say("period", period=span.text, first=span.first, last=span.last))
        names = [f"{name} {version}" for version, name in self.tariffs.items()]
        if names:
            parts.append(self.say("tariffs", names="、".join(names)))
        parts.append(self.say("line_count", count=lines))
        if as_given_out and any(row.state != "proposed" for row in self.desk.rows):
            parts.append(self.say("as_given_out"))
        return "　".join(parts)


class RegisterPage(Page):
    """One sheet of the register with title and period.

    While the amounts are examples every page says so, on screen and on paper.
    """

    book: RegisterBook
    as_given_out = True

    def __init__(
        self, book: RegisterBook, name: str, title: str = "", colour: str = ACCENT_SOFT
    ) -> None:
        """`title` is the heading when that is not the name of the register and of the sheet."""
        super().__init__(book, name, colour)
        self.register = book.register
        self.places = book.places
        self.title = title or f"{book.say('book')} · {name}"

    def write_heading(self, lines: int | None = None) -> None:
        """Writes title, period, tariffs and number of lines, by default that of the register."""
        count = len(self.register.lines) if lines is None else lines
        subtitle = self.book.subtitle(count, as_given_out=self.as_given_out)
        self.heading(self.title, subtitle)
        if self.register.examples:
            style = self.styles("subtitle", bold=True, font_color=SEVERITY["error"].font)
            words = f"{self.say('examples')}　{subtitle}"
            put(self.sheet, 1, 0, words, style)

    def warn(self) -> None:
        """Says first why the amounts may be others: changes, no price, no pay, refused rows."""
        totals = self.register.totals
        counts = {
            "changed": len(self.register.differing) + len(self.register.withdrawn),
            "no_price": totals["unpriced"],
            "unattributed_tickets": len(self.register.unattributed),
            "no_wage": totals["agents_without_wage"],
            "no_performance_pay": totals["agents_without_performance_pay"],
            "no_nature": totals["lines_without_nature"],
        }
        lacks = [self.say(key, count=count) for key, count in counts.items() if count]
        # Unlike an analysis, a register may be made of a period that was never built by itself.
        left_out = self.book.left_out_words() or text("left_out.unknown", self.book.language)
        words = "　".join([*lacks, left_out])
        self.notice(words, "error" if lacks else "warning")

    def close(self, header_row: int | None = None) -> None:
        """Sets widths, page setup, header and footer."""
        span = self.register.period
        self.finish(f"{self.title}  {span.text if span else ''}{self._closed()}", header_row)
        if self.register.examples:
            self.sheet.set_margins(left=0.4, right=0.4, top=0.7, bottom=0.6)
            colour = SEVERITY["error"].font.removeprefix("#")
            self.sheet.set_header(f"&C&14&B&K{colour}{self.say('examples')}")

    def _closed(self) -> str:
        """Day and root of the close, at the foot of every page: what proves the paper."""
        closing = self.book.account.closing
        if closing is None:
            return ""
        return "  " + self.say("closed_foot", day=closing.at[:10], root=closing.root)
