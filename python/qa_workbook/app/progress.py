"""How a use case tells its caller how far it is."""

from __future__ import annotations

from collections.abc import Callable

Progress = Callable[[str, int, int], None]
"""Called as `progress(what, done, total)`, where `what` is a label of cli.yaml."""


def silent(_what: str, _done: int, _total: int) -> None:
    """The progress that nobody watches."""
