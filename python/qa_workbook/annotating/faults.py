"""Why a workbook can't be edited in place."""

from __future__ import annotations

from qa_workbook.labels import text


class NotEditable(Exception):
    """A package is left alone.

    `why` names the reason in labels/annotating.yaml: not_a_package, encrypted, signed, binary,
    damaged, too_large, declarations. `technical` is for the log.
    """

    def __init__(self, why: str, technical: str = "") -> None:
        super().__init__(why, technical)
        self.why, self.technical = why, technical

    def say(self, language: str) -> str:
        """Returns the reason in `language`."""
        return text(f"annotating.{self.why}", language)


class FormulaThere(ValueError):
    """An edit would write over a formula that it wasn't told to replace, or over a part of one."""
