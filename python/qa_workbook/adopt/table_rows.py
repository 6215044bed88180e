"""What the rows below a header are: recordings, and everything else that stands among them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from qa_workbook.adopt.found import Looked
from qa_workbook.adopt.header import Header
from qa_workbook.adopt.names import IDENTITY, Meaning
from qa_workbook.adopt.values import day_of, number_of, percent_of
from qa_workbook.forms.vocabulary import normal
from qa_workbook.layouts.model import RowKind

_LIKE_HEADER = 0.6
_LEAST_LIKE, _LEAST_NUMBERS, _LEAST_IDENTITY = 3, 2, 2
_MOST_IDENTITY_OF_TOTAL = 4
_LONGEST_WORD = 12
_SERIAL = ("serial",)
_WHOSE = ("recording", "agent", "name", "call_date")
_NUMBERED = ("recording", "agent", "call_date")
_LONGEST_OTHER = 20

_COLON = re.compile("[:：]")
_LABELLED = re.compile(r"[^\d:：]{1,20}[:：][^:：]*")


@dataclass
class TableRows:
    """The rows of a table by what they are, zero-based.

    `ruled` are rows that are no recordings, by the word that says so and its kind; `alone` hold
    one text and nothing else; `stated` are full marks and weights by column; `empty` have nothing
    but a number of their own.
    """

    recordings: list[int] = field(default_factory=list)
    ruled: list[tuple[int, str, RowKind]] = field(default_factory=list)
    alone: list[tuple[int, int]] = field(default_factory=list)
    headers: list[int] = field(default_factory=list)
    empty: list[int] = field(default_factory=list)
    others: list[int] = field(default_factory=list)
    full: dict[int, Decimal] = field(default_factory=dict)
    weights: dict[int, Decimal] = field(default_factory=dict)


def rows_of(looked: Looked, header: Header, meanings: Mapping[int, Meaning]) -> TableRows:
    """Returns what each row below a header is."""
    found = TableRows()
    reader = _Rows(looked, header, meanings, found)
    row = header.last + 1
    while row < len(looked.rows):
        if reader.is_header(row):
            height = header.last - header.first + 1
            found.headers += range(row, row + height)
            row += height
            continue
        reader.sort(row)
        row += 1
    return found


class _Rows:
    def __init__(
        self, looked: Looked, header: Header, meanings: Mapping[int, Meaning], found: TableRows
    ) -> None:
        self.looked, self.header, self.meanings, self.found = looked, header, meanings, found
        self.columns = sorted(header.levels)
        self.open = [c for c in self.columns if not meanings[c].key]
        names = looked.names
        full = names.words_of("full") | names.vocabulary.full_mark_rows
        self.stating = full | names.words_of("weight")
        self.worth = self.stating | names.words_of_list("worth_rows")
        self.example = _beginning(looked.words.examples)
        self.totals = tuple(looked.vocabulary.totals)
        self.known = [c for c in self.columns if meanings[c].key]
        keys = {meanings[column].key for column in self.known}
        self.has_identity = bool(keys & set(_WHOSE))
        self.first_words = {
            column: normal(looked.text(header.first, column)) for column in self.columns
        }
        self.checks: Sequence[Callable[[int, Mapping[int, str]], bool]] = (
            self._stated,  # before totals: 满分 100 is no recording, and says the full marks
            self._total,
            self._example,
            self._signature,
            self._recording,
            self._alone,
        )

    def is_header(self, row: int) -> bool:
        """Whether the header stands here again."""
        words = {c: word for c, word in self.first_words.items() if word}
        said = {normal(self.looked.text(row, column)) for column in self.columns} - {""}
        same = len(said & set(words.values()))
        return same >= _LEAST_LIKE and same >= _LIKE_HEADER * len(set(words.values()))

    def sort(self, row: int) -> None:
        texts = {c: text for c in self.columns if (text := self.looked.text(row, c))}
        if not texts:
            return
        if not any(check(row, texts) for check in self.checks):
            keys = {self.meanings[column].key for column in texts}
            only_serial = keys <= set(_SERIAL)
            (self.found.empty if only_serial else self.found.others).append(row)

    def _stated(self, row: int, texts: Mapping[int, str]) -> bool:
        """满分 or 权重 with numbers under the items."""
        weight = self.looked.names.words_of("weight")
        known = self.stating if self.found.recordings else self.worth
        words = [text for text in texts.values() if normal(text).strip(":*") in known]
        words = words or self._word_alone(texts)
        if not words:
            return False
        amounts = {c: _amount(text) for c, text in texts.items() if c in self.open}
        stated = {c: amount for c, amount in amounts.items() if amount is not None}
        if len(stated) < _LEAST_NUMBERS:
            return False
        in_percent = any(percent_of(texts[column]) is not None for column in stated)
        is_weight = normal(words[0]).strip(":*") in weight or in_percent
        small = is_weight and sum(stated.values()) <= len(stated) * Decimal("0.5")
        scaled = {c: amount * 100 if small else amount for c, amount in stated.items()}
        (self.found.weights if is_weight else self.found.full).update(scaled)
        self.found.ruled.append((row, words[0], "weights"))
        return True

    def _word_alone(self, texts: Mapping[int, str]) -> list[str]:
        """Whatever stands where a day or number should, above all recordings and beside a number
        under every item: 各项比例.
        """
        known = [column for column in texts if self.meanings[column].key in IDENTITY]
        if self.found.recordings or len(known) != 1 or not set(self.open) <= set(texts):
            return []
        key, text = self.meanings[known[0]].key, texts[known[0]]
        is_value = any(map(str.isdigit, text)) or day_of(text) is not None
        is_value = is_value or self.looked.vocabulary.is_person(text)
        others = len({meaning.key for meaning in self.meanings.values()} & set(IDENTITY)) - 1
        return [text] if key in _NUMBERED and others >= _LEAST_IDENTITY and not is_value else []

    def _total(self, row: int, texts: Mapping[int, str]) -> bool:
        """合计, 小计, 001 汇总 in a row that says little about a recording."""
        places = [c for c in texts if self.meanings[c].key not in ("remark", "total", "band")]
        for column in places:
            word = texts[column]
            kind = self._kind_of_total(normal(word))
            if kind and self._identity(texts) <= _MOST_IDENTITY_OF_TOTAL:
                self.found.ruled.append((row, word, kind))
                return True
        return False

    def _kind_of_total(self, said: str) -> RowKind | None:
        if len(said) > _LONGEST_WORD:
            return None
        totals = self.totals
        if not said.startswith(totals) and not said.endswith(totals):
            return None
        ends = [word for word in totals if said.startswith(word) or said.endswith(word)]
        is_part = len(said) > max(map(len, ends), default=0)
        if not ends or (is_part and number_of(said) is not None):
            return None
        if any("均" in word or word in ("average", "mean") for word in ends):
            return "average"
        return "subtotal" if any(word in ("小计", "汇总") for word in ends) else "total"

    def _example(self, row: int, texts: Mapping[int, str]) -> bool:
        for column in self.known:
            said = normal(texts.get(column, ""))
            if self.meanings[column].key != "remark" and self.example.match(said):
                self.found.ruled.append((row, texts[column], "example"))
                return True
        return False

    def _signature(self, row: int, texts: Mapping[int, str]) -> bool:
        """制表：石磊 beside 审批：, words with colons alone, one of which stands before a name."""
        words = list(texts.values())
        if not all(_LABELLED.fullmatch(word) for word in words):
            return False
        signed = next((word for word in words if self.looked.names.is_signature(word)), "")
        if signed:
            self.found.ruled.append((row, f"{_COLON.split(signed)[0]}*", "signature"))
        return bool(signed)

    def _recording(self, row: int, texts: Mapping[int, str]) -> bool:
        marked = [column for column in texts if column in self.open]
        identity = self._identity(texts)
        if identity >= _LEAST_IDENTITY or (identity and marked):
            self.found.recordings.append(row)
            return True
        if not marked:
            return False
        if not self.has_identity or self._says_number(texts):
            self.found.recordings.append(row)
            return True
        return self._other(row, texts)

    def _says_number(self, texts: Mapping[int, str]) -> bool:
        """Whether a row has a number of its own, and nothing else beside its marks."""
        known = [column for column in texts if column in self.known]
        serial = [c for c in known if self.meanings[c].key in _SERIAL]
        return bool(serial) and all(number_of(texts[column]) is not None for column in serial)

    def _other(self, row: int, texts: Mapping[int, str]) -> bool:
        """Numbers below the marks of nobody: “优”的个数."""
        words = [texts[c] for c in texts if c in self.known and number_of(texts[c]) is None]
        if words and len(words[0]) <= _LONGEST_OTHER:
            self.found.ruled.append((row, words[0], "other"))
        return bool(words)

    def _alone(self, row: int, texts: Mapping[int, str]) -> bool:
        if len(texts) > 1:
            return False
        column = next(iter(texts))
        if self.meanings[column].key in _SERIAL and number_of(texts[column]) is not None:
            return False
        self.found.alone.append((row, column))
        return True

    def _identity(self, texts: Mapping[int, str]) -> int:
        return len({self.meanings[c].key for c in texts} & set(IDENTITY))


def _beginning(examples: Sequence[str]) -> re.Pattern[str]:
    """Beginnings of example rows: 示例, 例：1001, (例); words of one sign need a sign behind."""
    long = "|".join(re.escape(normal(word)) for word in examples if len(word) > 1)
    short = "|".join(re.escape(normal(word)) for word in examples if len(word) == 1)
    return re.compile(rf"[(\[【]?(?:{long}|(?:{short})(?=$|[:：)\]】.、,\-\s\d]))")


def _amount(text: str) -> Decimal | None:
    percent = percent_of(text)
    if percent is not None:
        return percent
    number = number_of(text.removesuffix("分").removesuffix("pts"))
    return number if number and number > 0 else None
