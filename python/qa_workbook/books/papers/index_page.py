"""The first page of an evidence bundle: plain HTML that any browser shows and prints."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from qa_workbook.books.papers.model import AgentSlips
from qa_workbook.labels import text, texts
from qa_workbook.numbers import plain

_STYLE = (
    "body{font:14px/1.5 'Microsoft YaHei','Noto Sans CJK SC',sans-serif;margin:2em;color:#222}"
    "table{border-collapse:collapse;width:100%}td,th{border:1px solid #c9ced2;padding:4px 8px;"
    "text-align:left;vertical-align:top}th{background:#e4eef3;color:#1f5c7a}h1,h2{color:#1f5c7a}"
    "pre{background:#f6f8f9;padding:8px;white-space:pre-wrap;word-break:break-all}"
    "@page{size:A4;margin:15mm}@media print{body{margin:0;font-size:11px}}"
)


def index_page(
    paper: AgentSlips,
    files: Sequence[tuple[str, str]],
    notes: Sequence[str],
    recipe: str,
    root: str,
    language: str,
) -> str:
    """Returns the page: the cases, each file with what it is, notes, and how to check the hashes.

    `files` are (name, key of its description in the words of papers).
    """
    words = texts("papers", language)
    title = text("papers.evidence_title", language, agent=paper.agent, period=paper.period)
    parts = [
        f"<h1>{escape(title)}</h1>",
        f"<p>{escape(f'{paper.agent}　{paper.name}　{paper.team}　{paper.organisation}')}</p>",
        f"<p><b>{escape(words['examples'])}</b></p>" if _examples(paper) else "",
        f"<h2>{escape(words['slips'])}</h2>",
        _cases(paper, language),
        f"<h2>{escape(words['evidence_files'])}</h2>",
        _table([], [(name, text(f"papers.{key}", language)) for name, key in files]),
        *(f"<p>{escape(note)}</p>" for note in notes),
        f"<h2>{escape(words['evidence_check'])}</h2>",
        f"<p>{escape(text('papers.evidence_root', language, root=root))}</p>",
        f"<pre>{escape(recipe)}</pre>",
    ]
    head = f'<meta charset="utf-8"><title>{escape(title)}</title><style>{_STYLE}</style>'
    body = "\n".join(part for part in parts if part)
    opened = f'<!DOCTYPE html>\n<html lang="{language}"><head>{head}</head><body>'
    return f"{opened}\n{body}\n</body></html>\n"


def _examples(paper: AgentSlips) -> bool:
    return any(slip.examples for slip in paper.slips)


def _cases(paper: AgentSlips, language: str) -> str:
    keys = ("number", "day", "recording", "clause", "points", "money", "nature", "set_by", "state")
    head = [text(f"papers.{key}", language) for key in keys]
    rows = [
        (
            slip.number, slip.day.isoformat(), slip.recording, slip.clause, plain(slip.points),
            f"{slip.money:f}", slip.nature, slip.set_by, slip.state,
        )
        for slip in paper.slips
    ]  # fmt: skip
    return _table(head, rows)


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    top = f"<tr>{''.join(f'<th>{escape(one)}</th>' for one in head)}</tr>" if head else ""
    body = "\n".join(
        f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in row)}</tr>" for row in rows
    )
    return f"<table>\n{top}\n{body}\n</table>"
