"""Writes a model as YAML that a person would write, and that `strict` reads as the same model."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import yaml
from pydantic import BaseModel

from qa_workbook.config.base import Text
from qa_workbook.numbers import plain

_WIDTH = 100
_ONE_LINE = 88
"""So long may a list or mapping be that stands in one line."""


def as_yaml(model: BaseModel, comments: Iterable[str] = ()) -> str:
    """Returns a model as YAML in the order of its keys, what is left at its default left out.

    `comments` are lines in front.
    """
    lines = [f"# {line}\n" for line in comments]
    body = yaml.dump(
        _plain(model), Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=_WIDTH
    )
    return "".join(lines) + _spaced(body)


def _spaced(body: str) -> str:
    """Sets apart what holds more than a line."""
    lines: list[str] = []
    for line in body.splitlines():
        begins = lines and not line.startswith(" ")
        if begins and (line.endswith(":") or lines[-1].startswith(" ")):
            lines.append("")
        lines.append(line)
    return "\n".join(lines) + "\n"


def _plain(value: Any) -> Any:
    """A value in what YAML knows: mappings, lists, words, numbers, days."""
    if isinstance(value, Text):
        return value.zh if value.zh == value.en else {"zh": value.zh, "en": value.en}
    if isinstance(value, BaseModel):
        return {name: _plain(held) for name, held in _filled(value)}
    if isinstance(value, Mapping):
        return {str(key): _plain(held) for key, held in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [_plain(held) for held in value]
    return value


def _filled(model: BaseModel) -> Iterable[tuple[str, Any]]:
    """The keys of a model that don't hold their default, as a file calls them."""
    for name, known in type(model).model_fields.items():
        held = getattr(model, name)
        if known.is_required() or held != known.get_default(call_default_factory=True):
            yield known.alias or name, held


class _Dumper(yaml.SafeDumper):
    """Writes short lists and mappings in one line, the others a line each."""

    def ignore_aliases(self, data: Any) -> bool:
        """Returns whether a value is written in full wherever it stands: the strict reader takes no
        aliases. Lists and mappings are each made anew.
        """
        return not isinstance(data, dict | list)

    def increase_indent(self, flow: bool = False, *_: object, **__: object) -> None:
        """Indents lists below their key, as the shipped files do."""
        super().increase_indent(flow, indentless=False)


def _mapping(dumper: _Dumper, value: dict[str, Any]) -> yaml.Node:
    node = dumper.represent_mapping("tag:yaml.org,2002:map", value.items())
    node.flow_style = _is_short(value) and not _is_root(dumper)
    return node


def _list(dumper: _Dumper, value: list[Any]) -> yaml.Node:
    node = dumper.represent_sequence("tag:yaml.org,2002:seq", value)
    node.flow_style = _is_short(value)
    return node


def _is_root(dumper: _Dumper) -> bool:
    return not dumper.represented_objects


def _is_short(value: dict[str, Any] | list[Any]) -> bool:
    """Whether a value holds nothing that holds more, and fits a line."""
    inside = value.values() if isinstance(value, dict) else value
    return not any(_holds_more(one) for one in inside) and len(str(value)) <= _ONE_LINE


def _holds_more(value: Any) -> bool:
    if isinstance(value, dict):
        return bool(value.keys() - {"zh", "en"})
    return isinstance(value, list)


def _number(dumper: _Dumper, value: Decimal) -> yaml.Node:
    kind = "int" if value == value.to_integral_value() else "float"
    return dumper.represent_scalar(f"tag:yaml.org,2002:{kind}", plain(value))


def _day(dumper: _Dumper, value: date) -> yaml.Node:
    return dumper.represent_scalar("tag:yaml.org,2002:timestamp", value.isoformat())


_Dumper.add_representer(dict, _mapping)
_Dumper.add_representer(list, _list)
_Dumper.add_representer(Decimal, _number)
_Dumper.add_representer(date, _day)
