"""评分方案实验室: what another version of a scheme would do to the recordings of a period.

Only looks: neither records nor ledger nor config are written to.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd

from qa_workbook.analysis.analyse import analyse
from qa_workbook.analysis.model import Analysis, PeopleSource
from qa_workbook.app.assessing import Asked, assess_rows, judged_by
from qa_workbook.app.complaints import read_complaints
from qa_workbook.app.corrections import CorrectedFrames, Frames, with_corrections
from qa_workbook.app.ledger import WorkspaceLedger
from qa_workbook.app.metrics import analyse_frames, people_in, rows_of, scheme_versions
from qa_workbook.app.outputs import protected
from qa_workbook.books.laboratory.book import write_laboratory_book
from qa_workbook.casework.case_files import facts_of
from qa_workbook.config.faults import ConfigError
from qa_workbook.config.strict import read_with_places
from qa_workbook.errors import UsageError
from qa_workbook.files import refuse_if_open
from qa_workbook.forms.score_form import headings_are_free
from qa_workbook.frames import RECORDING
from qa_workbook.keys import SchemeKey
from qa_workbook.labels import text
from qa_workbook.laboratory.backtest import Backtest, moved
from qa_workbook.laboratory.carried import Assume
from qa_workbook.laboratory.items import ItemAnalysis, item_analysis
from qa_workbook.laboratory.money import money_of
from qa_workbook.laboratory.outcome import fatal_effects_in, outcome
from qa_workbook.laboratory.rules import LaboratoryRules
from qa_workbook.laboratory.tested import Tested
from qa_workbook.numbers import Period, period
from qa_workbook.penalties import needed_days
from qa_workbook.records import RecordStore
from qa_workbook.scheme.check import check_scheme
from qa_workbook.scheme.model import Scheme
from qa_workbook.scoring import fold_breaches
from qa_workbook.workspace import Config, Workspace

Versions = dict[SchemeKey, Scheme]


class NoSuchVersion(UsageError):
    """Neither a version of the scheme nor a file. Needs `version`, `scheme` and `known`."""

    label = "laboratory.no_such_version"


class OtherScheme(UsageError):
    """The draft is one of another scheme. Needs `file`, `found` and `scheme`."""

    label = "laboratory.other_scheme"


class NothingToTest(UsageError):
    """There is no recording of the scheme in the period. Needs `scheme` and `period`."""

    label = "laboratory.nothing"


@dataclass(frozen=True)
class LaboratoryReport:
    """What came of it, and the workbook that says so."""

    tested: Tested
    file: Path

    def as_dict(self) -> dict[str, Any]:
        """Returns the object for programs."""
        return {**self.tested.as_dict(), "files": {"laboratory": str(self.file)}}


def write_laboratory(
    workspace: Workspace,
    scheme_id: str,
    period_text: str,
    language: str,
    against: str = "",
    assume: Assume = "refuse",
    out: Path | None = None,
) -> LaboratoryReport:
    """Writes the workbook of `tried`. Raises as that does; OutputHere, OutputLocked."""
    names = {"scheme": scheme_id, "period": period(period_text).text}
    name = text("laboratory_book.file_name", language, **names)
    file = protected(workspace, out or workspace.output / name)
    refuse_if_open(file)
    tested = tried(workspace, scheme_id, period_text, language, against, assume)
    live_up_to = workspace.load().settings.live_formulas_up_to
    file.parent.mkdir(parents=True, exist_ok=True)
    write_laboratory_book(file, tested, language, live_up_to=live_up_to)
    return LaboratoryReport(tested, file)


def tried(
    workspace: Workspace,
    scheme_id: str,
    period_text: str,
    language: str,
    against: str = "",
    assume: Assume = "refuse",
) -> Tested:
    """Returns what the scheme does in the period and what the version `against` would do.

    `against` is the name of a version, or else a file with a draft of one. Raises UnknownPeriod,
    UnknownScheme, NoSuchVersion, OtherScheme, NothingToTest, ConfigError (also for a faulty draft),
    RecordsDamaged, and as `Ledger` does.
    """
    span = period(period_text)
    config = workspace.required().load()
    known = config.schemes.versions(scheme_id)
    new = _version(config, known, against) if against else None
    store = RecordStore(workspace.records)
    every = rows_of(store, span)
    frames = {key: frame for key, frame in every.items() if key.id == scheme_id and len(frame)}
    if not frames:
        raise NothingToTest(scheme=scheme_id, period=span.text)
    versions = scheme_versions(config, sorted(frames))[scheme_id]
    people = people_in(config, every, span)
    corrected = with_corrections(workspace, config, frames, language)
    runs = _Runs(config, span, language, people)
    analysis = runs.analysis(versions, corrected.frames, corrected)
    if not analysis.overall.recordings:
        raise NothingToTest(scheme=scheme_id, period=span.text)
    rules = workspace.load_laboratory().at(span.last)
    items = _items(analysis, corrected.frames, rules, language)
    tested = Tested(analysis, items, None, None, config.settings.small_sample)
    if new is None:
        return tested
    change = moved(versions, corrected.frames, new, assume)
    held = tuple(sorted(versions.values(), key=lambda scheme: scheme.valid_from))
    found = Backtest(held, new, assume, change.differences)
    if change.obstacles:
        return replace(tested, backtest=found)
    other = runs.analysis({new.key: new}, change.frames)
    effects = (
        fatal_effects_in(versions, corrected.frames),
        fatal_effects_in({new.key: new}, change.frames),
    )
    found = replace(found, outcome=outcome(analysis, other, *effects))
    found = _with_money(workspace, config, span, language, found)
    return replace(tested, backtest=found, new_items=_items(other, change.frames, rules, language))


def _items(
    analysis: Analysis, frames: Frames, rules: LaboratoryRules | None, language: str
) -> ItemAnalysis:
    """The items of the newest version, over the recordings that it scored and that count."""
    scheme, detail = analysis.scheme, analysis.detail
    counted = detail[detail["counted"].to_numpy(dtype=bool)]
    own = counted[(counted["version"] == scheme.version).to_numpy(dtype=bool)]
    frame = frames[scheme.key]
    if "clause" in frame:
        frame = fold_breaches(scheme, frame)
    key = list(RECORDING)
    chosen = pd.MultiIndex.from_frame(frame[key]).isin(pd.MultiIndex.from_frame(own[key]))
    left_out = len(counted) - len(own)
    return item_analysis(scheme, frame[chosen], rules, language, left_out)


@dataclass(frozen=True)
class _Runs:
    """What the analyses of one period have in common."""

    config: Config
    span: Period
    language: str
    people: tuple[pd.DataFrame, PeopleSource]

    def analysis(
        self, versions: Versions, frames: Frames, corrected: CorrectedFrames | None = None
    ) -> Analysis:
        """Returns the analysis of one scheme, as `metrics` has it."""
        settings = self.config.settings
        own = {key: frames[key] for key in versions}
        former = corrected.former if corrected else {}
        return analyse(
            versions,
            own,
            self.span,
            settings.two_inspectors,
            self.language,
            *self.people,
            self.config.rules.at(self.span.last),
            settings.small_sample,
            {key: former[key] for key in versions if key in former} or None,
        )


def _version(config: Config, known: tuple[Scheme, ...], against: str) -> Scheme:
    """The version of that name, else the draft in that file."""
    scheme_id = known[0].id
    named = config.schemes.version(scheme_id, against)
    if named is not None:
        return named
    file = Path(against)
    if not file.is_file():
        versions = "、".join(scheme.version for scheme in known)
        raise NoSuchVersion(version=against, scheme=scheme_id, known=versions)
    draft, faults, places = read_with_places(file, Scheme)
    if draft is not None:
        faults = check_scheme(draft, places, headings_are_free(config.vocabulary))
    if draft is None or faults:
        raise ConfigError(faults)
    if draft.id != scheme_id:
        raise OtherScheme(file=file.name, found=draft.id, scheme=scheme_id)
    return draft


def _with_money(
    workspace: Workspace, config: Config, span: Period, language: str, found: Backtest
) -> Backtest:
    """The back-test with the register before and after, both assessed as if none had been."""
    penalty = workspace.load_penalties(config)
    days = needed_days(span, penalty.tariffs)
    frames = rows_of(RecordStore(workspace.records), days)
    new, id_ = found.new, found.new.id
    own = {key: frame for key, frame in frames.items() if key.id == id_ and len(frame)}
    schemes: Versions = {}
    for of_id in scheme_versions(
        config, sorted(key for key in frames if len(frames[key]))
    ).values():
        schemes |= of_id
    change = moved(schemes, own, new, found.assume)
    if change.obstacles:
        return replace(found, money_obstacles=tuple(change.obstacles))
    before = analyse_frames(config, frames, days, language)
    others = {key: frame for key, frame in frames.items() if key.id != id_}
    runs = _Runs(config, days, language, people_in(config, frames, days))
    tested = runs.analysis({new.key: new}, change.frames)
    after = [tested if one.scheme.id == id_ else one for one in before]
    facts = facts_of(WorkspaceLedger(workspace, config.settings).given_out().events)
    asked = Asked(days, span, language)
    store = RecordStore(workspace.records)
    # They fill up the caps of the month in both registers.
    tickets = read_complaints(config, penalty.tariffs, store, days, lambda: frames)
    assessed = partial(assess_rows, penalty, asked=asked, facts=facts, complaints=tickets)
    old_rows = judged_by(penalty, schemes, frames, before, asked)
    old_register = assessed(schemes=schemes, judged=old_rows)
    renewed = others | change.frames
    known = {key: scheme for key, scheme in schemes.items() if key.id != id_} | {new.key: new}
    new_rows = judged_by(penalty, known, renewed, after, asked)
    new_register = assessed(schemes=known, judged=new_rows)
    return replace(found, money=money_of(old_register, new_register))
