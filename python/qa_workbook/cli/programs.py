"""The program and its groups of commands, and the options that several commands have."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

DONE, REJECTED, USAGE = 0, 1, 2

PeriodOption = Annotated[str | None, typer.Option("--period")]
InboxOption = Annotated[Path | None, typer.Option("--inbox")]
OutOption = Annotated[Path | None, typer.Option("--out")]
KeepCopyOption = Annotated[bool, typer.Option("--keep-copy")]
FolderOption = Annotated[Path | None, typer.Option("--out", file_okay=False)]

program = typer.Typer(no_args_is_help=True, pretty_exceptions_enable=False, rich_markup_mode=None)
schemes_program = typer.Typer(invoke_without_command=True)
program.add_typer(schemes_program, name="schemes")
forms_program = typer.Typer(invoke_without_command=True)
program.add_typer(forms_program, name="forms")
records_program = typer.Typer(no_args_is_help=True)
program.add_typer(records_program, name="records")
ledger_program = typer.Typer(no_args_is_help=True)
program.add_typer(ledger_program, name="ledger")
decisions_program = typer.Typer(no_args_is_help=True)
program.add_typer(decisions_program, name="decisions")
statistics_program = typer.Typer(no_args_is_help=True)
program.add_typer(statistics_program, name="statistics")
sample_program = typer.Typer(no_args_is_help=True)
program.add_typer(sample_program, name="sample")
calibration_program = typer.Typer(invoke_without_command=True)
program.add_typer(calibration_program, name="calibration")
tiers_program = typer.Typer(invoke_without_command=True)
program.add_typer(tiers_program, name="tiers")
