"""What the preview of an adoption shows: a proposal, and what it makes of every sheet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from qa_workbook.adopt.proposal import Proposal, SheetProposal
from qa_workbook.findings.finding import Finding
from qa_workbook.forms.score_form import ScoreForm
from qa_workbook.grids.grid import CellValue, Place
from qa_workbook.layouts.model import Layout
from qa_workbook.layouts.unfolded import Unfolded
from qa_workbook.scheme.model import Scheme


@dataclass(frozen=True)
class Reckoned:
    """What a recording comes to, in points, beside what its sheet says.

    `score` is None where it would be refused, by the finding in `refused`; `agrees` is None where
    the sheet says nothing.
    """

    score: Decimal | None = None
    stated: CellValue = ""
    agrees: bool | None = None
    refused: Finding | None = None

    def refused_for(self, finding: Finding) -> Reckoned:
        """Returns the same of a recording that is refused."""
        return replace(self, score=None, agrees=None, refused=finding)


@dataclass(frozen=True)
class ReadSheet:
    """A sheet, and what the proposed layout makes of it; `unfolded` is None where none reads it.

    `names` are what the columns of the scheme's form are called, by id; `reckoned` is by row of
    the plain table; `widths` are those of the columns of the sheet where its file tells them.
    """

    proposed: SheetProposal
    layout: Layout | None = None
    unfolded: Unfolded | None = None
    names: Mapping[str, str] = field(default_factory=dict)
    reckoned: Mapping[int, Reckoned] = field(default_factory=dict)
    widths: Mapping[int, float] = field(default_factory=dict)

    @property
    def place(self) -> tuple[str, str]:
        """File and name of the sheet."""
        return self.proposed.sample.file, self.proposed.sample.sheet

    @property
    def recordings(self) -> int:
        """How many recordings would be read: rows of the plain table without its header."""
        return max(0, len(self.unfolded.grid.rows) - 1) if self.unfolded else 0

    @property
    def refused(self) -> int:
        """How many recordings would be refused."""
        return sum(one.refused is not None for one in self.reckoned.values())

    @property
    def compared(self) -> int:
        """How many totals the sheet states."""
        return sum(one.agrees is not None for one in self.reckoned.values())

    @property
    def agreeing(self) -> int:
        """How many of them are what the recording comes to."""
        return sum(one.agrees is True for one in self.reckoned.values())

    def origins(self) -> dict[int, list[Place]]:
        """Returns the cells of the sheet that each row of the plain table comes from."""
        found: dict[int, list[Place]] = {}
        if self.unfolded:
            for (row, _), place in self.unfolded.origin.items():
                found.setdefault(row, []).append(place)
        return found


@dataclass(frozen=True)
class Preview:
    """What is shown and asked. `id` names the proposal; `schemes` are all that its layouts use,
    `forms` their score sheets, by id.
    """

    id: str
    name: str
    proposal: Proposal
    sheets: Sequence[ReadSheet]
    schemes: Mapping[str, Scheme]
    forms: Mapping[str, ScoreForm]


def names_of(form: ScoreForm) -> dict[str, str]:
    """Returns what columns and labels of a form are called, by id; a column wins over a label."""
    return {field_id: field.heading for field_id, field in form.by_id.items()}
