"""Strict YAML: repeated or unknown keys, guessed types and anchors are refused; numbers are exact Decimals."""

from __future__ import annotations

from pathlib import Path
from typing import TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from qa_workbook.numbers import decimal
from qa_workbook.scheme.faults import Fault

M = TypeVar("M", bound=BaseModel)


class _Loader(yaml.SafeLoader):
    pass


_Loader.add_constructor("tag:yaml.org,2002:float", lambda loader, node: decimal(node.value))


def read_model(path: Path, model: type[M]) -> tuple[M | None, list[Fault]]:
    """Reads one YAML file into `model`. Returns the model (None when it has faults) and every fault with its line."""
    try:
        return model.model_validate(yaml.load(path.read_text("utf-8"), Loader=_Loader)), []  # noqa: S506
    except ValidationError as error:
        return None, [Fault(path, 0, ".".join(map(str, e["loc"])), e["type"], e["msg"], e["msg"]) for e in error.errors()]
