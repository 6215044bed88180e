"""Reads what people filled in, with everything the config says about it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path

from qa_workbook.app.beside import Meanwhile
from qa_workbook.app.progress import Progress
from qa_workbook.app.readers import EarlyReaders, readers, readers_wanted
from qa_workbook.app.reading_context import reading_context
from qa_workbook.app.reading_copies import ReadingCopies, copies_wanted, reading_copies
from qa_workbook.app.reading_digest import program_digest, reading_digest
from qa_workbook.errors import PathNotFound
from qa_workbook.frames import RECORDING, WIDE, Role, evidence
from qa_workbook.intake.context import StoredNames
from qa_workbook.intake.file_reader import FileRows, read_file
from qa_workbook.intake.kept import ReadBefore
from qa_workbook.intake.reader import Intake, IntakeContext, ReadFiles, read_paths
from qa_workbook.numbers import Period
from qa_workbook.records import RecordStore
from qa_workbook.workspace import Config, Workspace

_ORIGIN = WIDE.having(Role.ORIGIN)


def read_inputs(
    config: Config,
    paths: Sequence[Path],
    base: Path,
    span: Period | None,
    progress: Progress,
    store: RecordStore | None = None,
    workspace: Workspace | None = None,
    *,
    early: EarlyReaders = None,
    meanwhile: Meanwhile | None = None,
) -> Intake:
    """Returns the rows and findings of files and folders.

    With a `store` agents, recordings and keys are spelt as in the records. With a `workspace`,
    which the caller holds, what was read before isn't read again. `early` are the processes that
    read, where the caller has started some. `meanwhile` does what needn't be awaited.

    Names of files are relative to `base`. With a period, rows of other days are left out. Raises
    PathNotFound, RecordsDamaged.
    """
    for path in paths:
        if not path.exists():
            raise PathNotFound(path=path)
    today = date.today()  # noqa: DTZ011 - the user's own calendar
    context = replace(
        reading_context(config, base, span, today),
        stored=stored_names(store, config) if store else {},
        stored_columns=store.sheet_columns() if store else {},
    )
    before = _read_before(workspace, context, meanwhile) if workspace else None
    intake = read_paths(
        paths,
        context,
        progress=lambda done, total: progress("reading", done, total),
        before=before,
        read=_reader(workspace, config, progress, early) if workspace else None,
    )
    # the findings of a readable roster come with the intake
    unread = [] if config.roster else config.roster_findings
    return replace(intake, findings=[*unread, *intake.findings])


def _reader(
    workspace: Workspace,
    config: Config,
    progress: Progress,
    early: EarlyReaders,
) -> ReadFiles:
    """Reads files by as many processes as pay, or by those of a cluster."""

    def read(files: Sequence[Path], context: IntakeContext) -> Iterable[FileRows]:
        def lost(missed: int) -> None:
            progress("reader_lost", missed, len(files))

        def gone(workers: int) -> None:
            progress("reader_replaced", workers, len(files))

        settings = config.settings
        root, folder = workspace.root.resolve(), workspace.read_before.resolve()
        if settings.readers_cluster:
            from qa_workbook.app.reading_cluster import cluster
            from qa_workbook.app.reading_workers import WORTH_IT, Workers

            if len(files) >= WORTH_IT:
                with cluster(settings.readers_cluster, gone) as others:
                    if others:
                        program = program_digest()
                        workers = Workers(root, folder, context, others, lost, program)
                        yield from workers.results(files)
                        return
                progress("cluster_missing", 0, len(files))
        with _own_readers(settings.readers, files, context, early) as own:
            if own is None:
                yield from (read_file(file, context) for file in files)
            elif isinstance(own, ReadingCopies):
                yield from own.results(files, context, lost)
            else:
                from qa_workbook.app.reading_workers import Workers

                count = readers_wanted(settings.readers, len(files))
                yield from Workers(root, folder, context, own, lost, count=count).results(files)

    return read


@contextmanager
def _own_readers(
    setting: int, files: Sequence[Path], context: IntakeContext, early: EarlyReaders
) -> Iterator[EarlyReaders]:
    """Gives the processes of this machine that read beside this one, where some pay."""
    if early is not None:
        yield early
    elif copies := copies_wanted(setting, len(files)):
        with reading_copies(files, context, copies) as found:
            yield found
    elif count := readers_wanted(setting, len(files)):
        with readers(count) as pool:
            yield pool
    else:
        yield None


def _read_before(
    workspace: Workspace, context: IntakeContext, meanwhile: Meanwhile | None
) -> ReadBefore:
    before = ReadBefore(
        workspace.read_before,
        reading_digest(workspace, context.base, context.period),
        context.today,
        context.schemes,
        context.forms,
    )
    return replace(before, do=meanwhile.begin) if meanwhile else before


def stored_names(store: RecordStore, config: Config) -> StoredNames:
    """Returns the agents, recordings and keys of the records. Raises RecordsDamaged."""
    of_forms = {
        form.id: [one.id for one in form.kept if one.kind == "id" or one.id == "name"]
        for form in config.forms.inbox
    }
    of_schemes = {scheme_id: [*RECORDING, "name"] for scheme_id in config.schemes.ids}
    wanted = {owner: [*names, *_ORIGIN] for owner, names in (of_schemes | of_forms).items()}
    found = store.named(wanted)
    for scheme_id in of_schemes.keys() & found.keys():
        frame = found[scheme_id]
        found[scheme_id] = frame.assign(recording=evidence(frame)).drop(columns="inspector")
    return found
