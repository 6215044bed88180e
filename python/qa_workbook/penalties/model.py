"""What an assessment gives: the penalty register 服务质量扣罚登记表 (S6)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from qa_workbook.errors import QaWorkbookError
from qa_workbook.numbers import Period
from qa_workbook.penalties.tariff import Tariff

LINE_COLUMNS = (
    "number", "agent", "name", "team", "call_date", "scheme", "scheme_name", "version", "recording", "inspector",
    "cause", "code", "clause", "times", "aggravated", "points", "money", "money_before_cap", "cap",
    "tariff", "tariff_version", "rule", "file", "sheet", "row", "cell", "remark",
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
    "wage",
)


class TotalsDiffer(QaWorkbookError):
    """The control totals of a register disagree, so none is given out. Needs `what`."""

    label = "penalties.totals_differ"


@dataclass(frozen=True)
class Register:
    """Every breach of a period with its price.

    `lines`: one row per breach, ordered by agent, call date, recording and cause.

    | column | type | meaning |
    |---|---|---|
    | `number` | int | 1, 2, 3 … |
    | `agent`, `name`, `team` | str | as the score sheet has them |
    | `call_date` | datetime64[s] | 通话日期; says which tariff holds and which month's caps |
    | `scheme`, `scheme_name`, `version` | str | id, name in the language, version of the scoring scheme |
    | `recording`, `inspector` | str | with the scheme the key of the score |
    | `cause` | str | `fatal`, `error_deduction` or `clause` |
    | `code` | str | fatal code, error codes joined by ";", or indicator id |
    | `clause` | str | the same in words |
    | `times`, `aggravated` | int, bool | occurrences; whether the clause's factor was applied |
    | `points` | Decimal | penalty points |
    | `money_before_cap`, `money` | Decimal | yuan, before and after all caps |
    | `cap` | str | the cap that set `money` (`line`, `agent`, `wage_percent`, `wage_floor`), "" for none, or
      `no-wage-known`: no cap cut it, but those on the wage could not be applied |
    | `tariff`, `tariff_version`, `rule` | str | what priced it |
    | `file`, `sheet`, `row`, `cell` | str, str, int, str | where it was entered; `cell` is A1, "" if unknown |
    | `remark` | str | 备注 of the row |

    `unpriced`: breaches without a tariff on that day or without a rule; the same columns with no price, and `why`
    (`no-tariff` or `no-rule`). `agents`: sums per agent (`cap`: all that bit, joined by ";"; `wage`: Decimal or None).
    `totals`: control totals, all of them checked: `breaches` (counted in the records) = `lines` + `unpriced`; `points`,
    `money_before_cap`, `money`, `agents`, `agents_without_wage`; `by_cause` and `by_agent` with lines, points,
    money_before_cap and money each.
    """

    period: Period | None
    lines: pd.DataFrame
    unpriced: pd.DataFrame
    agents: pd.DataFrame
    totals: Mapping[str, Any]
    tariffs: tuple[Tariff, ...]
