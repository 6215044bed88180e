"""The styles of a workbook: looked up and added to, never moved, for cells name them by number."""

from __future__ import annotations

import re
from collections.abc import Set
from functools import cached_property

from qa_workbook.annotating import xml_text
from qa_workbook.annotating.package import Package, new_part
from qa_workbook.annotating.xml_text import Change, Tag

_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"
_ORDER = ("numFmts", "fonts", "fills", "borders", "cellStyleXfs", "cellXfs")
_PLAIN = {
    "fonts": ('<font><sz val="11"/><name val="Calibri"/></font>',),
    "fills": (
        '<fill><patternFill patternType="none"/></fill>',
        '<fill><patternFill patternType="gray125"/></fill>',
    ),
    "borders": ("<border><left/><right/><top/><bottom/><diagonal/></border>",),
    "cellStyleXfs": ('<xf numFmtId="0" fontId="0" fillId="0" borderId="0"/>',),
    "cellXfs": ('<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>',),
}
_FILL = frozenset({"fillId", "applyFill"})
_ELEMENT = re.compile(r"<(/?)(?=\w)")
_NO_COLOUR = 'indexed="64"'
_BEHIND = f"<bgColor {_NO_COLOUR}/></patternFill>"
Look = tuple[frozenset[tuple[str, str]], str]
"""Everything of a cell's style but its fill."""


class Styles:
    """The styles by their numbers. `save` writes what was added."""

    def __init__(self, package: Package) -> None:
        self._package = package
        self._ours: frozenset[int] = frozenset()
        self._made: dict[tuple[int, str], int] = {}
        relation = package.related(package.workbook, "styles")
        known = relation is not None and package.has(relation.part)
        self._part = relation.part if relation and known else _made(package)
        self._text = package.text(self._part)
        self._outer = xml_text.outermost(self._text)
        self._elements = xml_text.inner(self._outer, self._text)
        self._lists = {name: self._texts(name) for name in _PLAIN}
        self._old = {name: len(texts) for name, texts in self._lists.items()}
        for name, plain in _PLAIN.items():
            for text in () if self._lists[name] else plain:
                self._lists[name].append(self._prefixed(text))

    def _texts(self, name: str) -> list[str]:
        outer = xml_text.first_of(self._elements, name)
        inside = [] if outer is None else xml_text.inner(outer, self._text)
        return [self._text[one.start : one.end] for one in inside]

    def _prefixed(self, text: str) -> str:
        return _ELEMENT.sub(rf"<\1{self._outer.tag.prefix}", text)

    def add(self, name: str, text: str) -> int:
        """Returns the number of a font, fill, border or cell style, which is added if need be."""
        return self._numbered(name, self._prefixed(text))

    def _numbered(self, name: str, text: str) -> int:
        known = self._lists[name]
        if text not in known:
            known.append(text)
        return known.index(text)

    def fill(self, colour: str, behind: str = _NO_COLOUR) -> int:
        """Returns the number of the fill of one colour (RGB in hex).

        `behind` is the attributes of the colour that only patterns show.
        """
        ground = f"<bgColor {behind}/>" if behind else ""
        return self.add(
            "fills",
            f'<fill><patternFill patternType="solid"><fgColor rgb="FF{colour}"/>'
            f"{ground}</patternFill></fill>",
        )

    def coloured(self, style: int, colour: str) -> int:
        """Returns the style that is like another but for its fill.

        Behind its colour lies the one that the other has, where `bare` finds it.
        """
        if (style, colour) not in self._made:
            kind, behind = _colour(self._fill_of(style), "fgColor")
            plain = {"": _NO_COLOUR, "solid": behind}
            fill = self.fill(colour, plain.get(kind, ""))
            self._made[style, colour] = self._filled(style, fill)
        return self._made[style, colour]

    def bare(self, style: int) -> int | None:
        """Returns the style that one of ours came from, None where it doesn't say."""
        _, behind = _colour(self._fill_of(style), "bgColor")
        if not behind:
            return None
        for other in sorted(self.alike(style)):
            kind, colour = _colour(self._fill_of(other), "fgColor")
            if (behind == _NO_COLOUR and not kind) or (kind == "solid" and colour == behind):
                return other
        if behind == _NO_COLOUR:
            return self.without_fill(style)
        text = f'<fill><patternFill patternType="solid"><fgColor {behind}/>{_BEHIND}</fill>'
        return self._filled(style, self.add("fills", text))

    def _fill_of(self, style: int) -> str:
        fills = self._lists["fills"]
        number = _fill_number(xml_text.root(self._lists["cellXfs"][self._known(style)]))
        return fills[number] if number < len(fills) else fills[0]

    def without_fill(self, style: int) -> int:
        """Returns the style that is like another but has no fill."""
        return self._filled(style, 0)

    def _filled(self, style: int, fill: int) -> int:
        text = self._lists["cellXfs"][self._known(style)]
        tag = xml_text.root(text)
        changes = [tag.with_value("fillId", str(fill))]
        if tag.get("applyFill") not in ("1", "true"):
            changes.append(tag.with_value("applyFill", "1"))
        return self._numbered("cellXfs", xml_text.changed(text, changes))

    def _known(self, style: int) -> int:
        """The number itself; a number that no style has means the first."""
        return style if style < len(self._lists["cellXfs"]) else 0

    def of_colours(self, colours: Set[str]) -> frozenset[int]:
        """Returns the numbers of the cell styles whose solid fill has one of the colours."""
        fills = {
            number
            for number, text in enumerate(self._lists["fills"])
            if _colour(text, "fgColor") in {("solid", f'rgb="FF{colour}"') for colour in colours}
        }
        self._ours = frozenset(
            number
            for number, text in enumerate(self._lists["cellXfs"])
            if _fill_number(xml_text.root(text)) in fills
        )
        return self._ours

    def alike(self, style: int) -> frozenset[int]:
        """Returns the styles that are like one of ours in all but the fill, without ours."""
        look = self._looks[self._known(style)]
        same = (number for number, other in enumerate(self._looks) if other == look)
        return frozenset(same) - self._ours

    @cached_property
    def _looks(self) -> list[Look]:
        """The look of every style that the part had from the beginning."""
        return [_look(text) for text in self._lists["cellXfs"][: self._old["cellXfs"]]]

    def save(self) -> None:
        """Writes what was added into the part."""
        changes: list[Change] = []
        for name, texts in self._lists.items():
            if len(texts) > self._old[name]:
                changes += self._grown(name, texts)
        self._package.change(self._part, changes)

    def _grown(self, name: str, texts: list[str]) -> list[Change]:
        new = "".join(texts[self._old[name] :])
        outer = xml_text.first_of(self._elements, name)
        if outer is None:
            prefix = self._outer.tag.prefix
            whole = f'<{prefix}{name} count="{len(texts)}">{new}</{prefix}{name}>'
            at = self._place_of(name)
            return [Change(at, at, whole)]
        if outer.tag.is_empty:
            return [xml_text.appended(outer, new)]
        changes = [xml_text.appended(outer, new)]
        if outer.tag.get("count") is not None:
            changes.append(outer.tag.with_value("count", str(len(texts))))
        return changes

    def _place_of(self, name: str) -> int:
        """Where a list belongs that isn't there: behind those that come before it."""
        before = _ORDER[: _ORDER.index(name)]
        ends = [one.end for one in self._elements if one.tag.name in before]
        return max(ends, default=self._outer.tag.end)


def _fill_number(tag: Tag) -> int:
    return tag.whole_number("fillId") or 0


def _colour(fill: str, name: str) -> tuple[str, str]:
    """The kind of a fill ("" for none) and the attributes of one of its colours, in one order."""
    found = {tag.name: tag for tag in xml_text.tags(fill) if not tag.is_end}
    pattern, colour = found.get("patternFill"), found.get(name)
    kind = "other" if pattern is None else pattern.get("patternType") or "none"
    values = {} if colour is None else colour.values()
    if "rgb" in values:
        values["rgb"] = "FF" + values["rgb"].upper()[-6:]
    said = " ".join(f'{key}="{xml_text.attribute(values[key])}"' for key in sorted(values))
    return "" if kind == "none" else kind, said


def _look(style: str) -> Look:
    tag = xml_text.root(style)
    others = {item for item in tag.values().items() if item[0] not in _FILL}
    return frozenset(others), style[tag.end :].strip()


def _made(package: Package) -> str:
    part = package.unused("xl/styles{}.xml") if package.has("xl/styles.xml") else "xl/styles.xml"
    package.write(part, new_part(f'<styleSheet xmlns="{package.main_namespace}"></styleSheet>'))
    package.name_type(part, _TYPE)
    package.relate(package.workbook, "styles", part)
    return part
