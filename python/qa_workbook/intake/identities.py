"""One agent, recording or key under several spellings, between sheets and against the records.

Identities are compared without case and blanks: what differs in these alone is one, in the spelling
that was there first. What differs by leading zeros only, and one name under two numbers, stays
apart and is told with both places.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, NamedTuple

from qa_workbook.findings.finding import Finding, finding
from qa_workbook.findings.places import Column
from qa_workbook.forms.frames import form_schema
from qa_workbook.forms.recordings import recordings_schema
from qa_workbook.forms.vocabulary import normal
from qa_workbook.frames import RECORDING, folded, respelt_stand_in, spoken_recording
from qa_workbook.grids.a1 import source_cell
from qa_workbook.intake.context import IntakeContext, StoredColumns, StoredNames
from qa_workbook.intake.form_sheet import FormRows
from qa_workbook.intake.parts import in_parts
from qa_workbook.intake.roster import Roster
from qa_workbook.intake.sheet import SheetRows
from qa_workbook.intake.suspects import AGENTS, AnyRows, Scope, Suspects, identities, scope_of
from qa_workbook.keys import SchemeKey
from qa_workbook.sheets import Sheet

if TYPE_CHECKING:
    import pandas as pd

_PLACE = ["file", "sheet", "row"]
_IS_HERE = "is_here"
"""Whether a row of the records comes from a file at hand."""


class _Seen(NamedTuple):
    """A text and where it stands; `cell` is a whole row where nobody knows the column."""

    text: str
    file: str
    sheet: str
    cell: str

    @property
    def where(self) -> str:
        """File, sheet and address, or row, in one line."""
        return f"{self.file} {self.sheet}!{self.cell}"


@dataclass
class _Spellings:
    """The spellings of the identities of one scope."""

    by_fold: dict[str, _Seen] = field(default_factory=dict)
    by_number: dict[str, tuple[_Seen, ...]] = field(default_factory=dict)
    """All that have one number without its leading zeros."""
    stored: set[str] = field(default_factory=set)
    """Spellings that have rows in the records already; they keep them."""

    def held(self, text: str) -> str:
        """Returns the spelling that holds for `text`."""
        seen = None if text in self.stored else self.by_fold.get(folded(text))
        return seen.text if seen else text

    def add(self, seen: _Seen, is_told: bool = True) -> None:
        """Adds an identity, unless it is there in some spelling.

        Others that differ from it by leading zeros aren't told of it unless `is_told`.
        """
        fold = folded(seen.text)
        self.by_fold.setdefault(fold, seen)
        number = fold.lstrip("0")
        alike = self.by_number.get(number, ())
        if is_told and fold not in {folded(one.text) for one in alike}:
            self.by_number[number] = (*alike, seen)

    def but_for_zeros(self, text: str) -> _Seen | None:
        """Returns the first identity that differs from `text` by leading zeros only."""
        fold = folded(text)
        alike = self.by_number.get(fold.lstrip("0"), ())
        return next((seen for seen in alike if folded(seen.text) != fold), None)


def join_spellings(
    rows: Sequence[SheetRows],
    form_rows: Sequence[FormRows],
    sheets: Sequence[Sheet],
    context: IntakeContext,
) -> tuple[list[SheetRows], list[FormRows], list[Sheet], list[Finding]]:
    """Returns rows and sheets in which every identity has one spelling, and what there is to say.

    The spelling of the records holds, else that of the first sheet.
    """
    every: list[AnyRows] = [*in_parts(rows), *in_parts(form_rows)]
    names = {sheet.scheme.key: sheet.scheme for sheet in rows}
    keys = {key: recordings_schema(scheme).key for key, scheme in names.items()}
    forms = {sheet.form.scheme_key: sheet.form for sheet in form_rows}
    keys |= {key: form_schema(form).key for key, form in forms.items()}

    joiner = _Joiner(context.roster, context.stored_columns)
    suspects = Suspects(every, sheets, keys, context).places
    joiner.remember(context.stored, [every[place] for place in sorted(suspects)], _files(every))
    joined = [
        joiner.joined(sheet) if place in suspects else sheet for place, sheet in enumerate(every)
    ]
    kept_out = [joiner.kept_out(sheet, keys) for sheet in sheets]
    found_rows = [sheet for sheet in joined if isinstance(sheet, SheetRows)]
    found_forms = [sheet for sheet in joined if isinstance(sheet, FormRows)]
    return found_rows, found_forms, kept_out, joiner.findings


def _files(sheets: Sequence[AnyRows]) -> set[str]:
    return {sheet.file for sheet in sheets}


def _first_lines(sheet: AnyRows, key: str) -> dict[str, int]:
    """The line of the first row with each text of a column, without those that nobody typed."""
    first: dict[str, int] = {}
    for text, line in zip(sheet.columns[key], sheet.lines, strict=True):
        first.setdefault(text, line)
    first.pop("", None)
    if key == "recording" and any("@" in text for text in first):
        parts = zip(*(sheet.columns[name] for name in RECORDING), strict=True)
        for recording in {part[0] for part in parts if spoken_recording(*part) != part[0]}:
            del first[recording]
    return first


class _Joiner:
    def __init__(self, roster: Roster | None, stored_columns: StoredColumns) -> None:
        self._stored_columns = stored_columns
        self.people = roster.people if roster else {}
        self.findings: list[Finding] = []
        self._spellings: dict[Scope, _Spellings] = {}
        self._numbers_of: dict[str, dict[str, _Seen]] = {}
        """The numbers of each name, with the first place of each."""
        self._told: set[tuple[str, Scope, frozenset[str]]] = set()

    def _of(self, scope: Scope) -> _Spellings:
        return self._spellings.setdefault(scope, _Spellings())

    # --- the records ------------------------------------------------------------------------------

    def remember(self, stored: StoredNames, sheets: Sequence[AnyRows], here: set[str]) -> None:
        """Takes from the records what `sheets` may name in another way.

        `here` are all files at hand.
        """
        if not stored or not sheets:
            return
        numbers: dict[Scope, set[str]] = {}
        for sheet in sheets:
            for scope, key, _ in identities(sheet):
                texts = set(sheet.columns[key])
                found = numbers.setdefault(scope, set())
                found.update(folded(text).lstrip("0") for text in texts)
        rows = [sheet for sheet in sheets if isinstance(sheet, SheetRows)]
        names = {normal(name) for one in rows for name in set(one.columns["name"])}
        for owner, frame in stored.items():
            placed = frame.assign(**{_IS_HERE: frame["file"].isin(here)})
            for key in frame.columns.difference(["name", *_PLACE]):
                scope = scope_of(owner, key)
                self._remember(placed, key, scope, numbers.get(scope, set()))
            if {"agent", "name"} <= set(frame.columns):
                self._remember_names(frame[~placed[_IS_HERE]], names)

    def _remember(self, frame: pd.DataFrame, key: str, scope: Scope, numbers: set[str]) -> None:
        """Takes the spellings of a column; what is here again is told from where it stands now."""
        texts = frame[key].unique() if numbers else ()
        wanted = [text for text in texts if text and folded(text).lstrip("0") in numbers]
        if not wanted:
            return
        found = frame[frame[key].isin(wanted)].sort_values(_IS_HERE, kind="stable")
        firsts = found.drop_duplicates(key).sort_values(key)
        spellings = self._of(scope)
        lines = firsts[[key, _IS_HERE, *_PLACE]].itertuples(index=False, name=None)
        for text, is_here, *place in lines:
            spellings.stored.add(text)
            spellings.add(self._stored_at(text, key, place), not is_here)

    def _remember_names(self, frame: pd.DataFrame, names: set[str]) -> None:
        people = frame.drop_duplicates(["agent", "name"]).sort_values(["agent", *_PLACE])
        for agent, name, *place in people[["agent", "name", *_PLACE]].itertuples(index=False):
            if name and normal(name) in names:
                numbers = self._numbers_of.setdefault(normal(name), {})
                numbers.setdefault(agent, self._stored_at(agent, "agent", place))

    def _stored_at(self, text: str, key: str, place: Sequence[Any]) -> _Seen:
        file, sheet, row = place
        column = self._stored_columns.get((file, sheet), {}).get(key, "")
        return _Seen(text, file, sheet, source_cell(column, row) or f"{row}:{row}")

    # --- the sheets -------------------------------------------------------------------------------

    def joined(self, sheet: AnyRows) -> AnyRows:
        """Returns the sheet in the spellings that hold, nothing copied where they are its own."""
        plain = replace(sheet, columns=dict(sheet.columns))
        found = self.score_sheet(plain) if isinstance(plain, SheetRows) else self.form_sheet(plain)
        same = all(found.columns[name] is values for name, values in plain.columns.items())
        return sheet if same else found

    def score_sheet(self, sheet: SheetRows) -> SheetRows:
        """Returns the sheet in the spellings that hold."""
        columns = self._respelt(sheet)
        if "clause" in columns and columns["agent"] is not sheet.columns["agent"]:
            names = (columns["recording"], columns["inspector"], sheet.columns["agent"])
            parts = zip(*names, columns["agent"], strict=True)
            columns["recording"] = [respelt_stand_in(*part) for part in parts]
        self._check_names(sheet, columns["agent"])
        return replace(sheet, columns=columns)

    def form_sheet(self, sheet: FormRows) -> FormRows:
        """Returns the sheet in the spellings that hold."""
        return replace(sheet, columns=self._respelt(sheet))

    def _respelt(self, sheet: AnyRows) -> dict[str, list[Any]]:
        """The columns of a sheet; what was respelt in them is told once for each spelling."""
        columns = dict(sheet.columns)
        for scope, key, column in identities(sheet):
            spellings, changed = self._of(scope), {}
            for text, line in _first_lines(sheet, key).items():
                seen = _Seen(text, sheet.file, sheet.sheet, column.address(line))
                held = spellings.held(text)
                if held != text:
                    changed[text] = held
                    details = {"read": held, "where": spellings.by_fold[folded(text)].where}
                    self._note("id-spelling", seen, column, **details)
                else:
                    spellings.add(seen)
                    self._check_zeros(scope, seen, column)
            if changed:
                columns[key] = [changed.get(text, text) for text in columns[key]]
        return columns

    def _note(self, code: str, seen: _Seen, column: Column, **details: object) -> None:
        file, sheet, cell = seen.file, seen.sheet, seen.cell
        found = finding(code, file, sheet, cell, column.heading, seen.text, 1, **details)
        self.findings.append(found)

    def _is_news(self, code: str, scope: Scope, *texts: str) -> bool:
        """Whether two identities that are alike haven't been told yet.

        Two numbers of the roster are two people; that is no news at all.
        """
        pair = (code, scope, frozenset(texts))
        if pair in self._told or (scope == AGENTS and self.people.keys() >= set(texts)):
            return False
        self._told.add(pair)
        return True

    def _check_zeros(self, scope: Scope, seen: _Seen, column: Column) -> None:
        other = self._of(scope).but_for_zeros(seen.text)
        if other and self._is_news("id-zeros-differ", scope, seen.text, other.text):
            details = {"other": other.text, "where": other.where}
            self._note("id-zeros-differ", seen, column, **details)

    def _check_names(self, sheet: SheetRows, agents: Sequence[str]) -> None:
        """One name under two numbers, of one sheet or several: perhaps one person.

        Where there is a roster it tells such people by itself.
        """
        if self.people:
            return
        code, column = "name-with-two-numbers", sheet.agent_column
        lines: dict[tuple[str, str], int] = {}
        for agent, name, line in zip(agents, sheet.columns["name"], sheet.lines, strict=True):
            lines.setdefault((agent, name), line)
        for (agent, name), line in lines.items():
            if not agent or not name:
                continue
            seen = _Seen(agent, sheet.file, sheet.sheet, column.address(line))
            numbers = self._numbers_of.setdefault(normal(name), {})
            numbers.setdefault(agent, seen)
            others = (other for other in numbers.values() if _differs(other.text, agent))
            other = next(others, None)
            if other and self._is_news(code, AGENTS, agent, other.text):
                details = {"name": name, "other": other.text, "where": other.where}
                self._note(code, seen, column, **details)

    # --- rows that are kept out -------------------------------------------------------------------

    def kept_out(self, sheet: Sheet, names: Mapping[SchemeKey, Sequence[str]]) -> Sheet:
        """Returns a sheet whose rejected keys are spelt as the accepted ones."""
        scheme = sheet.scheme_key
        if not sheet.rejected_keys or scheme is None or scheme not in names:
            return sheet
        keys = [self._key(scheme.id, names[scheme], key) for key in sheet.rejected_keys]
        return replace(sheet, rejected_keys=tuple(keys))

    def _key(self, owner: str, names: Iterable[str], key: tuple[str, ...]) -> tuple[str, ...]:
        said = dict(zip(names, key, strict=True))
        scopes = {name: scope_of(owner, name) for name in said}
        held = {name: self._of(scope).held(said[name]) for name, scope in scopes.items()}
        if {"recording", "inspector", "agent"} <= said.keys():
            names_of_row = (held["recording"], said["inspector"], said["agent"], held["agent"])
            held["recording"] = respelt_stand_in(*names_of_row)
        return tuple(held.values())


def _differs(one: str, other: str) -> bool:
    """Whether two numbers differ in more than leading zeros, which are told by themselves."""
    return folded(one).lstrip("0") != folded(other).lstrip("0")
