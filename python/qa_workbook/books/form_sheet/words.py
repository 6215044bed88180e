"""What a blank sheet says about its columns: notes, prompts and alerts."""

from __future__ import annotations

from qa_workbook.forms.model import Check, Choice, Field, Form
from qa_workbook.labels import text
from qa_workbook.numbers import plain
from qa_workbook.scheme.model import Text

_TITLE_LIMIT, _PROMPT_LIMIT = 32, 255  # Excel's limits for prompts and alerts


class Words:
    """The texts about one form's columns, in one language; `no` is what an empty yes/no says."""

    def __init__(self, form: Form, language: str, no: str) -> None:
        self.form, self.language, self.no = form, language, no

    def say(self, key: str, **details: object) -> str:
        """Returns a text of labels/form_sheet.yaml."""
        return text(f"form_sheet.{key}", self.language, **details)

    def said(self, words: Text | None) -> str:
        """Returns words of the form, "" where it has none."""
        return words.say(self.language) if words else ""

    def meaning(self, field: Field) -> str:
        """Returns what a heading means where it isn't in the reader's language, else ""."""
        if self.language == "zh" or field.heading.isascii():
            return ""
        return next((name for name in field.headings if name.isascii()), "")

    def rules(self, field: Field) -> list[str]:
        """Returns how a column is filled in, line by line."""
        lines = [self.say("required")] if field.need == "required" else []
        if field.choices_from:
            lines.append(self.say(f"choices_from_{field.choices_from}"))
        elif field.choices:
            names = self.say("comma").join(map(self._choice, field.choices))
            lines.append(self.say("choices", names=names))
        if field.unit:
            lines.append(self.say("unit", unit=field.unit))
        lines += self._bounds(field)
        if field.kind == "month":
            lines.append(self.say("month"))
        if empty := self._empty(field):
            lines.append(self.say("empty", value=empty))
        return lines + [self._rule(check) for check in self.form.checks if check.column == field.id]

    def _empty(self, field: Field) -> str:
        """What an empty cell says, "" where it says nothing or mustn't be."""
        is_asked = field.need == "required" or any(
            check.column == field.id and check.rule in ("filled_when", "filled_unless")
            for check in self.form.checks
        )
        return field.empty or (self.no if field.kind == "yes_no" and not is_asked else "")

    def _choice(self, choice: Choice) -> str:
        """What the drop-down writes, with its meaning for those who read another language."""
        meaning = choice.name.say(self.language)
        return meaning if meaning == choice.name.zh else f"{choice.name.zh} ({meaning})"

    def _rule(self, check: Check) -> str:
        other = self.form.by_id[check.other].heading if check.other else ""
        values = self.say("or").join(check.values)
        if check.rule == "by_bound":
            return self._bound_rule(check, other)
        return self.say(f"rule_{check.rule}", other=other, values=values)

    def _bound_rule(self, check: Check, other: str) -> str:
        first, second = check.values
        if check.bound is None:
            return self.say("rule_by_policy", other=other, first=first, second=second)
        bound = plain(check.bound)
        return self.say("rule_by_bound", other=other, bound=bound, first=first, second=second)

    def _bounds(self, field: Field) -> list[str]:
        bounds = {"lowest": field.lowest, "highest": field.highest}
        return [
            self.say(name, bound=plain(bound))
            for name, bound in bounds.items()
            if bound is not None
        ]

    def note(self, field: Field) -> str:
        """Returns the note on a heading; "" when the heading says it all."""
        lines = [self.meaning(field), self.said(field.about), *self.rules(field)]
        return "\n".join(filter(None, lines))

    def prompt(self, field: Field) -> dict[str, object]:
        """Returns title and message shown while a cell is selected; {} without any."""
        message = "\n".join(filter(None, [self.said(field.about), *self.rules(field)]))
        if not message:
            return {}
        title = self.meaning(field) or field.heading
        return {
            "input_title": title[:_TITLE_LIMIT],
            "input_message": _cut(message),
        }

    def alert(self, field: Field) -> dict[str, object]:
        """Returns title and message of the alert for a cell that can't be."""
        message = "\n".join([self.say(f"alert_{field.kind}"), *self.rules(field)])
        return {
            "error_title": field.heading[:_TITLE_LIMIT],
            "error_message": _cut(message),
        }


def _cut(message: str) -> str:
    return message if len(message) <= _PROMPT_LIMIT else f"{message[: _PROMPT_LIMIT - 1]}…"
