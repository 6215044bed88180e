"""The generated tables of docs/metrics.md.

Every figure with unit, rule, meaning and live formula.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

from qa_workbook.analysis.catalogue import CATALOGUE
from qa_workbook.analysis.figure import Figure
from qa_workbook.analysis.ratios import Graded
from qa_workbook.labels import entries, text

_OBJECTS = {
    "rates": "share of the recordings in each [band](#rates)",
    "items": "every [item](#items), in the scheme's order; those of older versions alone come last",
    "distribution": "every [score group](#distribution), lowest first; empty without groups",
    "days": "every [day](#days) with recordings, oldest first",
    "alert_days": "how many of `days` have each [colour](#alert_days)",
    "agents": "every [agent](#agents) with recordings, by number",
    "index": "[nodes](#index) of a scheme with several levels; empty for a flat one",
    "intervals": "how sure the rates are: Wilson's [intervals](#intervals) of 95 %",
    "critical_accuracy": "every [critical family](#critical_accuracy), configured or not",
    "inspectors": "every [inspector](#inspectors) with a score in the period, by name",
    "rechecks": "[re-checks](#rechecks) of each inspector by each lead; none without a list of "
    "people",
    "quotas": "what the people of the list [had to hear](#quotas); empty without such a list",
    "repeats": "every [problem that came back](#repeats), the most frequent first",
}


class _Names:
    """Cells by name instead of address."""

    def column(self, table: str, key: str) -> str:
        return f"{table}.{key}"

    def cell(self, key: str) -> str:
        return key

    def figure(self, name: str) -> str:
        return name

    def word(self, key: Literal["yes", "no"]) -> str:
        return f'"{key}"'

    def in_band(self, band: str) -> str:
        return f'COUNTIFS(detail.band,"{band}",detail.counted,"yes")'

    def row_number(self) -> str:
        return "ROW"

    def own(self) -> str:
        return 'detail.own,own,detail.counted,"yes"'

    def own_months(self) -> str:
        return "months.own,own"

    def own_in_band(self, band: str) -> str:
        return f'COUNTIFS(detail.band,"{band}",{self.own()})'

    def own_defect_ratio(self) -> str:
        return f"AVERAGEIFS(detail.low_items,{self.own()})/ROWS(items)"

    def own_level(self) -> str:
        return 'IF(recordings<small_sample,"small sample",LEVEL_OF_AVERAGE(average_defect_ratio))'

    def in_group(self, _band: str = "", /) -> str:
        return 'COUNTIFS(detail.raw,">="&lower,detail.raw,"<"&upper,detail.counted,"yes")'

    def scores(self) -> str:
        return "recordings"

    def own_events(self) -> str:
        return 'COUNTIFS(detail.critical,1,detail.counted,"yes")'

    def own_code(self) -> str:
        return "recordings whose codes have it"

    def own_family(self) -> str:
        return "EXACT(items.family,name)"

    def node_value(self) -> str:
        return 'AVERAGEIFS(detail.value,detail.counted,"yes")'

    def level(self, kind: Graded, ratio: str) -> str:
        return f"LEVEL_OF_{kind.upper()}({ratio})"

    def level_of(self, colour: str) -> str:
        return f'"{colour}"'

    def so_far(self, key: str) -> str:
        return f"{key}:first"

    def item_defects(self) -> str:
        return 'COUNTIFS(detail.item,"<full",detail.counted,"yes")'

    def item_recordings(self) -> str:
        return "recordings"

    def item_letter(self, letter: str) -> str:
        return f'COUNTIFS(detail.item,"mark of {letter}",detail.counted,"yes")'


def figure_tables(language: str = "en") -> Mapping[str, str]:
    """Returns the Markdown of each generated part of the page, by its name.

    Raises KeyError for a published figure without Chinese words in labels/figures.yaml.
    """
    parts = {"figures": _figures(language)}
    for of in _OBJECTS:
        figures = [figure for figure in CATALOGUE if figure.of == of and figure.published]
        parts[of] = _table([_row(figure, language) for figure in figures], language)
    parts["formulas"] = _formulas()
    return parts


def _figures(language: str) -> str:
    """The object itself, with a row for each object or list where its first figure stands."""
    rows, described = [], set()
    for figure in CATALOGUE:
        if not figure.published:
            continue
        if not figure.of:
            rows.append(_row(figure, language))
        elif figure.of not in described:
            described.add(figure.of)
            meaning = _meaning(figure.of, _OBJECTS[figure.of], language)
            rows.append(f"| `{figure.of}` | – | {figure.rule} | {meaning} |")
    return _table(rows, language)


def _row(figure: Figure, language: str) -> str:
    meaning = _meaning(figure.key, figure.meaning, language)
    unit = text(f"figure_units.{figure.unit}", language)
    return f"| `{figure.name}` | {unit} | {figure.rule} | {meaning} |"


def _meaning(key: str, english: str, language: str) -> str:
    return english if language == "en" else entries("figures")[key][language]


def _table(rows: Sequence[str], language: str) -> str:
    head = text("figure_units.head", language)
    return f"{head}\n|---|---|---|---|\n" + "\n".join(rows) + "\n"


def _formulas() -> str:
    rows = []
    for figure in CATALOGUE:
        if figure.formula is not None:
            rows.append(f"| `{figure.key}` | `{figure.formula(_Names())}` |")
    return "| figure | formula |\n|---|---|\n" + "\n".join(rows) + "\n"
