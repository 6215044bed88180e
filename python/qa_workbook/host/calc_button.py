"""A click in Calc: `python -m qa_workbook.host.calc_button ACTION --document PATH [--profile URL]`.

The macro starts this beside the office. A process that waits for the clicks of this workbook, with
everything loaded, does what is to be done; the first click does it here, and starts that process.
"""

from __future__ import annotations

import sys

from qa_workbook.host.click_channel import hand_over


def main(arguments: list[str] | None = None) -> int:
    """Runs one button. Returns the exit code: 0 when it ran, 4 when the document wasn't reached."""
    words = sys.argv[1:] if arguments is None else arguments
    action, document, profile = _given(words)
    if hand_over(document, action, profile):
        return 0
    from qa_workbook.host.calc_click import first_click

    return first_click(action, document, profile)


def _given(words: list[str]) -> tuple[str, str, str]:
    """Action, document and profile; ends the process where they are anything else."""
    if len(words) == 3 and words[1] == "--document":  # what the macro says needs no parser
        return words[0], words[2], ""
    import argparse

    from qa_workbook.console.buttons import BUTTONS

    parser = argparse.ArgumentParser(prog="qa_workbook.host.calc_button")
    parser.add_argument("action", choices=[button.action for button in BUTTONS])
    parser.add_argument("--document", required=True)
    parser.add_argument("--profile", default="")
    given = parser.parse_args(words)
    return given.action, given.document, given.profile


if __name__ == "__main__":
    sys.exit(main())
