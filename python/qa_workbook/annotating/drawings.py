"""The boxes that comments are shown in: old drawings (VML) that Excel needs for every comment."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Set

from qa_workbook.annotating import xml_text
from qa_workbook.annotating.boxes import Box
from qa_workbook.annotating.faults import NotEditable
from qa_workbook.annotating.package import Package
from qa_workbook.annotating.places import Place
from qa_workbook.annotating.sheet_parts import drawing_id, with_drawing
from qa_workbook.annotating.xml_text import Change, Element

_TYPE = "application/vnd.openxmlformats-officedocument.vmlDrawing"
_SPACES = {
    "v": "urn:schemas-microsoft-com:vml",
    "o": "urn:schemas-microsoft-com:office:office",
    "x": "urn:schemas-microsoft-com:office:excel",
}
_ALL_SPACES = " ".join(f'xmlns:{prefix}="{space}"' for prefix, space in _SPACES.items())
_SHAPE_TYPE = (
    '<v:shapetype{spaces} id="_x0000_t202" coordsize="21600,21600" o:spt="202" '
    'path="m,l,21600r21600,l21600,xe"><v:stroke joinstyle="miter"/>'
    '<v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>'
)
_SHAPE = (
    '<v:shape{spaces} id="_x0000_s{number}" type="#_x0000_t202" '
    'style="position:absolute;margin-left:{left}pt;margin-top:{top}pt;width:{width}pt;'
    'height:{height}pt;z-index:{order};visibility:hidden" fillcolor="#ffffe1" '
    'o:insetmode="auto"><v:fill color2="#ffffe1"/>'
    '<v:shadow on="t" color="black" obscured="t"/><v:path o:connecttype="none"/>'
    '<v:textbox style="mso-direction-alt:auto"><div style="text-align:left"></div></v:textbox>'
    '<x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/>'
    "<x:Anchor>{anchor}</x:Anchor><x:AutoFill>False</x:AutoFill>"
    "<x:Row>{row}</x:Row><x:Column>{column}</x:Column></x:ClientData></v:shape>"
)
_NUMBER = re.compile(r"_x0000_s([0-9]{1,9})\b")
_BLOCKS = re.compile(r"""<(?:\w+:)?idmap\b[^<>]*?\bdata\s*=\s*["']([0-9, ]++)["']""")
_ROW = re.compile(r"<(?:\w+:)?Row>\s*+([0-9]+)")
_COLUMN = re.compile(r"<(?:\w+:)?Column>\s*+([0-9]+)")
_BLOCK = 1024  # numbers of shapes that belong together


class Drawing:
    """The old drawing of one sheet, which is made where there is none."""

    def __init__(self, package: Package, sheet: str) -> None:
        self._package, self._sheet = package, sheet
        wanted = drawing_id(package.text(sheet))
        relations = (one for one in package.relations(sheet) if one.id == wanted)
        relation = next(relations, None)
        self.part = relation.part if relation and package.has(relation.part) else ""

    @property
    def _text(self) -> str:
        return self._package.text(self.part)

    def change(self, gone: Set[Place], boxes: Mapping[Place, Box]) -> None:
        """Takes the boxes of comments away that are gone, and adds those of new ones."""
        if not self.part:
            if not boxes:
                return
            self._make()
        changes: list[Change] = []
        there: set[Place] = set()
        for shape in self._shapes():
            inside = self._text[shape.start : shape.end]
            row, column = _ROW.search(inside), _COLUMN.search(inside)
            if 'ObjectType="Note"' not in inside or row is None or column is None:
                continue
            place = int(row[1]), int(column[1])
            if place in gone:
                changes.append(Change(shape.start, shape.end, ""))
            there.add(place)
        new = {place: box for place, box in boxes.items() if place not in there}
        self._package.change(self.part, [*changes, *self._added(new)])

    def _shapes(self) -> Iterator[Element]:
        first = None
        for tag in xml_text.tags(self._text, "shape"):
            if not tag.is_end:
                first = tag
            elif first is not None:
                yield Element(first, tag.start, tag.end)
                first = None

    def _added(self, boxes: Mapping[Place, Box]) -> list[Change]:
        if not boxes:
            return []
        end = self._text.rfind("</xml")
        if end < 0:
            raise NotEditable("damaged", f"{self.part} has no end")
        root = xml_text.root(self._text).values()
        known = all(root.get(f"xmlns:{prefix}") == space for prefix, space in _SPACES.items())
        spaces = "" if known else f" {_ALL_SPACES}"
        new = [] if 'id="_x0000_t202"' in self._text else [_SHAPE_TYPE.format(spaces=spaces)]
        numbers, changes = self._numbers(len(boxes))
        for order, (place, number) in enumerate(zip(sorted(boxes), numbers, strict=True), 1):
            new.append(_shape(place, number, order, boxes[place], spaces))
        return [*changes, Change(end, end, "".join(new))]

    def _numbers(self, count: int) -> tuple[list[int], list[Change]]:
        """Numbers for new shapes, and the change that claims more of them for this drawing."""
        used = {int(number) for number in _NUMBER.findall(self._text)}
        said = _BLOCKS.search(self._text)
        blocks = [] if said is None else [int(block) for block in re.findall("[0-9]+", said[1])]
        free = (n for block in blocks for n in _block(block) if n > max(used, default=0))
        numbers = [number for number, _ in zip(free, range(count), strict=False)]
        if len(numbers) == count:
            return numbers, []
        following = max(self._all_blocks() | set(blocks), default=0) + 1
        more = range(following, following + (count - len(numbers)) // (_BLOCK - 1) + 1)
        numbers += [n for block in more for n in _block(block)][: count - len(numbers)]
        return numbers, self._claimed(said, ",".join(map(str, [*blocks, *more])))

    def _all_blocks(self) -> set[int]:
        found: set[int] = set()
        for name in self._package.names():
            if name.endswith(".vml"):
                for listed in _BLOCKS.findall(self._package.text(name)):
                    found |= {int(block) for block in re.findall("[0-9]+", listed)}
        return found

    def _claimed(self, said: re.Match[str] | None, blocks: str) -> list[Change]:
        if said is not None:
            return [Change(said.start(1), said.end(1), blocks)]
        at = xml_text.root(self._text).end
        layout = f'<o:idmap v:ext="edit" data="{blocks}"/></o:shapelayout>'
        return [Change(at, at, f'<o:shapelayout {_ALL_SPACES} v:ext="edit">{layout}')]

    def _make(self) -> None:
        package = self._package
        self.part = package.unused("xl/drawings/vmlDrawing{}.vml")
        package.write(self.part, f"<xml {_ALL_SPACES}></xml>")
        package.name_ending(self.part, _TYPE)
        relation = package.relate(self._sheet, "vmlDrawing", self.part)
        changed = with_drawing(package.text(self._sheet), relation, package.relation_namespace)
        package.write(self._sheet, changed)


def _block(block: int) -> range:
    return range(block * _BLOCK + 1, (block + 1) * _BLOCK)


def _shape(place: Place, number: int, order: int, box: Box, spaces: str) -> str:
    sizes = {"left": box.left, "top": box.top, "width": box.width, "height": box.height}
    points = {name: f"{pixels * 0.75:g}" for name, pixels in sizes.items()}
    anchor = ", ".join(map(str, box.anchor))
    row, column = place
    return _SHAPE.format(
        spaces=spaces, number=number, order=order, anchor=anchor, row=row, column=column, **points
    )
