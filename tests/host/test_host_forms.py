"""其他业务 behind the buttons: what is told of results, of none, and of blank sheets."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from qa_workbook.app.form_results import FormMissingError, WrittenResult, form_called
from qa_workbook.app.tiers import TierFinding, TierRecord
from qa_workbook.console.buttons import BUTTONS
from qa_workbook.console.names import LINK_ROWS
from qa_workbook.form_results.model import FormResult
from qa_workbook.host.outcome import Outcome
from qa_workbook.host.outcomes_of_forms import of_blank_form, of_results, with_tier_steps
from qa_workbook.host.run_button import links_of
from qa_workbook.host.settings import NoFormChosenError, Settings
from qa_workbook.numbers import period
from qa_workbook.tiers.recording import RefusedStep
from qa_workbook.tiers.steps import StepRow

OCTOBER = period("2026-10")


def written(form: str, *sentences: str, attention: bool = False) -> WrittenResult:
    """The workbook of a form, of which some sentences tell."""
    result = FormResult(form, form.upper(), OCTOBER, sentences, attention=attention)
    return WrittenResult(result, Path(f"{form}.xlsx"))


def test_the_first_sentence_is_the_message_and_the_next_are_the_result(workspace):
    """One form is told in its own sentences; what somebody should look at is yellow."""
    form = form_called(workspace, "complaints")
    made = written("complaints", "投诉 2 件", "成立 1 件", "表扬 1 件", attention=True)
    outcome = of_results([made], form, "2026-10", "zh")
    assert (outcome.state, outcome.message) == ("attention", "投诉 2 件。")
    assert outcome.counts == "成立 1 件\n表扬 1 件"
    assert outcome.files == (Path("complaints.xlsx"),)


def test_of_all_results_those_to_look_at_are_told():
    """Several workbooks are named and linked; only what somebody should look at has a line."""
    made = [written("a", "一。"), written("b", "二。", attention=True)]
    outcome = of_results(made, None, "2026-10", "zh")
    assert outcome.state == "attention"
    assert outcome.message == "2 种业务有登记，各写了一本结果：A、B。请先看：B。"
    assert outcome.counts == "B：二。"
    assert len(outcome.files) == 2
    assert of_results(made[:1], None, "2026-10", "zh").state == "done"


@pytest.mark.parametrize("language", ["zh", "en"])
def test_without_entries_the_sentence_says_what_to_do(workspace, language):
    """Nothing is no success: which blank sheet, where it goes and what to click stand there."""
    form = form_called(workspace, "complaints")
    for asked in (form, None):
        outcome = of_results([], asked, "2026-10", language)
        assert (outcome.state, outcome.files) == ("attention", ())
        assert "2026-10" in outcome.message
        if asked:
            assert form.name.say(language) in outcome.message


def test_a_form_that_the_workspace_lacks_is_named(workspace):
    """A workspace of an earlier version has no such file; what completes it is said."""
    with pytest.raises(FormMissingError) as missing:
        form_called(workspace, "no-such-form")
    assert "config/forms/no-such-form.yaml" in missing.value.say("zh")
    assert "qa-workbook init" in missing.value.say("en")


def test_a_blank_list_belongs_into_the_config_and_a_form_into_the_inbox(workspace):
    """People and wages are no entries of a period."""
    forms = workspace.load().forms
    said = {
        place: of_blank_form(Path("x.xlsx"), forms.form(form), "zh").message
        for place, form in (("inbox", "complaints"), ("config", "people"))
    }
    assert "放进评分表文件夹" in said["inbox"]
    assert "放进工作区的 config 文件夹" in said["config"]


def test_no_form_chosen_has_its_sentence(tmp_path):
    """An empty cell, or a console that has none, is no blank sheet of something."""
    for values in ({}, {"qa_form": " "}):
        with pytest.raises(NoFormChosenError):
            _ = Settings(tmp_path, values).form
    assert Settings(tmp_path, {"qa_form": " 人员 "}).form == "人员"


def test_of_many_files_the_first_are_linked_and_their_folder():
    """The status has few lines; the folder with the rest is always the last of them."""
    files = tuple(Path(f"/out/{number}.xlsx") for number in range(9))
    links = links_of(Outcome(files=files), "zh")
    assert len(links) == LINK_ROWS
    assert links[-1] == ("打开输出文件夹", Path("/out"))
    assert links_of(Outcome(state="failed", files=files[:1]), "zh") == [("0.xlsx", files[0])]


def test_refused_steps_of_applications_are_listed_with_their_cells():
    """The counts add up to what was read, the refused stand among the findings, and it is red."""
    row = StepRow(
        "G-1", "A1", "甲", "一班", "junior", "intermediate", "own", "agree", "A2",
        date(2026, 10, 5), file="申报.xlsx", sheet="分级申报", row=7,
    )  # fmt: skip
    refused = TierFinding(RefusedStep(row, "not_self", "actor", "A2"), "I7", "办理人")
    record = TierRecord(2, 0, 1, 0, [refused])
    told = with_tier_steps(Outcome(message="各级 5 人", counts="更多"), record, Path("in"), "zh")
    assert told.state == "rejected"
    assert told.message.startswith("分级申报有 1 步不能登记") and told.message.endswith(
        "各级 5 人。"
    )
    assert told.counts == "分级申报 4 行：登记 2，已登记过 1，不能登记 1。\n更多"
    [line] = [one.as_dict("zh") for one in told.findings]
    assert (line["file"], line["cell"], line["column"]) == ("申报.xlsx", "I7", "办理人")
    assert "要由本人（工号 A1）办理" in line["message"]
    again = with_tier_steps(Outcome(), TierRecord(0, 0, 3, 0, []), Path("in"), "en")
    assert (again.state, again.findings) == ("done", [])


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_words_beside_a_button_name_its_form(workspace, language):
    """Who reads what a result is made from finds that name in the list of blank sheets."""
    for button in BUTTONS:
        if button.form:
            form = form_called(workspace, button.form)
            assert form.name.say(language) in button.help(language)


def test_buttons_of_results_have_a_form_and_a_period():
    """The result of a form is asked for by its id, which no two buttons share."""
    forms = [button.form for button in BUTTONS if button.form]
    assert len(forms) == len(set(forms)) == 5
    assert all(button.needs_period for button in BUTTONS if button.form)
