"""空白评分表: a blank score sheet, or the blank sheet of another form."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from qa_workbook.app.outputs import protected
from qa_workbook.books.form_sheet.sheet import write_form_sheet
from qa_workbook.books.score_sheet.sheet import write_score_sheet
from qa_workbook.books.score_sheet.template import Head, Template
from qa_workbook.errors import UnknownScheme, UsageError
from qa_workbook.files import refuse_if_open, written
from qa_workbook.forms.model import Form
from qa_workbook.forms.score_form import Entry
from qa_workbook.forms.vocabulary import normal
from qa_workbook.labels import text
from qa_workbook.scheme.model import Scheme
from qa_workbook.scheme.policies import MOST_ROWS
from qa_workbook.workspace import Config, Workspace

_NO_FILE_NAME = str.maketrans(dict.fromkeys('\\/:*?"<>|', " "))
"""Signs that no file of Windows has in its name."""


@dataclass(frozen=True)
class BlankSheet:
    """The blank sheet that is asked for: its scheme or form by id or name, and what stands on it.

    `rows` is the number of input rows, None for the number that the scheme or form says. What is
    already filled in is for score sheets only.
    """

    scheme: str
    inspector: str = ""
    day: date | None = None
    project: str = ""
    rows: int | None = None
    by_points: bool = False
    """Whether points are marked instead of items, where the scheme allows either."""


def write_template(
    workspace: Workspace, wanted: BlankSheet, language: str, out: Path | None = None
) -> Path:
    """Writes a blank sheet and returns its path: of a scheme, or of a form, by its id or name.

    The scheme version is the one that holds on `wanted.day`, by default the newest. Raises
    UnknownScheme, UsageError for a number of rows that no sheet has, OutputLocked.
    """
    config = workspace.load()
    rows = wanted.rows
    if rows is not None and not 1 <= rows <= MOST_ROWS:
        raise UsageError(what=text("cli.template_rows", language, rows=rows, most=MOST_ROWS))
    wanted = replace(wanted, scheme=declared_id(config, wanted.scheme))
    form = config.forms.get(wanted.scheme)
    scheme = None if form else _scheme(config, wanted)
    file = protected(workspace, out or workspace.output / _file_name(config, wanted, language))
    refuse_if_open(file)
    with written(file) as beside:
        if scheme:
            head = Head(wanted.inspector, wanted.day, wanted.project)
            entry = entry_of(scheme, language, by_points=wanted.by_points)
            template = Template(scheme, config.vocabulary, language, head, rows, entry)
            write_score_sheet(beside, template)
        elif form:
            write_form_sheet(beside, form, config.vocabulary, language, rows)
    return file


def _file_name(config: Config, wanted: BlankSheet, language: str) -> str:
    """What a blank sheet is called: by the name of its scheme or form, if only one has it."""
    form = config.forms.get(wanted.scheme)
    name = name_of_sheet(config, form or _scheme(config, wanted), language)
    points = text("cli.template_by_points", language) if wanted.by_points else ""
    inspector = f"_{wanted.inspector}" if wanted.inspector else ""
    what = f"{name}{points}{inspector}".translate(_NO_FILE_NAME)
    return text("cli.template_of_form" if form else "cli.template_name", language, name=what)


def entry_of(scheme: Scheme, language: str, *, by_points: bool) -> Entry | None:
    """Returns what is marked on the sheets of a scheme. Raises UsageError where points can't be."""
    if not by_points:
        return None
    if scheme.sheet.entry == "items":
        raise UsageError(what=text("cli.template_no_points", language, scheme=scheme.id))
    return "points"


def name_of_sheet(config: Config, declared: Scheme | Form, language: str) -> str:
    """Returns the name of a scheme or form for file names; its id, if another has that name."""
    name = declared.name.say(language)
    return name if declared_id(config, name) == declared.id else declared.id


def declared_id(config: Config, said: str) -> str:
    """Returns the id of the one scheme or form that is called so, in Chinese or English.

    What is an id already, a name of two, or no name at all, is returned as it is.
    """
    if said in config.schemes.ids or said in config.forms.ids:
        return said
    named = [(scheme.id, scheme.name) for scheme in config.schemes.schemes]
    named += [(form.id, form.name) for form in config.forms.forms]
    wanted = normal(said)
    found = {id_ for id_, name in named if wanted in (normal(name.zh), normal(name.en))}
    return found.pop() if len(found) == 1 else said


def _scheme(config: Config, wanted: BlankSheet) -> Scheme:
    schemes = config.schemes
    if wanted.scheme not in schemes.ids:
        known = ", ".join([*schemes.ids, *config.forms.ids])
        raise UnknownScheme(scheme=wanted.scheme, known=known)
    held = schemes.at(wanted.scheme, wanted.day) if wanted.day else None
    return held or schemes.latest(wanted.scheme)
