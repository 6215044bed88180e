"""Upheld complaints as breaches (S12): a ticket stands in place of the recording.

A complaint is a breach where a rule of the tariff prices it, and nothing where none does.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import pandas as pd

from qa_workbook.config.base import Text
from qa_workbook.frames import TEXT, empty_frame, folded
from qa_workbook.numbers import Period
from qa_workbook.penalties.breaches import SOURCE_ROW, no_breaches
from qa_workbook.penalties.conditions import COMPLAINT
from qa_workbook.penalties.given_out import GivenOut
from qa_workbook.penalties.tariff import Tariff, TariffBook

FORM = "complaints"
"""The id of the form; in a case it stands in place of the scheme."""
NEEDED = ("ticket", "received", "kind", "source", "agent", "upheld", "cause")
"""The columns of the form without which no complaint can be priced."""
UPHELD = {"kind": COMPLAINT, "upheld": "yes"}
"""What an upheld complaint says in these columns."""
NO_AGENT, NO_CAUSE = "no-agent", "no-cause"
"""Why an upheld complaint is nobody's: the ticket names no agent, or no cause."""
_APART = {
    "call_date": "datetime64[s]",
    "ticket": TEXT,
    "agent": TEXT,
    "name": TEXT,
    "origin": TEXT,
    "code": TEXT,
    "why": TEXT,
    "file": TEXT,
    "sheet": TEXT,
    "row": "int32",
    "source": TEXT,
}


@dataclass(frozen=True)
class ComplaintWords:
    """What the form of complaints is called, and its causes and sources by their ids."""

    name: Text
    causes: Mapping[str, Text]
    sources: Mapping[str, Text]

    def cause(self, code: str, language: str) -> str:
        """Returns what the form calls a cause, the id where it knows it no more."""
        known = self.causes.get(code)
        return known.say(language) if known else code

    def origin(self, source: str, language: str) -> str:
        """Returns what the form calls a source, the id where it knows it no more."""
        known = self.sources.get(source)
        return known.say(language) if known else source


def no_unattributed() -> pd.DataFrame:
    """Returns an empty frame of `Complaints.unattributed`."""
    return empty_frame(_APART)


@dataclass(frozen=True)
class Complaints:
    """The upheld complaints of some days.

    `breaches`: a row per ticket that names agent and cause, with the columns of
    `breaches.breaches`: `recording` is the ticket, `call` the recording it is about ("" for none),
    `origin` the source of the ticket, `call_date` the day on which it was received and `moment`
    when on that day, `source` the column `upheld`. `unattributed`: the tickets that name no agent
    or no cause (call_date, ticket, agent, name, origin, code, `why`, file, sheet, row, source).
    """

    words: ComplaintWords | None = None
    breaches: pd.DataFrame = field(default_factory=no_breaches)
    unattributed: pd.DataFrame = field(default_factory=no_unattributed)

    def unattributed_of(self, book: TariffBook, period: Period | None) -> pd.DataFrame:
        """Returns the tickets of `period` that nobody answers for, in the order of their days.

        Only those of days on which the tariff prices complaints: else they are nothing to it.
        """
        days = self.unattributed["call_date"].dt.date
        chosen = [
            (period is None or day in period) and _prices_complaints(book.at(day)) for day in days
        ]
        found = self.unattributed[pd.array(chosen, dtype="bool")]
        return found.sort_values(["call_date", "ticket"], ignore_index=True)


NO_COMPLAINTS = Complaints()


def counts_complaints(book: TariffBook, given_out: GivenOut) -> bool:
    """Returns whether any version prices complaints, or a register gave one out."""
    lines = given_out.lines.values()
    return any(map(_prices_complaints, book.tariffs)) or any(
        line.cause == COMPLAINT for line in lines
    )


def _prices_complaints(tariff: Tariff | None) -> bool:
    return tariff is not None and any(rule.cause == COMPLAINT for rule in tariff.rules)


def complaints_of(rows: pd.DataFrame, words: ComplaintWords) -> Complaints:
    """Returns the upheld complaints among the accepted rows of the form.

    `rows` has the columns NEEDED, name, team, recording and remark, file, sheet and row, and the
    `version` of the form that each row was read by.
    """
    is_upheld = (rows[list(UPHELD)] == pd.Series(UPHELD)).all(axis=1)
    upheld = rows[is_upheld]
    # A complaint belongs to a month, as a call does: the hour only says which came first.
    days = {"call_date": upheld["received"].dt.normalize(), "moment": upheld["received"]}
    upheld = upheld.assign(**days, source_of=upheld["source"])
    no_agent, no_cause = upheld["agent"] == "", upheld["cause"] == ""
    why = pd.Series("", upheld.index, dtype=TEXT).mask(no_cause, NO_CAUSE).mask(no_agent, NO_AGENT)
    about = {"code": upheld["cause"], "origin": upheld["source_of"], "source": "upheld"}
    whole = upheld.assign(**about, why=why)
    apart = whole[why != ""]
    return Complaints(words, _breaches(whole[why == ""]), _typed(apart, _APART))


def with_people(found: Complaints, people: pd.DataFrame) -> Complaints:
    """Returns complaints in which nobody is without a name or team that is known elsewhere.

    `people` has agent, name and team; of several rows about one the last that says it counts.
    """
    rows = found.breaches
    own = set(rows["agent"].map(folded))
    known = people.assign(key=people["agent"].map(folded))
    known = known[known["key"].isin(own)]
    filled = {}
    for name in ("name", "team"):
        said = known[known[name] != ""].drop_duplicates("key", keep="last")
        by_key = said.set_index("key")[name].to_dict()
        other = [by_key.get(folded(agent), "") for agent in rows["agent"]]
        filled[name] = rows[name].mask(rows[name] == "", pd.Series(other, rows.index, dtype=TEXT))
    return replace(found, breaches=rows.assign(**filled))


def _breaches(upheld: pd.DataFrame) -> pd.DataFrame:
    """Each ticket once, also where a form of one's own lets a ticket have several rows."""
    about = {
        "recording": upheld["ticket"],
        "call": upheld["recording"],
        "scheme": FORM,
        "entry": COMPLAINT,
        "cause": COMPLAINT,
        "times": 1,
    }
    empty = no_breaches()
    others = {"inspector": "", "project": "", "band": "", "aggravated": False}
    numbers = {"ticks": 0, "position": 0}
    found = _typed(upheld.assign(**about, **others, **numbers), empty.dtypes.to_dict())
    found = found.sort_values(SOURCE_ROW, kind="stable")
    return found.drop_duplicates(["recording", "agent", "code"], ignore_index=True)


def _typed(rows: pd.DataFrame, dtypes: Mapping[str, object]) -> pd.DataFrame:
    found = rows[list(dtypes)].astype(dict(dtypes))
    return found.reset_index(drop=True)
