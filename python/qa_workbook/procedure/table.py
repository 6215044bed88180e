"""The procedure of a penalty as one table: state, event, who may, on which conditions, what next.

S6 (register, consent, signature, arbitration) and S7 (review, panel). What `decide` allows, what
`replay` understands and what docs/procedure.md shows are this table; nothing else says it.

Where S6 and S7 are silent:

- A review may be asked for in every state before the end, also after signing: S7 gives 48 hours
  from publication, and a quick signature shouldn't take them away.
- A review that keeps the decision ends it only with the agent's own consent, given or deemed:
  nobody speaks for somebody else. Without it each side may call the panel.
- The QA lead may withdraw the house's own claim until it is final. What is final is changed by
  nobody; what was paid is undone by a reversal of the department manager.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

NEW = "new"
SYSTEM = "system"
"""Who does what no person decides."""
STATES = (
    "proposed",
    "judged",
    "objected",
    "agreed",
    "signed",
    "deemed",
    "review",
    "arbitration",
    "final",
    "revoked",
    "settled",
    "reversed",
)
ROLES = (
    "inspector",
    "qa_lead",
    "team_lead",
    "agent",
    "project_manager",
    "department_manager",
    "finance",
)
LOCKED = ("final", "revoked", "settled", "reversed")
"""States in which nothing is decided any more."""
PANEL = ("department_manager", "project_manager")
OUTCOMES = ("upheld", "partial", "revoked")


@dataclass(frozen=True)
class Transition:
    """One thing that may happen to a case.

    `roles` may do it where every `guard` holds (`guards.GUARDS` says what each means). `deadline`
    names the window that begins with it ("" for none), `next` the state that follows. `outcome` is
    what the decision says, "" where it can say one thing only.
    """

    state: str
    event: str
    roles: tuple[str, ...]
    guard: tuple[str, ...]
    deadline: str
    next: str
    outcome: str = ""


_QA = ("qa_lead",)
_TEAM = ("team_lead",)
_AGENT = ("agent",)
_ASKS = ("agent", "team_lead")
_BOTH_SIDES = ("qa_lead", "team_lead", "agent")
_SYSTEM = (SYSTEM,)
_ASKED = ("concerned", "through-team-lead", "reason", "appeal-open")
_WITHDRAWN = ("not-own", "concerned", "reason")
_PANEL_RULES = ("not-own", "no-part-before", "reason", "quorum")

TRANSITIONS = (
    Transition(NEW, "open", ("inspector", SYSTEM), (), "appeal", "proposed"),
    # S6: the QA lead judges what the inspector reported
    Transition("proposed", "judge", _QA, ("not-own", "concerned", "in-range"), "appeal", "judged"),
    Transition("proposed", "dismiss", _QA, _WITHDRAWN, "", "revoked"),
    # S6: the team lead agrees, and then the agent signs; or objects
    Transition("judged", "agree", _TEAM, ("not-own", "concerned"), "signature", "agreed"),
    Transition("judged", "object", _TEAM, ("not-own", "concerned", "reason"), "", "objected"),
    Transition(
        "objected",
        "settle",
        _QA,
        ("not-own", "concerned", "reason", "not-more"),
        "signature",
        "agreed",
    ),
    Transition(
        "objected",
        "escalate",
        ("qa_lead", "team_lead"),
        ("not-own", "concerned", "reason"),
        "ruling",
        "arbitration",
    ),
    Transition("agreed", "sign", _AGENT, ("concerned",), "", "signed"),
    Transition("agreed", "deem", _SYSTEM, ("signature-over",), "", "deemed"),
    # S7: review within the window, through the team lead
    Transition("judged", "request-review", _ASKS, _ASKED, "review", "review"),
    Transition("objected", "request-review", _ASKS, _ASKED, "review", "review"),
    Transition("agreed", "request-review", _ASKS, _ASKED, "review", "review"),
    Transition("signed", "request-review", _ASKS, _ASKED, "review", "review"),
    Transition("deemed", "request-review", _ASKS, _ASKED, "review", "review"),
    Transition("review", "correct", _QA, _WITHDRAWN, "", "revoked", "revoked"),
    Transition("review", "correct", _QA, (*_WITHDRAWN, "less"), "", "final", "partial"),
    Transition("review", "uphold", _QA, _WITHDRAWN, "signature", "review"),
    Transition("review", "accept", _AGENT, ("concerned", "upheld-before"), "", "final"),
    Transition("review", "deem", _SYSTEM, ("upheld-before", "signature-over"), "", "final"),
    Transition(
        "review",
        "escalate",
        _BOTH_SIDES,
        ("not-own", "concerned", "reason"),
        "ruling",
        "arbitration",
    ),
    # S7: the panel rules, and its ruling is final
    Transition("arbitration", "rule", PANEL, _PANEL_RULES, "", "final", "upheld"),
    Transition("arbitration", "rule", PANEL, (*_PANEL_RULES, "less"), "", "final", "partial"),
    Transition("arbitration", "rule", PANEL, _PANEL_RULES, "", "revoked", "revoked"),
    # the end
    Transition("signed", "finalise", _SYSTEM, ("appeal-over",), "", "final"),
    Transition("deemed", "finalise", _SYSTEM, ("appeal-over",), "", "final"),
    Transition("final", "close", ("finance", SYSTEM), ("not-own", "appeal-over"), "", "settled"),
    Transition(
        "settled", "reverse", ("department_manager",), ("not-own", "reason"), "", "reversed"
    ),
    # what becomes known later: a loss, the day of a notice, a reason for which nothing is charged
    *(
        Transition(state, "note", _QA, ("not-own", "concerned", "reason"), "", state)
        for state in STATES
        if state not in LOCKED
    ),
    # the house withdraws its claim
    Transition("judged", "revoke", _QA, _WITHDRAWN, "", "revoked"),
    Transition("objected", "revoke", _QA, _WITHDRAWN, "", "revoked"),
    Transition("agreed", "revoke", _QA, _WITHDRAWN, "", "revoked"),
    Transition("signed", "revoke", _QA, _WITHDRAWN, "", "revoked"),
    Transition("deemed", "revoke", _QA, _WITHDRAWN, "", "revoked"),
    Transition("review", "revoke", _QA, _WITHDRAWN, "", "revoked"),
    Transition("arbitration", "revoke", _QA, _WITHDRAWN, "", "revoked"),
)
EVENTS = tuple(dict.fromkeys(row.event for row in TRANSITIONS))


@cache
def transitions(state: str, event: str) -> tuple[Transition, ...]:
    """Returns the rows for an event in a state: one, or one for each outcome, or none."""
    return tuple(row for row in TRANSITIONS if row.state == state and row.event == event)


@cache
def events_in(state: str) -> tuple[str, ...]:
    """Returns what may happen in a state, in the order of the table."""
    return tuple(dict.fromkeys(row.event for row in TRANSITIONS if row.state == state))
