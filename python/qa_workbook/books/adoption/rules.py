"""Sheets 方案 and 读法: the proposed schemes and layouts as tables that anybody can read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from qa_workbook.books.adoption.meanings import Meanings
from qa_workbook.books.adoption.model import names_of
from qa_workbook.books.adoption.page import AdoptionBook, AdoptionPage
from qa_workbook.books.cloth.blocks import Block, write_blocks
from qa_workbook.books.score_sheet.guide import guide_blocks
from qa_workbook.books.score_sheet.words import Words
from qa_workbook.layouts.model import FieldSource, Layout, MarkPlace, Notation
from qa_workbook.layouts.titles import YEAR_AND_MONTH
from qa_workbook.numbers import plain
from qa_workbook.scheme.model import Scheme

_PLACES = ("heading", "label", "sheet_name", "file_name", "title", "group_row", "constant")


class SchemesPage(AdoptionPage):
    """方案: what the marks belong to, and what they come to."""

    def __init__(self, book: AdoptionBook) -> None:
        super().__init__(book, book.say("scheme_sheet"))

    def write(self) -> None:
        """Fills the sheet."""
        blocks: list[Block] = []
        for scheme in self.preview.schemes.values():
            words = Words(scheme, self.preview.forms[scheme.id], self.book.language)
            blocks += [self._basics(scheme), *guide_blocks(scheme, words)]
        write_blocks(self.sheet, self.styles, self.say("schemes_title"), blocks)

    def _basics(self, scheme: Scheme) -> Block:
        new = any(one.id == scheme.id for one in self.preview.proposal.schemes)
        score = scheme.score
        rows = [
            ("scheme_id", scheme.id),
            ("scheme_state", self.say("scheme_new" if new else "scheme_known")),
            ("scheme_version", scheme.version),
            ("scheme_from", scheme.valid_from.isoformat()),
            ("scheme_score", self.say(f"score_{score.aggregate}", full=plain(score.full))),
            ("scheme_blank", self.say(f"blank_{scheme.sheet.blank}")),
            ("scheme_na", self.say(f"na_{scheme.not_applicable}")),
            ("scheme_source", scheme.source),
        ]
        if scheme.note:
            rows.append(("note", scheme.note.say(self.book.language)))
        caption = scheme.name.say(self.book.language)
        lines = [[self.say(key), words] for key, words in rows]
        return Block(caption, [self.say("what"), self.say("says")], lines)


class LayoutsPage(AdoptionPage):
    """读法: how sheets of each kind are read."""

    def __init__(self, book: AdoptionBook) -> None:
        super().__init__(book, book.say("layout_sheet"))

    def write(self) -> None:
        """Fills the sheet."""
        blocks: list[Block] = []
        for layout in self.preview.proposal.layouts:
            form = self.preview.forms.get(layout.scheme)
            names = names_of(form) if form else {}
            blocks += _Reading(Meanings(self.book.language, layout, names), layout).blocks()
        write_blocks(self.sheet, self.styles, self.say("layouts_title"), blocks)


class _Reading:
    """The tables of one layout."""

    def __init__(self, meanings: Meanings, layout: Layout) -> None:
        self.meanings = meanings
        self.say = meanings.say
        self.layout = layout

    def blocks(self) -> list[Block]:
        """Returns what it is for, where everything comes from, and what is passed over."""
        return [
            self._basics(),
            self._fields(),
            self._marks(),
            self._notations(),
            self._ignored(),
            self._totals(),
        ]

    def _block(self, key: str, headings: Sequence[str], rows: list[list[str]]) -> Block:
        name = self.layout.name.say(self.meanings.language)
        caption = self.say("layout_caption", name=name, what=self.say(key))
        return Block(caption, [self.say(heading) for heading in headings], rows)

    def _several(self, words: Iterable[str]) -> str:
        return self.say("or").join(words)

    def _basics(self) -> Block:
        layout, match = self.layout, self.layout.match
        rows = [
            ("layout_id", layout.id),
            ("layout_scheme", layout.scheme),
            ("layout_shape", self.say(f"shape_{layout.shape}")),
            ("layout_levels", str(layout.levels)),
            ("layout_files", self._several(match.files)),
            ("layout_sheets", self._several(match.sheets)),
            ("layout_headings", self._several(match.headings)),
            ("layout_not_sheets", self._several(match.not_sheets)),
            ("note", layout.note.say(self.meanings.language) if layout.note else ""),
        ]
        lines = [[self.say(key), words] for key, words in rows if words]
        return self._block("layout_basics", ("what", "says"), lines)

    # --- fields and marks

    def _fields(self) -> Block:
        rows = [
            [self.meanings.name(key), self.say("else").join(map(self.source, sources))]
            for key, sources in self.layout.fields.items()
        ]
        return self._block("layout_fields", ("what", "from_where"), rows)

    def source(self, source: FieldSource) -> str:
        """Returns where something comes from, in words."""
        words = self._place(source)
        if source.pattern:
            words += self.say("source_part", pattern=source.pattern)
        if source.year:
            words += self.say("source_year", year=source.year)
        if source.within:
            words += self.say("source_within", what=self.meanings.name(source.within))
        if source.month:
            words += self.say("source_month", month=source.month)
        return words + self.say("source_down") if source.fill_down else words

    def _place(self, source: FieldSource) -> str:
        if source.head:
            return self.say("source_head")
        if source.made_of:
            names = self._several(map(self.meanings.name, source.made_of))
            return self.say("source_made_of", what=names)
        for place in _PLACES:
            found = getattr(source, place)
            if found is not None:
                what = self.say("year_and_month") if found == YEAR_AND_MONTH else found
                return self.say(f"source_{place}", what=what)
        return ""

    def _marks(self) -> Block:
        rows = [
            [self.meanings.name(self._key(item)), *self._mark(place)]
            for item, place in self.layout.marks.items()
        ]
        headings = ("item", "mark_column", "reason_column", "full_column", "notation")
        return self._block("layout_marks", headings, rows)

    def _key(self, item: str) -> str:
        known = self.meanings.names
        return next((key for key in (f"mark.{item}", f"count.{item}") if key in known), item)

    def _mark(self, place: MarkPlace) -> list[str]:
        ticks = self.say("else").join(
            self.say("tick", heading=tick.heading, mark=tick.mark) for tick in place.ticks
        )
        columns = [place.heading or ticks, place.reason or "", place.full or ""]
        return [*columns, place.notation or ""]

    def _notations(self) -> Block:
        rows = [
            [name, self.say(f"reads_{one.reads}"), self._words(one), self._blank(one)]
            for name, one in self.layout.notations.items()
        ]
        headings = ("notation", "reads", "words", "blank")
        return self._block("layout_notations", headings, rows)

    def _words(self, notation: Notation) -> str:
        words = [f"{written} → {mark}" for written, mark in notation.words.items()]
        if notation.number_in_text:
            words.append(self.say("number_in_text"))
        if notation.times is not None:
            words.append(self.say("times", times=plain(notation.times)))
        return self._several(words)

    def _blank(self, notation: Notation) -> str:
        return self.say(f"blank_{notation.blank}")

    # --- what is passed over, what is compared

    def _ignored(self) -> Block:
        ignored = self.layout.ignored
        parts = {
            "rows": len(ignored.rows),
            "headings": len(ignored.headings),
            "labels": len(ignored.labels),
            "texts": len(ignored.texts),
        }
        rows = [
            [self.say(f"ignored_{part}"), self.meanings.rule(f"ignored.{part}[{place}]")]
            for part, count in parts.items()
            for place in range(count)
        ]
        return self._block("layout_ignored", ("what", "rule"), rows)

    def _totals(self) -> Block:
        rows = [
            [total.heading or total.label or "", self.say(f"total_{total.kind}")]
            for total in self.layout.totals
        ]
        return self._block("layout_totals", ("mark_column", "what"), rows)
