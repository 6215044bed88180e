"""Marks in words: yes and no, grades, words that nobody knows, and what they are worth."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from qa_workbook.adopt.asking import Asked, question
from qa_workbook.adopt.fits import Fit
from qa_workbook.adopt.found import FoundItem
from qa_workbook.adopt.kinds import Kind
from qa_workbook.adopt.mark_words import MarkWords
from qa_workbook.adopt.marking import Marking
from qa_workbook.adopt.proposal import Answer
from qa_workbook.adopt.words import Grades
from qa_workbook.config.base import Text
from qa_workbook.forms.text_cells import words
from qa_workbook.forms.vocabulary import normal
from qa_workbook.numbers import plain

HUNDRED = Decimal(100)
_RANK_GRADES, _RANK_YES = 20, 22
_MOST_UNKNOWN = 8


@dataclass(frozen=True)
class WordScale:
    """The words of an item: its choices, best first, with their fraction of the full mark; what is
    written for them; what each normalised word is worth.

    `name` tells scales apart; `settled` is False while the worth is only a stand-in.
    """

    name: str
    choices: tuple[tuple[Text, Decimal], ...]
    written: Mapping[str, str]
    worth: Mapping[str, Decimal]
    settled: bool = True


def settle_words(
    kind: Kind,
    marking: Sequence[Marking],
    marks: MarkWords,
    asked: Asked,
    yes_is_good: bool = True,
) -> list[WordScale | None]:
    """Returns the scale of each item that is marked in words, None for the others."""
    yes_no = _yes_no(marking, marks, yes_is_good)
    graded = {id(one.grades): one.grades for one in marking if one.kind == "grades" and one.grades}
    grades = {key: _graded(kind, one, marking, marks, asked) for key, one in graded.items()}
    unknown = _unknown(kind, marking, asked)
    scales = {"yes_no": yes_no, "words": unknown}
    return [
        grades[id(one.grades)] if one.kind == "grades" else scales.get(one.kind) for one in marking
    ]


# --- yes and no ----------------------------------------------------------------------------------


def _yes_no(marking: Sequence[Marking], marks: MarkWords, best: bool) -> WordScale | None:
    ours = [place for place, one in enumerate(marking) if one.kind == "yes_no"]
    if not ours:
        return None
    seen = list(dict.fromkeys(word for place in ours for word in marking[place].said))
    good = [word for word in seen if normal(word) in marks.good]
    bad = [word for word in seen if normal(word) not in marks.good]
    if not best:
        good, bad = bad, good
    first, last = _pair(good, bad, best)
    written = {w: name.zh for names, name in ((good, first), (bad, last)) for w in names}
    numbers = {number for place in ours for number in marking[place].numbers}
    worth = {normal(word): Decimal(1) for word in good} | {normal(w): Decimal(0) for w in bad}
    if numbers:
        written |= {"1": first.zh, "0": last.zh}
        worth |= {"1": Decimal(1), "0": Decimal(0)}
    choices = ((first, Decimal(1)), (last, Decimal(0)))
    return WordScale("yes-no", choices, _without_same(written), worth)


def yes_is_good(
    kind: Kind,
    items: Sequence[FoundItem],
    marking: Sequence[Marking],
    marks: MarkWords,
    asked: Asked,
) -> bool:
    """Returns whether a yes gives the points: asked where items are questions, else it does."""
    begins = tuple(marks.words.asking)
    doubtful = [
        (item, one)
        for item, one in zip(items, marking, strict=True)
        if one.kind == "yes_no" and normal(item.name).startswith(begins)
    ]
    if not doubtful:
        return True
    item, one = doubtful[0]
    word = next((word for word in one.said if normal(word) in marks.good), one.said[0])
    about = kind.about_items(lambda known: normal(known.name).startswith(begins))
    asks = question("yes_no", "yes_no", ["good", "bad"], about=about, word=word, item=item.name)
    return asked.ask(_RANK_YES, asks) != "bad"


def _pair(good: Sequence[str], bad: Sequence[str], best: bool) -> tuple[Text, Text]:
    """The names of the two choices: the sheet's own words where they are words, else 是 and 否."""
    first = next(filter(_is_name, good), "")
    last = next(filter(_is_name, bad), "")
    partner = _PARTNERS.get(normal(first or last), "")
    if first and (last or partner):
        last = last or partner
        return Text(zh=first, en=first), Text(zh=last, en=last)
    if last and partner:
        return Text(zh=partner, en=partner), Text(zh=last, en=last)
    yes, no = Text(zh="是", en="Yes"), Text(zh="否", en="No")
    return (yes, no) if best else (no, yes)


def _is_name(word: str) -> bool:
    """Whether a word, and no sign or single letter, says yes or no."""
    return normal(word).isalpha() and (len(word) > 1 or not word.isascii())


_PAIRS = (
    ("合格", "不合格"),
    ("达标", "不达标"),
    ("符合", "不符合"),
    ("通过", "不通过"),
    ("是", "否"),
)
_PARTNERS = {one: other for pair in _PAIRS for one, other in (pair, pair[::-1])}
_PARTNERS |= {"yes": "No", "no": "Yes", "pass": "Fail", "fail": "Pass"}


# --- grades --------------------------------------------------------------------------------------


def _graded(
    kind: Kind, grades: Grades, marking: Sequence[Marking], marks: MarkWords, asked: Asked
) -> WordScale:
    """A scale of grades; what they are worth is asked, and nothing holds before the answer."""
    place_of = marks.grade_of(grades)
    seen = list(dict.fromkeys(w for one in marking if one.grades is grades for w in one.said))
    names = _names_of(grades, seen)
    listed = "、".join(names)
    offered = [_offer(names, worth) for worth in grades.worth]
    about = kind.about_marks(lambda value: normal(words(value)) in place_of)
    asks = question(
        "grades", "grades", offered, kind="numbers", about=about, grades=listed
    ).counted(len(names))
    answer = asked.ask(_RANK_GRADES, asks)
    worth = [Decimal(one) for one in (answer or offered[0].id).split("/")]
    written = {word: names[place_of[normal(word)]] for word in seen}
    return _word_scale("grades", names, worth, written, place_of, bool(answer))


def _names_of(grades: Grades, seen: Sequence[str]) -> list[str]:
    """What the choices are called: as the sheet does, where it says them."""
    said = {normal(word): word for word in seen}
    return [
        next((said[normal(word)] for word in same if normal(word) in said), same[0])
        for same in grades.words
    ]


def _offer(names: Sequence[str], worth: Sequence[int]) -> Answer:
    pairs = " ".join(f"{name}={amount}" for name, amount in zip(names, worth, strict=False))
    return Answer("/".join(map(str, worth[: len(names)])), Text(zh=pairs, en=pairs))


def _word_scale(
    name: str,
    names: Sequence[str],
    worth: Sequence[Decimal],
    written: Mapping[str, str],
    place_of: Mapping[str, int],
    settled: bool,
) -> WordScale:
    best = max(worth)
    shares = [one / best for one in worth] if best else [Decimal(0)] * len(worth)
    named: dict[Decimal, str] = {}
    for word, share in zip(names, shares, strict=True):
        named.setdefault(share, word)
    choices = tuple((Text(zh=word, en=word), share) for share, word in named.items())
    equal = {word: named[share] for word, share in zip(names, shares, strict=True)}
    written = equal | {word: equal.get(name, name) for word, name in written.items()}
    known = {word: shares[place] for word, place in place_of.items()}
    return WordScale(name, choices, _without_same(written), known, settled)


def words_of_scheme(
    fit: Fit, marking: Sequence[Marking], marks: MarkWords
) -> list[WordScale | None]:
    """Returns the words of items whose scheme is there: of a scale in steps a yes is the full mark;
    scales of words know their own.
    """
    found: list[WordScale | None] = []
    for node, one in zip(fit.nodes, marking, strict=True):
        scale = fit.scheme.scale_of(node) if node and node.scale else None
        if scale is None or scale.choices or one.kind != "yes_no":
            found.append(None)
            continue
        good = {word for word in one.said if normal(word) in marks.good}
        amounts = {word: plain(scale.full if word in good else scale.zero) for word in one.said}
        worth = {normal(word): Decimal(int(word in good)) for word in one.said}
        found.append(WordScale("steps", (), amounts, worth))
    return found


# --- words that nobody knows ---------------------------------------------------------------------


def _unknown(kind: Kind, marking: Sequence[Marking], asked: Asked) -> WordScale | None:
    """A scale of words without a known order: their worth is asked, in the order they appear."""
    seen = list(dict.fromkeys(w for one in marking if one.kind == "words" for w in one.said))
    if not seen:
        return None
    names = seen[:_MOST_UNKNOWN]
    about = kind.about_marks(lambda value: words(value) in names)
    asks = question("words", "words", kind="numbers", about=about, grades="、".join(names))
    answer = asked.ask(_RANK_GRADES + 1, asks.counted(len(names)))
    stand_in = [HUNDRED - place for place in range(len(names))]
    worth = [Decimal(one) for one in answer.split("/")] if answer else stand_in
    place_of = {normal(word): place for place, word in enumerate(names)}
    return _word_scale("words", names, worth, {}, place_of, bool(answer))


def _without_same(written: Mapping[str, str]) -> dict[str, str]:
    """What is written for a choice otherwise than the choice itself."""
    return {word: name for word, name in written.items() if normal(word) != normal(name)}
