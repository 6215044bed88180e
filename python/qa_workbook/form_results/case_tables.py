"""The tables of the case library (S22): inspectors, weeks, items, sessions, and the cases."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pandas as pd

from qa_workbook.analysis.case_library import KINDS
from qa_workbook.form_results.case_figures import CaseFigures, ItemCases
from qa_workbook.form_results.case_weeks import CaseWeek
from qa_workbook.form_results.inputs import Inputs
from qa_workbook.form_results.model import (
    Counted,
    Mood,
    Of,
    ResultColumn,
    ResultTable,
    Summed,
    Value,
)
from qa_workbook.form_results.unnamed import agent_names, without_agents

DETAIL, WEEKLY, SESSIONS = "detail", "weekly", "sessions"
Equal = Mapping[str, str | Of]
_COMMENT_WIDTH, _NAMES_SPAN = 60, 3


class CaseTables:
    """The tables of some figures, in the words of the result."""

    def __init__(self, inputs: Inputs, figures: CaseFigures) -> None:
        self.inputs, self.of = inputs, figures
        self.say = inputs.sayer("case_library")

    def all(self) -> tuple[ResultTable, ...]:
        """Returns all tables in their order; those of the cases themselves come last."""
        return (
            self._by_inspector(),
            self._by_week(),
            self._by_item(),
            self._sessions(),
            self._weekly(),
            self._list(),
            self._detail(),
        )

    def named(self, week: CaseWeek) -> str:
        """Returns who lacks how many in a week, in words; "" for nobody."""
        pairs = self.of.lacking(week)
        return self.joined(self.say("lacks", name=name, count=count) for name, count in pairs)

    def short(self, week: CaseWeek, *, is_named: bool) -> str:
        """Returns who lacks how many; without `is_named` how many people lack how many."""
        if is_named:
            return self.named(week)
        counts = [count for _, count in self.of.lacking(week)]
        return self.say("people_lack", people=len(counts), count=sum(counts))

    def unnamed(self) -> list[str]:
        """Returns the comments of the period without the agents that they are about."""
        rows = self.of.handed_in
        names = agent_names(self.inputs.people, self.inputs.quality)
        return without_agents(
            list(rows["comment"]), list(rows["agent"]), names, self.say("some_agent")
        )

    def joined(self, words: Iterable[object]) -> str:
        """Returns words one after the other."""
        return self.say("between").join(map(str, words))

    def _by_inspector(self) -> ResultTable:
        """Each inspector over all weeks that are over."""
        weeks = [week.name for week in self.of.over]
        over = self.of.weekly[self.of.weekly["week"].isin(weeks)]
        names = sorted(over["inspector"].unique())
        parts = [over[over["inspector"] == name] for name in names]
        due = [_sum(part["required"]) for part in parts]
        missing = [_sum(part["missing"]) for part in parts]
        short = [self._short_weeks(part) for part in parts]
        own: Equal = {"inspector": Of("inspector"), "over": self._yes(True)}
        columns = (
            ResultColumn("inspector", self.say("inspector"), names),
            ResultColumn(
                "recordings",
                self.say("recordings"),
                [int(part["recordings"].sum()) for part in parts],
                "integer",
                Summed(WEEKLY, "recordings", own),
            ),
            ResultColumn("due", self.say("due"), due, "integer"),
            ResultColumn(
                "missing", self.say("missing"), missing, "integer", moods=_warned(missing)
            ),
            ResultColumn("short", self.say("short_weeks"), short, "wrapped", span=_NAMES_SPAN),
        )
        title = self.say("by_inspector")
        note = self.say("weeks_note", recordings=self.of.rules.recordings)
        empty = self.say("no_week")
        return ResultTable("by_inspector", title, columns, note=note, empty=empty)

    def _short_weeks(self, part: pd.DataFrame) -> str:
        short = part[part["missing"].map(bool)]
        pairs = zip(short["week"], short["recordings"], short["required"], strict=True)
        return self.joined(
            self.say("short_week", week=week, count=count, due=due) for week, count, due in pairs
        )

    def _by_week(self) -> ResultTable:
        weeks = self.of.weeks
        handed = [int(self.of.weekly.loc[self.of.weekly["week"] == week.name, "recordings"].sum())
                  for week in weeks]  # fmt: skip
        lacking = [self.named(week) or self.say("nobody") for week in weeks]
        people = [len(self.of.lacking(week)) if self.of.is_owed(week) else None for week in weeks]
        due = [self.of.rules.sessions if week.due else None for week in weeks]
        missing = [self.of.sessions_missing(week) if week.over else None for week in weeks]
        own = {"week": Of("week")}
        columns = (
            ResultColumn("week", self.say("week"), [week.name for week in weeks], "centred"),
            ResultColumn(
                "recordings",
                self.say("recordings"),
                handed,
                "integer",
                Summed(WEEKLY, "recordings", own),
            ),
            ResultColumn(
                "sessions",
                self.say("sessions"),
                [self.of.sessions_in(week) for week in weeks],
                "integer",
                Counted(SESSIONS, own),
            ),
            ResultColumn("sessions_due", self.say("sessions_due"), due, "integer"),
            ResultColumn(
                "sessions_missing",
                self.say("sessions_missing"),
                missing,
                "integer",
                moods=_warned(missing),
            ),
            ResultColumn("people", self.say("people_lacking"), people, "integer"),
            ResultColumn(
                "lacking",
                self.say("lacking"),
                lacking,
                "wrapped",
                span=_NAMES_SPAN,
                in_report=False,
            ),
        )
        title, empty = self.say("by_week"), self.say("no_week")
        return ResultTable("by_week", title, columns, in_report=True, empty=empty)

    def _by_item(self) -> ResultTable:
        items, names = self.of.items, self.inputs.choices("kind")
        own: Equal = {"item": Of("item"), "window": self._yes(True)}
        lacking = [self._item_lacks(one) for one in items]
        columns = [ResultColumn("item", self.say("item"), [one.name for one in items], span=2)]
        for kind in KINDS:
            counts = [getattr(one, kind) for one in items]
            live = Counted(DETAIL, {**own, "kind": names[kind]})
            columns.append(
                ResultColumn(kind, names[kind], counts, "integer", live, moods={0: "warning"})
            )
        used = Counted(DETAIL, {**own, "used": self._yes(True)})
        columns += [
            ResultColumn("used", self.say("used"), [one.used for one in items], "integer", used),
            ResultColumn("lacking", self.say("item_lacking"), lacking, "centred", span=2),
        ]
        title = self.say("by_item", months=self.of.rules.window)
        empty = self.say("items_unknown")
        return ResultTable("by_item", title, tuple(columns), in_report=True, empty=empty)

    def _item_lacks(self, item: ItemCases) -> str:
        lacking = [kind for kind in KINDS if not getattr(item, kind)]
        return self.joined(self.say(f"lacks_{kind}") for kind in lacking)

    def _sessions(self) -> ResultTable:
        held, rows = self.of.sessions, self.of.rows
        days = [f"{day:%Y-%m-%d}" for day in held["day"]]
        parts = [
            rows[(rows["used_on"] == day) & (rows["session"] == session)]
            for day, session in zip(held["day"], held["session"], strict=True)
        ]
        items = [self.joined(self.inputs.shown(_items(part), "item")) for part in parts]
        own = {"used_on": Of("day"), "session": Of("session")}
        columns = [
            ResultColumn("day", self.say("day"), days, "centred"),
            ResultColumn("week", self.say("week"), list(held["week"]), "centred"),
            ResultColumn("session", self.say("session"), list(held["session"]), "centred"),
        ]
        for kind, word in self.inputs.choices("kind").items():
            counts = [int((part["kind"] == kind).sum()) for part in parts]
            live = Counted(DETAIL, {**own, "kind": word})
            columns.append(ResultColumn(kind, word, counts, "integer", live))
        columns.append(ResultColumn("items", self.say("items"), items, "wrapped", span=3))
        title, empty = self.say("sessions_held"), self.say("no_session")
        return ResultTable(SESSIONS, title, tuple(columns), in_report=True, empty=empty)

    def _weekly(self) -> ResultTable:
        """Every inspector in every week; the other tables add these rows up."""
        rows = self.of.weekly
        own = {"inspector": Of("inspector"), "week": Of("week")}
        over = {week.name: self._yes(week.over) for week in self.of.weeks}
        missing = [None if pd.isna(one) else int(one) for one in rows["missing"]]
        required = [None if pd.isna(one) else int(one) for one in rows["required"]]
        columns = (
            ResultColumn("week", self.say("week"), list(rows["week"]), "centred"),
            ResultColumn("inspector", self.say("inspector"), list(rows["inspector"])),
            ResultColumn(
                "recordings",
                self.say("recordings"),
                rows["recordings"].tolist(),
                "integer",
                Summed(DETAIL, "counted", own),
            ),
            ResultColumn("due", self.say("due"), required, "integer"),
            ResultColumn(
                "missing", self.say("missing"), missing, "integer", moods=_warned(missing)
            ),
            ResultColumn("over", self.say("over"), list(rows["week"].map(over)), "centred"),
        )
        title, empty = self.say("weekly"), self.say("no_week")
        return ResultTable(WEEKLY, title, columns, empty=empty)

    def _list(self) -> ResultTable:
        """The cases of the period as everybody may see them: nobody who was heard is named."""
        rows, heading = self.of.handed_in, self.inputs.form.by_id
        rows = rows.assign(comment=self.unnamed())
        widths = {"comment": _COMMENT_WIDTH}
        shown = ("case", "day", "item", "kind", "recording", "comment", "used_on", "session")
        columns = [
            ResultColumn(
                key,
                heading[key].heading,
                self.inputs.shown(rows, key),
                "wrapped" if key == "comment" else "centred",
                width=widths.get(key),
            )
            for key in shown
        ]
        title = self.say("list")
        return ResultTable("list", title, tuple(columns), place="detail", empty=self.say("no_case"))

    def _detail(self) -> ResultTable:
        """The rows as they came in, with the agent, for quality assurance alone."""
        table = self.inputs.detail(DETAIL, self.say("detail"), self.of.rows)
        own = (
            ResultColumn("week", self.say("week"), list(self.of.rows["week"]), "centred"),
            ResultColumn(
                "counted", self.say("counted"), self.of.rows["counted"].tolist(), "integer"
            ),
            ResultColumn("window", self.say("window"), self._words("window"), "centred"),
            ResultColumn("used", self.say("used"), self._words("used"), "centred"),
        )
        columns = [*table.columns, *own]
        return ResultTable(DETAIL, table.title, tuple(columns), place="detail")

    def _words(self, column: str) -> list[str]:
        return [self._yes(bool(one)) for one in self.of.rows[column]]

    def _yes(self, value: bool) -> str:
        return self.inputs.sayer("form_results")("yes" if value else "no")


def _sum(values: pd.Series) -> int | None:
    """The sum of what is known, None where nothing is."""
    known = values.dropna()
    return int(known.sum()) if len(known) else None


def _warned(counts: Iterable[int | None]) -> dict[Value, Mood]:
    """The colours of what is lacking."""
    return {count: "warning" for count in counts if count}


def _items(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows with another item each."""
    return rows.drop_duplicates("item")
