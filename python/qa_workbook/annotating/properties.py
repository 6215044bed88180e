"""The part in which programs list the names of the sheets for whoever doesn't open the file."""

from __future__ import annotations

from qa_workbook.annotating import xml_text
from qa_workbook.annotating.package import Package
from qa_workbook.annotating.xml_text import Element


def name_sheet(package: Package, name: str) -> None:
    """Lists a new first sheet, where sheets are listed as Excel lists them."""
    relation = package.related("", "extended-properties")
    if relation is None or not package.has(relation.part):
        return
    text = package.text(relation.part)
    outer = xml_text.children(text)
    elements = xml_text.inner(outer[0], text) if outer else []
    titles = _vector(elements, "TitlesOfParts", text)
    pairs = _vector(elements, "HeadingPairs", text)
    numbers = (
        [] if pairs is None else list(xml_text.tags(text[: pairs.end], "i4", start=pairs.start))
    )
    size = None if titles is None else titles.tag.whole_number("size")
    if titles is None or titles.tag.is_empty or not size or not numbers:
        return
    end = text.find("<", numbers[0].end)
    count = text[numbers[0].end : end]
    if not count.isdigit():
        return
    word = f"{titles.tag.prefix}lpstr"
    title = f"<{word}>{xml_text.content(name)}</{word}>"
    more = xml_text.Change(numbers[0].end, end, str(int(count) + 1))
    first = xml_text.Change(titles.tag.end, titles.tag.end, title)
    package.change(relation.part, [more, titles.tag.with_value("size", str(size + 1)), first])


def saved_by(package: Package) -> str:
    """Returns the name of the program that saved the workbook last, "" where it doesn't say."""
    relation = package.related("", "extended-properties")
    text = package.text(relation.part) if relation and package.has(relation.part) else ""
    for tag in xml_text.tags(text, "Application"):
        return text[tag.end : text.find("<", tag.end)]
    return ""


def _vector(elements: list[Element], name: str, text: str) -> Element | None:
    """The list in one of the properties."""
    outer = xml_text.first_of(elements, name)
    return None if outer is None else xml_text.first_of(xml_text.inner(outer, text), "vector")
