"""Reads one YAML file into a pydantic model, or says everything that is wrong with it.

Used for every config file of the product, not only for schemes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Generic, TypeVar, cast

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from qa_workbook.config.document import Document, document_of, read_document
from qa_workbook.config.faults import Fault, Places, Steps, Term, nearest
from qa_workbook.config.fitting import fields, kind, misfits, model_at

M = TypeVar("M", bound=BaseModel)
_FILES_KEPT = 256

# Error code of pydantic → name of the limit in its details, which is also that of our words.
BOUNDS = {
    "greater_than": "gt",
    "greater_than_equal": "ge",
    "less_than": "lt",
    "less_than_equal": "le",
}
SIZES = {"string_too_short": "min_length", "string_too_long": "max_length"}
COUNTS = {"too_short": "min_length", "too_long": "max_length"}


def read_model(path: Path, model: type[M]) -> tuple[M | None, list[Fault]]:
    """Reads one YAML file into `model`.

    Returns the model, None when the file has faults, and every fault by line. A fault of syntax
    stops the reading. Never raises for what is in the file.
    """
    value, faults, _ = read_with_places(path, model)
    return value, faults


def read_with_places(path: Path, model: type[M]) -> tuple[M | None, list[Fault], Places]:
    """As `read_model`, with the lines of all values, so that later checks can name them.

    The same content gives the same model, which must not be changed.
    """
    known = _known(path, model)
    if known:
        return known.value, [], Places(path, known.lines)
    document = read_document(path)
    places = document.places
    unread = document.data is None and document.faults  # a file that only says `null` was read
    value = None if unread else _validated(document, model)
    faults = sorted(document.faults, key=lambda fault: fault.line)
    return (None if faults else value), faults, places


@dataclass(frozen=True)
class _Faultless(Generic[M]):
    """What a file without a fault says, wherever it is, and the lines of its values."""

    value: M
    lines: Mapping[Steps, int]


def _known(path: Path, model: type[M]) -> _Faultless[M] | None:
    """What the file says; None where it can't be read or has a fault, which would name it."""
    try:
        content = path.read_bytes()
    except OSError:
        return None
    return cast("_Faultless[M] | None", _faultless(content, model))


@lru_cache(maxsize=_FILES_KEPT)
def _faultless(content: bytes, model: type[BaseModel]) -> _Faultless[BaseModel] | None:
    """Who reads a config again, as every click does, finds most of its files unchanged."""
    document = document_of(content, Path())
    value = None if document.faults else _validated(document, model)
    if value is None or document.faults:
        return None
    return _Faultless(value, document.lines)


def _validated(document: Document, model: type[M]) -> M | None:
    if not isinstance(document.data, dict):
        document.report(1, "not-a-mapping", found=Term(f"kind-{kind(document.data)}"))
        return None
    places = document.places
    named = {fault.path for fault in document.faults}
    # One fault per place: what the YAML reader or the kinds have found says more than pydantic.
    for steps, found, expected in misfits(document.data, model):
        if _dotted(steps) not in named:
            named.add(_dotted(steps))
            details = _type_details(found, sorted(expected))
            document.report(places.line(steps), "wrong-type", *steps, **details)
    try:
        return model.model_validate(document.data)
    except ValidationError as error:
        for fault in _sentences(error, document, model):
            if fault.path not in named:
                named.add(fault.path)
                document.faults.append(fault)
        return None


def _dotted(steps: Steps) -> str:
    return ".".join(map(str, steps))


def _type_details(found: object, expected: list[str]) -> dict[str, Any]:
    """Details of `wrong-type`: what was found, what was expected, and a hint."""
    is_kind = kind(found)
    shown: object = f'"{found}"' if is_kind == "text" else found
    if is_kind in ("mapping", "list", "nothing"):
        shown = Term(f"kind-{is_kind}")
    # "number" includes whole numbers, and "nothing" is only worth a word when it stands alone
    left_out = {"nothing", "whole"} if "number" in expected else {"nothing"}
    wanted = [name for name in expected if name not in left_out] or ["nothing"]
    return {
        "found": shown,
        "expected": [Term(f"kind-{name}") for name in wanted],
        "hint": Term(_type_hint(is_kind, expected)),
    }


def _type_hint(found: str, expected: list[str]) -> str:
    """The name of a hint where a number was written as text or text as a number, else ""."""
    if found == "text" and {"whole", "number"} & set(expected):
        return "hint-no-quotes"
    if found == "text" and "day" in expected:
        return "hint-day"
    if found in ("whole", "number", "day", "truth") and "text" in expected:
        return "hint-quotes"
    return ""


def _sentences(
    error: ValidationError, document: Document, model: type[BaseModel]
) -> Iterator[Fault]:
    for details in error.errors(include_url=False):
        if _miscounted(details):
            continue
        steps = _steps(details["loc"], document.data)
        yield _sentence(details, steps, document.places, model)


def _miscounted(details: ErrorDetails) -> bool:
    """Whether a list is called too short only because some of its entries are wrong.

    Pydantic counts the valid entries; the wrong ones are faults of their own.
    """
    least = details.get("ctx", {}).get("min_length")
    return details["type"] == "too_short" and least is not None and len(details["input"]) >= least


def _steps(location: tuple[Any, ...], data: Any) -> Steps:
    """Pydantic's location without the arms of unions: what is in the file, and a missing key."""
    steps: list[Any] = []
    for position, step in enumerate(location):
        is_key = isinstance(data, dict) and step in data
        is_place = isinstance(data, list) and isinstance(step, int) and step < len(data)
        if is_key or is_place:
            data = data[step]
            steps.append(step)
        elif isinstance(data, dict) and position == len(location) - 1:
            steps.append(step)
    return tuple(steps)


def _sentence(details: ErrorDetails, steps: Steps, places: Places, model: type[BaseModel]) -> Fault:
    code, found, more = details["type"], details["input"], details.get("ctx", {})
    if code == "missing":
        return places.fault_at(places.line(steps[:-1]), "missing-key", *steps, name=steps[-1])
    if code == "extra_forbidden":
        owner = model_at(model, steps[:-1])
        known = sorted(fields(owner)) if owner else []
        hint = nearest(steps[-1], known)
        return places.fault("unknown-key", *steps, name=steps[-1], hint=hint, known=known)
    if code == "literal_error":
        return places.fault("bad-choice", *steps, found=found, expected=_choices(more))
    if code == "string_pattern_mismatch":
        pattern = str(more.get("pattern"))
        name = "form-identifier" if "a-z]" in pattern else "form-other"
        return places.fault(
            "bad-form", *steps, found=found, form=Term(name, (("pattern", pattern),))
        )
    return _bound(code, more, found, steps, places) or _other(details, steps, places)


def _choices(more: dict[str, Any]) -> list[str]:
    """The allowed words, as pydantic names them: 'a', 'b' or 'c'."""
    words = str(more.get("expected", "")).replace(" or ", ", ").split(", ")
    return [word.strip("'") for word in words]


def _bound(
    code: str, more: dict[str, Any], found: object, steps: Steps, places: Places
) -> Fault | None:
    if code in BOUNDS:
        bound = Term(f"bound-{BOUNDS[code]}", (("bound", more[BOUNDS[code]]),))
        return places.fault("out-of-range", *steps, found=found, bound=bound)
    if code in SIZES:
        limit = Term(f"size-{SIZES[code]}", (("limit", more[SIZES[code]]),))
        return places.fault("bad-length", *steps, found=len(str(found).strip()), limit=limit)
    if code in COUNTS:
        limit = Term(f"count-{COUNTS[code]}", (("limit", more[COUNTS[code]]),))
        return places.fault("bad-count", *steps, found=more.get("actual_length", 0), limit=limit)
    return None


KIND_OF_TYPE = {
    "string": "text",
    "tuple": "list",
    "list": "list",
    "int": "whole",
    "bool": "truth",
    "date": "day",
    "model": "mapping",
    "dict": "mapping",
}
"""What the file calls the types in pydantic's error codes; all others are numbers."""


def _other(details: ErrorDetails, steps: Steps, places: Places) -> Fault:
    """A value of the wrong kind, or whatever a model's own validator found."""
    code, found = details["type"], details["input"]
    if code.endswith(("_type", "_parsing", "_from_float")) and "value_error" not in code:
        name = KIND_OF_TYPE.get(code.split("_")[0], "number")
        return places.fault("wrong-type", *steps, **_type_details(found, [name]))
    why = details["msg"].removeprefix("Value error, ")
    return places.fault("invalid", *steps, found=found, why=why)
