"""服务质量案例库 (S22): what inspectors owe, what items lack, which sessions were held."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Annotated, Literal

import pandas as pd
from pydantic import Field

from qa_workbook.analysis.case_library import KINDS, case_window, item_words
from qa_workbook.form_results.case_weeks import (
    CaseWeek,
    Inspectors,
    case_weeks,
    counted_recordings,
    sessions_of,
    week_names,
    weekly,
)
from qa_workbook.form_results.inputs import Inputs
from qa_workbook.form_results.model import (
    Counted,
    FormResult,
    Mood,
    Of,
    ResultColumn,
    ResultTable,
    Summed,
    Value,
)
from qa_workbook.form_results.rules import ResultRules, ResultRulesFile
from qa_workbook.frames import folded
from qa_workbook.numbers import Period

DETAIL, WEEKLY, SESSIONS = "detail", "weekly", "sessions"
Equal = Mapping[str, str | Of]
_COMMENT_WIDTH, _NAMES_SPAN = 60, 3


class CaseRules(ResultRules):
    """One version of the policy of the case library."""

    recordings: Annotated[int, Field(ge=1, le=100)]
    """So many recordings with comments each inspector hands in, at least."""
    sessions: Annotated[int, Field(ge=1, le=100)]
    """So many case sessions are held, at least."""
    per: Literal["week"]
    """In which time: a week from Monday to Sunday."""
    window: Annotated[int, Field(ge=1, le=60)]
    """Every item has a positive and a negative case within so long, up to the period's end."""
    unit: Literal["months"]
    """Unit of the window."""


class CaseRulesFile(ResultRulesFile):
    """The file `config/results/cases.yaml`."""

    versions: Annotated[tuple[CaseRules, ...], Field(min_length=1)]
    """The versions; each holds from its day until the next one begins."""


def cases_result(inputs: Inputs, rules: CaseRules | None) -> FormResult | None:
    """Returns the case library of a period; None without rules or where no case was handed in."""
    if rules is None:
        return None
    library = _Library(inputs, rules)
    return library.result() if len(library.rows) else None


@dataclass(frozen=True)
class _Item:
    """An item that needs cases, and how many there are of each kind in the window."""

    name: str
    positive: int
    negative: int
    used: int


class _Library:
    """The cases up to the end of a period, and what is told of them.

    `rows` are those of the form with further columns: week (of the day they were handed in),
    used_week, used (by the end of the period), window (whether they count for items), counted (see
    `counted_recordings`).
    """

    def __init__(self, inputs: Inputs, rules: CaseRules) -> None:
        self.inputs, self.rules = inputs, rules
        self.say, self.span = inputs.sayer("case_library"), inputs.span
        self.window = case_window(inputs.span.last, rules.window)
        scored = (name for one in inputs.analyses for name in one.detail["inspector"].unique())
        self.inspectors = Inspectors(inputs.people, sorted(scored))
        self.weeks = case_weeks(inputs.span, inputs.today, inputs.calendar)
        self.rows = self._rows()
        self.weekly = weekly(self.rows, self.weeks, self.inspectors, rules.recordings)
        self.sessions = sessions_of(self.rows, {week.name: week.span for week in self.weeks})

    def _rows(self) -> pd.DataFrame:
        """The cases that count for the weeks, the window or the period, with their own columns."""
        span, window = self.span, self.window
        rows = self.inputs.rows_of(self.inputs.form.id, Period("", window.first.min, span.last))
        rows = rows.assign(
            inspector=rows["inspector"].map(self.inspectors.name),
            session=_one_spelling(rows["session"]),
            item=rows["item"].map(lambda name: self._renamed.get(folded(name), name)),
            week=week_names(rows["day"]),
            window=rows["day"] >= pd.Timestamp(window.first),
            used=rows["used_on"] <= pd.Timestamp(span.last),
        )
        rows["used_week"] = week_names(rows["used_on"])
        rows["counted"] = counted_recordings(rows)
        first = min([span.first, window.first, *(week.span.first for week in self.weeks)])
        recent = (rows["day"] >= pd.Timestamp(first)) | (rows["used_on"] >= pd.Timestamp(first))
        return rows[recent].sort_values(["day", "case"], kind="stable").reset_index(drop=True)

    @cached_property
    def _scheme_items(self) -> dict[str, frozenset[str]]:
        """The names of the items of the scheme with most recordings, each with its former names."""
        scheme_id = self.inputs.main_scheme
        for one in self.inputs.analyses:
            if one.scheme.id == scheme_id:
                words = item_words([*one.versions, one.scheme])
                return {item.name.zh: words[scheme_id, item.id] for item in one.scheme.items}
        return {}

    @cached_property
    def _renamed(self) -> dict[str, str]:
        """The present name of an item by each of its folded names."""
        return {word: name for name, words in self._scheme_items.items() for word in words}

    @cached_property
    def items(self) -> list[_Item]:
        """The items that need cases, in the order of the scheme; none without recordings."""
        current = self.rows[self.rows["window"]]
        names = self.inputs.choices("item")
        found = []
        for name in self._scheme_items:
            own = current[current["item"] == name]
            positive, negative = (int((own["kind"] == kind).sum()) for kind in KINDS)
            used = int(own["used"].sum())
            found.append(_Item(names.get(name, name), positive, negative, used))
        return found

    @cached_property
    def handed_in(self) -> pd.DataFrame:
        """The cases of the period."""
        return self.rows[self.rows["day"] >= pd.Timestamp(self.span.first)]

    @cached_property
    def over(self) -> list[CaseWeek]:
        """The weeks that are over."""
        return [week for week in self.weeks if week.over]

    def _sessions_in(self, week: CaseWeek) -> int:
        return int((self.sessions["week"] == week.name).sum())

    def _sessions_missing(self, week: CaseWeek) -> int:
        return max(0, self.rules.sessions - self._sessions_in(week)) if week.due else 0

    def _lacking(self, week: CaseWeek) -> list[tuple[str, int]]:
        """Who has handed in too few in a week so far, and how many are lacking."""
        own = self.weekly[self.weekly["week"] == week.name]
        owed = own[own["required"].notna()]
        pairs = zip(owed["inspector"], owed["required"] - owed["recordings"], strict=True)
        return [(name, int(lacking)) for name, lacking in pairs if lacking > 0]

    # --- words -----------------------------------------------------------------------------------

    def result(self) -> FormResult:
        """Returns what the library comes to."""
        figures = self._figures()
        sentences = [self._of_weeks(figures), *self._of_last_week(), *self._of_items()]
        sentences.append(self.say("handed_in", **figures))
        lacking = ("missing", "sessions_missing", "without_positive", "without_negative")
        return FormResult(
            form=self.inputs.form.id,
            name=self.say("name"),
            period=self.span,
            sentences=tuple(sentences),
            figures=figures,
            tables=(
                self._by_inspector(),
                self._by_week(),
                self._by_item(),
                self._sessions(),
                self._weekly(),
                self._list(),
                self._detail(),
            ),
            asked=self.say("asked"),
            attention=any(figures[key] for key in lacking),
        )

    def _figures(self) -> dict[str, int | None]:
        over = self.weekly[self.weekly["week"].isin([week.name for week in self.over])]
        owed = over[over["required"].notna()]
        known = bool(self.over) and len(owed) > 0
        kinds, used = self.handed_in["kind"], int(self.handed_in["used"].sum())
        items = self.items or None
        return {
            "weeks": len(self.over),
            "due": int(owed["required"].sum()) if known else None,
            "recordings": int(owed["recordings"].sum()) if known else None,
            "missing": int(owed["missing"].sum()) if known else None,
            "sessions": sum(map(self._sessions_in, self.over)) if self.over else None,
            "sessions_due": self.rules.sessions * sum(week.due for week in self.over),
            "sessions_missing": sum(map(self._sessions_missing, self.over)),
            "items": len(items) if items else None,
            "without_positive": sum(not one.positive for one in items) if items else None,
            "without_negative": sum(not one.negative for one in items) if items else None,
            "cases": len(self.handed_in),
            "positive": int((kinds == "positive").sum()),
            "negative": int((kinds == "negative").sum()),
            "used": used,
            "unused": len(self.handed_in) - used,
        }

    def _of_weeks(self, figures: dict[str, int | None]) -> str:
        if not self.over:
            return self.say("no_week")
        names = {"first": self.over[0].name, "last": self.over[-1].name}
        key = "of_weeks" if figures["due"] is not None else "of_weeks_unknown"
        return self.say(key, **names, **figures)

    def _of_last_week(self) -> list[str]:
        """Returns who lacks what in the last week that is over, and in the one that isn't."""
        said = []
        for week in self.over[-1:]:
            if week.due:
                key = "last_week" if self._lacking(week) else "last_week_done"
                said.append(self.say(key, week=week.name, names=self._named(week)))
        for week in self.weeks:
            if not week.over and week.due:
                key = "open_week" if self._lacking(week) else "open_week_done"
                sessions = self._sessions_missing(week)
                details = {"names": self._named(week), "sessions": sessions}
                said.append(self.say(key, week=week.name, **details))
        return said

    def _named(self, week: CaseWeek) -> str:
        pairs = self._lacking(week)
        return self._joined(self.say("lacks", name=name, count=count) for name, count in pairs)

    def _joined(self, words: Iterable[object]) -> str:
        return self.say("between").join(map(str, words))

    def _of_items(self) -> list[str]:
        if not self.items:
            return [self.say("items_unknown")]
        parts = []
        for kind in KINDS:
            without = [one.name for one in self.items if not getattr(one, kind)]
            if without:
                names = self._joined(without)
                parts.append(self.say(f"no_{kind}", count=len(without), names=names))
        span = {"months": self.rules.window, "first": self.window.first, "last": self.window.last}
        details = {**span, "items": len(self.items), "lacking": self.say("comma").join(parts)}
        return [self.say("items_lack" if parts else "items_full", **details)]

    # --- tables ----------------------------------------------------------------------------------

    def _by_inspector(self) -> ResultTable:
        """Each inspector over all weeks that are over."""
        weeks = [week.name for week in self.over]
        over = self.weekly[self.weekly["week"].isin(weeks)]
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
        note = self.say("weeks_note", recordings=self.rules.recordings)
        empty = self.say("no_week")
        return ResultTable("by_inspector", title, columns, in_report=True, note=note, empty=empty)

    def _short_weeks(self, part: pd.DataFrame) -> str:
        short = part[part["missing"].map(bool)]
        pairs = zip(short["week"], short["recordings"], short["required"], strict=True)
        return self._joined(
            self.say("short_week", week=week, count=count, due=due) for week, count, due in pairs
        )

    def _by_week(self) -> ResultTable:
        weeks = self.weeks
        handed = [int(self.weekly.loc[self.weekly["week"] == week.name, "recordings"].sum())
                  for week in weeks]  # fmt: skip
        lacking = [self._named(week) or self.say("nobody") for week in weeks]
        due = [self.rules.sessions if week.due else None for week in weeks]
        missing = [self._sessions_missing(week) if week.over else None for week in weeks]
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
                [self._sessions_in(week) for week in weeks],
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
            ResultColumn("lacking", self.say("lacking"), lacking, "wrapped", span=_NAMES_SPAN),
        )
        title, empty = self.say("by_week"), self.say("no_week")
        return ResultTable("by_week", title, columns, in_report=True, empty=empty)

    def _by_item(self) -> ResultTable:
        items, names = self.items, self.inputs.choices("kind")
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
        title = self.say("by_item", months=self.rules.window)
        empty = self.say("items_unknown")
        return ResultTable("by_item", title, tuple(columns), in_report=True, empty=empty)

    def _item_lacks(self, item: _Item) -> str:
        lacking = [kind for kind in KINDS if not getattr(item, kind)]
        return self._joined(self.say(f"lacks_{kind}") for kind in lacking)

    def _sessions(self) -> ResultTable:
        held, rows = self.sessions, self.rows
        days = [f"{day:%Y-%m-%d}" for day in held["day"]]
        parts = [
            rows[(rows["used_on"] == day) & (rows["session"] == session)]
            for day, session in zip(held["day"], held["session"], strict=True)
        ]
        items = [self._joined(self.inputs.shown(_items(part), "item")) for part in parts]
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
        rows = self.weekly
        own = {"inspector": Of("inspector"), "week": Of("week")}
        over = {week.name: self._yes(week.over) for week in self.weeks}
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
        rows, heading = self.handed_in, self.inputs.form.by_id
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
        table = self.inputs.detail(DETAIL, self.say("detail"), self.rows)
        own = (
            ResultColumn("week", self.say("week"), list(self.rows["week"]), "centred"),
            ResultColumn("counted", self.say("counted"), self.rows["counted"].tolist(), "integer"),
            ResultColumn("window", self.say("window"), self._words("window"), "centred"),
            ResultColumn("used", self.say("used"), self._words("used"), "centred"),
        )
        columns = [*table.columns, *own]
        return ResultTable(DETAIL, table.title, tuple(columns), place="detail")

    def _words(self, column: str) -> list[str]:
        return [self._yes(bool(one)) for one in self.rows[column]]

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


def _one_spelling(words: pd.Series) -> list[str]:
    """Texts that differ in case and blanks only, in the first spelling."""
    first: dict[str, str] = {}
    return [first.setdefault(folded(word), word) for word in words]
