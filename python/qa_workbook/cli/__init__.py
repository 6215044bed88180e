"""The command line: a thin skin over the use cases, with the contract's exit codes and JSON."""

from qa_workbook.cli.program import main

__all__ = ["main"]
