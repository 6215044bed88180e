"""What the forms of a period come to, for the analysis workbook, the reports and `results`."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from qa_workbook.analysis.model import Analysis
from qa_workbook.app.forms import stored_rows
from qa_workbook.app.ledger import WorkspaceLedger
from qa_workbook.app.metrics import analyse_corrected, rows_of
from qa_workbook.app.outputs import protected
from qa_workbook.clock import now
from qa_workbook.errors import UsageError
from qa_workbook.files import refuse_if_open, written
from qa_workbook.form_results.catalogue import TOPICS, may_have_result, result_of
from qa_workbook.forms.frames import form_schema
from qa_workbook.forms.model import Form
from qa_workbook.frames import folded
from qa_workbook.labels import text
from qa_workbook.numbers import Period, month_of, period, spanned
from qa_workbook.records import MergePlan, RecordStore
from qa_workbook.workspace import Config, Workspace

if TYPE_CHECKING:
    from qa_workbook.form_results.inputs import Inputs
    from qa_workbook.form_results.model import FormResult


class FormMissingError(UsageError):
    """The workspace lacks a form that others have. Needs `form`: its id."""

    label = "host.form_missing"


def form_called(workspace: Workspace, form_id: str) -> Form:
    """Returns a form of the inbox by its id. Raises FormMissingError, ConfigError."""
    for form in workspace.required().load().forms.inbox:
        if form.id == form_id:
            return form
    raise FormMissingError(form=form_id)


class StoredForms:
    """The accepted rows of forms, each form and span read once.

    With a `plan` they are those of the records as they will be.
    """

    def __init__(self, config: Config, store: RecordStore, plan: MergePlan | None = None) -> None:
        self._config, self._store, self._plan = config, store, plan
        self._read: dict[tuple[str, Period], pd.DataFrame] = {}

    @cached_property
    def _kept(self) -> frozenset[str]:
        """Ids of the forms with any rows: of the others nothing need be read."""
        return self._store.schemas(self._plan)

    def __call__(self, form_id: str, span: Period) -> pd.DataFrame:
        """Returns the rows that count in the span; see `Inputs.rows_of`."""
        key = form_id, span
        if key not in self._read:
            form = self._config.forms.get(form_id)
            self._read[key] = self._rows(form, span) if form else pd.DataFrame()
        return self._read[key]

    def _rows(self, form: Form, span: Period) -> pd.DataFrame:
        if form.id not in self._kept:
            return form_schema(form).empty()
        return stored_rows(self._store, form, span, self._plan).drop(columns="version")


@dataclass(frozen=True)
class EarlierScores:
    """Scores of the month before a period, and of its own month before it begins."""

    workspace: Workspace
    config: Config
    span: Period
    language: str
    plan: MergePlan | None = None

    def __call__(self, recordings: Collection[str]) -> list[Analysis]:
        """Returns the analyses of those recordings, which are folded.

        Raises RecordsDamaged, and as `analyse_corrected` does.
        """
        last = self.span.first - timedelta(days=1)
        month = month_of(self.span.first).before
        earlier = spanned(month.first, last)
        frames = rows_of(RecordStore(self.workspace.records), earlier, self.plan)
        kept = {
            key: frame[frame["recording"].map(folded).isin(recordings)].reset_index(drop=True)
            for key, frame in frames.items()
        }
        named = {key: frame for key, frame in kept.items() if len(frame)}
        return analyse_corrected(self.workspace, self.config, named, earlier, self.language)


def results_of(
    workspace: Workspace,
    config: Config,
    analyses: Sequence[Analysis],
    span: Period,
    language: str,
    *,
    plan: MergePlan | None = None,
    only: Sequence[str] = (),
) -> list[FormResult]:
    """Returns the results of the forms that have any in the period; `only` those of some ids.

    Forms with a result of their own come first, in the order of the catalogue. `analyses` are those
    of the period. Raises ConfigError, RecordsDamaged, and as `Ledger` does.
    """
    rules = workspace.load_results()
    forms = [form for form in config.forms.inbox if not only or form.id in only]
    order = list(TOPICS)
    forms.sort(key=lambda form: order.index(form.id) if form.id in TOPICS else len(order))
    inputs = inputs_maker(workspace, config, analyses, span, language, plan=plan)
    kept = RecordStore(workspace.records).schemas(plan)
    told = [form for form in forms if may_have_result(form.id, kept)]
    found = [result_of(inputs(form), rules) for form in told]
    return [result for result in found if result is not None]


def inputs_maker(
    workspace: Workspace,
    config: Config,
    analyses: Sequence[Analysis],
    span: Period,
    language: str,
    *,
    plan: MergePlan | None = None,
) -> Callable[[Form], Inputs]:
    """Returns what makes the inputs of a form's result; all of them read each form once.

    Raises ConfigError.
    """
    procedure, people = workspace.load_procedure(config)
    rows = StoredForms(config, RecordStore(workspace.records), plan)
    moment, policies = now(), workspace.load_results()
    events = cache(WorkspaceLedger(workspace, config.settings).events)
    earlier = EarlierScores(workspace, config, span, language, plan)

    def made(form: Form) -> Inputs:
        from qa_workbook.form_results.inputs import Inputs

        return Inputs(
            form=form,
            span=span,
            language=language,
            today=moment.date(),
            at=moment.time(),
            rows_of=rows,
            analyses=analyses,
            people=people,
            calendar=procedure.calendar,
            small_sample=config.settings.small_sample,
            events=events,
            analyses_about=earlier,
            policies=policies,
        )

    return made


@dataclass(frozen=True)
class WrittenResult:
    """A result and the workbook that it was written to."""

    result: FormResult
    file: Path

    def as_dict(self) -> dict[str, Any]:
        """Returns the object of `results --json`."""
        return {**self.result.as_dict(), "file": str(self.file)}


def write_results(
    workspace: Workspace,
    period_text: str,
    language: str,
    only: Sequence[str] = (),
    out: Path | None = None,
) -> list[WrittenResult]:
    """Writes a workbook for each form with a result in the period; `out` is the folder for them.

    A form is called by its id or name. Raises UsageError for what is no form of the inbox,
    UnknownPeriod, OutputLocked, ConfigError.
    """
    from qa_workbook.app.template import declared_id
    from qa_workbook.books.form_results.book import write_result_book

    span = period(period_text)
    config = workspace.required().load()
    known = {form.id for form in config.forms.inbox}
    only = [declared_id(config, one) for one in only]
    for one in only:
        if one not in known:
            raise UsageError(
                what=text("cli.unknown_form", language, form=one, known=", ".join(sorted(known)))
            )
    frames = rows_of(RecordStore(workspace.records), span)
    analyses = analyse_corrected(workspace, config, frames, span, language)
    found = results_of(workspace, config, analyses, span, language, only=only)
    folder = out or workspace.output
    done, names = list[WrittenResult](), [_as_file(result.name).casefold() for result in found]
    for result in found:
        own = _as_file(result.name)
        if names.count(own.casefold()) > 1:  # two forms may have one name
            own = f"{own}-{result.form}"
        name = text("form_results.book_name", language, name=own, period=span.short)
        file = protected(workspace, folder / name)
        refuse_if_open(file)
        with written(file.resolve()) as beside:
            limit = config.settings.live_formulas_up_to
            write_result_book(beside, result, language, live_up_to=limit)
        done.append(WrittenResult(result, file))
    return done


_NOT_IN_FILE_NAMES = str.maketrans(dict.fromkeys('\\/:*?"<>|', "-"))


_LONGEST = 60  # signs of the name of a form in that of a file


def _as_file(name: str) -> str:
    """A name without signs that file systems refuse, nor such as begin a formula."""
    whole = " ".join(name.translate(_NOT_IN_FILE_NAMES).split())
    return whole.lstrip("=+-@＝＋－＠. ")[:_LONGEST].strip() or "-"
