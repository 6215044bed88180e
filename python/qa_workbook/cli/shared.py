"""The three options of every command."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from functools import cache, wraps
from pathlib import Path
from typing import Annotated, Any

import typer

from qa_workbook.cli.session import Session
from qa_workbook.errors import NotAFraction


def _options(
    workspace: Annotated[Path | None, typer.Option("--workspace", file_okay=False)] = None,
    lang: Annotated[str | None, typer.Option("--lang")] = None,
    json: Annotated[bool, typer.Option("--json")] = False,
) -> None:
    """Declares the options; `with_session` gives them to each command."""


def fraction(name: str, written: str) -> float:
    """Returns the share that an option has, 0.03 or 3%, between 0 and 1. Raises NotAFraction."""
    digits = written.strip().replace("％", "%")
    try:
        value = float(digits[:-1]) / 100 if digits.endswith("%") else float(digits)
    except ValueError as error:
        raise NotAFraction(name=name, value=written) from error
    if not 0 < value < 1:
        raise NotAFraction(name=name, value=written)
    return value


@cache
def _shared() -> tuple[inspect.Parameter, ...]:
    return tuple(inspect.signature(_options, eval_str=True).parameters.values())


def with_session(work: Callable[..., None]) -> Callable[..., None]:
    """Returns the command `work(session, …)` for Typer: the shared options stand behind its own."""
    shared = _shared()
    own = list(inspect.signature(work, eval_str=True).parameters.values())[1:]

    @wraps(work)
    def command(context: typer.Context, **given: Any) -> None:
        session: Session = context.obj
        session.subcommand = context.invoked_subcommand
        session.choose(given.pop("workspace"), given.pop("lang"), given.pop("json"))
        if session.subcommand is None:  # the command itself, not a group that it belongs to
            session.make_console_whole()
        work(session, **given)

    context = inspect.Parameter("context", inspect.Parameter.KEYWORD_ONLY, annotation=typer.Context)
    keywords = [one.replace(kind=inspect.Parameter.KEYWORD_ONLY) for one in (*own, *shared)]
    command.__signature__ = inspect.Signature([context, *keywords])  # type: ignore[attr-defined]
    command.__annotations__ = {one.name: one.annotation for one in (context, *keywords)}
    return command
