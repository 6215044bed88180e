"""XML as text: found with positions, changed only by putting text between what stands there.

A tag is found without building a tree; comments, CDATA and processing instructions are passed over.
Every search is linear, whatever a file holds.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from html import escape, unescape

from qa_workbook.annotating.faults import NotEditable

_PASSED_OVER = r"<!--(?:.*?-->|.*\Z)|<!\[CDATA\[(?:.*?\]\]>|.*\Z)|<\?(?:.*?\?>|.*\Z)"
_ATTRIBUTES = r"""((?:[^<>"']++|"[^"<]*+"|'[^'<]*+')*+)"""
_ATTRIBUTE = re.compile(r"""(?<![\w:.\-])([\w:.\-]++)\s*+=\s*+("[^"]*+"|'[^']*+')""")
_ENCODING = re.compile(rb"""^<\?xml[^>]*?encoding\s*=\s*["']([A-Za-z0-9._\-]+)""")
_MARKS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
_BARE_UTF_16 = ((b"<\0", "utf-16-le"), (b"\0<", "utf-16-be"))


@dataclass(frozen=True)
class Coding:
    """How a part is written: the mark at its beginning and the name of its encoding."""

    mark: bytes
    name: str

    def encoded(self, text: str) -> bytes:
        """Returns the bytes of a text."""
        return self.mark + text.encode(self.name, "xmlcharrefreplace")


UTF_8 = Coding(b"", "utf-8")


def decoded(data: bytes, any_bytes: bool = False) -> tuple[str, Coding]:
    """Returns the text of a part and its coding. Raises NotEditable for what isn't safe XML.

    With `any_bytes` what isn't text in its coding is taken byte for byte.
    """
    coding = _coding(data)
    try:
        text = data[len(coding.mark) :].decode(coding.name)
    except (UnicodeDecodeError, LookupError) as error:
        if not any_bytes:
            raise NotEditable("damaged", str(error)) from None
        coding = Coding(b"", "latin-1")
        text = data.decode(coding.name)
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        raise NotEditable("declarations")
    return text, coding


def _coding(data: bytes) -> Coding:
    for mark, name in _MARKS:
        if data.startswith(mark):
            return Coding(mark, name)
    for beginning, name in _BARE_UTF_16:
        if data.startswith(beginning):
            return Coding(b"", name)
    found = _ENCODING.match(data)
    return Coding(b"", found[1].decode("ascii")) if found else UTF_8


@dataclass(frozen=True)
class Tag:
    """A tag and where it stands: `text[start:end]`; `attributes` begin at `inside`."""

    start: int
    end: int
    prefix: str
    name: str
    attributes: str
    inside: int
    is_end: bool

    @property
    def is_empty(self) -> bool:
        """Whether the element ends with this tag."""
        return self.attributes.endswith("/")

    def values(self) -> dict[str, str]:
        """Returns the values of the attributes by name."""
        return {found[1]: plain(found[2][1:-1]) for found in _ATTRIBUTE.finditer(self.attributes)}

    def get(self, name: str) -> str | None:
        """Returns the value of an attribute, None where there is none."""
        found = self._find(name)
        return None if found is None else plain(found[2][1:-1])

    def _find(self, name: str) -> re.Match[str] | None:
        return next((f for f in _ATTRIBUTE.finditer(self.attributes) if f[1] == name), None)

    def whole_number(self, name: str) -> int | None:
        """Returns the value of an attribute as a number, None where it is none."""
        value = (self.get(name) or "").strip()
        return int(value) if value.isascii() and value.isdigit() else None

    def with_value(self, name: str, value: str) -> Change:
        """Returns the change that gives an attribute its value."""
        found = self._find(name)
        if found is None:
            at = self.inside + len(self.attributes.rstrip().removesuffix("/").rstrip())
            return Change(at, at, f' {name}="{attribute(value)}"')
        start, end = self.inside + found.start(2) + 1, self.inside + found.end(2) - 1
        return Change(start, end, attribute(value))

    def without(self, name: str) -> Change | None:
        """Returns the change that takes an attribute away, None where there is none."""
        found = self._find(name)
        if found is None:
            return None
        before = self.attributes[: found.start()]
        start = self.inside + len(before.rstrip())
        return Change(start, self.inside + found.end(), "")


@dataclass(frozen=True)
class Change:
    """`text[start:end]` becomes `new`."""

    start: int
    end: int
    new: str


@dataclass(frozen=True)
class Element:
    """An element: its first tag, where its content ends, and where it ends itself."""

    tag: Tag
    content_end: int
    end: int

    @property
    def start(self) -> int:
        """Where it begins."""
        return self.tag.start


def changed(text: str, changes: Sequence[Change]) -> str:
    """Returns the text with all changes made; those at one place in their order."""
    pieces: list[str] = []
    at = 0
    for change in sorted(changes, key=lambda one: one.start):
        assert change.start >= at, "two changes of one place"
        pieces += (text[at : change.start], change.new)
        at = change.end
    return "".join([*pieces, text[at:]])


def tags(text: str, *names: str, start: int = 0, end: int | None = None) -> Iterator[Tag]:
    """Gives the tags of these names (all without names), whatever their prefix."""
    for found in _pattern(names).finditer(text, start, len(text) if end is None else end):
        if found[3] is not None:
            prefix, name, inner = found[2], found[3], found[4]
            yield Tag(*found.span(), prefix, name, inner, found.start(4), found[1] == "/")


@cache
def _pattern(names: tuple[str, ...]) -> re.Pattern[str]:
    name = "|".join(map(re.escape, names)) or r"[\w.\-]+"
    tag = rf"<(/?)((?:[\w.\-]+:)?)({name})(?=[\s/>]){_ATTRIBUTES}>"
    return re.compile(f"{_PASSED_OVER}|{tag}", re.DOTALL)


def root(text: str) -> Tag:
    """Returns the first tag. Raises NotEditable where there is none."""
    for tag in tags(text):
        return tag
    raise NotEditable("damaged", "no XML")


def children(text: str, start: int = 0, end: int | None = None) -> list[Element]:
    """Returns the outermost elements of a stretch of text, in their order."""
    found: list[Element] = []
    depth = 0
    first: Tag | None = None
    for tag in tags(text, start=start, end=end):
        if tag.is_end:
            depth -= 1
            if depth < 0:
                break
            if depth == 0 and first is not None:
                found.append(Element(first, tag.start, tag.end))
        elif depth == 0 and tag.is_empty:
            found.append(Element(tag, tag.end, tag.end))
        elif not tag.is_empty:
            first = tag if depth == 0 else first
            depth += 1
    return found


def outermost(text: str) -> Element:
    """Returns the element that holds all others. Raises NotEditable where none does."""
    for element in children(text):
        return element
    raise NotEditable("damaged", "XML without an end")


def inner(element: Element, text: str) -> list[Element]:
    """Returns the children of an element."""
    return children(text, element.tag.end, element.content_end)


def first_of(elements: Sequence[Element], name: str) -> Element | None:
    """Returns the first element of a name."""
    return next((one for one in elements if one.tag.name == name), None)


def appended(element: Element, new: str) -> Change:
    """Returns the change that puts text behind the last child of an element."""
    tag = element.tag
    if not tag.is_empty:
        return Change(element.content_end, element.content_end, new)
    slash = tag.inside + len(tag.attributes) - 1
    return Change(slash, tag.end, f">{new}</{tag.prefix}{tag.name}>")


def content(value: str) -> str:
    """Returns text as the content of an element, without what XML can't hold."""
    return escape(_ILLEGAL.sub("\N{REPLACEMENT CHARACTER}", value), quote=False)


def attribute(value: str) -> str:
    """Returns text as the value of an attribute."""
    return content(value).replace('"', "&quot;")


_ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def plain(value: str) -> str:
    """Returns text in which nothing is written as an entity."""
    return unescape(value) if "&" in value else value
