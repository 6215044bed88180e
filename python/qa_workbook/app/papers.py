"""Writes the papers of a period: those of one kind or of all, of one agent or of all (4.4)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from pathlib import Path
from typing import Any

from qa_workbook.app.earlier_workbook import EarlierWorkbook
from qa_workbook.app.paper_addressees import AddressBook, Person, Recipients
from qa_workbook.app.paper_kinds.catalogue import KINDS, kind_called, kinds_for
from qa_workbook.app.paper_kinds.kind import Draft, PaperKind
from qa_workbook.app.paper_kinds.material import Material
from qa_workbook.app.paper_kinds.reports import BRANCH_NOTICE
from qa_workbook.app.paper_mail import has_address, mail
from qa_workbook.app.paper_pdf import make_pdfs, office
from qa_workbook.books.analysis.branch_strays import stray_words
from qa_workbook.errors import PaperNeedsLonger, UnknownAgent, UnknownPaper
from qa_workbook.files import Together, plain_name, refuse_if_open, written_together
from qa_workbook.labels import text
from qa_workbook.numbers import Period
from qa_workbook.workspace import Workspace


@dataclass(frozen=True)
class Paper:
    """One file, and whom it is for.

    `mail` is the draft beside it, `pdf` the PDF, where there is one (for what is `short`), and
    `kept` a copy that somebody wrote into.
    """

    kind: str
    recipients: Recipients
    file: Path
    mail: Path | None = None
    kept: Path | None = None
    pdf: Path | None = None
    short: bool = False

    def as_dict(self) -> dict[str, Any]:
        """Returns the contract's object (4.4): `to` and `cc` are numbers."""
        found: dict[str, Any] = {
            "kind": self.kind,
            "to": [one.number for one in self.recipients.to],
            "cc": [one.number for one in self.recipients.cc],
            "file": str(self.file),
        }
        more = {"eml": self.mail, "pdf": self.pdf, "kept": self.kept}
        return found | {name: str(path) for name, path in more.items() if path}


_NAMED = 5  # so many people stand in a sentence, the others are counted


class Pdf(Enum):
    """What became of the PDFs: some may be missing, or there is no LibreOffice to make them."""

    NOT_ASKED = "not_asked"
    MADE = "made"
    SOME_MISSING = "some_missing"
    NO_OFFICE = "no_office"


@dataclass(frozen=True)
class PapersReport:
    """The files that were written, by kind and agent.

    `strays`: sentences on branches without recordings, and on recordings without a branch.
    """

    period: Period
    files: Sequence[Paper]
    pdf: Pdf = Pdf.NOT_ASKED
    strays: Sequence[str] = ()

    @property
    def counts(self) -> Mapping[tuple[str, Path], int]:
        """How many files there are of each kind and folder."""
        return Counter((one.kind, one.file.parent) for one in self.files)

    @property
    def without_address(self) -> list[Person]:
        """Those whom a draft names without an e-mail address, by number."""
        mailed = [one.recipients for one in self.files if one.mail]
        people = {person for one in mailed for person in (*one.to, *one.cc)}
        unknown = (person for person in people if not has_address(person))
        return sorted(unknown, key=lambda person: person.number)

    @property
    def for_nobody(self) -> list[str]:
        """The kinds of papers with a draft that is to nobody."""
        return list(dict.fromkeys(one.kind for one in self.files if not one.recipients.to))

    def notes(self, language: str) -> list[str]:
        """Returns sentences on strays, drafts to nobody, and lacking e-mail addresses."""
        comma, said = text("papers.comma", language), [*self.strays]
        if self.for_nobody:
            kinds = comma.join(text(f"papers.{kind}", language) for kind in self.for_nobody)
            said.append(text("papers.for_nobody", language, kinds=kinds))
        people = [one.name or one.number for one in self.without_address]
        if people:
            more = text("papers.more", language) if len(people) > _NAMED else ""
            names = comma.join(people[:_NAMED]) + more
            said.append(text("papers.no_address", language, count=len(people), names=names))
        return said

    def as_dict(self) -> dict[str, Any]:
        """Returns the contract's object (4.4)."""
        return {"files": [one.as_dict() for one in self.files]}


def write_papers(
    workspace: Workspace,
    period_text: str,
    language: str,
    *,
    agent: str | None = None,
    kind: str | None = None,
    pdf: bool = False,
) -> PapersReport:
    """Writes the papers of a period into the output, of all kinds that fit it or one.

    With an `agent` only what is about that agent; with `pdf` there are PDFs of what is short. Where
    somebody wrote into a paper that is there, it is copied beside first. Raises UnknownPaper,
    PaperNeedsLonger, UnknownAgent, Busy, OutputLocked, and as `cases_of` and `report_of` do.
    """
    config = workspace.required().load()
    with workspace.locked(config.settings.wait_for_lock):
        material = Material(workspace, period_text, language, agent or "")
        kinds = _kinds(material, kind)
        with written_together() as files:
            papers = _Papers(material, files).write(kinds)
            files.publish()
    report = PapersReport(material.asked, papers, strays=_strays(material, kinds))
    return _with_pdfs(report) if pdf else report


def _strays(material: Material, kinds: Sequence[PaperKind]) -> list[str]:
    """What has no branch or no recordings; only where notices of branches were asked for."""
    rules = material.config.rules.at(material.asked.last)
    if BRANCH_NOTICE not in kinds or rules is None:
        return []
    found = material.analyses(material.asked)
    return list(stray_words(found, rules.branches, material.language))


def _with_pdfs(report: PapersReport) -> PapersReport:
    wanted = [one.file for one in report.files if one.short]
    program = office()
    if program is None:
        return replace(report, pdf=Pdf.NO_OFFICE)
    made = make_pdfs(program, wanted) if wanted else {}
    files = [replace(one, pdf=made.get(one.file)) for one in report.files]
    state = Pdf.MADE if len(made) == len(wanted) else Pdf.SOME_MISSING
    return replace(report, files=files, pdf=state)


def _kinds(material: Material, name: str | None) -> list[PaperKind]:
    if name is None:
        return kinds_for(material.asked, one_agent=bool(material.asked_agent))
    chosen = kind_called(name)
    if chosen is None:
        raise UnknownPaper(kind=name, known=", ".join(one.id for one in KINDS))
    if not chosen.spans(material.asked):
        said = text(f"papers.{name}", material.language)
        raise PaperNeedsLonger(kind=said, period=material.asked.text)
    return [chosen]


class _Papers:
    """Papers being written together."""

    def __init__(self, material: Material, files: Together) -> None:
        self._material, self._files = material, files
        self._addressees = AddressBook(material)

    def write(self, kinds: Sequence[PaperKind]) -> list[Paper]:
        """Writes the papers of some kinds and returns them.

        Raises UnknownAgent where no kind has anything of the agent that was asked for.
        """
        papers, unknown = list[Paper](), list[UnknownAgent]()
        wanted = [(kind, span) for kind in kinds for span in kind.spans(self._material.asked)]
        for kind, span in wanted:
            try:
                drafts = kind.drafts(self._material, span)
                papers += [self._paper(kind, span, draft) for draft in drafts]
            except UnknownAgent as fault:
                unknown.append(fault)
        if unknown and len(unknown) == len(wanted):
            raise unknown[0]
        return papers

    def _paper(self, kind: PaperKind, span: Period, draft: Draft) -> Paper:
        file = self._place(kind, span, draft.agent or draft.branch)
        recipients = self._addressees.of(kind.id, draft, span)
        content, kept = self._put(file, draft)
        drafted = None
        if kind.mailed:
            drafted = file.with_suffix(".eml")
            of, language = self._material.organisation, self._material.language
            data = mail(kind.id, span, draft, recipients, file, content, of, language)
            self._files.add(drafted).write_bytes(data)
        return Paper(kind.id, recipients, file, drafted, kept, short=kind.short)

    def _put(self, file: Path, draft: Draft) -> tuple[bytes, Path | None]:
        """Writes a file beside its place, and keeps what somebody wrote into the one there.

        Returns its content, and the copy of the one before.
        """
        material = self._material
        refuse_if_open(file)
        limits = material.config.vocabulary.limits
        earlier = EarlierWorkbook(material.workspace, file, limits)
        kept = earlier.keep(material.today, self._files)
        beside = self._files.add(file)
        draft.write(beside)
        content = beside.read_bytes()
        earlier.save_original(content, self._files)
        return content, kept

    def _place(self, kind: PaperKind, span: Period, about: str) -> Path:
        """The path of a paper, unlike that of any other on any file system."""
        language = self._material.language
        folder = self._material.workspace.output.resolve()
        if kind.place != "output":
            folder /= text("papers.folder", language, period=self._material.asked.text)
        if kind.place == "kind":
            folder /= text(f"papers.file_{kind.id}", language)
        name = f"{text(f'papers.file_{kind.id}', language)}_{span.text}"
        return folder / f"{f'{name}_{plain_name(about)}' if about else name}.xlsx"
