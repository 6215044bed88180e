"""What intake makes of a cell, as formula text: so that the sheet counts nothing that intake
refuses, and all that it reads as written.

Words are compared with `=`, which knows no wildcards: a "?" in a cell is no word.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from qa_workbook.books.score_sheet.marks import Marks, quoted
from qa_workbook.forms.kinds.ids import DIGITS_LOST_FROM
from qa_workbook.forms.kinds.numbers import MOST_TIMES, TIMES_UNIT
from qa_workbook.forms.vocabulary import Vocabulary

_MOST_LISTED = 100  # whole numbers that stand as a list in a formula


def says_any(cell: str, words: Iterable[str]) -> str:
    """Returns the test that a cell holds one of the words; neither case nor blanks matter."""
    listed = ",".join(map(quoted, words))
    return f"SUMPRODUCT(--(TRIM({cell})={{{listed}}}))>0"


def lost_digits(cell: str) -> str:
    """Returns the test that a number has lost digits: it is too long, or written as 2.02E+16."""
    long = f"IF(ISNUMBER({cell}),ABS({cell})>={DIGITS_LOST_FROM},FALSE)"
    text = f'SUBSTITUTE(LOWER({cell}),"e+","",1)'
    return f"OR({long},AND(ISTEXT({cell}),LEN({text})<LEN({cell}),ISNUMBER(VALUE({text}))))"


@dataclass(frozen=True)
class Readings:
    """Readings of cells with the words and limits of config/intake.yaml."""

    vocabulary: Vocabulary

    def yes(self, cell: str) -> str:
        """Returns the test that a cell says yes."""
        return says_any(cell, self.vocabulary.words.affirmative)

    def no(self, cell: str) -> str:
        """Returns the test that a cell says no; an empty one does not say anything."""
        return says_any(cell, self.vocabulary.words.negative)

    def unclear(self, cell: str) -> str:
        """Returns the test that a cell holds something that is neither yes nor no."""
        words = self.vocabulary.words
        known = says_any(cell, [*words.affirmative, *words.negative])
        return f"AND(LEN(TRIM({cell}))>0,NOT({known}))"

    def no_day(self, cell: str) -> str:
        """Returns the test that a cell holds a day that can't be: still to come, or too early."""
        first = self.vocabulary.limits.earliest_date
        earliest = f"DATE({first.year},{first.month},{first.day})"
        return f"AND(ISNUMBER({cell}),OR({cell}>=TODAY()+1,{cell}<{earliest}))"

    def times(self, cell: str) -> str:
        """Returns how often a breach occurred, 1 for an empty cell; an error for what can't be."""
        bare = f"TRIM({cell})"
        unit = quoted(TIMES_UNIT)
        without = f"TRIM(LEFT({bare},LEN({bare})-{len(TIMES_UNIT)}))"
        bare = f"ASC(IF(RIGHT({bare},{len(TIMES_UNIT)})={unit},{without},{bare}))"
        # Digits and nothing else: "1e1", "1/2" and "1.0" would be numbers for VALUE, too.
        digits = f'IF(TEXT(VALUE({bare}),REPT("0",LEN({bare})))={bare},VALUE({bare}),NA())'
        number = f"IF(ISNUMBER({cell}),{cell},{digits})"
        return self._whole(f"IF(LEN(TRIM({cell}))=0,1,{number})")

    def _whole(self, number: str) -> str:
        if self.most <= _MOST_LISTED:
            # The place of a whole number in 1, 2, 3 … is the number itself.
            listed = ",".join(map(str, range(1, self.most + 1)))
            return f"MATCH({number},{{{listed}}},0)"
        tests = f"{number}>=1,{number}<={self.most},{number}=INT({number})"
        return f"IF(AND({tests}),{number},NA())"

    def names_any(self, cell: str, codes: Iterable[str]) -> str:
        """Returns the test that a cell names one of the codes, whatever separates its entries."""
        # All separators become one, so that a code is found between two of them: F1 not in F11.
        signs = [quoted(sign) for sign in self.vocabulary.separators if sign != ";"]
        text = cell
        for sign in [*signs, '" "', "CHAR(10)"]:
            text = f'SUBSTITUTE({text},{sign},";")'
        wanted = ",".join(f'";{code};"' for code in codes)
        return f'SUMPRODUCT(--ISNUMBER(SEARCH({{{wanted}}},";"&{text}&";")))>0'

    @property
    def most(self) -> int:
        """How often something may occur in one recording."""
        return self.vocabulary.limits.most_times or MOST_TIMES

    def allowed(self, marks: Marks, cells: str) -> list[str]:
        """Returns the terms that together count the allowed marks in a run of cells."""
        return marks.counts(cells)

    def are_counts(self, cells: str) -> list[str]:
        """Returns the terms that together say how many of the cells are empty or hold how often
        something occurred.
        """
        known = f"ROW(INDEX($A:$A,1):INDEX($A:$A,{self.most + 1}))-1"
        if self.most <= _MOST_LISTED:
            known = f"{{{','.join(map(str, range(self.most + 1)))}}}"
        return [f"SUMPRODUCT(--ISNUMBER(MATCH({cells},{known},0)))", f"COUNTBLANK({cells})"]
