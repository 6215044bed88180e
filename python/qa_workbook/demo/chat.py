"""Figures of online chat of the month: a filled sheet of the form `chat-kpi` (S21).

Who does well on the phone does well in chats, with exceptions: a few are quick and friendly and
answer wrongly, a few are right and curt. None of these numbers is policy.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from qa_workbook.demo.centre import Agent
from qa_workbook.demo.demo_centre import DemoCentre
from qa_workbook.demo.drafts import Row
from qa_workbook.demo.form_sheet import FormSheet
from qa_workbook.forms.model import Form
from qa_workbook.labels import text

BUSY = (180, 420)  # chats of an agent in a month
NEW, NEW_CHATS = 0.05, (8, 40)
NOT_COUNTED = 0.03
RATED = (0.25, 0.55)
IN_TIME, SOLVED, SATISFIED = 2.1, 1.7, 2.6  # log-odds of an ordinary agent
BY_SKILL = 0.35
FRIENDLY, CURT = 0.12, 0.12  # shares of agents whose customers see it in another way
OTHERWISE = 1.6
SECONDS_TO_ANSWER, SECONDS_TO_END = 23, 430


def chat_sheets(centre: DemoCentre, form: Form, rng: np.random.Generator) -> Sequence[FormSheet]:
    """Returns one sheet with a row for each agent."""

    def say(key: str, **details: object) -> str:
        return text(f"demo_chat.{key}", centre.language, **details)

    rows = []
    for number, agent in enumerate(centre.agents, 1):
        who: Row = {
            "serial": number,
            "month": centre.month,
            "agent": agent.number,
            "name": agent.name,
            "team": agent.team,
        }
        figures, remark = _month(agent, rng)
        rows.append(who | figures | {"remark": say(remark) if remark else ""})
    file = f"{say('file', month=centre.month)}.xlsx"
    return [FormSheet(file, form, tuple(rows))]


def _month(agent: Agent, rng: np.random.Generator) -> tuple[Row, str]:
    """Returns the figures of an agent, and what is remarked of them."""
    is_new, is_uncounted = rng.random() < NEW, rng.random() < NOT_COUNTED
    contacts = int(rng.integers(*(NEW_CHATS if is_new else BUSY)))
    rated = int(rng.binomial(contacts, rng.uniform(*RATED)))
    row: Row = {
        "contacts": contacts,
        "in_time": _some(contacts, IN_TIME + BY_SKILL * agent.skill, rng),
        "first_response": _seconds(SECONDS_TO_ANSWER, agent, rng),
        "handling": _seconds(SECONDS_TO_END, agent, rng),
        "solved": _some(contacts, SOLVED + BY_SKILL * agent.skill, rng),
        "rated": rated,
        "satisfied": _some(rated, SATISFIED + BY_SKILL * agent.skill + _manner(rng), rng),
    }
    if is_uncounted:
        row["solved"] = ""
        return row, "no_survey"
    return row, "new" if is_new else ""


def _manner(rng: np.random.Generator) -> float:
    """What an agent's manner does to the odds that a customer is satisfied."""
    manner = rng.random()
    if manner < FRIENDLY:
        return OTHERWISE
    return -OTHERWISE if manner < FRIENDLY + CURT else 0.0


def _some(of: int, log_odds: float, rng: np.random.Generator) -> int:
    return int(rng.binomial(of, 1 / (1 + np.exp(-log_odds))))


def _seconds(ordinary: int, agent: Agent, rng: np.random.Generator) -> int:
    """A mean time, longer for the weak."""
    return round(ordinary * float(np.exp(rng.normal(-0.1 * agent.skill, 0.15))))
