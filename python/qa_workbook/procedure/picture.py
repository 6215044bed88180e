"""The table of transitions as people read it: Markdown and a diagram, made from the table."""

from __future__ import annotations

from collections import defaultdict

from qa_workbook.labels import texts
from qa_workbook.procedure.table import NEW, TRANSITIONS, Transition

WORD = "word-"


def table_markdown(language: str) -> str:
    """Returns the table of transitions in Markdown: names in words, codes in brackets."""
    words = texts("procedure", language)
    head = words["head-table"]
    rows = [f"| {' | '.join(_cells(row, words))} |" for row in TRANSITIONS]
    rule = "|" + "---|" * (head.count("|") - 1)
    return "\n".join((head, rule, *rows)) + "\n"


def _cells(row: Transition, words: dict[str, str]) -> tuple[str, ...]:
    event = f"{words[WORD + row.event]} `{row.event}`"
    if row.outcome:
        event += f" = {words[WORD + row.outcome]} `{row.outcome}`"
    comma = words["comma"]
    state = "" if row.state == NEW else f" `{row.state}`"
    return (
        words[WORD + row.state] + state,
        event,
        comma.join(words[WORD + role] for role in row.roles),
        words["semicolon"].join(words[WORD + name] for name in row.guard) or "–",
        words[f"{WORD}time-{row.deadline}"] if row.deadline else "–",
        f"{words[WORD + row.next]} `{row.next}`",
    )


def diagram_markdown(language: str) -> str:
    """Returns the diagram of states (Mermaid); an arrow for every pair that the table joins."""
    words = texts("procedure", language)
    arrows: dict[tuple[str, str], list[str]] = defaultdict(list)
    for row in TRANSITIONS:
        label = words[WORD + row.event]
        if row.outcome:
            label += f" ({words[WORD + row.outcome]})"
        if label not in arrows[row.state, row.next]:
            arrows[row.state, row.next].append(label)
    names = dict.fromkeys(row.next for row in TRANSITIONS)
    left = {row.state for row in TRANSITIONS}
    lines = ["```mermaid", "stateDiagram-v2"]
    lines += [f'    state "{words[WORD + name]}" as {name}' for name in names]
    for (before, after), labels in arrows.items():
        start = "[*]" if before == NEW else before
        lines.append(f"    {start} --> {after}: {words['comma'].join(labels)}")
    lines += [f"    {name} --> [*]" for name in names if name not in left]
    return "\n".join((*lines, "```")) + "\n"


def codes() -> list[str]:
    """Returns the codes of faults and refusals, in the order of the documentation."""
    return [name for name in texts("procedure") if "-" in name and not name.startswith(_NO_CODES)]


_NO_CODES = (WORD, "head-")
