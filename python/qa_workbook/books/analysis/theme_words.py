"""What the tracking sheet of themes says in words (S4)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal

from qa_workbook.analysis.theme_weeks import ThemeWeek
from qa_workbook.analysis.themes import Theme
from qa_workbook.codes import separated
from qa_workbook.frames import MARK
from qa_workbook.numbers import Period, half_up, percent
from qa_workbook.scheme.model import Indicator, Scheme


class ThemeWords:
    """Words of the sheet; `say` says those of its room."""

    def __init__(
        self, say: Callable[..., str], small_sample: int | None, cases: int | None
    ) -> None:
        """So many `cases` of each theme are to be explained (S4), None for no rule."""
        self.say, self.cases = say, cases or 0
        self.small_sample = small_sample or 0

    def week(self, week: Period) -> str:
        """Returns the name of a week, e.g. "2026-W42"."""
        year, number, _ = week.first.isocalendar()
        return f"{year}-W{number:02d}"

    def dated(self, week: Period) -> str:
        """Returns the name of a week with its days."""
        days = f"{week.first:%m-%d}", f"{week.last:%m-%d}"
        return self.say("dated", week=self.week(week), first=days[0], last=days[1])

    def theme(self, theme: Theme | None) -> str:
        """Returns the name of a theme, or that there is none."""
        return theme.name if theme else self.say("no_theme")

    def reason(self, week: ThemeWeek, theme: Theme | None) -> str:
        """Returns why an item is a theme, or why there is none."""
        if week.chosen_by is None:
            return self.say("first_week")
        by = self.dated(week.chosen_by)
        if theme is None:
            return self.say("nothing_wrong", week=by)
        return self.say("largest_share", week=by, share=_shown(theme.share))

    def change(self, theme: Theme) -> float | None:
        """Returns after less before in percentage points."""
        if theme.before is None or theme.after is None:
            return None
        return (theme.after - theme.before) * 100

    def check(self, theme: Theme) -> str:
        """Returns the ratio before and after, with what changed."""
        words = {
            "before": _shown(theme.before),
            "held_before": theme.held_before,
            "after": _shown(theme.after),
            "held_after": theme.held_after,
        }
        change = self.change(theme)
        if change is None:
            return self.say(_unchanged(theme), **words)
        points = half_up(Decimal(repr(abs(change))), 1)
        way = "same" if not points else "rose" if change > 0 else "fell"
        moved = self.say(way, points=points)
        return self.say("checked", change=moved, **words) + self.weak(theme)

    def weak(self, theme: Theme) -> str:
        """Returns the remark that one of the weeks has too few recordings, "" if none has."""
        if min(theme.held_before, theme.held_after) < self.small_sample:
            return self.say("weak", few=self.small_sample)
        return ""

    def few_cases(self, count: int) -> str:
        """Returns a remark where there are fewer cases than are to be explained."""
        if count >= self.cases:
            return ""
        return self.say("few_cases", count=count, cases=self.cases)

    def what(self, scheme: Scheme, item: str, case: Mapping[str, object], language: str) -> str:
        """Returns what a recording lost on an item: points below full, 扣分点 and remark."""
        node = scheme.by_id.get(item)
        between, parts = self.say("between"), []
        low = [one.name.say(language) for one in _low(scheme, node, case)] if node else []
        if low:
            parts.append(self.say("low", names=between.join(low)))
        chosen = set(separated(str(case["points"])))
        named = [
            point.name.say(language)
            for one in (node.walk() if node else ())
            for point in one.scoring_points
            if point.id in chosen
        ]
        if named:
            parts.append(self.say("points", names=between.join(named)))
        if remark := " ".join(str(case["remark"]).split()):
            parts.append(self.say("remark", remark=remark))
        return self.say("apart").join(parts) or self.say("nothing_written")


def _unchanged(theme: Theme) -> str:
    """The sentence for a theme of which one of the ratios isn't known."""
    if theme.before is None:
        return "checked_none" if theme.after is None else "checked_first"
    return "checked_open"


def _low(scheme: Scheme, node: Indicator, case: Mapping[str, object]) -> list[Indicator]:
    """The indicators below an item that lost marks."""
    marks = {one.id: case.get(f"{MARK}{one.id}") for one in node.walk() if one is not node}
    return [
        scheme.by_id[id_]
        for id_, mark in marks.items()
        if isinstance(mark, float) and mark < float(scheme.scale_of(scheme.by_id[id_]).full)
    ]


def _shown(ratio: float | None) -> str:
    return "–" if ratio is None else percent(ratio)
