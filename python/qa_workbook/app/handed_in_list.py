"""Who is in 缺交名单, in which state, and who else handed in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from qa_workbook.app.arrived_files import Arrivals
from qa_workbook.app.pack_report import held_words
from qa_workbook.books.handed_in.model import (
    Arrived,
    FileLine,
    HandedIn,
    InspectorLine,
    OtherLine,
    State,
)
from qa_workbook.files import plain_name
from qa_workbook.frames import folded
from qa_workbook.labels import text
from qa_workbook.numbers import Period
from qa_workbook.procedure.assigned import INSPECTOR, Assignment
from qa_workbook.procedure.people import People, Post


@dataclass(frozen=True)
class Desk:
    """All that the list is made from."""

    people: People
    names: Mapping[str, str]
    arrivals: Arrivals
    expected: Mapping[str, int | None]
    span: Period
    packs: Path
    language: str

    @property
    def is_refused(self) -> bool:
        """Whether anything of the period was refused."""
        return bool(self.arrivals.refused)

    def found(self) -> tuple[HandedIn, list[OtherLine]]:
        """Returns the list, and who of it isn't known at all."""
        groups: dict[str, list[Post]] = {}
        for post in self.people.posts:
            if post.role == INSPECTOR and post.held_between(self.span.first, self.span.last):
                groups.setdefault(folded(post.number), []).append(post)
        inspectors = [self._line(Assignment(tuple(own), ())) for own in groups.values()]
        others = [self._other(name) for name in self._strangers(groups)]
        files = self._files()
        found = HandedIn(self.span.text, inspectors, files, others, self._notice(inspectors, files))
        return found, [one for one in others if not one.number]

    def _say(self, key: str, **details: object) -> str:
        return text(f"handed_in.{key}", self.language, **details)

    def _called(self, number: str) -> tuple[str, str]:
        return number, self.names[number]

    def _line(self, own: Assignment) -> InspectorLine:
        number = own.inspector.number
        name = self.names[number]
        arrived = self.arrivals.of(self._called(number))
        expected = self.expected.get(name)
        comma = text("packs.comma", self.language)
        projects = dict.fromkeys(post.project for post in own.posts)
        named = "" if "" in projects else comma.join(projects)
        return InspectorLine(
            inspector=name,
            number=number,
            team=comma.join(own.teams) or text("packs.all_teams", self.language),
            project=named or text("packs.all_projects", self.language),
            held=held_words(own, self.language),
            expected=None if expected is None else int(expected),
            arrived=arrived,
            state=_state(arrived, expected),
            pack=self._pack(name),
            note=self._note(number, expected),
        )

    def _pack(self, name: str) -> Path | None:
        """The first blank sheet that was handed out to somebody."""
        found = sorted(self.packs.glob("*.xlsx"))
        return next((one for one in found if one.name.startswith(f"{plain_name(name)}_")), None)

    def _note(self, number: str, expected: int | None) -> str:
        called = {folded(one) for one in self._called(number)}
        empty = [file for file, who in self.arrivals.empty if folded(who) in called]
        said = [self._say("note_empty", file=file) for file in empty]
        if expected is None:
            said.append(self._say("note_expected_unknown"))
        return text("packs.semicolon", self.language).join(said)

    def _strangers(self, groups: Mapping[str, object]) -> list[str]:
        """Who handed in under a name that is no inspector's of the period."""
        known = {
            folded(called)
            for number in self.names
            if folded(number) in groups
            for called in self._called(number)
        }
        found: dict[str, str] = {}
        for name in self.arrivals.inspectors:
            if folded(name) not in known:
                found.setdefault(folded(name), name)
        return list(found.values())

    def _other(self, name: str) -> OtherLine:
        number, why = self._why(name)
        return OtherLine(name, number, why, self.arrivals.of([name]))

    def _why(self, name: str) -> tuple[str, str]:
        """The number of somebody in the list, "" for nobody, and why that is no inspector."""
        posts = self.people.called(name)
        if not posts:
            posts = [
                one for one in self.people.posts if folded(self.names[one.number]) == folded(name)
            ]
        numbers = list(dict.fromkeys(one.number for one in posts))
        comma = text("packs.comma", self.language)
        if not numbers:
            return "", self._say("why_not_in_list")
        if len(numbers) > 1:
            told, example = comma.join(numbers), self.names[numbers[0]]
            return "", self._say("why_same_name", numbers=told, example=example)
        roles = list(dict.fromkeys(one.role for one in posts))
        if INSPECTOR in roles:
            return numbers[0], self._say("why_not_in_office")
        words = comma.join(text(f"procedure.word-{role}", self.language) for role in roles)
        return numbers[0], self._say("why_role", role=words)

    def _files(self) -> list[FileLine]:
        """A line per file and inspector, as the names of the files sort."""
        rows = self.arrivals.accepted[["file", "who", "inspector"]].drop_duplicates(["file", "who"])
        pairs = {(file, who): name for file, who, name in rows.itertuples(index=False, name=None)}
        for one in self.arrivals.refused:
            pairs.setdefault((one.file, folded(one.inspector)), one.inspector)
        return [self._file(file, name) for (file, _), name in sorted(pairs.items())]

    def _file(self, file: str, name: str) -> FileLine:
        refused = [
            one
            for one in self.arrivals.refused
            if one.file == file and folded(one.inspector) == folded(name)
        ]
        notes = []
        if any(one.whole for one in refused):
            notes.append(self._say("file_refused"))
        if not name:
            notes.append(self._say("file_of_nobody"))
        elif any(one.by_name for one in refused):
            notes.append(self._say("file_by_name"))
        note = text("packs.semicolon", self.language).join(notes)
        whole = any(one.whole for one in refused)
        return FileLine(name, file, self.arrivals.of([name], file), whole, note)

    def _notice(self, inspectors: Sequence[InspectorLine], files: Sequence[FileLine]) -> str:
        said = [] if inspectors else [self._say("no_list")]
        unknown = {one.file for one in files if not one.inspector}
        if unknown:
            said.append(self._say("unknown_files", count=len(unknown)))
        return "".join(said)


def _state(arrived: Arrived, expected: int | None) -> State:
    """What somebody has to be asked for; what is wrong comes before what lacks."""
    if arrived.rejected or arrived.refused:
        return "faulty"
    if not arrived.recordings:
        return "missing"
    short = expected is not None and arrived.recordings < expected
    return "partial" if short else "handed_in"
