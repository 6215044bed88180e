"""The part that lists the sheets of a workbook."""

from __future__ import annotations

from collections.abc import Sequence

from qa_workbook.annotating import xml_text
from qa_workbook.annotating.faults import NotEditable
from qa_workbook.annotating.package import Package, Relation
from qa_workbook.annotating.xml_text import Change, Element

_BEFORE_NAMES = frozenset(
    [
        "fileVersion",
        "fileSharing",
        "workbookPr",
        "workbookProtection",
        "bookViews",
        "sheets",
        "functionGroups",
        "externalReferences",
    ]
)
"""The elements of the part that stand before `definedNames`, in the order of the standard."""
_BEFORE_CALCULATION = _BEFORE_NAMES | {"definedNames"}


class Book:
    """The list of sheets. Raises NotEditable where there is none."""

    def __init__(self, package: Package) -> None:
        self._package = package
        self.part = package.workbook

    @property
    def text(self) -> str:
        """The part as it is by now."""
        return self._package.text(self.part)

    def _change(self, changes: Sequence[Change]) -> None:
        self._package.change(self.part, list(changes))

    @property
    def _outer(self) -> Element:
        return xml_text.outermost(self.text)

    def elements(self) -> list[Element]:
        """Returns the elements of the part."""
        return xml_text.inner(self._outer, self.text)

    def listed(self) -> list[Element]:
        """Returns the elements that stand for the sheets, of every kind, in their order."""
        outer = xml_text.first_of(self.elements(), "sheets")
        found = [] if outer is None else xml_text.inner(outer, self.text)
        sheets = [one for one in found if one.tag.name == "sheet"]
        if not sheets:
            raise NotEditable("damaged", "no sheets")
        return sheets

    def _targets(self) -> dict[str, Relation]:
        relations = self._package.relations(self.part)
        return {one.id: one for one in relations if self._package.has(one.part)}

    @property
    def sheets(self) -> dict[str, str]:
        """The part of every sheet that holds cells, by name."""
        targets = self._targets()
        found = {}
        for element in self.listed():
            relation = targets.get(relation_id(element))
            if relation and relation.kind == "worksheet":
                found[element.tag.get("name") or ""] = relation.part
        return found

    def all_parts(self) -> list[str]:
        """Returns the parts of the sheets of every kind."""
        targets = self._targets()
        ids = (relation_id(element) for element in self.listed())
        return [targets[one].part for one in ids if one in targets]

    def insert(self, name: str, relation: str) -> None:
        """Puts a new sheet in front."""
        first = self.listed()[0]
        ids = [element.tag.whole_number("sheetId") or 0 for element in self.listed()]
        prefix, declared = _relation_prefix(self._outer, self._package.relation_namespace)
        new = (
            f'<{first.tag.prefix}sheet{declared} name="{xml_text.attribute(name)}" '
            f'sheetId="{max(ids) + 1}" {prefix}:id="{relation}"/>'
        )
        self._change([Change(first.start, first.start, new), *self._moved([-1, *range(len(ids))])])

    def bring_to_front(self, index: int) -> None:
        """Makes a sheet the first; names that hold for it alone are gone then."""
        self._forget(index)
        listed = self.listed()
        one, first = listed[index], listed[0]
        others = [number for number in range(len(listed)) if number != index]
        moved = self._moved([index, *others])
        if index:
            words = self.text[one.start : one.end]
            moved.append(Change(first.start, first.start, words))
            moved.append(Change(one.start, one.end, ""))
        self._change(moved)

    def _moved(self, order: Sequence[int]) -> list[Change]:
        """What names a sheet by its place, after the sheets have a new order."""
        new = {old: str(place) for place, old in enumerate(order)}
        changes = []
        for tag in xml_text.tags(self.text, "definedName", "workbookView"):
            number = tag.whole_number("localSheetId")
            if number in new and new[number] != str(number):
                changes.append(tag.with_value("localSheetId", new[number]))
            for name in ("activeTab", "firstSheet"):
                if tag.get(name) not in (None, "0"):
                    changes.append(tag.with_value(name, "0"))
        return changes

    def _names(self) -> Element | None:
        return xml_text.first_of(self.elements(), "definedNames")

    def _forget(self, index: int) -> None:
        """Takes the names away that hold for one sheet alone."""
        outer = self._names()
        names = [] if outer is None else xml_text.inner(outer, self.text)
        own = [one for one in names if one.tag.whole_number("localSheetId") == index]
        if outer is not None and names and len(own) == len(names):
            own = [outer]
        self._change([Change(one.start, one.end, "") for one in own])

    def repeat_row(self, name: str, row: int) -> None:
        """Prints a row of the first sheet (one-based) at the head of every page."""
        prefix = self._outer.tag.prefix
        reference = xml_text.content(f"{quoted(name)}!${row}:${row}")
        word = f"{prefix}definedName"
        new = f'<{word} name="_xlnm.Print_Titles" localSheetId="0">{reference}</{word}>'
        outer = self._names()
        if outer is not None:
            self._change([xml_text.appended(outer, new)])
        else:
            whole = f"<{prefix}definedNames>{new}</{prefix}definedNames>"
            at = self._end_of(_BEFORE_NAMES)
            self._change([Change(at, at, whole)])

    def _end_of(self, names: frozenset[str]) -> int:
        return max(one.end for one in self.elements() if one.tag.name in names)

    def calculate(self) -> None:
        """Has every formula calculated when the workbook is opened."""
        outer = xml_text.first_of(self.elements(), "calcPr")
        if outer is not None:
            self._change([outer.tag.with_value("fullCalcOnLoad", "1")])
            return
        at = self._end_of(_BEFORE_CALCULATION)
        self._change([Change(at, at, f'<{self._outer.tag.prefix}calcPr fullCalcOnLoad="1"/>')])

    def forget_chain(self) -> None:
        """Takes the order of calculation out, which names every formula; programs make it anew."""
        relation = self._package.related(self.part, "calcChain")
        if relation is not None:
            self._package.unrelate(self.part, relation.id)
            if self._package.has(relation.part):
                self._package.remove(relation.part)


def relation_id(element: Element) -> str:
    """Returns the id of the relation that an element names, "" for none."""
    ids = (value for name, value in element.tag.values().items() if name.endswith(":id"))
    return next(ids, "")


def quoted(name: str) -> str:
    """Returns the name of a sheet as references write it."""
    doubled = name.replace("'", "''")
    return f"'{doubled}'"


def _relation_prefix(outer: Element, namespace: str) -> tuple[str, str]:
    """The prefix of relation ids, and its declaration where the part has none."""
    for name, space in outer.tag.values().items():
        if space == namespace and name.startswith("xmlns:"):
            return name.partition(":")[2], ""
    return "r", f' xmlns:r="{namespace}"'
