"""The tickets of a period and of the one before, made ready to be counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from qa_workbook.analysis.natural_order import natural_order
from qa_workbook.form_results.inputs import Inputs, Say
from qa_workbook.form_results.office_hours import StandardTime
from qa_workbook.form_results.responses import responses
from qa_workbook.form_results.ticket_scores import scores_of
from qa_workbook.forms.kinds.ids import one_spelling
from qa_workbook.forms.model import Form
from qa_workbook.frames import folded
from qa_workbook.numbers import month_of

NEEDED = {
    **dict.fromkeys(("ticket", "agent", "recording"), "id"),
    **dict.fromkeys(("name", "team", "site"), "text"),
    **dict.fromkeys(("kind", "source", "upheld", "cause"), "choice"),
    **dict.fromkeys(("received", "answered"), "moment"),
    "hours": "number",
}
"""The columns of the form that the result is made from, and their kinds."""
COMPLAINT = {"kind": "complaint"}
PRAISE = {"kind": "praise"}
UPHELD = {**COMPLAINT, "upheld": "yes"}
COUNTS: Mapping[str, Mapping[str, str]] = {
    "complaint": COMPLAINT,
    "upheld": UPHELD,
    "service": {**UPHELD, "cause": "service"},
    "business": {**UPHELD, "cause": "business"},
    "refuted": {**COMPLAINT, "upheld": "no"},
    "open": {**COMPLAINT, "upheld": "open"},
    "praise": PRAISE,
}
"""What is counted, by the name of the figure: what the columns of a ticket say, by their ids."""
_CHOICES = {(column, value) for equal in COUNTS.values() for column, value in equal.items()}
Pair = tuple[str, ...]
"""A site in words and the id of a source."""


@dataclass(frozen=True)
class Tickets:
    """What the tables and sentences of complaints are made from.

    `standard`: the time to answer where the client sets none; None where no policy says it.
    """

    inputs: Inputs
    say: Say
    standard: StandardTime | None

    @cached_property
    def now(self) -> pd.DataFrame:
        """The tickets of the period, with the columns of `responses` and of their recordings.

        Site and agent have one spelling each, and words where nothing was filled in. `final`,
        `band`, `is_good`, `fatal`, `scheme`, `inspector` and `scored_agent` are those of the
        recording; `final` is NaN where it has no score.
        """
        rows = _spelt(self.inputs.rows, self._sites).reset_index(drop=True)
        agents, _ = one_spelling(list(rows["agent"]))
        rows["agent"] = [agent or self.say("no_agent") for agent in agents]
        answers = responses(rows, self.standard, self.inputs.now)
        return pd.concat([rows, answers, self._scores(rows["recording"])], axis=1)

    @cached_property
    def before(self) -> pd.DataFrame | None:
        """The tickets of the period before; None where there are none, which is no count of 0."""
        rows = self.inputs.rows_before
        return _spelt(rows, self._sites) if len(rows) else None

    @property
    def before_word(self) -> str:
        """What the period before is called: last month, or the period before."""
        span = self.inputs.span
        return self.say("last_month" if span == month_of(span.first) else "last_period")

    @cached_property
    def sites(self) -> list[str]:
        """The sites of both periods in the order of people, what nobody filled in last."""
        found = {site for site, _ in self.pairs({}, before=True)}
        nothing = self.say("no_site")
        return sorted(found, key=lambda site: (site == nothing, natural_order(site)))

    @cached_property
    def _sites(self) -> dict[str, str]:
        """The one spelling of each site in both periods."""
        frames = (self.inputs.rows, self.inputs.rows_before)
        sites = [site for rows in frames if len(rows) for site in rows["site"]]
        spelt, _ = one_spelling(sites)
        found = dict(zip(sites, spelt, strict=True))
        return {site: name or self.say("no_site") for site, name in found.items()}

    def _scores(self, recordings: pd.Series) -> pd.DataFrame:
        """What was scored of each recording; looks at the time before where it has to."""
        inputs, named = self.inputs, recordings.map(folded)
        wanted = set(named) - {""}
        found = scores_of(inputs.analyses, wanted, inputs.main_scheme, inputs.language)
        missing = wanted - set(found["recording"])
        if missing:
            earlier = inputs.analyses_about(frozenset(missing))
            more = scores_of(earlier, missing, inputs.main_scheme, inputs.language)
            found = pd.concat([found, more], ignore_index=True)
        by_recording = found.rename(columns={"agent": "scored_agent"}).set_index("recording")
        scores = by_recording.reindex(named).set_axis(recordings.index)
        flags = ["is_good", "fatal"]
        texts = ["band", "scheme", "inspector", "scored_agent"]
        scores[flags] = scores[flags].eq(other=True)
        return scores.fillna(dict.fromkeys(texts, ""))

    @cached_property
    def wrong_agents(self) -> pd.DataFrame:
        """Tickets about a recording that score sheets have of another agent."""
        rows = self.now
        named = (rows["agent"] != self.say("no_agent")) & (rows["scored_agent"] != "")
        return rows[named & (rows["agent"].map(folded) != rows["scored_agent"].map(folded))]

    @cached_property
    def missed(self) -> pd.DataFrame:
        """Complaints that were upheld though their recording was scored good."""
        return self.now[matching(self.now, UPHELD) & self.now["is_good"].astype(bool)]

    @cached_property
    def is_answering_kept(self) -> bool:
        """Whether any complaint has an answer; a centre that enters none answers all the same."""
        answered = self.now.loc[matching(self.now, COMPLAINT), "answered"]
        return bool(answered.notna().any())

    def state_counts(self) -> Counter[str]:
        """Returns the number of complaints in each state of `responses`."""
        return Counter(self.now.loc[self.now["state"] != "", "state"])

    def pairs(self, equal: Mapping[str, str], *, before: bool) -> list[Pair]:
        """Returns the sites and sources of what says `equal`, of the period before, too, if asked.

        Sites in the order of people, those that nobody filled in last; sources in that of the form.
        """
        found = set(counted(self.now, equal, ("site", "source")))
        if before and self.before is not None:
            found |= set(counted(self.before, equal, ("site", "source")))
        sources = list(self.inputs.choices("source"))
        nothing = self.say("no_site")

        def order(pair: Pair) -> tuple[object, ...]:
            site, source = pair
            place = sources.index(source) if source in sources else len(sources)
            return site == nothing, natural_order(site), place, source

        return sorted(found, key=order)


def fits(form: Form) -> bool:
    """Returns whether a form, which anybody may change, still says all that is counted here."""
    kinds = {key: field.kind for key, field in form.by_id.items()}
    known = {(field.id, choice.id) for field in form.by_id.values() for choice in field.choices}
    return kinds.items() >= NEEDED.items() and known >= _CHOICES


def _spelt(rows: pd.DataFrame, sites: Mapping[str, str]) -> pd.DataFrame:
    return rows.assign(site=rows["site"].map(sites))


def matching(rows: pd.DataFrame, equal: Mapping[str, str]) -> pd.Series:
    """Returns which rows say `equal` in its columns."""
    kept = pd.Series(data=True, index=rows.index)
    for column, value in equal.items():
        kept &= rows[column] == value
    return kept


def counted(
    rows: pd.DataFrame, equal: Mapping[str, str], columns: Collection[str]
) -> Counter[tuple[str, ...]]:
    """Returns how many rows that say `equal` there are of each combination of `columns`."""
    own = rows[matching(rows, equal)]
    return Counter(zip(*(own[column] for column in columns), strict=True))
