"""What a score sheet says about its columns: notes on headings, prompts, alerts of input cells."""

from __future__ import annotations

from decimal import Decimal

from qa_workbook.books.score_sheet.marks import Marks
from qa_workbook.forms.model import Field
from qa_workbook.forms.score_form import ScoreForm, known_codes
from qa_workbook.labels import text, texts
from qa_workbook.numbers import plain
from qa_workbook.scheme.model import Count, Indicator, Name, Scale, Scheme

PROMPT_LIMIT = 255  # Excel's limit for prompts and alerts
TITLE_LIMIT = 32  # and for their titles
POINT_MARK = " · "

Alert = dict[str, object]
"""Keys and texts that XlsxWriter takes for the prompt or the alert of a data validation."""


class Words:
    """All texts about the columns of one sheet, in one language."""

    def __init__(self, scheme: Scheme, form: ScoreForm, language: str) -> None:
        self.scheme, self.form, self.language = scheme, form, language
        # Texts name columns and words of the sheet as the sheet itself writes them.
        self._names = {field.id: field.heading for field in (*form.labels, *form.columns)}
        self._names |= {"yes": form.yes, "no": form.no, "not_applicable": form.not_applicable}
        self._names["guide"] = text("sheet.guide_sheet", language)

    def said(self, name: Name | None) -> str:
        """Returns a name of the scheme, or one of its notes; "" for none."""
        return name.say(self.language) if name else ""

    def say(self, key: str, **details: object) -> str:
        """Returns a text of labels/sheet.yaml."""
        return text(f"sheet.{key}", self.language, **(self._names | details))

    # --- headings and prompts ----------------------------------------------------------------

    def note(self, field: Field) -> str:
        """Returns the note on a heading; "" when the heading says it all."""
        node = self.form.indicators.get(field.id)
        if node:
            return "\n".join([self._title(node), *self.rules(node)])
        return self._about(field.id)

    def _title(self, node: Indicator) -> str:
        name = node.name.say(self.language)
        if node.weight is None:
            return name
        weight = self.say("weight", weight=plain(node.weight))
        return self.say("noted", name=name, note=weight)

    def prompt(self, field: Field) -> Alert:
        """Returns title and message shown while an input cell is selected; {} without any."""
        node = self.form.indicators.get(field.id)
        if node:
            title, message = node.name.say(self.language), "\n".join(self.rules(node))
        else:
            title, message = field.heading, self._about(field.id)
        if not message:
            return {}
        return {
            "input_title": _cut(title, TITLE_LIMIT),
            "input_message": _cut(message, PROMPT_LIMIT),
        }

    # --- indicators --------------------------------------------------------------------------

    def rules(self, node: Indicator) -> list[str]:
        """Returns how an indicator is marked or counted, line by line."""
        lines = []
        above = self.scheme.parent[node.id]
        if above:
            lines.append(self.say("part_of", name=above.name.say(self.language)))
        if node.count:
            lines.append(self.counting(node.count))
        elif node.scale:
            marks = self.marks(self.scheme.scale_of(node))
            lines.append(self.say("marks", marks=marks))
            if self.scheme.not_applicable_rule(node) != "refuse":
                lines.append(self.say("may_not_apply"))
        if node.note:
            lines.append(node.note.say(self.language))
        return lines + self._points(node)

    def _points(self, node: Indicator) -> list[str]:
        """Returns the scoring points, then the points to meet, each list under its caption."""
        lines = []
        for caption, names in (
            ("scoring_points", self.scoring_points(node)),
            ("children", self.points_to_meet(node)),
        ):
            if names:
                lines.append(self.say(caption))
                lines += [f"{POINT_MARK}{name}" for name in names]
        return lines

    def scoring_points(self, node: Indicator) -> list[str]:
        """Returns the scoring points of an item with their notes (S1)."""
        return [self._noted(point.name, point.note) for point in node.scoring_points]

    def points_to_meet(self, node: Indicator) -> list[str]:
        """Returns the indicators below an item with their notes (S1)."""
        return [self._noted(child.name, child.note) for child in node.children]

    def _noted(self, name: Name, note: Name | None) -> str:
        said = name.say(self.language)
        if note is None:
            return said
        return self.say("noted", name=said, note=note.say(self.language))

    def marks(self, scale: Scale) -> str:
        """Returns the allowed marks of a scale in one line."""
        if scale.step is None:
            best_first = sorted(scale.choices, key=lambda choice: -choice.mark)
            named = [f"{plain(one.mark)} {one.name.say(self.language)}" for one in best_first]
            return POINT_MARK.join(named)
        return self.say("range", **_limits(scale))

    def counting(self, count: Count, *, clause: bool = False) -> str:
        """Returns what an occurrence costs or gives; `clause` for a sheet with a row per breach."""
        kind = "clause" if clause else "count"
        if count.per == "once":
            # However often it occurs, it counts once: said the same way in both sheets.
            kind = "once"
        parts = [self.say(f"{kind}_{count.direction}", points=plain(count.points))]
        if count.aggravated:
            parts.append(self.say("aggravated_factor", factor=plain(count.aggravated)))
        if count.cap is not None:
            parts.append(self.say("count_cap", cap=plain(count.cap)))
        return self.say("semicolon").join(parts)

    def section(self, node: Indicator) -> str:
        """Returns what an indicator belongs to: the one above it, else its family; "" for none."""
        above = self.scheme.parent[node.id]
        if above:
            return self.said(above.name)
        for family in self.scheme.families:
            if family.id == node.family:
                return self.said(family.name)
        return ""

    # --- other columns -----------------------------------------------------------------------

    def _about(self, key: str) -> str:
        if key == "error_deduction":
            return self._about_deduction()
        if key == "error_codes":
            return self._about_codes()
        if key == "fatal":
            return self._about_fatal()
        about = f"about_{key}"
        if about not in texts("sheet", self.language):
            return ""
        return self.say(about)

    def _about_deduction(self) -> str:
        rule = self.scheme.error_deduction
        assert rule is not None
        limits = {"lowest": plain(rule.lowest), "highest": plain(rule.highest)}
        about = self.say("about_error_deduction", **limits)
        if rule.reason == "required":
            about = f"{about}\n{self.say('about_error_deduction_reason')}"
        return about

    def _about_codes(self) -> str:
        codes = known_codes(self.scheme)
        lines = [f"{code.id} {code.name.say(self.language)}" for code in codes]
        return "\n".join([*lines, self.say("about_error_codes")])

    def _about_fatal(self) -> str:
        fatal = self.scheme.fatal
        assert fatal is not None
        codes = fatal.codes[0].id
        if len(fatal.codes) > 1:
            codes = f"{codes}–{fatal.codes[-1].id}"
        effect = self.effect(fatal.effect, fatal.cap)
        return f"{self.say('about_fatal', codes=codes)}\n{effect}"

    def effect(self, effect: str, cap: Decimal | None) -> str:
        """Returns what a fatal error does to the final score."""
        if effect == "cap":
            assert cap is not None, "the config check demands a cap"
            return self.say("about_fatal_cap", cap=plain(cap))
        return self.say(f"about_fatal_{effect}")

    # --- alerts ------------------------------------------------------------------------------

    def mark_alert(self, node: Indicator, marks: Marks) -> Alert:
        """Returns title and message of the alert for a mark that isn't allowed."""
        name = node.name.say(self.language)
        if marks.listed or marks.scale.step is None:
            allowed = " ".join(plain(mark) for mark in marks.listed or marks.scale.allowed)
            message = self.say("mark_error", name=name, allowed=allowed)
        else:
            message = self.say("mark_range_error", name=name, **_limits(marks.scale))
        if marks.excuse:
            message += self.say("or_not_applicable")
        return self.alert("number_title", message)

    def alert(self, title: str, message: str) -> Alert:
        """Returns an error alert; `title` is a key of labels/sheet.yaml."""
        return {
            "error_title": _cut(self.say(title), TITLE_LIMIT),
            "error_message": _cut(message, PROMPT_LIMIT),
        }


def _limits(scale: Scale) -> dict[str, str]:
    assert scale.step is not None
    return {
        "lowest": plain(scale.lowest),
        "full": plain(scale.full),
        "step": plain(scale.step),
    }


def _cut(message: str, limit: int) -> str:
    if len(message) <= limit:
        return message
    return f"{message[: limit - 1]}…"
