"""Questions: what has been answered, what holds until it is, and what must wait."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from qa_workbook.adopt.found import FoundSheet
from qa_workbook.adopt.proposal import Answer, Question
from qa_workbook.config.base import Text
from qa_workbook.grids.a1 import address
from qa_workbook.grids.grid import Place
from qa_workbook.labels import text

About = tuple[tuple[str, str], ...]
_MOST_CELLS = 12


class Asked:
    """Collects questions in the order of their importance, and knows the answers given."""

    def __init__(self, answers: Mapping[str, str], suffix: str = "") -> None:
        self.answers, self.suffix = answers, suffix
        self.questions: list[tuple[int, Question]] = []

    def ask(self, rank: int, question: Question) -> str:
        """Asks something, the least rank first; returns the answer, or what is proposed.

        An answer that the question doesn't accept counts as none.
        """
        named = question.named(f"{question.id}{self.suffix}")
        if all(known.id != named.id for _, known in self.questions):
            self.questions.append((rank, named))
        answer = self.answers.get(named.id, "").strip()
        return answer if answer and named.accepts(answer) else named.proposed


def question(
    id_: str,
    words: str,
    answers: Iterable[Answer | str] = (),
    *,
    kind: str = "choice",
    proposed: str = "",
    about: About = (),
    why: str = "",
    **details: object,
) -> Question:
    """Returns a question in the words of labels/adopt.yaml; an answer of it by its own name there,
    `<words>.<answer>`, or ready-made.
    """
    offered = tuple(
        one if isinstance(one, Answer) else Answer(one, said(f"{words}.{one}", **details))
        for one in answers
    )
    if kind == "choice" and proposed not in {one.id for one in offered}:
        proposed = ""  # nobody could choose it, so it must be answered
    reason = said(why or f"{words}.why", **details)
    return Question(id_, said(words, **details), about, offered, kind, proposed, reason)


def said(name: str, **details: object) -> Text:
    """Returns a text of labels/adopt.yaml in both languages; Text details in each their own."""
    spoken = {
        language: text(f"adopt.{name}", language, **_in(language, details))
        for language in ("zh", "en")
    }
    return Text(zh=spoken["zh"], en=spoken["en"])


def _in(language: str, details: Mapping[str, object]) -> dict[str, object]:
    return {
        key: value.say(language) if isinstance(value, Text) else value
        for key, value in details.items()
    }


def about(sheets: Sequence[FoundSheet], places: Mapping[str, Iterable[Place | None]]) -> About:
    """Returns cells by the names of their sheets as questions name them, a dozen at most."""
    found = []
    for sheet in sheets:
        cells = dict.fromkeys(places.get(sheet.sample.sheet, ()))
        found += [(sheet.sample.sheet, address(*place)) for place in cells if place]
    return tuple(found[:_MOST_CELLS])
