"""What the parser's own library says, in the language of the help: "Usage", "required" …

Typer has no translations. Its sentences are known by their English (labels/parser_words.yaml); one
that is not in the list is shown as it is.
"""

from __future__ import annotations

import re
from functools import cache

from qa_workbook.labels import entries

_HELP = "help_"


def in_language(help_text: str, language: str) -> str:
    """Returns the help of a command with the words of the library in `language`."""
    for name, words in entries("parser_words").items():
        if name.startswith(_HELP):
            help_text = help_text.replace(words["en"], words[language])
    return help_text


def said(complaint: str, language: str) -> str:
    """Returns what the library says is wrong with the arguments, in `language`."""
    for pattern, words in _complaints():
        fits = pattern.fullmatch(complaint)
        if fits:
            return words[language].format(**fits.groupdict())
    return complaint


@cache
def _complaints() -> list[tuple[re.Pattern[str], dict[str, str]]]:
    """Every sentence as a pattern, in which its {details} may be anything."""
    found = []
    for name, words in entries("parser_words").items():
        if not name.startswith(_HELP):
            literal = re.escape(words["en"])
            pattern = re.sub(r"\\\{(\w+)\\\}", r"(?P<\1>.+?)", literal)
            found.append((re.compile(pattern, re.DOTALL), words))
    return found
