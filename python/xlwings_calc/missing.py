"""Clear words for the parts of the object model that the engine does not have."""

from __future__ import annotations

import inspect
from typing import Any

from xlwings import base_classes


def explain(*classes: type) -> None:
    """Makes what xlwings' base classes leave open say its name in the NotImplementedError."""
    for cls in classes:
        for base in cls.__mro__:
            if base.__module__ == base_classes.__name__:
                for name, member in vars(base).items():
                    if inspect.getattr_static(cls, name) is member and _is_open(member):
                        setattr(cls, name, _refusal(cls, name, member))


def _is_open(member: Any) -> bool:
    function = member.fget if isinstance(member, property) else member
    code = getattr(function, "__code__", None)
    return (
        code is not None
        and code.co_names == ("NotImplementedError",)
        and not inspect.iscoroutinefunction(function)
    )


def _refusal(cls: type, name: str, member: Any) -> Any:
    def refuse(*_args: Any, **_options: Any) -> Any:
        raise NotImplementedError(f"{cls.__name__}.{name} is not part of the Calc engine")

    return property(refuse, refuse) if isinstance(member, property) else refuse
