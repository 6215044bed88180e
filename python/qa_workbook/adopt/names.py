"""What a heading or label means: the key of a field, a total, or nothing that is known."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from itertools import product

from qa_workbook.adopt.words import AdoptWords
from qa_workbook.forms.vocabulary import Vocabulary, normal

IDENTITY = ("recording", "call_date", "agent", "name", "inspector", "inspected_on", "team")
"""Fields that say which recording, whose and by whom; their names may end a longer heading."""
TOTALS = ("total", "marks_total", "lost_total", "band")
_ASIDE = re.compile(r"\((?!\d)[^()]*\)$|^\*|\*$")
_INSPECTING = ("质检", "监听", "评分", "检查", "考评", "抽检", "evaluator", "qa")
_MAY_INSPECT = re.compile(r"(?![被受])\w{0,3}(?:质|评|听|检|测|监|查)\w{0,2}[人员者]")
_PERSON = ("agent", "name")
_SHORTEST, _LONGEST_MORE = 2, 6

_COLON = re.compile("[:：]")


@dataclass(frozen=True)
class Meaning:
    """The key that a heading stands for; `sure` is False where only its end says so."""

    key: str = ""
    sure: bool = True


class Names:
    """All names of columns and labels, of config/intake.yaml first."""

    def __init__(self, vocabulary: Vocabulary, words: AdoptWords) -> None:
        self.vocabulary, self.words = vocabulary, words
        self._known: dict[str, Meaning] = {}

    def words_of(self, key: str) -> frozenset[str]:
        """Returns the normalised words of one kind of heading in words.yaml."""
        return self._sets[key]

    def words_of_list(self, name: str) -> frozenset[str]:
        """Returns the normalised words of a list of words.yaml: plus, minus, moved …"""
        return frozenset(map(normal, getattr(self.words, name)))

    def meaning(self, heading: str) -> Meaning:
        """Returns what a heading means, by its whole text, else by how it ends."""
        if heading not in self._known:
            self._known[heading] = self._meaning(heading)
        return self._known[heading]

    def _meaning(self, heading: str) -> Meaning:
        said = normal(heading)
        for text in dict.fromkeys((said, normal(_ASIDE.sub("", said)))):
            if text in self._exact:
                return Meaning(self._exact[text])
        return Meaning(self._by_end(said), sure=False)

    def may_inspect(self, label: str) -> bool:
        """Returns whether a label that nobody knows sounds like that of an inspector: 初听人."""
        said = normal(label)
        return not self.meaning(label).key and bool(_MAY_INSPECT.fullmatch(said))

    def order(self, heading: str, key: str) -> int:
        """Returns how far back a name stands among those of a field; 0 for the names of intake."""
        said = normal(heading)
        own = [normal(name) for name in getattr(self.words.headings, key, ())]
        return own.index(said) + 1 if said in own else 0

    def _by_end(self, said: str) -> str:
        if said.startswith(self._averaged):
            return "statistic"
        if said.endswith(self._summed):
            return "" if said.startswith(self._asking) else "total"
        if said.startswith(self._asking) or not said.endswith(self._ends):
            return ""
        ends = [name for name in self._identity if said.endswith(name)]
        longest = max(ends, key=len, default="")
        if not longest or len(said) - len(longest) > _LONGEST_MORE:
            return ""
        key = self._identity[longest]
        if key in _PERSON and said.startswith(_INSPECTING):
            return "inspector"
        return key

    @cached_property
    def _sets(self) -> Mapping[str, frozenset[str]]:
        named = self.words.headings.model_dump()
        return {key: frozenset(map(normal, names)) for key, names in named.items()}

    @cached_property
    def _exact(self) -> Mapping[str, str]:
        """Key by name: words.yaml, over it the words of intake, which its users keep themselves."""
        kinds: tuple[str, ...] = (
            *IDENTITY,
            "serial",
            "project",
            "remark",
            "error_deduction",
            "error_codes",
        )
        kinds += ("fatal", "clause", "times", "aside", *TOTALS)
        found = dict.fromkeys(self._sets["mark"], "total")  # 质检得分 without an item above it
        found |= dict.fromkeys(self._sets["statistics"], "statistic")
        found |= {name: key for key in reversed(kinds) for name in self._sets[key]}
        found = dict.fromkeys(self._of_persons("numbers"), "agent") | found
        found = dict.fromkeys(self._of_persons("called"), "name") | found
        vocabulary = self.vocabulary
        found |= dict.fromkeys(vocabulary.person_headings, "name")
        found |= dict.fromkeys(vocabulary.computed_names, "total")
        found |= dict.fromkeys(vocabulary.lost_headings, "lost_total")
        found |= dict.fromkeys(vocabulary.band_headings, "band")
        found |= vocabulary.label_aliases
        both = vocabulary.columns.recording  # of a list of breaches the 依据, here the number
        found |= vocabulary.column_aliases | {normal(name): "recording" for name in both}
        flags = (vocabulary.validity_headings, vocabulary.void_headings)
        return found | dict.fromkeys((name for names in flags for name in names), "valid")

    def _of_persons(self, ends: str) -> list[str]:
        """Words for agents with each ending: 客服账号, 客服昵称."""
        return [
            normal(person + end)
            for person, end in product(self.words.persons, getattr(self.words, ends))
        ]

    def is_signature(self, text: str) -> bool:
        """Returns whether a text, as far as its colon, stands before a signature: 检查人签字：."""
        said = normal(_COLON.split(text, maxsplit=1)[0])
        return said in self._signatures or said.endswith(self._signed)

    @cached_property
    def _signatures(self) -> frozenset[str]:
        return self.words_of_list("signatures")

    @cached_property
    def _signed(self) -> tuple[str, ...]:
        return tuple(map(normal, self.words.signed))

    def is_number(self, heading: str) -> bool:
        """Returns whether a heading ends like that of numbers which tell things apart: 账号, ID."""
        return normal(heading).endswith(self._numbers)

    @cached_property
    def _numbers(self) -> tuple[str, ...]:
        return tuple(normal(end) for end in self.words.numbers if not end.isascii() or end == "id")

    @cached_property
    def _ends(self) -> tuple[str, ...]:
        return tuple(self._identity)

    @cached_property
    def _averaged(self) -> tuple[str, ...]:
        return tuple(map(normal, self.words.averaged))

    @cached_property
    def _summed(self) -> tuple[str, ...]:
        return tuple(map(normal, self.words.totals))

    @cached_property
    def _asking(self) -> tuple[str, ...]:
        return tuple(map(normal, self.words.asking))

    @cached_property
    def _identity(self) -> Mapping[str, str]:
        return {
            name: key
            for name, key in self._exact.items()
            if key in IDENTITY and len(name) >= _SHORTEST
        }


# --- names of items ------------------------------------------------------------------------------

_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
_NUMBER = r"\d{1,2}(?:\.\d{1,2}){0,2}|[一二三四五六七八九十]{1,3}|[A-Za-z]"
_BEFORE = re.compile(
    rf"^\s*(?:[{_CIRCLED}]\s*|[(（\[【](?:{_NUMBER})[)）\]】]\s*[、.．:：]?\s*"
    rf"|(?:{_NUMBER})\s*[、.．,，:：)）]\s*(?=\D)|\d{{1,2}}(?:\.\d{{1,2}}){{1,2}}\s*(?=\D)"
    rf"|\d{{1,2}}\s+(?=\D)|[A-Z]{{1,2}}\d{{1,2}}\s*[、.．:：)）\-_]\s*|第(?:{_NUMBER})[项条]?[:：、]?\s*)"
)
_UNIT = r"(?P<unit>分|点|%|％|points?|pts?|p)?"
_AMOUNT = rf"(?P<amount>\d{{1,3}}(?:\.\d{{1,2}})?)\s*{_UNIT}"
_CALLED = r"(?P<said>满分|分值|标准分|权重|占比|比重|\bfull|\bmax|\bweight)"
_SAID = r"(?P<said>满分|分值|标准分|权重|占比|比重|总分|共|full|max|weight|w|out of)?\s*[:：=]?\s*"
_BEHIND = (
    re.compile(rf"\s*[(（\[【{{〔〈<]\s*{_SAID}{_AMOUNT}\s*[)）\]】}}〕〉>]\s*$", re.IGNORECASE),
    re.compile(rf"\s*[/／\-–—_:：|~]\s*{_SAID}{_AMOUNT}\s*$", re.IGNORECASE),
    re.compile(rf"\s*{_CALLED}\s*[:：=]?\s*{_AMOUNT}\s*$", re.IGNORECASE),
    re.compile(
        rf"\s*{_SAID}(?P<amount>\d{{1,3}}(?:\.\d{{1,2}})?)\s*(?P<unit>分|%|％|points?|pts?)\s*$",
        re.IGNORECASE,
    ),
)
_HAN_GAP = re.compile(r"(?<=[\u4e00-\u9fff])\s+(?=[\u4e00-\u9fff])")
_MOST = 3


@dataclass(frozen=True)
class ItemName:
    """The name of an item without numbering and points, and what the heading says of both."""

    name: str
    full: Decimal | None = None
    weight: Decimal | None = None


def item_name(heading: str) -> ItemName:
    """Returns the parts of an item's heading: "1、开场白（10分）" is 开场白 with a full mark of 10.

    A percentage, or what is called a weight, is its weight.
    """
    text = _HAN_GAP.sub("", " ".join(heading.split()))
    full: Decimal | None = None
    weight: Decimal | None = None
    for _ in range(_MOST):
        found = next((match for pattern in _BEHIND if (match := pattern.search(text))), None)
        if not found or not text[: found.start()].strip():
            break
        amount = Decimal(found["amount"])
        unit, said = found["unit"] or "", (found["said"] or "").lower()
        if unit in ("%", "％") or said in ("权重", "占比", "比重", "weight", "w"):
            weight = amount
        else:
            full = amount
        text = text[: found.start()].strip()
    name = _BEFORE.sub("", text).strip() or text
    return ItemName(name, full if full else None, weight if weight else None)


def first_of(keys: Iterable[str], wanted: Iterable[str]) -> str:
    """Returns the first of the wanted keys that there is, "" for none."""
    there = set(keys)
    return next((key for key in wanted if key in there), "")
