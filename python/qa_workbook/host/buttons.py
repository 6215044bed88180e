"""What the buttons do: the same use cases as the command line, with the console's settings.

There is a function per entry of `console/buttons.py`, under the name of its action; `run_button`
finds it, runs it and shows its outcome. A use case is imported within the function: that takes a
second, in which the user already sees that the click was taken.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from qa_workbook.console.names import HELP, OTHER
from qa_workbook.host import (
    outcomes,
    outcomes_of_forms,
    outcomes_of_penalties,
    outcomes_of_samples,
)
from qa_workbook.host.click import Click
from qa_workbook.host.outcome import Outcome

if TYPE_CHECKING:
    from qa_workbook.workspace import Workspace


def template(click: Click) -> Outcome:
    """空白评分表: a blank score sheet of the chosen scheme."""
    from qa_workbook.app.template import BlankSheet, write_template

    wanted = BlankSheet(click.settings.scheme)
    made = write_template(_workspace(click), wanted, click.language)
    return outcomes.of_template(made, click.language)


def packs(click: Click) -> Outcome:
    """批量发表: a blank score sheet for every inspector of the period."""
    from qa_workbook.app.packs import WantedPacks, write_packs

    wanted = WantedPacks(click.settings.scheme, click.settings.period)
    report = write_packs(_workspace(click), wanted, click.language, progress=click.progress)
    return outcomes.of_packs(report, click.language)


def handed_in(click: Click) -> Outcome:
    """缺交名单: who of the period has handed in what, and who has not."""
    from qa_workbook.app.handed_in import write_handed_in

    span, inbox = click.settings.period, click.settings.inbox
    report = write_handed_in(
        _workspace(click), span, click.language, inbox, progress=click.progress
    )
    return outcomes.of_handed_in(report, click.language)


def adopt(click: Click) -> Outcome:
    """采用现有表格: proposes how the inbox's foreign sheets are read, then puts it into use."""
    from qa_workbook.app.adopt import AdoptReport
    from qa_workbook.app.adopt_inbox import adopt_from_inbox

    workspace, inbox = _workspace(click), click.settings.inbox
    report = adopt_from_inbox(workspace, inbox, click.language, click.progress)
    if isinstance(report, AdoptReport):
        return outcomes.of_adoption(report, click.language)
    return outcomes.of_acceptance(report, click.language)


def return_sheets(click: Click) -> Outcome:
    """退回修改: marked copies of the faulty files of the inbox."""
    from qa_workbook.app.return_sheets import return_sheets as send_back

    inbox = click.settings.inbox
    report = send_back(_workspace(click), [inbox], click.language, progress=click.progress)
    return outcomes.of_return(report, click.language)


def sample_draw(click: Click) -> Outcome:
    """抽取样本: the calls to listen to, out of the call list in the folder of call lists."""
    from qa_workbook.app.call_files import draw_from_folder

    span, scheme, seed = click.settings.period, click.settings.scheme, click.settings.seed
    workspace = _workspace(click)
    report = draw_from_folder(workspace, span, scheme, seed, click.language)
    return outcomes_of_samples.of_sample(report, workspace.calls, click.language)


def sample_status(click: Click) -> Outcome:
    """抽检进度: what of the drawn calls of the period is scored, missing or replaced."""
    from qa_workbook.app.sample_status import sample_status as state_of

    report = state_of(_workspace(click), click.settings.period, click.language)
    return outcomes_of_samples.of_sample_status(report, click.language)


def calibration_packs(click: Click) -> Outcome:
    """发校正包: blind packs of the session that stands in the sheet 校正会."""
    from qa_workbook.app.calibration_new import WantedSession, new_session
    from qa_workbook.host.session_sheet import typed_session

    typed, scheme = typed_session(click.console), click.settings.scheme
    wanted = WantedSession(
        scheme,
        typed.day,
        typed.recordings,
        inspectors=typed.inspectors,
        lead=typed.lead,
        late=typed.late,
    )
    made = new_session(_workspace(click), wanted, click.language)
    return outcomes_of_samples.of_session(made, click.language)


def calibration_report(click: Click) -> Outcome:
    """校正报告: the figures of the last session whose packs came back."""
    from qa_workbook.app.calibration_last import report_last

    return outcomes_of_samples.of_calibration(
        report_last(_workspace(click), click.language), click.language
    )


def laboratory(click: Click) -> Outcome:
    """方案实验室: what the items of the chosen scheme do, and what its draft would change."""
    from qa_workbook.app.drafts import try_draft

    span, scheme = click.settings.period, click.settings.scheme
    report = try_draft(_workspace(click), scheme, span, click.language)
    return outcomes_of_samples.of_laboratory(report, click.language)


def blank_form(click: Click) -> Outcome:
    """空白表单: a blank sheet of the form that is chosen on the sheet 其他业务."""
    from qa_workbook.app.template import BlankSheet, declared_id, write_template

    workspace, chosen = _workspace(click), click.settings.form
    config = workspace.load()
    form = config.forms.get(declared_id(config, chosen))
    made = write_template(workspace, BlankSheet(chosen), click.language)
    return outcomes_of_forms.of_blank_form(made, form, click.language)


def all_results(click: Click) -> Outcome:
    """全部结果: a workbook for every form with entries in the period."""
    return _results(click)


def complaints(click: Click) -> Outcome:
    """投诉表扬."""
    return _results(click)


def cases(click: Click) -> Outcome:
    """案例库."""
    return _results(click)


def chat_kpi(click: Click) -> Outcome:
    """在线客服."""
    return _results(click)


def exams(click: Click) -> Outcome:
    """考核."""
    return _results(click)


def tiers(click: Click) -> Outcome:
    """客服分级: enters the steps of applications, then tells where everybody stands."""
    from qa_workbook.app.form_results import form_called
    from qa_workbook.app.tiers import record_tiers

    workspace = _workspace(click)
    _ = form_called(workspace, click.button.form)
    record = record_tiers(workspace, click.settings.period)
    outcome = _results(click)
    if not record.counts["read"]:
        return outcome
    base = click.settings.inbox if record.findings else workspace.inbox
    return outcomes_of_forms.with_tier_steps(outcome, record, base, click.language)


def _results(click: Click) -> Outcome:
    """Writes the results of the form of the button, of all forms where it has none."""
    from qa_workbook.app.form_results import form_called, write_results

    workspace, span = _workspace(click), click.settings.period
    form = form_called(workspace, click.button.form) if click.button.form else None
    only = (form.id,) if form else ()
    written = write_results(workspace, span, click.language, only)
    return outcomes_of_forms.of_results(written, form, span, click.language)


def validate(click: Click) -> Outcome:
    """校验评分表: checks the inbox and changes nothing."""
    from qa_workbook.app.validate import validate_paths

    inbox = click.settings.inbox
    report = validate_paths(_workspace(click), [inbox], click.language, progress=click.progress)
    return outcomes.of_validation(report, inbox, click.language)


def build(click: Click) -> Outcome:
    """生成分析: validates, scores, merges and writes the analysis workbook."""
    from qa_workbook.app.build import build_period

    span, inbox = click.settings.period, click.settings.inbox
    report = build_period(_workspace(click), span, click.language, inbox, progress=click.progress)
    return outcomes.of_build(report, inbox, click.language)


def register(click: Click) -> Outcome:
    """生成扣罚登记: the penalty register of what is merged."""
    from qa_workbook.app.register import write_register

    report = write_register(_workspace(click), click.settings.period, click.language)
    return outcomes_of_penalties.of_register(report, click.language)


def decisions(click: Click) -> Outcome:
    """登记审批: what people decided in the register of the period."""
    from qa_workbook.app.decisions import import_decisions
    from qa_workbook.app.register import register_file
    from qa_workbook.numbers import period

    workspace = _workspace(click)
    file = register_file(workspace, period(click.settings.period), click.language)
    report = import_decisions(workspace, file, click.language)
    return outcomes_of_penalties.of_decisions(report, click.language)


def papers(click: Click) -> Outcome:
    """单据与报告: all papers that fit the period."""
    from qa_workbook.app.papers import write_papers

    report = write_papers(_workspace(click), click.settings.period, click.language)
    return outcomes_of_penalties.of_papers(report, click.settings.output, click.language)


def close(click: Click) -> Outcome:
    """月末结账: books what is final."""
    from qa_workbook.app.close import close_period

    report = close_period(_workspace(click), click.settings.period, click.language)
    return outcomes_of_penalties.of_close(report, click.language)


def payroll(click: Click) -> Outcome:
    """工资扣款表: what finance pays from, of a closed month."""
    from qa_workbook.app.payroll import write_payroll

    span = click.settings.period
    file = click.settings.output / click.say("payroll_name", period=span)
    report = write_payroll(_workspace(click), span, file, click.language)
    return outcomes_of_penalties.of_payroll(report, click.language)


def run(click: Click) -> Outcome:
    """一键完成: analysis, then register."""
    from qa_workbook.app.run import run_period

    span, inbox = click.settings.period, click.settings.inbox
    report = run_period(_workspace(click), span, click.language, inbox, progress=click.progress)
    return outcomes.of_build(report, inbox, click.language)


def withdraw(click: Click) -> Outcome:
    """撤回评分表: takes back what the named files brought."""
    from qa_workbook.app.withdraw import withdraw as take_back

    files, why = click.settings.withdrawn
    report = take_back(_workspace(click), files, why=why, inbox=click.settings.inbox)
    return outcomes.of_withdrawal(report, click.language)


def archive(click: Click) -> Outcome:
    """归档: moves the sheets of a finished period out of the inbox."""
    from qa_workbook.app.archive import archive_period

    span, inbox = click.settings.period, click.settings.inbox
    report = archive_period(_workspace(click), span, inbox, progress=click.progress)
    return outcomes.of_archive(report, click.language)


def open_output(click: Click) -> Outcome:
    """打开输出文件夹."""
    folder = click.settings.output
    folder.mkdir(parents=True, exist_ok=True)
    try:
        _show_folder(folder)
    except OSError:  # no file manager: the path is what helps
        message = click.say("open_yourself", path=folder)
        return Outcome(state="attention", message=message, logged=False)
    return Outcome(message=click.say("opened", path=folder), logged=False)


def other_work(click: Click) -> Outcome:
    """其他业务: the sheet with the buttons of the other forms."""
    click.console.select_sheet(OTHER)
    return Outcome(state="ready", logged=False)


def help(click: Click) -> Outcome:  # noqa: A001 - the button's name
    """使用说明."""
    click.console.select_sheet(HELP)
    return Outcome(state="ready", logged=False)


def _workspace(click: Click) -> Workspace:
    """Returns the workspace around the workbook, with the output folder of the console."""
    from qa_workbook.workspace import Workspace

    return Workspace(click.settings.root).with_output(click.settings.output).required()


def _show_folder(folder: Path) -> None:
    """Opens the file manager. Raises OSError where there is none."""
    if sys.platform == "win32":
        os.startfile(folder)  # noqa: S606 - the folder the user chose
        return
    opener = "open" if sys.platform == "darwin" else "xdg-open"
    subprocess.Popen(  # noqa: S603 - a fixed program and one path, no shell
        [opener, str(folder)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
