"""Sheet 控制合计: every sum as computed and as a live formula over the other sheets.

All differences must be zero.
"""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256
from operator import itemgetter

import pandas as pd

from qa_workbook.books.cloth.page import FIRST_ROW, program
from qa_workbook.books.cloth.reconcile import Check, write_checks
from qa_workbook.books.cloth.style import put
from qa_workbook.books.register.page import RegisterBook, RegisterPage
from qa_workbook.labels import text
from qa_workbook.numbers import plain

_KEYS = {"lines": "integer", "points": "General", "money_before_cap": "money", "money": "money"}
_FACTS = ("breaches", "by_score", "lines", "unpriced", "agents_without_wage")


class TotalsPage(RegisterPage):
    """The control totals; the verdict above the table says whether all agree."""

    def __init__(self, book: RegisterBook) -> None:
        super().__init__(book, book.say("totals"))

    def write(self) -> None:
        """Fills the sheet."""
        self.write_heading()
        last = write_checks(self, FIRST_ROW, list(self._checks()))
        self._said(self._facts(last + 2) + 1)
        self.widths[0] = max(self.widths[0], 52)
        self.close(FIRST_ROW)
        self.sheet.fit_to_pages(1, 1)

    def _checks(self) -> Iterator[Check]:
        totals, say, agents = self.register.totals, self.say, self.places.tables["agents"]
        for key, number in _KEYS.items():
            label = say("check_lines", what=say(f"sum_{key}"))
            yield Check(label, totals[key], self._over_lines(key), number)
        for key, number in _KEYS.items():
            label = say("check_agents", what=say(f"sum_{key}"))
            yield Check(label, totals[key], f"=SUM({agents.range(key)})", number)
        # below an empty table stands the row of sums at once, which is no agent
        count = f"=COUNTA({agents.range('agent')})" if len(agents) else "=0"
        yield Check(say("check_agent_count"), totals["agents"], count)
        yield from self._causes()

    def _causes(self) -> Iterator[Check]:
        by_cause = self.register.totals["by_cause"]
        for cause, words in zip(by_cause, self.book.causes(by_cause), strict=True):
            for key, number in _KEYS.items():
                label = self.say("check_cause", cause=words, what=self.say(f"sum_{key}"))
                formula = self._over_lines_of(words, key)
                yield Check(label, by_cause[cause][key], formula, number)

    def _over_lines(self, key: str) -> str:
        lines = self.places.tables["lines"]
        if key == "lines":
            return f"=COUNT({lines.range('call_date')})"
        return f"=SUM({lines.range(key)})"

    def _over_lines_of(self, cause: str, key: str) -> str:
        lines = self.places.tables["lines"]
        causes = lines.range("cause")
        if key == "lines":
            return f'=COUNTIF({causes},"{cause}")'
        return f'=SUMIF({causes},"{cause}",{lines.range(key)})'

    def _facts(self, row: int) -> int:
        """What was priced: breaches, scores and months = lines + those without a price.

        Returns the next free row.
        """
        shown = [key for key in _FACTS if key != "by_score" or self.register.totals[key]]
        for key in shown:
            label = self.styles("cell", "text", indent=1)
            put(self.sheet, row, 0, self.say(f"fact_{key}"), label)
            put(self.sheet, row, 1, self.register.totals[key], self.styles("centred", "integer"))
            row += 1
        return row

    def _said(self, row: int) -> None:
        """Digest of the lines, made when and by what; of a closed month day, sums and root."""
        account, tariffs = self.book.account, self.register.tariffs
        said = {
            "digest": digest_of(self.register.lines),
            "made_at": account.made_at or self.say("none"),
            "made_by": program(),
            "tariff_versions": "、".join(tariff.key for tariff in tariffs) or self.say("none"),
        }
        closing = account.closing
        if closing is None:
            said["closed_at"] = self.say("not_closed")
        else:
            contra = closing.totals["contra"]
            said["closed_at"] = closing.at
            said["closed_by"] = text(f"procedure.word-{closing.by}", self.book.language)
            said["closed_own"] = self.say("closed_sums", **closing.totals)
            said["closed_contra"] = self.say("closed_sums", **contra)
            said["closed_waiting"] = str(sum(closing.waiting.values()))
            said["closed_root"] = closing.root
            said["closed_events"] = str(closing.events)
        for key, words in said.items():
            put(self.sheet, row, 0, self.say(key), self.styles("cell", "text", indent=1))
            put(self.sheet, row, 1, words, self.styles("plain", "text", indent=1))
            row += 1


def digest_of(lines: pd.DataFrame) -> str:
    """Returns the SHA-256 of the lines in the order of their numbers: case, points, yuan.

    A line of text each, its three values parted by blanks: `P0123456789ab 10 50.00`.
    """
    columns = (lines[name].tolist() for name in ("number", "case", "points", "money"))
    rows = sorted(zip(*columns, strict=True), key=itemgetter(0, 1))
    words = (f"{case} {plain(points)} {money:.2f}\n" for _, case, points, money in rows)
    return sha256("".join(words).encode()).hexdigest()
