"""员工服务质量反馈表 (S5): of each agent and week, with nobody else's data in it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

from qa_workbook.app.paper_kinds.kind import Draft, PaperKind
from qa_workbook.app.paper_kinds.material import TREND_WEEKS, Material
from qa_workbook.app.paper_means import NOTHING, Mean, SchemeMeans, who
from qa_workbook.books.papers.feedback import write_feedback
from qa_workbook.books.papers.feedback_model import (
    Feedback,
    HeardRecording,
    SchemeFeedback,
    WeakItem,
    WeekMean,
)
from qa_workbook.books.papers.model import Part, Recording
from qa_workbook.labels import text
from qa_workbook.numbers import Period, decimal, half_up, month_of, period, plain, week_of

_LEAST_PEOPLE = 3
"""A mean of two tells each of them what the other one has."""
_MOST_WEAK, _MOST_OF_OTHERS, _MOST_STRONG, _MOST_HEARD = 3, 1, 4, 2


def _drafts(material: Material, week: Period) -> Iterator[Draft]:
    sheets = _Sheets(material, week)
    for agent in material.only(sheets.agents):
        sheet = sheets.of(agent)

        def write(path: Path, sheet: Feedback = sheet) -> None:
            write_feedback(path, sheet, material.language)

        yield Draft(write, agent, sheet.team, sheet.name, _figures(sheet, material.language))


FEEDBACK = PaperKind("feedback", "week", _drafts, per_agent=True)


def month_so_far(week: Period) -> Period:
    """Returns the days of the month that a week belongs to, up to its last day.

    As in ISO 8601 it belongs to where its Thursday is.
    """
    month = month_of(week.first + timedelta(days=3))
    return period(f"{month.first}..{min(month.last, week.last)}")


class _Sheets:
    """The feedback sheets of one week."""

    def __init__(self, material: Material, week: Period) -> None:
        self._material, self._week = material, week
        self._month = month_so_far(week)
        self._means = material.means
        self._who = who(self._means.values(), week)
        self._recordings: dict[str, list[Recording]] = {}
        for agent, found in material.scores.recordings.items():
            own = [one for one in found if one.day in week]
            if own:
                self._recordings[agent] = own

    @property
    def agents(self) -> list[str]:
        """Whoever has a recording that counts, by number."""
        return sorted(self._recordings)

    def of(self, agent: str) -> Feedback:
        """Returns the sheet of one agent."""
        name, team = self._who[agent]
        by_scheme: dict[str, list[Recording]] = {}
        for one in self._recordings[agent]:
            by_scheme.setdefault(one.scheme_id, []).append(one)
        ordered = sorted(by_scheme.items(), key=lambda item: (-len(item[1]), item[0]))
        return Feedback(
            agent,
            name,
            team,
            self._week,
            self._month,
            self._material.organisation,
            self._material.config.settings.small_sample,
            [
                self._scheme(agent, team, scheme, found, main=not number)
                for number, (scheme, found) in enumerate(ordered)
            ],
        )

    def _scheme(
        self, agent: str, team: str, scheme: str, found: Sequence[Recording], *, main: bool
    ) -> SchemeFeedback:
        means, week = self._means[scheme], self._week
        monthly = means.analysis.months is not None
        month = means.of_agent(self._month, agent)
        name = means.analysis.scheme.name.say(self._material.language)
        bands = means.analysis.scheme.bands
        weakest = self._weakest(found)
        if not main:
            weakest = [self._of_scheme(name, one) for one in weakest[:_MOST_OF_OTHERS]]

        def known(mean: Mean) -> float | None:
            return None if monthly else mean.mean

        return SchemeFeedback(
            name=name,
            monthly=monthly,
            recordings=[self._heard(agent, one) for one in found],
            mean=known(means.of_agent(week, agent)),
            before=known(means.of_agent(week.before, agent)),
            month=known(month),
            month_recordings=month.recordings,
            team=known(_of_enough(means.of_team(week, team) if team else NOTHING)),
            everybody=known(_of_enough(means.of_all(week))),
            trend=[] if monthly else self._trend(means, agent),
            strengths=[] if monthly else self._strengths(means, agent, found),
            weakest=weakest,
            has_fatal=means.analysis.scheme.fatal is not None,
            banded=bands.score if bands else "",
        )

    def _heard(self, agent: str, one: Recording) -> HeardRecording:
        # What rounds to nothing, as the residue of rounding does, would be told as "0 added".
        told = [part for part in one.parts if half_up(part.lost, 2)]
        parts = sorted(told, key=lambda part: (part.what != one.fatal, -part.lost))
        lost = [self._lost(part) for part in parts]
        if one.fatal and one.fatal not in {part.what for part in parts}:
            lost.insert(0, one.fatal)  # it is only reported and took nothing off
        remark = self._material.others.hidden(one.remark, agent, one.inspector)
        return HeardRecording(
            day=one.day,
            recording=one.recording,
            raw=one.raw,
            score=one.final,
            band=one.band,
            lost=lost,
            remark=remark,
            fatal=one.fatal,
        )

    def _lost(self, part: Part) -> str:
        key = "lost_line" if part.lost >= 0 else "gained_line"
        points = plain(half_up(abs(part.lost), 2))
        return text(f"feedback.{key}", self._material.language, what=part.what, points=points)

    def _trend(self, means: SchemeMeans, agent: str) -> list[WeekMean]:
        weeks = [week_of(self._week.first - timedelta(weeks=back)) for back in range(TREND_WEEKS)]
        found = [(week, means.of_agent(week, agent)) for week in reversed(weeks)]
        while found and not found[0][1].recordings:
            found.pop(0)
        return [WeekMean(week, one.mean, one.recordings) for week, one in found]

    def _strengths(self, means: SchemeMeans, agent: str, found: Sequence[Recording]) -> list[str]:
        """The items with full marks all week, those first in which others lose most."""
        lost = {part.indicator for one in found for part in one.parts if part.lost > 0}
        scheme, items = means.analysis.scheme, means.analysis.items
        entered, strong = means.entered(self._week), []
        for item in items.sort_values("ratio", ascending=False, kind="stable").itertuples():
            below = {node.id for node in scheme.by_id[str(item.id)].walk()}
            if entered[str(item.id)].get(agent, False) and not lost & below:
                strong.append(str(item.name))
        return strong[:_MOST_STRONG]

    def _of_scheme(self, scheme: str, one: WeakItem) -> WeakItem:
        said = text("feedback.of_scheme", self._material.language, scheme=scheme, name=one.name)
        return replace(one, name=said)

    def _weakest(self, found: Sequence[Recording]) -> list[WeakItem]:
        """What cost most points, over all recordings of the week."""
        hits: dict[str, list[tuple[Recording, Part]]] = {}
        for one in found:
            for part in one.parts:
                if part.indicator and part.lost > 0:
                    hits.setdefault(part.indicator, []).append((one, part))
        weak = [_weak(own, len(found)) for own in hits.values()]
        return sorted(weak, key=lambda one: (-one.lost, -one.times))[:_MOST_WEAK]


def _weak(hits: Sequence[tuple[Recording, Part]], of: int) -> WeakItem:
    points = Counter(point for _, part in hits for point in part.points)
    heard = sorted(hits, key=lambda hit: (-hit[1].lost, hit[0].day, hit[0].recording))
    return WeakItem(
        name=hits[0][1].name,
        times=len({one.recording for one, _ in hits}),
        of=of,
        lost=sum((part.lost for _, part in hits), Decimal(0)),
        points=[f"{name} ×{count}" if count > 1 else name for name, count in points.most_common()],
        recordings=list(dict.fromkeys(one.recording for one, _ in heard))[:_MOST_HEARD],
    )


def _of_enough(mean: Mean) -> Mean:
    return mean if mean.agents >= _LEAST_PEOPLE else NOTHING


def _figures(sheet: Feedback, language: str) -> dict[str, str]:
    """What the mail tells: the means of the scheme with most recordings, and what to work on."""
    main = sheet.schemes[0]
    found = {text("feedback.scheme", language): main.name}
    found[text("feedback.count", language)] = str(len(main.recordings))
    for key, value in (("mean", main.mean), ("month", main.month)):
        if value is not None:
            found[text(f"feedback.{key}", language)] = f"{half_up(decimal(repr(value)), 2)}"
    weak = [one.name for one in main.weakest]
    if weak:
        comma = text("feedback.comma", language)
        found[text("feedback.weakest", language)] = comma.join(weak)
    return found
