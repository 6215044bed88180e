"""The part of a sheet's comments: ours put in and taken out, others' only added to."""

from __future__ import annotations

from collections.abc import Mapping, Set
from functools import cached_property

from qa_workbook.annotating import xml_text
from qa_workbook.annotating.faults import NotEditable
from qa_workbook.annotating.package import Package, new_part
from qa_workbook.annotating.places import Place, place_of
from qa_workbook.annotating.values import inline_text
from qa_workbook.annotating.xml_text import Change, Element, Tag
from qa_workbook.grids.a1 import address

_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"
_NOT_RUNS = ("rPh", "phoneticPr")


class Comments:
    """The comments of one sheet by the cells they hang on, ours told by their author."""

    def __init__(self, package: Package, sheet: str, author: str) -> None:
        self._package, self._sheet, self._author = package, sheet, author
        relation = package.related(sheet, "comments")
        self.part = relation.part if relation and package.has(relation.part) else ""
        self._missing = relation.part if relation and not self.part else ""

    @property
    def _text(self) -> str:
        return self._package.text(self.part)

    @property
    def has_ours(self) -> bool:
        """Whether anything here may be by us."""
        return bool(self.part) and xml_text.content(self._author) in self._text

    @cached_property
    def threads(self) -> frozenset[Place]:
        """The cells with a conversation, which nobody but Excel may write."""
        found: set[Place] = set()
        for relation in self._package.relations(self._sheet):
            if relation.kind == "threadedComment" and self._package.has(relation.part):
                text = self._package.text(relation.part)
                tags = xml_text.tags(text, "threadedComment")
                found |= {_place(tag) for tag in tags if not tag.is_end}
        return frozenset(found)

    def replace(self, words: Mapping[Place, str]) -> tuple[Set[Place], Set[Place]]:
        """Takes our comments out and puts others in.

        Returns the cells that lost their comment, and those that have one now and had none.
        Words for a cell with somebody else's comment stand below it; a thread gets none.
        """
        wanted = {
            place: self.begun(text) for place, text in words.items() if place not in self.threads
        }
        if not self.part:
            if not wanted:
                return frozenset(), frozenset()
            self._make()
        ours, others = self._sorted()
        changes = [Change(one.start, one.end, "") for one in ours.values()]
        for place, element in others.items():
            changes += self._appended(element, wanted.get(place, ""))
        new = {place: text for place, text in wanted.items() if place not in others}
        changes += self._new(new)
        self._package.change(self.part, changes)
        return ours.keys() - new.keys(), new.keys() - ours.keys()

    def _make(self) -> None:
        package = self._package
        self.part = self._missing or package.unused("xl/comments{}.xml")
        body = f'<comments xmlns="{package.main_namespace}"><authors/><commentList/></comments>'
        package.write(self.part, new_part(body))
        package.name_type(self.part, _TYPE)
        if not self._missing:
            package.relate(self._sheet, "comments", self.part)

    @property
    def _elements(self) -> list[Element]:
        return xml_text.inner(xml_text.outermost(self._text), self._text)

    def _list(self, name: str) -> Element:
        found = xml_text.first_of(self._elements, name)
        if found is None:
            raise NotEditable("damaged", f"comments without {name}")
        return found

    def _authors(self) -> list[str]:
        authors = xml_text.inner(self._list("authors"), self._text)
        return [xml_text.plain(self._text[one.tag.end : one.content_end]) for one in authors]

    def _sorted(self) -> tuple[dict[Place, Element], dict[Place, Element]]:
        """Our comments and those of others.

        Calc and online editors drop the authors: then ours are known by how they begin.
        """
        authors = self._authors()
        ours: dict[Place, Element] = {}
        others: dict[Place, Element] = {}
        for element in xml_text.inner(self._list("commentList"), self._text):
            number = element.tag.whole_number("authorId") or 0
            author = authors[number] if number < len(authors) else ""
            is_ours = author == self._author or self._said(element).startswith(self.heading)
            found = ours if is_ours else others
            found[_place(element.tag)] = element
        return ours, others

    def _said(self, comment: Element) -> str:
        texts = (
            xml_text.plain(self._text[tag.end : self._text.find("<", tag.end)])
            for tag in xml_text.tags(self._text, "t", start=comment.start, end=comment.end)
            if not tag.is_end
        )
        return "".join(texts).lstrip()

    def _appended(self, comment: Element, words: str) -> list[Change]:
        """Puts words behind somebody else's comment, in place of those put there before."""
        body = xml_text.first_of(xml_text.inner(comment, self._text), "text")
        if body is None:
            return []
        runs = xml_text.inner(body, self._text)
        changes = [change for run in runs for change in self._cut(run)]
        if not words:
            return changes
        prefix = comment.tag.prefix
        for run in (run for run in runs if run.tag.name == "t"):
            changes.append(Change(run.start, run.start, f"<{prefix}r>"))
            changes.append(Change(run.end, run.end, f"</{prefix}r>"))
        new = self._run(f"\n{words}", prefix)
        last = next((run.start for run in runs if run.tag.name in _NOT_RUNS), None)
        if last is None:
            return [*changes, xml_text.appended(body, new)]
        return [*changes, Change(last, last, new)]

    def begun(self, words: str) -> str:
        """Returns words that begin as ours do, whether they did already or not."""
        return words if words.startswith(self.heading) else f"{self.heading}{words}"

    @property
    def heading(self) -> str:
        """What our words begin with."""
        return f"【{self._author}】"

    def _cut(self, run: Element) -> list[Change]:
        """Takes our words out of a piece of text, and the piece if there is nothing else in it."""
        inside = self._text[run.start : run.end]
        at = inside.find(xml_text.content(self.heading))
        if at < 0:
            return []
        start = inside.rfind(">", 0, at) + 1
        before = inside[start:at].rstrip()
        if run.tag.name == "r" and not before:
            return [Change(run.start, run.end, "")]
        end = inside.find("<", at)
        return [Change(run.start + start + len(before), run.start + end, "")]

    def _new(self, words: Mapping[Place, str]) -> list[Change]:
        if not words:
            return []
        authors = self._authors()
        outer = self._list("commentList")
        prefix = outer.tag.prefix
        changes = []
        if self._author not in authors:
            author = f"<{prefix}author>{xml_text.content(self._author)}</{prefix}author>"
            changes.append(xml_text.appended(self._list("authors"), author))
            authors.append(self._author)
        number = authors.index(self._author)
        new = "".join(
            f'<{prefix}comment ref="{address(*place)}" authorId="{number}">'
            f"<{prefix}text>{self._run(words[place], prefix)}</{prefix}text></{prefix}comment>"
            for place in sorted(words)
        )
        return [*changes, xml_text.appended(outer, new)]

    @staticmethod
    def _run(words: str, prefix: str) -> str:
        look = (
            f'<{prefix}rPr><{prefix}sz val="9"/><{prefix}color indexed="81"/>'
            f'<{prefix}rFont val="宋体"/><{prefix}charset val="134"/></{prefix}rPr>'
        )
        text = f'<{prefix}t xml:space="preserve">{inline_text(words)}</{prefix}t>'
        return f"<{prefix}r>{look}{text}</{prefix}r>"


def _place(tag: Tag) -> Place:
    """Where a comment hangs."""
    try:
        return place_of(tag.get("ref") or "")
    except ValueError as error:
        raise NotEditable("damaged", f"a comment at {error}") from None
