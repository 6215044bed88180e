"""The words people use in score sheets, and the limits of reading: the model of
config/intake.yaml.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import cached_property, lru_cache
from typing import Annotated, TypeVar

from pydantic import Field, StringConstraints

from qa_workbook.config.base import Model
from qa_workbook.forms.unseen import UNSEEN
from qa_workbook.grids.limits import Limits
from qa_workbook.keys import Purpose

Word = Annotated[str, StringConstraints(min_length=1, max_length=60)]
Names = Annotated[tuple[Word, ...], Field(min_length=1)]
_SPACE = re.compile(rf"[\s{UNSEEN}]+")
_LETTER = re.compile("[A-Za-z]")
_HAN = re.compile(r"[\u4e00-\u9fff]{2,4}")
_NO_PERSON = "表组班队部科室店省市县区日月年周季期项目类线"  # last signs of other names of sheets
_WRITTEN_WORDS = (
    "affirmative",
    "negative",
    "not_applicable",
    "random_samples",
    "targeted_samples",
    "calibration_samples",
)
"""The words that blank sheets write."""
_COPY_MARK = re.compile(r"(\(\d+\)|[-_]?\d+|副本)$")


@lru_cache(maxsize=20_000)
def normal(words: str) -> str:
    """Returns words as they are compared: NFKC, no blanks, line breaks or signs that nobody
    sees, lower case, no colon at the end, no star.
    """
    return _SPACE.sub("", unicodedata.normalize("NFKC", words)).casefold().rstrip(":").strip("*")


def names_of_sheet(sheet: str) -> tuple[str, str]:
    """Returns what a sheet may be known by: its name, and that without the number of a copy."""
    name = normal(sheet)
    return name, _COPY_MARK.sub("", name)


class Columns(Model):
    """Names of the fixed columns of contract 3.2, the canonical one first."""

    serial: Names
    recording: Names
    call_date: Names
    agent: Names
    name: Names
    team: Names
    round: Names
    error_deduction: Names
    error_codes: Names
    fatal: Names
    points: Names
    remark: Names
    clause: Names
    times: Names
    aggravated: Names
    basis: Names
    registrar: Names


class Labels(Model):
    """Names of the label/value pairs above the header."""

    scheme: Names
    version: Names
    project: Names
    inspector: Names
    inspected_on: Names
    list_number: Names = ("清单编号", "list number")
    sample: Names = ("抽检方式", "sample")
    others: tuple[Word, ...] = ()


class WideTemplate(Model):
    """Headings of the columns that a blank 评分表 works out itself."""

    raw: Word = "总分"
    """The score before error deductions and fatal errors."""
    final: Word = "最终得分"
    """The score after them."""
    band: Word = "等级"
    """The band of the score."""


class LongTemplate(Model):
    """Headings of a blank 违规登记 that differ from the first names of the columns."""

    call_date: Word = "日期"
    """The day of the breach."""
    deduction: Word = "扣分"
    """What the row takes off; worked out by the sheet."""


class EnglishTemplate(Model):
    """The same in sheets that are made in English, which write the first name in Latin letters of
    all other columns, labels and words.
    """

    raw: Word = "Total score"
    final: Word = "Final score"
    band: Word = "Band"
    date: Word = "Date"
    """The day of the breach."""
    deduction: Word = "Points off"


class Templates(Model):
    """What blank score sheets write where it isn't the first name of a column."""

    wide: WideTemplate = WideTemplate()
    long: LongTemplate = LongTemplate()
    en: EnglishTemplate = EnglishTemplate()


class SheetNames(Model):
    """Accepted names of sheets, per layout."""

    wide: Names
    long: Names
    ignored: tuple[Word, ...] = ()


class Words(Model):
    """Words that may stand in cells."""

    affirmative: Names
    negative: Names
    not_applicable: Names
    full_mark: Names
    mark_units: Names
    total_rows: Names
    note_rows: Names
    value_headings: tuple[Word, ...] = ()
    aside_headings: tuple[Word, ...] = ()
    other_headings: tuple[Word, ...] = ()
    lost_headings: tuple[Word, ...] = ()
    no_number: tuple[Word, ...] = ()
    band_headings: tuple[Word, ...] = ()
    person_headings: tuple[Word, ...] = ()
    surnames: tuple[Word, ...] = ()
    passed: tuple[Word, ...] = ()
    failed: tuple[Word, ...] = ()
    full_mark_rows: tuple[Word, ...] = ()
    examples: tuple[Word, ...] = ()
    sure_examples: tuple[Word, ...] = ()
    validity_headings: tuple[Word, ...] = ()
    void_headings: tuple[Word, ...] = ()
    status_headings: tuple[Word, ...] = ()
    valid: tuple[Word, ...] = ()
    void: tuple[Word, ...] = ()
    void_anywhere: tuple[Word, ...] = ()
    void_remarks: tuple[Word, ...] = ()
    comment_changes: tuple[Word, ...] = ()
    random_samples: Names = ("随机", "random")
    targeted_samples: Names = ("定向", "targeted")
    calibration_samples: Names = ("校正", "calibration")


class Files(Model):
    """Which files of a folder are read."""

    suffixes: Names
    ignored_prefixes: Names
    ignored_names: tuple[Word, ...] = ()
    likely: tuple[Word, ...] = ()


Part = TypeVar("Part", bound=Model)


def latin_first(names: tuple[str, ...]) -> tuple[str, ...]:
    """Returns names, first of them the first one in Latin letters, with a capital.

    Without such a name they stay as they are.
    """
    latin = next((name for name in names if name.isascii() and _LETTER.search(name)), "")
    if not latin:
        return names
    first = f"{latin[0].upper()}{latin[1:]}"
    return (first, *(name for name in names if name != first))


def _all_latin_first(part: Part, keys: Sequence[str] = (), but: Sequence[str] = ()) -> Part:
    """A part of the words, each list (only `keys`, if given) with a name in Latin letters first."""
    wanted = [key for key in keys or type(part).model_fields if key not in but]
    return part.renewed(**{key: latin_first(getattr(part, key)) for key in wanted})


class Vocabulary(Model):
    """All of config/intake.yaml."""

    format: Annotated[int, Field(ge=1, le=1)]
    columns: Columns
    computed: Names
    templates: Templates = Templates()
    labels: Labels
    sheets: SheetNames
    words: Words
    separators: Names
    files: Files
    limits: Limits

    def written_in(self, language: str) -> Vocabulary:
        """Returns the same words, but first in each list what blank sheets write in `language`.

        A list without any name in Latin letters stays as it is.
        """
        if language == "zh":
            return self
        english = self.templates.en
        wide = WideTemplate(raw=english.raw, final=english.final, band=english.band)
        long = LongTemplate(call_date=english.date, deduction=english.deduction)
        templates = self.templates.model_copy(update={"wide": wide, "long": long})
        parts = {
            "columns": _all_latin_first(self.columns),
            "labels": _all_latin_first(self.labels, but=("others",)),
            "sheets": _all_latin_first(self.sheets, but=("ignored",)),
            "words": _all_latin_first(self.words, _WRITTEN_WORDS),
        }
        return self.renewed(templates=templates, **parts)

    # --- look-ups, made once ---------------------------------------------------------------------

    @cached_property
    def column_aliases(self) -> dict[str, str]:
        """Key of each fixed column by every normalised name of it; canonical names win over
        aliases.
        """
        named = self.columns.model_dump()
        found = {normal(alias): key for key, aliases in named.items() for alias in aliases}
        for written in (self.templates.long.call_date, self.templates.en.date):
            found[normal(written)] = "call_date"
        return found | {normal(aliases[0]): key for key, aliases in named.items()}

    def headings(self, layout: str, key: str) -> tuple[str, ...]:
        """Returns the names of a column in sheets of a layout, first the one that blank sheets
        write.
        """
        known: tuple[str, ...] = getattr(self.columns, key, ())
        of_layout = self.templates.long if layout == "long" else self.templates.wide
        written = getattr(of_layout, key, None) or known[0]
        return (written, *(name for name in known if name != written))

    @cached_property
    def computed_names(self) -> frozenset[str]:
        """Normalised names of the computed columns."""
        templates = (self.templates.wide, self.templates.long, self.templates.en)
        written = [
            word
            for names in templates
            for key, word in names
            if key not in (*Columns.model_fields, "date")
        ]
        return frozenset(map(normal, [*self.computed, *written]))

    @cached_property
    def lost_headings(self) -> frozenset[str]:
        """Normalised names of the computed columns that hold points lost."""
        written = [self.templates.long.deduction, self.templates.en.deduction]
        return frozenset(map(normal, [*self.words.lost_headings, *written]))

    @cached_property
    def band_headings(self) -> frozenset[str]:
        """Normalised names of the computed columns that hold a band."""
        written = [self.templates.wide.band, self.templates.en.band]
        return frozenset(map(normal, [*self.words.band_headings, *written]))

    @cached_property
    def label_aliases(self) -> dict[str, str]:
        """Key of each label by every normalised name of it."""
        named = self.labels.model_dump(exclude={"others"})
        return {normal(alias): key for key, aliases in named.items() for alias in aliases}

    @cached_property
    def all_labels(self) -> frozenset[str]:
        """Normalised names of all labels, those included that nothing is read from."""
        return frozenset(self.label_aliases) | frozenset(map(normal, self.labels.others))

    @cached_property
    def _purposes(self) -> dict[str, Purpose]:
        words = self.words
        named = {
            Purpose.RANDOM: words.random_samples,
            Purpose.TARGETED: words.targeted_samples,
            Purpose.CALIBRATION: words.calibration_samples,
        }
        return {normal(word): purpose for purpose, names in named.items() for word in names}

    def purpose_named(self, said: str) -> Purpose | None:
        """Returns what 抽检方式 says, None for a word that nobody knows."""
        return self._purposes.get(normal(said))

    def purpose_word(self, purpose: Purpose) -> str:
        """Returns the word that sheets have for a purpose; a repeat looks like any other."""
        known = {
            Purpose.TARGETED: self.words.targeted_samples,
            Purpose.CALIBRATION: self.words.calibration_samples,
        }
        return known.get(purpose, self.words.random_samples)[0]

    @property
    def purpose_words(self) -> tuple[str, ...]:
        """The words that blank sheets have for 抽检方式."""
        words = self.words
        lists = (words.random_samples, words.targeted_samples, words.calibration_samples)
        return tuple(names[0] for names in lists)

    @cached_property
    def yes(self) -> frozenset[str]:
        """Normalised words that say yes."""
        return frozenset(map(normal, self.words.affirmative))

    @cached_property
    def no(self) -> frozenset[str]:
        """Normalised words that say no."""
        return frozenset(map(normal, self.words.negative))

    @cached_property
    def inapplicable(self) -> frozenset[str]:
        """Normalised words that say that an item does not apply."""
        return frozenset(map(normal, self.words.not_applicable))

    @cached_property
    def full_marks(self) -> frozenset[str]:
        """Normalised words for the full mark."""
        return frozenset(map(normal, self.words.full_mark))

    @cached_property
    def totals(self) -> frozenset[str]:
        """Normalised first words of rows that sum up the table."""
        return frozenset(map(normal, self.words.total_rows))

    @cached_property
    def passed(self) -> frozenset[str]:
        """Normalised words that mean yes on a scale of yes and no alone."""
        return frozenset(map(normal, self.words.passed))

    @cached_property
    def failed(self) -> frozenset[str]:
        """Normalised words that mean no on a scale of yes and no alone."""
        return frozenset(map(normal, self.words.failed))

    @cached_property
    def full_mark_rows(self) -> frozenset[str]:
        """Normalised first words of rows that say the full marks or the weights."""
        return frozenset(map(normal, self.words.full_mark_rows))

    @cached_property
    def examples(self) -> tuple[str, ...]:
        """Normalised beginnings of the number of an example."""
        return tuple(map(normal, self.words.examples))

    @cached_property
    def sure_examples(self) -> tuple[str, ...]:
        """Normalised words that mean an example wherever they stand."""
        return tuple(map(normal, self.words.sure_examples))

    @cached_property
    def validity_headings(self) -> frozenset[str]:
        """Normalised headings of a column that says which rows count."""
        return frozenset(map(normal, self.words.validity_headings))

    @cached_property
    def void_headings(self) -> frozenset[str]:
        """Normalised headings of a column that says which rows don't count."""
        return frozenset(map(normal, self.words.void_headings))

    @cached_property
    def status_headings(self) -> frozenset[str]:
        """Normalised headings of a column that may say that a row doesn't count."""
        return frozenset(map(normal, self.words.status_headings))

    @cached_property
    def valid_words(self) -> frozenset[str]:
        """Normalised words that say that a row counts."""
        return frozenset(map(normal, self.words.valid))

    @cached_property
    def void_words(self) -> frozenset[str]:
        """Normalised words that say that a row doesn't count."""
        return frozenset(map(normal, self.words.void))

    @cached_property
    def void_anywhere(self) -> frozenset[str]:
        """Normalised words that call a row void in whatever column they stand."""
        return frozenset(map(normal, self.words.void_anywhere))

    @cached_property
    def void_remarks(self) -> tuple[str, ...]:
        """Normalised beginnings of a remark that calls its row void."""
        return tuple(map(normal, self.words.void_remarks))

    @cached_property
    def naming_headings(self) -> frozenset[str]:
        """Normalised headings of columns that say which recording or whose it is."""
        columns = self.columns
        names = (*columns.recording, *columns.basis, *columns.agent, *columns.name)
        return frozenset(map(normal, names))

    @cached_property
    def value_headings(self) -> frozenset[str]:
        """Normalised sub-headings of the column that holds the marks."""
        return frozenset(map(normal, self.words.value_headings))

    @cached_property
    def person_headings(self) -> frozenset[str]:
        """Normalised headings of columns that hold the numbers or the names of agents."""
        return frozenset(map(normal, self.words.person_headings))

    @cached_property
    def aside_headings(self) -> frozenset[str]:
        """Normalised sub-headings of columns beside the marks that hold no marks."""
        return frozenset(map(normal, self.words.aside_headings))

    @cached_property
    def other_headings(self) -> frozenset[str]:
        """Normalised words in or around the heading of an item that mean another thing than its
        mark.
        """
        return frozenset(map(normal, self.words.other_headings))

    @cached_property
    def no_number(self) -> frozenset[str]:
        """Normalised words that stand where there is no number of a recording."""
        return frozenset(map(normal, self.words.no_number))

    @cached_property
    def notes(self) -> frozenset[str]:
        """Normalised first words of rows that are notes below the table."""
        return frozenset(map(normal, self.words.note_rows))

    @cached_property
    def separator(self) -> re.Pattern[str]:
        """What lies between several codes in one cell."""
        signs = "".join(re.escape(mark) for mark in self.separators if len(mark) == 1)
        longer = [re.escape(mark) for mark in self.separators if len(mark) > 1]
        return re.compile("|".join([r"\s+", *longer, *([f"[{signs}]"] if signs else [])]))

    @cached_property
    def _sheet_names(self) -> dict[str, str]:
        wide = dict.fromkeys(map(normal, self.sheets.wide), "wide")
        ignored = dict.fromkeys(map(normal, self.sheets.ignored), "ignored")
        return ignored | wide | dict.fromkeys(map(normal, self.sheets.long), "long")

    def is_person(self, sheet: str) -> bool:
        """Returns whether a sheet is named like a person: a surname and one or two signs more, and
        no word that means something else here.
        """
        name = normal(sheet)
        known = (self.all_labels, self.column_aliases, self._sheet_names, self.totals, self.notes)
        if not _HAN.fullmatch(name) or name[-1] in _NO_PERSON or any(name in one for one in known):
            return False
        return any(
            name.startswith(surname) and 1 <= len(name) - len(surname) <= 2
            for surname in self.words.surnames
        )

    def layout_of(self, sheet: str) -> str:
        """Returns "wide", "long" or "ignored" if the name of a sheet says so, else ""."""
        known = self._sheet_names
        return next((known[name] for name in names_of_sheet(sheet) if name in known), "")
