"""Strict YAML: plain mappings, lists and words, each with its line; everything else is a fault.

Works on the parser's events, because anchors, tags and repeated keys can no longer be seen in
loaded data.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from qa_workbook.config.faults import Fault, Places, Steps
from qa_workbook.config.scalars import resolve

Event = Any  # the event classes of PyYAML have no common type that names their attributes
DEEPEST = 60
SUFFIXES = (".yaml", ".yml")
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_TAB = re.compile(r"^[ ]*\t")


@dataclass
class Document:
    """The plain data of a file, the lines of its parts, and the faults found on the way."""

    file: Path
    data: Any = None
    lines: dict[Steps, int] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)

    @property
    def places(self) -> Places:
        """Where every part of the data stands."""
        return Places(self.file, self.lines)

    def report(self, line: int, code: str, *steps: str | int, **details: object) -> None:
        """Adds a fault."""
        self.faults.append(self.places.fault_at(line, code, *steps, **details))


def yaml_files(folder: Path) -> list[Path]:
    """Returns the *.yaml and *.yml files of a folder by name, without hidden ones.

    A folder that isn't there has none.
    """
    found = folder.iterdir() if folder.is_dir() else []
    return sorted(path for path in found if _is_yaml(path))


def _is_yaml(path: Path) -> bool:
    return path.suffix.lower() in SUFFIXES and not path.name.startswith(".") and path.is_file()


def read_document(path: Path) -> Document:
    """Reads one YAML file. Words without a clear meaning stay text.

    The data are None when the file can't be read at all.
    """
    document = Document(path)
    try:
        content = path.read_bytes()
    except OSError as error:
        document.report(1, "unreadable", why=error.strerror or type(error).__name__)
        return document
    return document_of(content, path)


def document_of(content: bytes, path: Path) -> Document:
    """As `read_document`, of the bytes that the file `path` has."""
    document = Document(path)
    words = _text(content, document)
    events = _events(words, document) if words is not None else []
    if events:
        _Builder(document, iter(events)).build()
    return document


def _text(content: bytes, document: Document) -> str | None:
    try:
        words = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        document.report(content.count(b"\n", 0, error.start) + 1, "not-utf-8")
        return None
    for number, line in enumerate(words.splitlines(), 1):
        if _TAB.match(line):
            document.report(number, "tab")
    return None if document.faults else words


def _events(words: str, document: Document) -> list[Event]:
    try:
        events = list(yaml.parse(words, Loader=_LOADER))
    except yaml.MarkedYAMLError as error:
        mark: Any = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        document.report(line, "syntax", problem=error.problem or error.context or "?")
        return []
    except yaml.reader.ReaderError as error:
        line = words.count("\n", 0, error.position) + 1
        character = f"#x{ord(str(error.character)[0]):04x}"
        document.report(line, "syntax", problem=f"{error.reason}: {character}")
        return []
    except yaml.YAMLError as error:
        document.report(1, "syntax", problem=str(error))
        return []
    starts: list[Event] = [event for event in events if isinstance(event, yaml.DocumentStartEvent)]
    if not starts:
        document.report(1, "empty-file")
    for extra in starts[1:]:
        document.report(extra.start_mark.line + 1, "several-documents")
    return events if len(starts) == 1 else []


class _Builder:
    """Makes data of events.

    Each call of `_value` takes exactly the events of one value off the iterator, whatever is wrong
    with it, so that the next call begins with the next value.
    """

    def __init__(self, document: Document, events: Iterator[Event]) -> None:
        self.document = document
        self.events = events

    def build(self) -> None:
        first: Event = next(event for event in self.events if isinstance(event, yaml.NodeEvent))
        self.document.lines[()] = first.start_mark.line + 1
        if isinstance(first, yaml.ScalarEvent) and not first.value:
            self.document.report(1, "empty-file")
            return
        self.document.data = self._value(first, ())

    def _value(self, event: Event, steps: Steps) -> Any:
        line = event.start_mark.line + 1
        self.document.lines.setdefault(steps, line)
        if isinstance(event, yaml.AliasEvent):
            return self.document.report(line, "anchor", *steps, found=f"*{event.anchor}")
        if event.anchor:
            self.document.report(line, "anchor", *steps, found=f"&{event.anchor}")
        if event.tag:
            self.document.report(line, "tag", *steps, found=event.tag)
        if isinstance(event, yaml.ScalarEvent):
            return self._scalar(event, steps)
        if len(steps) >= DEEPEST:
            self.document.report(line, "too-deep", *steps, most=DEEPEST)
            return self._skip()
        if isinstance(event, yaml.MappingStartEvent):
            return self._mapping(steps)
        return self._sequence(steps)

    def _scalar(self, event: Event, steps: Steps) -> Any:
        if not event.implicit[0]:
            return event.value
        value, code = resolve(event.value)
        if code:
            self.document.report(event.start_mark.line + 1, code, *steps, found=event.value)
        return value

    def _sequence(self, steps: Steps) -> list[Any]:
        values: list[Any] = []
        while not isinstance(event := next(self.events), yaml.SequenceEndEvent):
            values.append(self._value(event, (*steps, len(values))))
        return values

    def _mapping(self, steps: Steps) -> dict[str, Any]:
        values: dict[str, Any] = {}
        while not isinstance(event := next(self.events), yaml.MappingEndEvent):
            line = event.start_mark.line + 1
            key = self._key(event, steps)
            if key is None:
                self._discard()
            elif key in values:
                first = self.document.lines[*steps, key]
                self.document.report(line, "duplicate-key", *steps, key, found=key, first=first)
                self._discard()
            else:
                self.document.lines[*steps, key] = line
                values[key] = self._value(next(self.events), (*steps, key))
        return values

    def _key(self, event: Event, steps: Steps) -> str | None:
        """The key that an event gives; None, and the fault reported, where it can't be one."""
        line = event.start_mark.line + 1
        if not isinstance(event, yaml.ScalarEvent) or event.tag or not event.value:
            self.document.report(line, "bad-key", *steps)
            if isinstance(event, yaml.CollectionStartEvent):
                self._skip()
            return None
        if event.anchor:
            self.document.report(line, "anchor", *steps, found=f"&{event.anchor}")
        if event.value == "<<":
            self.document.report(line, "merge-key", *steps)
            return None
        return str(event.value)

    def _discard(self) -> None:
        """Takes one value off the events and forgets it."""
        if isinstance(next(self.events), yaml.CollectionStartEvent):
            self._skip()

    def _skip(self) -> None:
        """Takes the rest of a mapping or list off the events, its end included."""
        depth = 1
        while depth:
            event = next(self.events)
            if isinstance(event, yaml.CollectionStartEvent):
                depth += 1
            elif isinstance(event, yaml.CollectionEndEvent):
                depth -= 1
