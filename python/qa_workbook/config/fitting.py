"""Which kind of YAML value each place of a model takes, read from the model's annotations.

Pydantic would quietly turn the text "5" into the number 5 and a number into a day; here the kinds
must agree.
"""

from __future__ import annotations

import types
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel, BeforeValidator, PlainValidator, WrapValidator
from pydantic.fields import FieldInfo

from qa_workbook.config.faults import Steps

KINDS: dict[Any, tuple[str, ...]] = {
    str: ("text",),
    int: ("whole",),
    Decimal: ("number", "whole"),
    bool: ("truth",),
    date: ("day",),
    type(None): ("nothing",),
}
ANYTHING = frozenset({"text", "whole", "number", "truth", "day", "nothing", "mapping", "list"})
Misfit = tuple[Steps, Any, frozenset[str]]  # path, value, expected kinds
_OWN_READING = (BeforeValidator, PlainValidator, WrapValidator)


def kind(value: object) -> str:
    """Returns the kind of a value of a document: one of ANYTHING."""
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return "truth"
    if isinstance(value, Mapping):
        return "mapping"
    if isinstance(value, list | tuple):
        return "list"
    plain = {int: "whole", Decimal: "number", str: "text", date: "day"}
    return plain[type(value)]


@cache
def fields(model: type[BaseModel]) -> Mapping[str, FieldInfo]:
    """Returns the fields of a model by the key that the file uses."""
    return {info.alias or name: info for name, info in model.model_fields.items()}


@cache
def _read_here(model: type[BaseModel]) -> Mapping[str, Any]:
    """The annotations of a model's fields by key, without those that its own validators read.

    Worked out once: a config has hundreds of places of the same model.
    """
    skipped = _read_by_itself(model)
    if "*" in skipped:
        return {}
    return {key: _whole(info) for key, info in fields(model).items() if key not in skipped}


def _read_by_itself(model: type[BaseModel]) -> frozenset[str]:
    """Names of fields that a model's own before-validators read."""
    decorators = model.__pydantic_decorators__.field_validators.values()
    return frozenset(
        name for one in decorators if one.info.mode != "after" for name in one.info.fields
    )


@cache
def kinds(annotation: Any) -> frozenset[str]:
    """Returns the kinds of value that an annotation takes.

    ANYTHING where a validator of its own reads it.
    """
    origin = get_origin(annotation)
    if origin is Annotated:
        own = any(isinstance(part, _OWN_READING) for part in annotation.__metadata__)
        return ANYTHING if own else kinds(annotation.__origin__)
    if origin in (Union, types.UnionType):
        return frozenset().union(*(kinds(arm) for arm in get_args(annotation)))
    if origin is Literal:
        return frozenset(kind(value) for value in get_args(annotation))
    return _class_kinds(origin or annotation)


def _class_kinds(annotation: Any) -> frozenset[str]:
    if annotation in KINDS:
        return frozenset(KINDS[annotation])
    if isinstance(annotation, type) and issubclass(annotation, BaseModel | Mapping):
        return frozenset({"mapping"})
    if isinstance(annotation, type) and issubclass(annotation, Sequence | frozenset | set):
        return frozenset({"list"})
    return ANYTHING


@cache
def _arms(annotation: Any) -> tuple[Any, ...]:
    """The classes and generic types inside an annotation, without Annotated and unions."""
    origin = get_origin(annotation)
    if origin is Annotated:
        return _arms(annotation.__origin__)
    if origin in (Union, types.UnionType):
        return tuple(inner for arm in get_args(annotation) for inner in _arms(arm))
    return (annotation,)


def misfits(value: Any, annotation: Any, steps: Steps = ()) -> Iterator[Misfit]:
    """Yields path, value and expected kinds of every value whose kind does not fit its place."""
    expected = kinds(annotation)
    if kind(value) not in expected:
        yield steps, value, expected
        return
    if not isinstance(value, dict | list):
        return
    for arm in _arms(annotation):
        inner = get_args(arm)
        if isinstance(value, dict):
            yield from _misfits_of_mapping(value, arm, inner, steps)
        elif isinstance(value, list) and inner and kinds(arm) == {"list"}:
            for position, part in enumerate(value):
                yield from misfits(part, inner[0], (*steps, position))


def _misfits_of_mapping(
    value: Mapping[str, Any], arm: Any, inner: Any, steps: Steps
) -> Iterator[Misfit]:
    if isinstance(arm, type) and issubclass(arm, BaseModel):
        for key, annotation in _read_here(arm).items():
            if key in value:
                yield from misfits(value[key], annotation, (*steps, key))
    elif len(inner) == 2 and kinds(arm) == {"mapping"}:
        for key, part in value.items():
            yield from misfits(part, inner[1], (*steps, key))


def _whole(info: FieldInfo) -> Any:
    """The annotation of a field together with the metadata that pydantic took off it."""
    own = tuple(part for part in info.metadata if isinstance(part, _OWN_READING))
    return Annotated[info.annotation, *own] if own else info.annotation


def model_at(model: Any, steps: Steps) -> type[BaseModel] | None:
    """Returns the model that the mapping at `steps` is read into, or None if that is not clear."""
    for arm in _arms(model):
        found = _model_in(arm, steps)
        if found:
            return found
    return None


def _model_in(arm: Any, steps: Steps) -> type[BaseModel] | None:
    if isinstance(arm, type) and issubclass(arm, BaseModel):
        if not steps:
            return arm
        info = fields(arm).get(str(steps[0]))
        return model_at(info.annotation, steps[1:]) if info else None
    inner = get_args(arm)
    if not inner or not steps:
        return None
    # of a mapping the values count, of a list its entries
    return model_at(inner[-1] if kinds(arm) == {"mapping"} else inner[0], steps[1:])
