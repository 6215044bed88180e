"""Which forms have a result of their own, and the policy that each follows."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qa_workbook.config.faults import Fault
from qa_workbook.form_results.case_rules import CaseRulesFile
from qa_workbook.form_results.chat_rules import ChatRulesFile
from qa_workbook.form_results.complaint_rules import ComplaintRulesFile
from qa_workbook.form_results.exam_rules import ExamRulesFile
from qa_workbook.form_results.rules import (
    FOLDER,
    ResultRuleBook,
    ResultRulesFile,
    load_result_rules,
    numbers_of,
)
from qa_workbook.form_results.tier_rules import TierRulesFile
from qa_workbook.forms.policy import Policy

if TYPE_CHECKING:
    from qa_workbook.form_results.inputs import Inputs
    from qa_workbook.form_results.model import FormResult

    Make = Callable[[Inputs, Any], FormResult | None]


@dataclass(frozen=True)
class Topic:
    """A form with a result of its own.

    `page` is the document that explains it.

    `others`: ids of forms out of whose rows there may be something to tell without any of its own.

    `make` gets the version of the policy in `file` that holds on the last day of the period (None
    before the first one), and returns None where there is nothing to tell.
    """

    form: str
    make: Make
    file: type[ResultRulesFile]
    page: str
    others: tuple[str, ...] = ()


# Most builds have rows of few topics: each is loaded with its first result.
def _complaints(inputs: Inputs, policy: Any) -> FormResult | None:
    from qa_workbook.form_results.complaints import complaints_result

    return complaints_result(inputs, policy)


def _exams(inputs: Inputs, policy: Any) -> FormResult | None:
    from qa_workbook.form_results.exams import exams_result

    return exams_result(inputs, policy)


def _tiers(inputs: Inputs, policy: Any) -> FormResult | None:
    from qa_workbook.form_results.tiers import tiers_result

    return tiers_result(inputs, policy)


def _chat(inputs: Inputs, policy: Any) -> FormResult | None:
    from qa_workbook.form_results.chat import chat_result

    return chat_result(inputs, policy)


def _cases(inputs: Inputs, policy: Any) -> FormResult | None:
    from qa_workbook.form_results.case_library import cases_result

    return cases_result(inputs, policy)


TOPICS: Mapping[str, Topic] = {
    topic.form: topic
    for topic in (
        Topic("complaints", _complaints, ComplaintRulesFile, "complaints"),
        Topic("exams", _exams, ExamRulesFile, "exams"),
        Topic("tiers", _tiers, TierRulesFile, "tiers", others=("chat-kpi",)),
        Topic("chat-kpi", _chat, ChatRulesFile, "chat"),
        Topic("cases", _cases, CaseRulesFile, "case-library"),
    )
}
"""By form id, in the order in which workbooks and reports tell them."""
OF_OTHERS = frozenset(topic.form for topic in TOPICS.values() if topic.others)
"""Ids of the forms whose result may be made of other forms' rows."""
Rules = Mapping[str, ResultRuleBook[Any]]


def may_have_result(form: str, kept: Collection[str]) -> bool:
    """Returns whether there may be something to tell of a form, if there are rows of `kept`."""
    topic = TOPICS.get(form)
    return form in kept or (topic is not None and any(other in kept for other in topic.others))


def load_rules(folder: Path, shipped: Path) -> tuple[Rules, list[Fault]]:
    """Returns the policy of each topic by form id, and every fault.

    A file that the config `folder` lacks is the shipped one's.
    """
    found, faults = dict[str, ResultRuleBook[Any]](), list[Fault]()
    for topic in TOPICS.values():
        name = f"{topic.form}.yaml"
        own = folder / FOLDER / name
        file = own if own.exists() else shipped / FOLDER / name
        book, more = load_result_rules(file, topic.file)
        faults += more
        if book is not None:
            found[topic.form] = book
    return found, faults


def policy_of(rules: Rules) -> Policy:
    """Returns the numbers of the policy that rules of forms may name (`forms.model.Check`)."""
    return Policy({form: numbers_of(book) for form, book in rules.items()})


def result_of(inputs: Inputs, rules: Rules) -> FormResult | None:
    """Returns what a form comes to in the period, None where there is nothing to tell.

    What the form's own file asks for goes before the topic.
    """
    topic = TOPICS.get(inputs.form.id)
    if topic is None or inputs.form.result is not None:
        from qa_workbook.form_results.plain import plain_result

        return plain_result(inputs)
    return topic.make(inputs, rules[topic.form].at(inputs.span.last))
