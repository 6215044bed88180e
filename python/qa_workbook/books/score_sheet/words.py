"""What a score sheet says about its columns: notes on headings, prompts and error alerts of the input cells."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from qa_workbook.forms.score_form import NOT_APPLICABLE, Column
from qa_workbook.labels import text
from qa_workbook.numbers import plain
from qa_workbook.scheme.model import Count, Indicator, Scale, Scheme

PROMPT_LIMIT = 255  # Excel's limit for prompts and alerts
MOST_LISTED = 15  # longer lists of marks are easier typed than chosen


def listed_marks(scale: Scale) -> tuple[Decimal, ...]:
    """Returns the marks to choose from, full mark first; empty when there are too many for a list."""
    return tuple(reversed(scale.allowed)) if len(scale.allowed) <= MOST_LISTED else ()


class Words:
    """All texts about the columns of one sheet, in one language."""

    def __init__(self, scheme: Scheme, language: str) -> None:
        self.scheme, self.language = scheme, language

    def say(self, key: str, **details: object) -> str:
        """Returns a text of labels/sheet.yaml."""
        return text(f"sheet.{key}", self.language, **details)

    def note(self, column: Column) -> str:
        """Returns the note on a heading; "" when the heading says it all."""
        if column.indicator is not None:
            return "\n".join([self._title(column.indicator), *self.rules(column.indicator)])
        about = self._about(column.key)
        if self.language == "zh":
            return about
        return "\n".join(filter(None, [self.say(f"heading_{column.key}"), about]))

    def _title(self, node: Indicator) -> str:
        name = node.name.say(self.language)
        return (
            f"{name} ({self.say('weight', weight=plain(node.weight))})"
            if node.weight is not None
            else name
        )

    def rules(self, node: Indicator) -> list[str]:
        """Returns how an indicator is marked or counted, line by line."""
        above = self.scheme.parent[node.id]
        lines = [self.say("part_of", name=above.name.say(self.language))] if above else []
        if node.count:
            lines.append(self.counting(node.count))
        elif node.scale:
            lines.append(self.marks(self.scheme.scale_of(node)))
            if self.scheme.not_applicable_rule(node) != "refuse":
                lines.append(self.say("may_not_apply"))
        if node.note:
            lines.append(node.note.say(self.language))
        return lines + self.points(node)

    def points(self, node: Indicator) -> list[str]:
        """Returns the scoring points (or the points to meet) of an item, one a line, under a caption."""
        lines: list[str] = []
        for caption, parts in (("scoring_points", node.points), ("children", node.children)):
            if parts:
                lines.append(self.say(caption))
            for part in parts:
                remark = f"({part.note.say(self.language)})" if part.note else ""
                lines.append(f" · {part.name.say(self.language)}{remark}")
        return lines

    def marks(self, scale: Scale) -> str:
        """Returns the allowed marks of a scale in one line."""
        if scale.choices:
            best_first = sorted(scale.choices, key=lambda choice: -choice.mark)
            chosen = " · ".join(
                f"{plain(choice.mark)} {choice.name.say(self.language)}" for choice in best_first
            )
            return self.say("choices", choices=chosen)
        return self.say(
            "range",
            lowest=plain(scale.lowest),
            full=plain(scale.full),
            step=plain(scale.step or Decimal(1)),
        )

    def counting(self, count: Count, kind: str = "count") -> str:
        """Returns what an occurrence costs or gives; `kind` "clause" for a sheet with a row per breach."""
        key = f"once_{count.direction}" if count.per == "once" else f"{kind}_{count.direction}"
        parts = [self.say(key, points=plain(count.points))]
        if count.aggravated:
            parts.append(self.say("aggravated_factor", factor=plain(count.aggravated)))
        if count.cap is not None:
            parts.append(self.say("count_cap", cap=plain(count.cap)))
        return ("；" if self.language == "zh" else "; ").join(parts)

    def _about(self, key: str) -> str:
        special: dict[str, Callable[[], str]] = {
            "error_deduction": self._about_deduction,
            "error_codes": self._about_codes,
            "fatal": self._about_fatal,
        }
        if key in special:
            return special[key]()
        try:
            return self.say(f"about_{key}")
        except KeyError:
            return ""

    def _about_deduction(self) -> str:
        rule = self.scheme.error_deduction
        assert rule is not None
        lines = [
            self.say(
                "about_error_deduction", lowest=plain(rule.lowest), highest=plain(rule.highest)
            )
        ]
        return "\n".join(
            [*lines, self.say("about_error_deduction_reason")]
            if rule.reason == "required"
            else lines
        )

    def _about_codes(self) -> str:
        errors = self.scheme.error_deduction.codes if self.scheme.error_deduction else ()
        fatal = self.scheme.fatal.codes if self.scheme.fatal else ()
        names = [(code.id, code.name) for code in errors] + [(code.id, code.name) for code in fatal]
        named = [f"{code} {name.say(self.language)}" for code, name in names]
        return "\n".join([*named, self.say("about_error_codes")])

    def _about_fatal(self) -> str:
        fatal = self.scheme.fatal
        assert fatal is not None
        known = [code.id for code in fatal.codes]
        shown = known[0] if len(known) == 1 else f"{known[0]}–{known[-1]}"
        return "\n".join(
            [self.say("about_fatal", codes=shown), self.effect(fatal.effect, fatal.cap)]
        )

    def effect(self, effect: str, cap: Decimal | None) -> str:
        """Returns what a fatal error does to the final score."""
        return self.say(f"about_fatal_{effect}", cap=plain(cap) if cap is not None else "")

    def prompt(self, column: Column) -> dict[str, object]:
        """Returns title and message shown while an input cell is selected, within Excel's limits; {} without any."""
        node = column.indicator
        message = "\n".join(self.rules(node)) if node else self._about(column.key)
        if not message:
            return {}
        title = node.name.say(self.language) if node else self.say(f"heading_{column.key}")
        return {"input_title": _cut(title, 32), "input_message": _cut(message, PROMPT_LIMIT)}

    def mark_alert(self, node: Indicator, scale: Scale) -> dict[str, object]:
        """Returns title and message of the alert for a mark that is not allowed."""
        name = node.name.say(self.language)
        marks = listed_marks(scale)
        if marks:
            message = self.say(
                "mark_error", name=name, allowed=" ".join(plain(mark) for mark in marks)
            )
        else:
            limits = {
                "lowest": plain(scale.lowest),
                "full": plain(scale.full),
                "step": plain(scale.step or Decimal(1)),
            }
            message = self.say("mark_range_error", name=name, **limits)
        if self.scheme.not_applicable_rule(node) != "refuse":
            message += self.say("or_not_applicable")
        return self.alert("number_title", message)

    def alert(self, title: str, message: str) -> dict[str, object]:
        """Returns the keys of an error alert."""
        return {
            "error_title": _cut(self.say(title), 32),
            "error_message": _cut(message, PROMPT_LIMIT),
        }


def allowed_list(scale: Scale, *, may_not_apply: bool) -> list[str]:
    """Returns the entries of a drop-down for marks, full mark first; empty when the marks are to be typed."""
    marks = [plain(mark) for mark in listed_marks(scale)]
    return [*marks, NOT_APPLICABLE] if marks and may_not_apply else marks


def _cut(message: str, limit: int) -> str:
    return message if len(message) <= limit else f"{message[: limit - 1]}…"
