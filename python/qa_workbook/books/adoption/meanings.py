"""What a cell of a foreign sheet was taken for: in words, and in a look of its own."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from xlsxwriter.format import Format

from qa_workbook.books.cloth.style import ACCENT, ACCENT_SOFT, SEVERITY, Styles
from qa_workbook.labels import text, texts
from qa_workbook.layouts.model import Ignored, Layout
from qa_workbook.layouts.unfolded import Kind, Understood

LOOKS: Mapping[Kind, Mapping[str, object]] = {
    "heading": {"bg_color": ACCENT, "font_color": "#FFFFFF", "bold": True, "align": "center"},
    "label": {"bg_color": ACCENT_SOFT, "bold": True},
    "field": {"bg_color": "#E1ECF7"},
    "mark": {"bg_color": "#FFE9A8", "bold": True, "align": "center"},
    "reason": {"bg_color": "#EADFF3", "italic": True},
    "full_mark": {"bg_color": "#E9E3D3", "italic": True, "align": "center"},
    "total": {"bg_color": "#F9CFA8", "bold": True, "align": "center", "underline": 1},
    "ignored": {"bg_color": "#F0F0F0", "font_color": "#7A7A7A", "italic": True, "font_size": 9},
    "unsure": {
        "bg_color": "#FFFFFF",
        "font_color": SEVERITY["error"].font,
        "bold": True,
        "border": 5,
        "border_color": SEVERITY["error"].font,
    },
}
"""Apart by lightness, weight and line as well as by colour, for whoever doesn't see colours."""
_RULE = re.compile(r"ignored\.(?P<part>\w+)(\[(?P<place>\d+)\])?(?P<column>\.heading)?")
_OF_FIELD = re.compile(r"fields\.(?P<field>\w+)(?P<pattern>\.pattern)?")


def look(styles: Styles, kind: Kind, number: str | None = None, *, wraps: bool = True) -> Format:
    """Returns the format of cells that were taken for `kind`."""
    return styles("cell", number, text_wrap=wraps, **LOOKS[kind])


@dataclass(frozen=True)
class Meanings:
    """Says what cells of one sheet were taken for.

    `names` are what the form's columns are called, by id.
    """

    language: str
    layout: Layout | None
    names: Mapping[str, str]

    def say(self, key: str, **details: object) -> str:
        """Returns a text of labels/adoption.yaml."""
        return text(f"adoption.{key}", self.language, **details)

    def kind(self, kind: Kind) -> str:
        """Returns the short word for a kind, as the legend says it."""
        return self.say(f"kind_{kind}")

    def name(self, key: str) -> str:
        """Returns what a column of the form is called."""
        return (
            self.names.get(key) or self._known(f"total_{key}") or self._known(f"field_{key}") or key
        )

    def short(self, cell: Understood) -> str:
        """Returns in few words what a cell was taken for: 得分：开场白, 通话日期, 忽略."""
        if cell.kind == "total":
            return self._known(f"total_{cell.key}") or self.kind("total")
        if cell.kind == "field" or (cell.kind in ("heading", "label") and self._is_field(cell)):
            return self.name(cell.key) if cell.key else self.kind(cell.kind)
        kind = "mark" if cell.kind == "heading" and cell.key else cell.kind
        if not cell.key:
            return self.kind(kind)
        return self.say("of_what", kind=self.kind(kind), name=self.name(cell.key))

    def _is_field(self, cell: Understood) -> bool:
        return bool(cell.key) and not cell.key.startswith(("mark.", "count."))

    def whole(self, cell: Understood) -> str:
        """Returns what a cell was taken for, and of one that isn't read why."""
        if cell.kind == "ignored":
            return self.say("ignored_because", why=self.rule(cell.rule))
        if cell.kind == "unsure":
            why = self.rule(cell.rule)
            return self.say("unsure_because", why=why) if why else self.say("unsure")
        if cell.kind in ("heading", "label"):
            about = self.short(cell) if cell.key else self.kind(cell.kind)
            return self.say(f"whole_{cell.kind}", name=about)
        if cell.kind == "total":
            return self.say("whole_total", name=self.short(cell))
        return self.say("taken_for", name=self.short(cell))

    def short_rule(self, rule: str) -> str:
        """Returns what is ignored by a rule, in few words: 合计行, 不读取的列."""
        found = _RULE.fullmatch(rule)
        if found is None:
            return self._known(f"few_{_key(rule)}") or self.kind("ignored")
        rules = self.layout.ignored.rows if self.layout and found["part"] == "rows" else ()
        place = int(found["place"] or 0)
        if place < len(rules):
            return self.say(f"row_{rules[place].kind}")
        return self.say(f"few_{found['part']}")

    def rule(self, rule: str) -> str:
        """Returns a rule in words: one of the layout, one that holds for all, or as it is named."""
        of_field = _OF_FIELD.fullmatch(rule)
        if of_field:
            key = "rule_of_pattern" if of_field["pattern"] else "rule_of_field"
            return self.say(key, name=self.name(of_field["field"]))
        found = _RULE.fullmatch(rule)
        if found is None:
            return self._known(f"rule_{_key(rule)}") or rule
        part, place = found["part"], int(found["place"] or 0)
        ignored = self.layout.ignored if self.layout else Ignored()
        if found["column"]:
            return self.say("rule_of_column")
        if part == "rows" and place < len(ignored.rows):
            row = ignored.rows[place]
            words = self.say("or").join(row.words)
            return self.say("rule_of_rows", kind=self.say(f"row_{row.kind}"), words=words)
        if found["place"] is None:
            return self.say(f"few_{part}")
        plain: tuple[str, ...] = getattr(ignored, part, ())
        return self.say(f"rule_of_{part}", words=plain[place] if place < len(plain) else "")

    def _known(self, key: str) -> str:
        return texts("adoption", self.language).get(key, "")


def _key(rule: str) -> str:
    """The name of a rule that holds for all sheets, as labels are named."""
    return rule.replace("-", "_").replace(".", "_")
