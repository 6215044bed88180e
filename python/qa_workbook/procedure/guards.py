"""The conditions of the table: each a function that says why an attempt fails it, or nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from qa_workbook.procedure.people import Post
from qa_workbook.procedure.request import Refusal, Request, refusal
from qa_workbook.procedure.standing import Standing
from qa_workbook.procedure.state import CaseState
from qa_workbook.procedure.table import PANEL, SYSTEM


@dataclass(frozen=True)
class Attempt:
    """Somebody attempts something: all that a guard may ask.

    `number` and `role` are those of the actor; `stands_in` is the task in which they stand in for
    those in charge, "" for their own.
    """

    case: CaseState
    request: Request
    standing: Standing
    number: str
    role: str
    post: Post | None
    stands_in: str
    now: datetime

    def decided(self, name: str) -> Decimal:
        """Returns what holds so far: what was decided, else what is proposed."""
        found: Decimal | None = getattr(self.case, name)
        proposed: Decimal = getattr(self.standing.facts, name)
        return proposed if found is None else found

    def wanted(self, name: str) -> Decimal:
        """Returns the amount asked for, by default what holds so far."""
        found: Decimal | None = getattr(self.request, name)
        return self.decided(name) if found is None else found


Guard = Callable[[Attempt], Refusal | None]
AMOUNTS = ("points", "money")


def not_own(attempt: Attempt) -> Refusal | None:
    """Nobody decides on a case of their own; an agent speaks for themselves and decides nothing."""
    if attempt.role in ("agent", SYSTEM):
        return None
    why = attempt.standing.own(attempt.number)
    return refusal("own-case", who=attempt.number, why=f"own-{why}") if why else None


def concerned(attempt: Attempt) -> Refusal | None:
    """Agents act for themselves, team leads for their team, QA leads for their project."""
    if attempt.post is None or attempt.stands_in or attempt.standing.is_concerned(attempt.post):
        return None
    return refusal("not-concerned", who=attempt.number, role=attempt.role)


def no_part_before(attempt: Attempt) -> Refusal | None:
    """Nobody rules on what they decided themselves."""
    if attempt.standing.has_decided(attempt.number):
        return refusal("own-case", who=attempt.number, why="own-part")
    return None


def reason(attempt: Attempt) -> Refusal | None:
    """Whoever decides against somebody says why."""
    return None if attempt.request.reason.strip() else refusal("reason-missing")


def in_range(attempt: Attempt) -> Refusal | None:
    """The judgement keeps to the tariff: its amount, or the range in which a person decides."""
    for name in AMOUNTS:
        proposed = getattr(attempt.standing.facts, name)
        low, high = getattr(attempt.standing.facts, f"{name}_range") or (proposed, proposed)
        if not low <= attempt.wanted(name) <= high:
            return _out_of_range(attempt, name, low, high)
    return None


def not_more(attempt: Attempt) -> Refusal | None:
    """What was judged may be lessened, never raised."""
    for name in AMOUNTS:
        if not 0 <= attempt.wanted(name) <= attempt.decided(name):
            return _out_of_range(attempt, name, Decimal(0), attempt.decided(name))
    return None


def less(attempt: Attempt) -> Refusal | None:
    """A partial outcome takes something off, and leaves something."""
    found = not_more(attempt)
    if found:
        return found
    if all(attempt.wanted(name) == attempt.decided(name) for name in AMOUNTS):
        return refusal("nothing-less")
    if not any(attempt.wanted(name) for name in AMOUNTS):
        return refusal("nothing-left")
    return None


def _out_of_range(attempt: Attempt, name: str, low: Decimal, high: Decimal) -> Refusal:
    found = attempt.wanted(name)
    return refusal("amount-out-of-range", what=name, found=found, low=low, high=high)


def appeal_open(attempt: Attempt) -> Refusal | None:
    """A review is asked for within the window from publication."""
    asked, published = attempt.request.asked, attempt.case.published
    if asked and (asked > attempt.now or (published and asked < published)):
        return refusal("asked-when", asked=asked, published=published or "–")
    if attempt.case.is_appeal_open(asked or attempt.now):
        return None
    details = {"published": published or "–", "deadline": attempt.case.deadlines["appeal"]}
    return refusal("too-late", asked=asked or attempt.now, **details)


def appeal_over(attempt: Attempt) -> Refusal | None:
    """Nothing becomes payable while a review may be asked for."""
    return _over(attempt, "appeal")


def signature_over(attempt: Attempt) -> Refusal | None:
    """Silence counts as consent only after its time."""
    return _over(attempt, "signature")


def _over(attempt: Attempt, name: str) -> Refusal | None:
    end = attempt.case.deadlines.get(name)
    if end and attempt.now.replace(microsecond=0) > end:
        return None
    return refusal("too-early", deadline=end or "–")


def upheld_before(attempt: Attempt) -> Refusal | None:
    """There is nothing to accept before the review has its result."""
    return None if attempt.case.is_upheld else refusal("not-reviewed")


def through_team_lead(attempt: Attempt) -> Refusal | None:
    """An agent asks through the team lead, or the team lead asks for them."""
    if attempt.role == "team_lead":
        return None
    standing = attempt.standing
    posts = standing.people.called(attempt.request.through)
    held = [post for post in posts if post.role == "team_lead" and post.held_on(standing.day)]
    if any(map(standing.is_concerned, held)):
        return None
    return refusal("not-through-team-lead", who=attempt.request.through or "–")


def quorum(attempt: Attempt) -> Refusal | None:
    """A ruling needs as many valid approvals as the rules say; nobody's is never enough."""
    valid, aside = panel(attempt)
    needed = attempt.standing.needed("panel")
    if len(valid) >= needed:
        return None
    left_out = [f"{one['who']}" for one in aside]
    return refusal("no-quorum", valid=len(valid), needed=needed, aside=left_out)


def panel(attempt: Attempt) -> tuple[list[str], list[dict[str, str]]]:
    """Returns the numbers of those whose approval counts, and who isn't counted and why."""
    valid: list[str] = []
    aside: list[dict[str, str]] = []
    for name in attempt.request.approvals:
        number, why = _approval(attempt.standing, name)
        if why:
            aside.append({"who": name, "why": why})
        elif number not in valid:
            valid.append(number)
    return valid, aside


def _approval(standing: Standing, name: str) -> tuple[str, str]:
    """The number of somebody who approves, and why that doesn't count ("" where it does)."""
    posts = standing.people.called(name)
    numbers = {post.number for post in posts}
    if len(numbers) != 1:
        return "", "unknown-person"
    number = numbers.pop()
    why = standing.aside("panel", number)
    if why:
        return number, f"own-{why}"
    held = any(post.role in PANEL and post.held_on(standing.day) for post in posts)
    if held or number in standing.stand_ins("panel"):
        return number, ""
    return number, "role-may-not"


GUARDS: dict[str, Guard] = {
    "not-own": not_own,
    "concerned": concerned,
    "no-part-before": no_part_before,
    "reason": reason,
    "in-range": in_range,
    "not-more": not_more,
    "less": less,
    "appeal-open": appeal_open,
    "appeal-over": appeal_over,
    "signature-over": signature_over,
    "upheld-before": upheld_before,
    "through-team-lead": through_team_lead,
    "quorum": quorum,
}
