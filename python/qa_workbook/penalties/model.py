"""What an assessment gives: the penalty register 服务质量扣罚登记表 (S6)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from qa_workbook.errors import QaWorkbookError
from qa_workbook.numbers import Period
from qa_workbook.penalties.complaints import no_unattributed
from qa_workbook.penalties.given_out import GivenLine
from qa_workbook.penalties.tariff import Tariff

LINE_COLUMNS = (
    "number", "case", "agent", "name", "team", "project", "call_date",
    "scheme", "scheme_name", "version",
    "recording", "inspector", "cause", "code", "clause", "times", "aggravated",
    "points", "points_most", "legal_nature", "money", "money_before_cap", "money_most",
    "cap", "carried", "why", "objection", "actions",
    "tariff", "tariff_version", "rule",
    "file", "sheet", "row", "cell", "remark",
    "given_on", "difference", "difference_why",
)  # fmt: skip
WITHDRAWN_COLUMNS = (
    "number", "case", "agent", "name", "day", "scheme", "recording", "inspector",
    "cause", "code", "clause",
    "points", "money", "given_on",
)  # fmt: skip
AGENT_COLUMNS = (
    "agent",
    "name",
    "team",
    "lines",
    "points",
    "money_before_cap",
    "money",
    "cap",
    "why",
    "wage",
)


class TotalsDiffer(QaWorkbookError):
    """The control totals of a register disagree, so none is given out. Needs `what`."""

    label = "penalties.totals_differ"


@dataclass(frozen=True)
class Register:
    """Every breach of a period with its price.

    `lines`: one row per breach, ordered by agent, call date, recording, cause and code.

    | column | type | meaning |
    |---|---|---|
    | `number` | str | 凭单号 `YYYY-MM-NNNN`: what people call the case; lasting, "" before a
      register with the case was given out |
    | `case` | str | what names the line for good: `cases.case_of` |
    | `agent`, `name`, `team`, `project` | str | as the score sheet has them |
    | `call_date` | datetime64[s] | says which tariff holds and which month's caps; of a complaint
      the day on which it was received |
    | `scheme`, `scheme_name`, `version` | str | of the scoring scheme; the name in the language |
    | `recording` | str | recording or 依据 as typed, "" where the sheet has none; of a rule for
      months the month, `2026-10`; of a complaint its ticket |
    | `inspector` | str | with scheme and recording the key of the score |
    | `cause` | str | `conditions.Cause` |
    | `code` | str | fatal code, error code ("" for none), indicator or band id, cause of the
      complaint; "" for months |
    | `clause` | str | the same in words |
    | `times`, `aggravated` | int, bool | occurrences; whether the clause's factor was applied |
    | `points` | Decimal | penalty points, below 0 for points given back |
    | `money_before_cap`, `money` | Decimal | yuan, before and after all caps |
    | `points_most`, `money_most` | Decimal | the upper ends of what a person may decide; the
      points and the money before caps where the rule leaves no choice |
    | `legal_nature` | str | `loss`, `performance`, `fine`, `none`, "" where the rule says none |
    | `cap` | str | what set `points` and `money`, joined by ";": `line`, `agent`, `loss` (no more
      than the loss), `performance` (the floating part of the pay), `wage_percent`, `wage_floor`;
      `points_line`, `points_agent`; or `wage-missing`: nothing is charged, for a cap needs a wage
      that nobody knows; "" for nothing |
    | `carried` | Decimal | yuan of a loss that the law puts off to later months |
    | `why` | str | why the line costs nothing: `unknown-code`, `shared` (the deduction counts on
      the line of another code), or why it takes no money: `legality.objection`,
      `performance-pay-missing`, `minimum-wage-missing`, `excluded`, `decision-outside-range`;
      "" for no such reason |
    | `objection` | str | why the law lets the line take no money, whatever it was given out with
      (`legality.objection`, of a line given out by the rule that priced it then); "" if it may |
    | `actions` | str | what the rule proposes beside points and money, joined by ";" |
    | `tariff`, `tariff_version`, `rule` | str | what priced it |
    | `file`, `sheet`, `row`, `cell` | str, str, int, str | where it was entered; `cell` may be "" |
    | `remark` | str | 备注 of the row; before it where a complaint comes from, the recording that
      it is about, and that the same recording has another line |
    | `given_on` | datetime64[s] | when a register with the line was first given out, NaT before |
    | `difference` | Decimal | yuan that the line would cost more (or less) if it were priced anew;
      a line that was given out keeps its points and its money |
    | `difference_why` | str | `record-changed`, `tariff-changed`, `cap-changed`, a value of `why`
      or `cap`, `no-tariff` or `no-rule`; "" where nothing differs |

    `unpriced`: breaches without a tariff on that day or without a rule; the same columns with no
    price, and `why` is `no-tariff` or `no-rule`. `withdrawn`: what was given out for days of the
    period and is in the records no more (WITHDRAWN_COLUMNS, amounts as given out).
    `agents`: sums per agent (`cap`, `why`: all there are, joined by ";"; `wage`: Decimal or None).
    `totals`: control totals, all of them checked: `breaches` (counted in the sheets) + `by_score`
    (lines of bands, items, complaints and months) = `lines` + `unpriced`; `points`,
    `money_before_cap`, `money`, `agents`, `agents_without_wage`, `agents_without_performance_pay`,
    `lines_without_nature`; `by_cause` and `by_agent` with lines, points, money_before_cap and
    money each.
    `examples`: whether some amounts are examples that nobody confirmed.
    `to_remember`: what giving this register out adds to the memory of what was given out.
    `new_lines`: how many lines were in no register given out before.
    `unattributed`: upheld complaints that name no agent or no cause, so that nobody is charged:
    call_date, ticket, agent, name, origin and clause in words, code, `why` (`no-agent`,
    `no-cause`), file, sheet, row, cell.
    """

    period: Period | None
    lines: pd.DataFrame
    unpriced: pd.DataFrame
    withdrawn: pd.DataFrame
    agents: pd.DataFrame
    totals: Mapping[str, Any]
    tariffs: tuple[Tariff, ...]
    examples: bool
    to_remember: tuple[GivenLine, ...]
    new_lines: int
    unattributed: pd.DataFrame = field(default_factory=no_unattributed)

    @property
    def differing(self) -> pd.DataFrame:
        """The lines that would be priced otherwise today."""
        return self.lines[self.lines["difference_why"] != ""]
