"""The live formulas of a score sheet agree with the rules of docs/schemes.md, also in a real spreadsheet program."""

from __future__ import annotations

from fractions import Fraction
from itertools import product
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import Phase, given
from hypothesis import strategies as st

from examples import examples
from oracle import Sheet, score
from qa_workbook.books.score_sheet.formulas import LONGEST_FORMULA, ScoreFormulas
from qa_workbook.books.score_sheet.readings import Readings
from qa_workbook.config.strict import read_model
from qa_workbook.forms.score_form import Entry, blank_form
from qa_workbook.forms.vocabulary import Vocabulary
from qa_workbook.scheme.model import Scheme
from scheme_factory import BANDS, FATAL, clause, item, scheme, schemes
from shared_office import HAS_CALC, convert_in_calc
from workbook_tools import values

ROW = 7
VOCABULARY, _ = read_model(Path(__file__).parents[2] / "config" / "intake.yaml", Vocabulary)
NOT_APPLICABLE = VOCABULARY.words.not_applicable[0]


def formulas_of(of: Scheme, entry: Entry = "items") -> ScoreFormulas:
    """The formulas of a scheme's sheet, with the shipped names."""
    form = blank_form(of, VOCABULARY, entry)
    return ScoreFormulas(of, form, Readings(VOCABULARY), "zh")


def marks(of: Scheme, *typed: object) -> dict[int, object]:
    """What is typed into the first columns of marks, by place."""
    first = formulas_of(of).form.marked[0][0]
    return {first + number: value for number, value in enumerate(typed)}


@st.composite
def cases(draw: st.DrawFn) -> tuple[Scheme, ScoreFormulas, dict[int, object], Sheet]:
    """A random scheme, its formulas, one filled row, and the same recording for the oracle."""
    of = draw(schemes())
    formulas = formulas_of(of, draw(st.sampled_from(["items", "points"])))
    form = formulas.form
    cells: dict[int, object] = {form.index("recording"): "1"}
    sheet = Sheet()
    for place, node in form.marked:
        if node.count:
            times = draw(st.sampled_from([None, 0, 1, 2, 3]))
            cells[place], sheet.counts[node.id] = times, (times or 0, 0)
            continue
        excusable = of.not_applicable_rule(node) != "refuse"
        mark = draw(
            st.sampled_from([*of.scale_of(node).allowed, *([None] * 2 if excusable else [])])
        )
        cells[place] = NOT_APPLICABLE if mark is None else float(mark)
        sheet.marks[node.id] = "n/a" if mark is None else Fraction(mark)
        if of.sheet.blank == "full" and node.scored and draw(st.booleans()):
            cells[place], sheet.marks[node.id] = None, Fraction(of.scale_of(node).full)
    if of.error_deduction:
        cells[form.index("error_deduction")] = off = draw(st.sampled_from([None, 0.5, 7]))
        sheet.deduction = Fraction(off or 0)
    if of.fatal and draw(st.booleans()):
        sheet.codes = tuple(
            draw(st.lists(st.sampled_from([code.id for code in of.fatal.codes]), unique=True))
        )
        sheet.fatal = True
        cells[form.index("fatal")] = "是"
        cells[form.index("error_codes")] = draw(st.sampled_from([";", "；", "、", ", "])).join(
            sheet.codes
        )
    return of, formulas, cells, sheet


def expected(of: Scheme, formulas: ScoreFormulas, sheet: Sheet) -> dict[str, object]:
    """What the oracle says, for the computed columns of the sheet."""
    result = score(of, sheet)
    if result.raw is None:
        return dict.fromkeys(formulas.formulas(), "")
    band = (
        next((band.name.zh for band in of.bands.bands if band.id == result.band), "")
        if of.bands
        else ""
    )
    said = {"raw": float(result.raw), "final": float(result.final), "band": band}
    return {key: said[key] for key in formulas.formulas()}


def test_formulas__flat_scheme__are_short_and_readable():
    """Ten equal items become one SUM, so that an inspector can read the formula."""
    of = scheme([item(f"n{number}") for number in range(10)])
    raw = formulas_of(of).formulas()["raw"]
    complete = "SUMPRODUCT(--ISNUMBER(MATCH(I7:R7,{5,4,3,2,1,0},0)))=10"
    assert raw(7) == f'=IF({complete},ROUND(2*SUM(I7:R7),2),"")'


FAILS = {"mark_at_or_below": 0, "unit": "mark", "source": "test"}
SECTION = {
    "id": "s",
    "name": "S",
    "aggregate": "weighted",
    "weight": 40,
    "children": [item("a", 1), item("b", 1)],
    "section_fail": FAILS,
}
LEAVING = {name: of for name, of in SECTION.items() if name != "section_fail"}
LEAVING["not_applicable"] = "leave"
BREACHES = [
    clause("x", 5, cap=10),
    clause("y", 2, direction="bonus"),
    clause("z", 3, per="once"),
]


@pytest.mark.parametrize(
    ("of", "text"),
    [
        (scheme([item("a", 30), item("b", 70)]), "6*I7+14*J7"),
        (
            scheme([item("a", 30, not_applicable="respread"), item("b", 70)]),
            "100*((3*N(I7)+7*J7)/(35+15*COUNT(I7)))",
        ),
        (
            scheme([LEAVING, item("c", 60)]),
            "100*((SUM(I7:J7)+3*K7)/(15+5*COUNT(I7:J7)))",
        ),
        (
            scheme([item("a", not_applicable="full"), item("b")]),
            "10*IF(COUNT(I7)=1,I7,5)+10*J7",
        ),
        (
            scheme([item("a", 60), *BREACHES], "sum", score={"base": 40, "bonus_cap": 3}),
            "MAX(0,MIN(100,40-MIN(10,5*N(J7))-3*(N(L7)>=1)+MIN(3,2*N(K7))+12*I7))",
        ),
        (
            scheme([item("a", 60, not_applicable="respread"), clause("x", 5)], "sum"),
            "MAX(0,MIN(100,IF(COUNT(I7)=0,12*N(I7),12*N(I7)/(COUNT(I7)))-5*N(J7)))",
        ),
        (
            scheme([SECTION, item("c", 60)]),
            '40*IF(COUNTIF(I7:J7,"<="&0)>0,0,SUM(I7:J7)/10)+12*K7',
        ),
    ],
    ids=["weighted", "respread", "leave", "full", "sum", "spread over nothing", "section fails"],
)
def test_formulas__each_rule__has_one_text(of, text):
    """A rule of the scheme becomes whole numbers over one divisor; Calc agrees with the rules, see below."""
    assert formulas_of(of).score.points.formula(ROW) == text


def test_formulas__nothing_may_apply__asks_whether_anything_does():
    """Where every item may be 不适用 a row has a score only if some item applies."""
    of = scheme([item("a", not_applicable="respread"), item("b", not_applicable="respread")])
    raw = formulas_of(of).formulas()["raw"](ROW)
    assert raw.startswith("=IF(AND(SUMPRODUCT(")
    assert ",(COUNT(I7:J7)>0)),ROUND(" in raw


def write_cases(path: Path, chosen: list) -> None:
    """Writes every case on a sheet of its own: the filled row and its formulas without any stored result."""
    with xlsxwriter.Workbook(path) as book:
        for number, (_, formulas, cells, _) in enumerate(chosen):
            sheet = book.add_worksheet(f"c{number}")
            for place, value in cells.items():
                if value is not None:
                    sheet.write(ROW - 1, place, value)
            for key, maker in formulas.formulas().items():
                formula = maker(ROW)
                assert len(formula) < LONGEST_FORMULA
                sheet.write_formula(ROW - 1, formulas.form.index(key), formula, None, "?")


@pytest.mark.calc
@pytest.mark.skipif(not HAS_CALC, reason="LibreOffice is not installed")
def test_formulas__any_scheme__agree_in_calc(tmp_path):
    """LibreOffice calculates the same score, final score and band from the formulas, for a hundred random schemes."""
    chosen = []

    @examples(100, phases=[Phase.generate], database=None, derandomize=True)
    @given(cases())
    def collect(case):
        chosen.append(case)

    collect()
    path = tmp_path / "cases.xlsx"
    write_cases(path, chosen)
    made = values(convert_in_calc(path, "xlsx", tmp_path))
    for number, (of, formulas, cells, sheet) in enumerate(chosen):
        row = (*made[f"c{number}"][-1], None, None, None)
        for key, want in expected(of, formulas, sheet).items():
            found = row[formulas.form.index(key)]
            found = "" if found is None else found
            assert found == (want if isinstance(want, str) else pytest.approx(want, abs=1e-9)), (
                key,
                cells,
            )


@pytest.mark.calc
@pytest.mark.skipif(not HAS_CALC, reason="LibreOffice is not installed")
def test_formulas__ties__round_half_up_in_calc(tmp_path):
    """A score that ends in exactly half a unit is rounded up, as everywhere else: 62.675 becomes 62.68."""
    of = scheme([item("a", "3", "half"), item("b", "397", "half")], bands=BANDS)
    formulas = formulas_of(of)
    chosen = []
    for a, b in product(range(5), range(5)):
        sheet = Sheet(marks={"a": Fraction(a, 2), "b": Fraction(b, 2)})
        chosen.append((of, formulas, marks(of, a / 2, b / 2), sheet))
    path = tmp_path / "ties.xlsx"
    write_cases(path, chosen)
    made = values(convert_in_calc(path, "xlsx", tmp_path))
    place = formulas.form.index("raw")
    for number, (_, _, _, sheet) in enumerate(chosen):
        assert made[f"c{number}"][-1][place] == pytest.approx(float(score(of, sheet).raw), abs=1e-9)


@pytest.mark.calc
@pytest.mark.skipif(not HAS_CALC, reason="LibreOffice is not installed")
def test_formulas__incomplete_row__stays_blank_in_calc(tmp_path):
    """A score appears only when every item is marked; 不适用 counts only where the scheme allows it."""
    of = scheme([item("a"), item("b", not_applicable="respread")])
    rows = {
        (4, None): None,
        (NOT_APPLICABLE, 5): None,
        (4, "5"): None,
        (4, 6): None,
        (4, NOT_APPLICABLE): 80,
    }
    chosen = [(of, formulas_of(of), marks(of, a, b), Sheet()) for a, b in rows]
    assert results_in_calc(tmp_path, chosen, "raw") == list(rows.values())


@pytest.mark.calc
@pytest.mark.skipif(not HAS_CALC, reason="LibreOffice is not installed")
def test_final__several_codes__harshest_effect_wins_in_calc(tmp_path):
    """zero before the lowest cap before flag; the scheme's own effect holds only for codes without one (S13)."""
    of = scheme([item("a"), clause("x", 1)], "sum", score={"base": 90}, fatal=FATAL)
    form = formulas_of(of).form
    codes, fatal = form.index("error_codes"), form.index("fatal")
    typed = {"F4": 100, "F1": 60, "F3；F1": 40.5, "F4、F2": 0, "F1\nF3": 40.5, "F4|F2": 0, "": 60}
    base = {form.index("recording"): "1", **marks(of, 5)}
    chosen = [(of, formulas_of(of), {**base, fatal: "是", codes: text}, Sheet()) for text in typed]
    chosen.append((of, formulas_of(of), base, Sheet()))
    # Every word that intake reads as yes or no counts, and any other leaves no score.
    words = {"√": 0, " yes ": 0, 1: 0, "否": 100, "-": 100, "?": None, "也许": None}
    for word in words:
        chosen.append((of, formulas_of(of), {**base, fatal: word, codes: "F2"}, Sheet()))
    assert results_in_calc(tmp_path, chosen, "final") == [*typed.values(), 100, *words.values()]


@pytest.mark.calc
@pytest.mark.skipif(not HAS_CALC, reason="LibreOffice is not installed")
def test_counts__words_and_parts__leave_no_score_in_calc(tmp_path):
    """A count that is no whole number is nothing lost: there is no score until it is mended."""
    of = scheme([item("a"), clause("x", 1)], "sum", score={"base": 90})
    typed = {None: 100, 0: 100, 2: 98, "两次": None, 1.5: None, -1: None, 31: None}
    place = formulas_of(of).form.index("count.x")
    base = {formulas_of(of).form.index("recording"): "1", **marks(of, 5)}
    chosen = [(of, formulas_of(of), {**base, place: times}, Sheet()) for times in typed]
    assert results_in_calc(tmp_path, chosen, "raw") == list(typed.values())


def results_in_calc(folder: Path, chosen: list, key: str) -> list[object]:
    """Returns what a computed column of each case is in LibreOffice; None for an empty cell."""
    path = folder / f"{key}.xlsx"
    write_cases(path, chosen)
    found = values(convert_in_calc(path, "xlsx", folder))
    results = []
    for number, (_, formulas, _, _) in enumerate(chosen):
        place = formulas.form.index(key)
        row = (*found[f"c{number}"][-1], *[None] * (place + 1))
        results.append(row[place] or None if row[place] == "" else row[place])
    return results
