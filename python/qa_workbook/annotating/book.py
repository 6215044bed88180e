"""The part that lists the sheets of a workbook."""

from __future__ import annotations

from qa_workbook.annotating import xml_text
from qa_workbook.annotating.faults import NotEditable
from qa_workbook.annotating.package import Package
from qa_workbook.annotating.xml_text import Element


class Book:
    """The list of sheets. Raises NotEditable where there is none."""

    def __init__(self, package: Package) -> None:
        self._package = package
        self.part = package.workbook

    @property
    def text(self) -> str:
        """The part as it is by now."""
        return self._package.text(self.part)

    def elements(self) -> list[Element]:
        """Returns the elements of the part."""
        return xml_text.inner(xml_text.children(self.text)[0], self.text)

    def listed(self) -> list[Element]:
        """Returns the elements that stand for the sheets, of every kind, in their order."""
        outer = xml_text.first_of(self.elements(), "sheets")
        if outer is None:
            raise NotEditable("damaged", "no sheets")
        return [one for one in xml_text.inner(outer, self.text) if one.tag.name == "sheet"]

    @property
    def sheets(self) -> dict[str, str]:
        """The part of every sheet that holds cells, by name."""
        targets = {one.id: one for one in self._package.relations(self.part)}
        found = {}
        for element in self.listed():
            relation = targets.get(relation_id(element))
            if relation and relation.kind == "worksheet" and self._package.has(relation.part):
                found[element.tag.get("name") or ""] = relation.part
        return found


def relation_id(element: Element) -> str:
    """Returns the id of the relation that an element names, "" for none."""
    ids = (value for name, value in element.tag.values().items() if name.endswith(":id"))
    return next(ids, "")
