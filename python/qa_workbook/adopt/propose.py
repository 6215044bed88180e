"""Works out how sheets are to be read that nobody has seen before.

One recogniser for each shape says what stands where; sheets with the same items are of one kind;
for each kind it is decided how marks are read and scored, what is not known is asked, and a layout
and, where none fits, a scheme are made.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from qa_workbook.adopt.across import recognise_columns
from qa_workbook.adopt.answers import recognise_answers
from qa_workbook.adopt.asking import Asked
from qa_workbook.adopt.clause_scheme import clause_scheme, empty_rule, fitting_list
from qa_workbook.adopt.clauses import recognise_clauses
from qa_workbook.adopt.decided import decide, decide_for
from qa_workbook.adopt.derived import without_derived
from qa_workbook.adopt.fits import fitting_scheme
from qa_workbook.adopt.forms import recognise_forms
from qa_workbook.adopt.found import FoundSheet, Looked, Recogniser
from qa_workbook.adopt.kinds import Kind, kinds_of
from qa_workbook.adopt.layout_made import Named, make_layout, make_list_layout
from qa_workbook.adopt.mark_words import MarkWords
from qa_workbook.adopt.names import Names
from qa_workbook.adopt.naming import distinct, id_of, name_of
from qa_workbook.adopt.off import no_effects
from qa_workbook.adopt.passed_over import is_summary, reason_of
from qa_workbook.adopt.proposal import Proposal, Sample, SheetProposal
from qa_workbook.adopt.rows import recognise_rows
from qa_workbook.adopt.scheme_made import About, item_ids_of, make_scheme
from qa_workbook.adopt.settled_fields import settle_fields
from qa_workbook.adopt.values import day_of, filled
from qa_workbook.adopt.words import adopt_words
from qa_workbook.forms.score_form import score_form
from qa_workbook.forms.vocabulary import Vocabulary
from qa_workbook.layouts.model import Layout
from qa_workbook.scheme.book import SchemeBook
from qa_workbook.scheme.model import Scheme

RECOGNISERS: tuple[Recogniser, ...] = (
    recognise_rows,
    recognise_answers,
    recognise_clauses,
    recognise_forms,
    recognise_columns,
)
"""Of several that recognise a sheet `recognised` chooses; of equals the first."""


@dataclass(frozen=True)
class _Made:
    layout: Layout
    scheme: Scheme | None
    asked: Asked


_NUMBER = re.compile(r"[A-Za-z]{0,3}\d{3,}")
"""The number of a person."""


def propose(
    samples: Sequence[Sample],
    schemes: SchemeBook,
    vocabulary: Vocabulary,
    answers: Mapping[str, str] | None = None,
    scheme_id: str = "",
) -> Proposal:
    """Returns how sheets are to be read, with the questions that only people can answer.

    Given again with `answers` (by id of the question), it returns what follows from them. With
    `scheme_id` the marks belong to that scheme wherever it fits.
    """
    names = Names(vocabulary, adopt_words())
    given = dict(answers or {})
    looked = [Looked(sample, names) for sample in samples]
    found = {place: recognised(one) for place, one in enumerate(looked)}
    kinds = kinds_of(sheet for sheet in found.values() if sheet)
    places = {id(sheet): number for number, kind in enumerate(kinds) for sheet in kind.sheets}
    kinds = [without_derived(kind, MarkWords(names), names.words.subtotals) for kind in kinds]
    titles = distinct(name_of(kind, looked[0]) for kind in kinds)
    made = []
    for number, (kind, title) in enumerate(zip(kinds, titles, strict=True), 1):
        asked = Asked(given, f"#{number}" if number > 1 else "")
        made.append(_made(kind, title, names, schemes, scheme_id, asked))
    sheets = []
    for place, one in enumerate(looked):
        sheet = found[place]
        layout = made[places[id(sheet)]].layout.id if sheet else ""
        sheets.append(SheetProposal(one.sample, layout, None if sheet else reason_of(one)))
    ranked = sorted((q for one in made for q in one.asked.questions), key=lambda q: q[0])
    return Proposal(
        layouts=tuple(one.layout for one in made),
        schemes=tuple(one.scheme for one in made if one.scheme),
        sheets=tuple(sheets),
        questions=tuple(question for _, question in ranked),
        answers=given,
    )


def recognised(looked: Looked) -> FoundSheet | None:
    """Returns a sheet as its best recogniser sees it, None where it is no score sheet.

    Whoever is confident and has a use for more of the cells is right.
    """
    found = [sheet for recognise in RECOGNISERS if (sheet := recognise(looked))]
    if is_summary(looked):  # what stands beside figures of many recordings is no mark of one
        found = [sheet for sheet in found if sheet.shape == "rows"]
    found = [sheet for sheet in found if not _marks_people(looked, sheet)]
    return max(found, key=lambda sheet: sheet.confidence * _used(sheet), default=None)


def _used(sheet: FoundSheet) -> int:
    """How many cells a recogniser has a use for."""
    items, fields, totals = sheet.items, sheet.fields, sheet.totals
    cells = [one.marks for one in items] + [one.cells for one in fields]
    cells += [one.cells for one in totals]
    named = [one.named for one in items] + [one.named for one in fields]
    named += [one.named for one in totals]
    places = {place for one in cells for place in one.places}
    places |= {place for several in named for place in several}
    return len(places - {None})


def _marks_people(looked: Looked, sheet: FoundSheet) -> bool:
    """Whether most of what a sheet marks is named like people or their numbers: it runs the other
    way, or these are values of labels.
    """
    names = [item.name for item in sheet.items]
    people = sum(
        looked.vocabulary.is_person(name) or bool(_NUMBER.fullmatch(name)) for name in names
    )
    return 2 * people > len(sheet.items)


def _made(
    kind: Kind, title: str, names: Names, schemes: SchemeBook, scheme_id: str, asked: Asked
) -> _Made:
    if kind.first.clauses:
        return _made_of_clauses(kind, title, names, schemes, scheme_id, asked)
    marks = MarkWords(names)
    looked = Looked(kind.first.sample, names)
    fit = fitting_scheme(kind, schemes, marks, scheme_id)
    decided = decide_for(kind, fit, marks, asked) if fit else decide(kind, marks, asked)
    layout_id = id_of(title, [item.name for item in kind.items])
    source = f"adopt · {kind.first.sample.file}"[:200]
    if fit:
        scheme, new = fit.scheme, None
        ids = tuple(node.id if node else "" for node in fit.nodes)
    else:
        about = About(layout_id, _free_name(title, schemes), source, _valid_from(kind, names))
        scheme = new = make_scheme(decided, about, names.words)
        ids = tuple(item_ids_of(decided))
    fields = settle_fields(kind, looked, decided.effects, _known_fields(scheme, names), asked)
    named = Named(layout_id, title, source, scheme.id, ids)
    return _Made(make_layout(kind, decided, fields, named), new, asked)


def _made_of_clauses(
    kind: Kind, title: str, names: Names, schemes: SchemeBook, scheme_id: str, asked: Asked
) -> _Made:
    marks = MarkWords(names)
    looked = Looked(kind.first.sample, names)
    layout_id = id_of(title, kind.headings)
    source = f"adopt · {kind.first.sample.file}"[:200]
    new = None
    scheme = fitting_list(kind, schemes, scheme_id)
    if scheme is None:
        about = About(layout_id, _free_name(title, schemes), source, _valid_from(kind, names))
        scheme = new = clause_scheme(kind, about, marks, asked)
    fields = settle_fields(kind, looked, no_effects(kind), _known_fields(scheme, names), asked)
    named = Named(layout_id, title, source, scheme.id, ())
    return _Made(make_list_layout(kind, fields, named, empty_rule(kind)), new, asked)


def _known_fields(scheme: Scheme, names: Names) -> frozenset[str]:
    form = score_form(scheme, names.vocabulary)
    known = frozenset(field.id for field in (*form.columns, *form.labels))
    return known - {"scheme", "version", "serial", "raw", "final", "band", "deduction"}


def _free_name(title: str, schemes: SchemeBook) -> str:
    """A name that no scheme of the house has."""
    name, number = title, 2
    while schemes.find(name):
        name = f"{title} {number}"
        number += 1
    return name


def _valid_from(kind: Kind, names: Names) -> date:
    """The first day of the year of the earliest call, so that all of them lie in it."""
    days = [
        day
        for key in ("call_date", "inspected_on")
        for field in kind.fields_of(key)
        for value in filled(field.cells.values)
        if (day := day_of(value))
    ]
    earliest = names.vocabulary.limits.earliest_date
    return date(min(days).year, 1, 1) if days else earliest
