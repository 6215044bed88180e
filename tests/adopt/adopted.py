"""Proposals for sheets that are drawn as text, and what they make of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from drawn_sheets import drawn
from qa_workbook.adopt.proposal import Proposal, Sample
from qa_workbook.adopt.propose import propose
from qa_workbook.config.strict import read_model, read_with_places
from qa_workbook.config.writing import as_yaml
from qa_workbook.forms.score_form import score_form
from qa_workbook.forms.vocabulary import Vocabulary
from qa_workbook.grids.grid import CellValue, Grid
from qa_workbook.layouts.checks import check_layout
from qa_workbook.layouts.model import Layout
from qa_workbook.layouts.unfold import unfold
from qa_workbook.layouts.unfolded import Unfolded
from qa_workbook.scheme.book import SchemeBook
from qa_workbook.scheme.check import check_scheme
from qa_workbook.scheme.loader import load_schemes
from qa_workbook.scheme.model import Scheme

CONFIG = Path(__file__).parents[2] / "config"


@cache
def vocabulary() -> Vocabulary:
    """Returns the shipped words."""
    model, faults = read_model(CONFIG / "intake.yaml", Vocabulary)
    assert model is not None, faults
    return model


@cache
def shipped() -> SchemeBook:
    """Returns the shipped schemes."""
    return load_schemes(CONFIG / "schemes")[0]


@dataclass
class Adopted:
    """A proposal and what its first layout makes of the sheets that it reads."""

    proposal: Proposal
    book: SchemeBook
    unfolded: list[Unfolded]

    @property
    def layout(self) -> Layout:
        return self.proposal.layouts[0]

    @property
    def scheme(self) -> Scheme:
        return self.book.latest(self.layout.scheme)

    @property
    def open(self) -> set[str]:
        """The questions that have no answer."""
        return {question.id for question in self.proposal.open}

    @property
    def asked(self) -> dict[str, str]:
        """All questions with what is proposed."""
        return {question.id: question.proposed for question in self.proposal.questions}

    def columns(self, *keys: str) -> list[tuple[CellValue, ...]]:
        """Returns some columns of the plain tables, "" where there is none."""
        found = []
        for one in self.unfolded:
            places = {key: place for place, key in enumerate(one.keys)}
            for row in one.grid.rows[1:]:
                found.append(tuple(row[places[key]] if key in places else "" for key in keys))
        return found

    def marks(self) -> list[dict[str, CellValue]]:
        """Returns the marks of each recording by the name of the item."""
        form = score_form(self.scheme, vocabulary())
        names = {key: node.name.zh for key, node in form.indicators.items()}
        found = []
        for one in self.unfolded:
            for row in one.grid.rows[1:]:
                pairs = zip(one.keys, row, strict=True)
                found.append({names[key]: value for key, value in pairs if key in names})
        return found

    def unsure(self) -> list[str]:
        """Returns the cells that nobody knows."""
        return [
            str(one.grid.name)
            for one in self.unfolded
            for cell in one.cells.values()
            if cell.kind == "unsure"
        ]


def adopted(
    *sheets: str | Grid,
    answers: Mapping[str, str] | None = None,
    names: Sequence[str] = ("Sheet1",),
    file: str = "质检.xlsx",
    **more: Any,
) -> Adopted:
    """Returns what is proposed for sheets; layouts and schemes pass all checks as YAML."""
    names = [*names, *(f"Sheet{n}" for n in range(2, len(sheets) + 1))]
    grids = [
        drawn(sheet, name, **more) if isinstance(sheet, str) else sheet
        for sheet, name in zip(sheets, names, strict=False)
    ]
    samples = [Sample(file, grid.name, grid) for grid in grids]
    proposal = propose(samples, shipped(), vocabulary(), answers)
    book = SchemeBook((*shipped().schemes, *proposal.schemes))
    found = []
    for one in proposal.sheets:
        if one.layout:
            layout = next(known for known in proposal.layouts if known.id == one.layout)
            scheme = book.latest(layout.scheme)
            form = score_form(scheme, vocabulary())
            grid = one.sample.grid
            found.append(unfold(grid, layout, scheme, form, vocabulary(), file))
    return Adopted(proposal, book, found)


def faults(one: Adopted, folder: Path) -> list[object]:
    """Returns the faults of what is proposed, written as YAML and read again."""
    found: list[object] = []
    for scheme in one.proposal.schemes:
        path = folder / f"{scheme.id}.yaml"
        path.write_text(as_yaml(scheme), "utf-8")
        read, wrong, places = read_with_places(path, Scheme)
        found += wrong or check_scheme(scheme, places)
        found += [] if read == scheme else [f"{scheme.id} is another when read again"]
    for layout in one.proposal.layouts:
        path = folder / f"layout-{layout.id}.yaml"
        path.write_text(as_yaml(layout), "utf-8")
        read_layout, wrong, places = read_with_places(path, Layout)
        worded = places.worded_by("layouts")
        found += wrong or check_layout(layout, worded, one.book, vocabulary())
        found += [] if read_layout == layout else [f"{layout.id} is another when read again"]
    return found
