"""Figures of online chat in words: shares as percent, times in seconds, changes with a sign."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from math import isnan

from qa_workbook.form_results.chat_figures import BY_KEY, JUDGED, MEASURES
from qa_workbook.form_results.chat_month import ChatMonth
from qa_workbook.form_results.inputs import Say
from qa_workbook.numbers import as_shown, plain, telling_digits

ROOM = "chat_result"
_EXACT = 9  # places of a float: beyond them a binary fraction is a little off


def shown(say: Say, month: ChatMonth, key: str, value: float) -> str:
    """Returns a value of a measure as sentences write it."""
    digits = digits_of(month, key, [value], 1)
    if BY_KEY[key].is_share:
        return f"{as_shown(100 * value, digits)}%"
    return say("seconds", number=as_shown(value, digits))


def digits_of(month: ChatMonth, key: str, values: Iterable[float], digits: int) -> int:
    """Returns with how many places, `digits` or more, values show whether they meet the target."""
    target = month.rules.target(key) if month.rules else None
    if target is None:
        return digits
    times = 100 if BY_KEY[key].is_share else 1
    limit = Decimal(str(target.value)) * times
    known = (as_shown(times * value, _EXACT) for value in values if not isnan(value))
    needed = (telling_digits(one, limit, digits, at_least=target.at_least) for one in known)
    return max(needed, default=digits)


def target_of(say: Say, month: ChatMonth, key: str) -> str:
    """Returns the target of a measure, "≥ 85%" or "≤ 30 秒"; "" where there is none."""
    target = month.rules.target(key) if month.rules else None
    if target is None:
        return ""
    is_share = BY_KEY[key].is_share
    number = Decimal(str(target.value)) * (100 if is_share else 1)
    wanted = f"{plain(number)}%" if is_share else say("seconds", number=plain(number))
    return f"{'≥' if target.at_least else '≤'} {wanted}"


def said_of_all(say: Say, month: ChatMonth) -> str:
    """Returns the figures of everybody, one behind the other."""
    return say("comma").join(_said(say, month, one.key) for one in MEASURES)


def _said(say: Say, month: ChatMonth, key: str) -> str:
    value = month.total[key]
    if isnan(value):
        return say("measure_unknown", name=say(f"said_{key}"))
    return say("measure_said", name=say(f"said_{key}"), value=shown(say, month, key, value))


def verdict_on_all(say: Say, month: ChatMonth) -> str:
    """Returns which targets everybody together misses, or that all are met; "" for neither.

    It goes behind the figures.
    """
    missed = [key for key in JUDGED if month.verdicts[key] == "short"]
    if missed:
        names = [
            say("with_target", name=say(f"said_{key}"), target=target_of(say, month, key))
            for key in missed
        ]
        return say("targets_missed", names=say("and").join(names))
    said = set(month.verdicts) - {"none"}
    return say("targets_met") if said == {"met"} else ""


def changes(say: Say, month: ChatMonth) -> Iterable[str]:
    """Yields how the figures of everybody changed; not of those that one period doesn't know."""
    before, now = month.before, month.total
    if before is None:
        return
    chats = now["contacts"] - before["contacts"]
    if not isnan(chats):
        yield say("change_of_contacts", change=_signed(Decimal(int(chats))))
    for one in MEASURES:
        times = 100 if one.is_share else 1
        change = (now[one.key] - before[one.key]) * times
        if not isnan(change):
            word = "change_of_share" if one.is_share else "change_of_time"
            yield say(word, name=say(f"said_{one.key}"), change=_signed(as_shown(change, 1)))


def _signed(number: Decimal) -> str:
    return f"{number:+}" if number else "±0"
