"""员工服务质量反馈表: the figures of `metrics`, nothing of anybody else, and room to write that is kept."""

from __future__ import annotations

import json
import re
import zipfile
from collections import Counter
from email import message_from_bytes, policy
from pathlib import Path

import openpyxl
import pytest
from sheets import recordings, write_sheet

WEEK = ("--period", "2026-W42")
FATAL = "R05000000000005"
PEOPLE = """工号,姓名,班组,角色,项目,邮箱
50,班长甲,2班,班长,,lead@example.com
51,班长乙,3班,班长,,
52,质检班长,,质检班长,,
"""


@pytest.fixture(scope="module")
def desk(shared_desk):
    """Two inspectors' sheets of twelve agents; every remark names another agent and the own one."""
    for number, (inspector, month) in enumerate((("质检甲", (2026, 10)), ("质检乙", (2026, 9)))):
        rows = recordings(60, 5 + number, month=month)
        for row in rows:
            other = int(row["工号"][1:]) % 12 + 1
            if row["录音编号"] == FATAL:
                row |= {"差错扣分": None, "差错代码": "F21", "致命错误": "是"}
            row["备注"] = f"{row['姓名']}与 A{other:03d} 的客户，座席{other} 也听到"
        write_sheet(shared_desk.inbox / f"{inspector}.xlsx", rows, inspector=inspector)
    agents = [f"A{n:03d},座席{n},{n % 3 + 1}班,座席,,a{n}@example.com\n" for n in range(1, 7)]
    people = shared_desk.root / "config" / "people.csv"
    people.write_text(PEOPLE + "".join(agents), encoding="utf-8")
    shared_desk.merge(period="2026-09")
    shared_desk.merge(period="2026-10")
    return shared_desk


@pytest.fixture(scope="module")
def written(desk) -> tuple[list[dict], str]:
    """What was written for one week: the objects of the answer, and what was told."""
    done = desk.call("papers", *WEEK, "--kind", "feedback", "--json")
    found = json.loads(done.stdout)["files"]
    assert all(one["kind"] == "feedback" for one in found)
    return found, done.stderr


@pytest.fixture(scope="module")
def week(written) -> dict[str, Path]:
    """The sheets of one week by agent."""
    return {one["to"][0]: Path(one["file"]) for one in written[0]}


def everything_in(path: Path) -> str:
    """All parts of a workbook, its properties and names too, as one text."""
    with zipfile.ZipFile(path) as parts:
        return "\n".join(
            [*parts.namelist(), *(parts.read(name).decode("utf-8") for name in parts.namelist())]
        )


def scores_in(path: Path) -> dict[str, object]:
    """The row of the scores by heading."""
    sheet = openpyxl.load_workbook(path, data_only=True).active
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    place = next(number for number, row in enumerate(rows) if row[0] == "评分方案")
    return dict(zip(rows[place], rows[place + 1], strict=True))


def team_of(agent: str) -> int:
    """The team of one of the made-up agents."""
    return int(agent[1:]) % 3


def test_feedback__has_the_figures_of_metrics(desk, week):
    """Week, week before, month so far, team and everybody are those that `metrics` publishes."""
    spans = {
        "本周平均": "2026-W42",
        "上周平均": "2026-W41",
        "月累计": "2026-10-01..2026-10-18",
    }
    metrics = {name: desk.json("metrics", "--period", span) for name, span in spans.items()}
    by_agent = {
        name: {one["agent"]: one for one in found["agents"]} for name, found in metrics.items()
    }
    now = metrics["本周平均"]
    assert set(week) == set(by_agent["本周平均"]) and len(week) > 5
    aggregates = set()
    for agent, path in week.items():
        shown = scores_in(path)
        for name, agents in by_agent.items():
            expected = agents[agent]["mean_final"] if agent in agents else None
            assert shown[name] == (pytest.approx(expected) if expected is not None else None)
        assert shown["本周条数"] == by_agent["本周平均"][agent]["recordings"]
        mates = [one for one in now["agents"] if team_of(one["agent"]) == team_of(agent)]
        heard = sum(one["recordings"] for one in mates)
        mean = sum(one["mean_final"] * one["recordings"] for one in mates) / heard
        enough = len(mates) >= 3
        assert shown["班组平均"] == (pytest.approx(mean) if enough else None)
        assert shown["全体平均"] == pytest.approx(now["mean_final"])
        aggregates.add(enough)
    assert True in aggregates


def test_feedback__holds_nothing_of_anybody_else(desk, week):
    """No other number, name, inspector, file or folder is in any part of the zip, not even in remarks."""
    for agent, path in week.items():
        whole = everything_in(path)
        assert agent in whole and f"座席{int(agent[1:])}与 （他人）" in whole
        for number in (number for number in range(1, 13) if f"A{number:03d}" != agent):
            assert f"A{number:03d}" not in whole
            assert f"座席{number}与" not in whole and f"座席{number} " not in whole
            assert f">座席{number}<" not in whole
        for forbidden in ("质检甲", "质检乙", str(desk.root), "质检甲.xlsx"):
            assert forbidden not in whole
        assert not re.search(r"[加扣]0(；|<)", whole), "what rounds to nothing is not told"


def test_feedback__is_the_same_again_and_keeps_what_was_written(desk, week):
    """Same input, same bytes; a sheet with somebody's words is copied before it is renewed."""
    agent, file = next(iter(week.items()))
    before = file.read_bytes()
    desk.json("papers", *WEEK, "--kind", "feedback", "--agent", agent.lower())
    assert file.read_bytes() == before
    book = openpyxl.load_workbook(file)
    sheet = book.active
    row = next(row for row in sheet.iter_rows() if row[0].value == "员工的话")
    row[1].value = "我会多练"
    book.save(file)
    (one,) = desk.json("papers", *WEEK, "--kind", "feedback", "--agent", agent)["files"]
    kept = openpyxl.load_workbook(one["kept"]).active
    assert "我会多练" in {cell.value for row in kept.iter_rows() for cell in row}
    assert file.read_bytes() == before


def test_feedback__has_a_mail_with_its_sheet_and_no_other(written):
    """To the agent, a copy for the lead of the team, the sheet attached; nothing of anybody else."""
    found, told_at_the_end = written
    addressed = Counter()
    for one in found:
        agent, raw = one["to"][0], Path(one["eml"]).read_bytes()
        number = int(agent[1:])
        mail = message_from_bytes(raw, policy=policy.default)
        assert mail["X-Unsent"] == "1" and mail["Date"] is None
        assert not mail.defects and not mail["To"].defects
        group = mail["To"].groups[0]
        if number <= 6:
            (to,) = mail["To"].addresses
            assert (to.display_name, to.addr_spec) == (f"座席{number}", f"a{number}@example.com")
        else:
            assert (group.display_name, group.addresses) == (f"座席{number}", ())
        leads = {0: [], 1: ["50"], 2: ["51"]}[number % 3]
        assert one["cc"] == leads
        assert mail["Cc"] is None or not leads or "班长" in str(mail["Cc"])
        body = mail.get_body().get_content()
        assert "本周平均：" in body
        told = f"{mail['Subject']}{mail['To']}{body}"
        others = [n for n in range(1, 13) if n != number]
        assert not [n for n in others if f"A{n:03d}" in told or f"座席{n}，" in told]
        (attached,) = mail.iter_attachments()
        assert attached.get_filename() == Path(one["file"]).name
        assert attached.get_content() == Path(one["file"]).read_bytes()
        addressed[number <= 6] += 1
    assert set(addressed) == {True, False}
    assert "没有邮箱" in told_at_the_end and "座席1、" not in told_at_the_end


def test_pdf__without_libreoffice_there_is_a_sentence_and_no_error(
    desk, week, monkeypatch, tmp_path
):
    """The papers are written all the same."""
    monkeypatch.setenv("PATH", str(tmp_path))
    done = desk.call("papers", *WEEK, "--kind", "feedback", "--agent", min(week), "--pdf", "--json")
    assert done.returncode == 0 and "没有安装 LibreOffice" in done.stderr
    (one,) = json.loads(done.stdout)["files"]
    assert "pdf" not in one and Path(one["file"]).exists()


@pytest.mark.calc
def test_pdf__stands_beside_the_paper(desk, week):
    """LibreOffice makes a PDF of the same name."""
    (one,) = desk.json("papers", *WEEK, "--kind", "feedback", "--agent", min(week), "--pdf")[
        "files"
    ]
    assert Path(one["pdf"]) == Path(one["file"]).with_suffix(".pdf")
    assert Path(one["pdf"]).read_bytes().startswith(b"%PDF")


def test_papers__fit_the_period_that_is_asked_for(desk):
    """A month has the feedback of every week that touches it; a paper by the month needs a month."""
    found = desk.json("papers", "--period", "2026-10", "--agent", "A001")["files"]
    mondays = {
        Path(one["file"]).name.split("_")[1][:10] for one in found if one["kind"] == "feedback"
    }
    assert mondays <= {"2026-09-28", "2026-10-05", "2026-10-12", "2026-10-19", "2026-10-26"}
    assert len(mondays) > 1
    day = {one["kind"] for one in desk.json("papers", "--period", "2026-10-14")["files"]}
    assert day <= {"daily_log"}
    wrong = desk.json("papers", *WEEK, "--agent", "A777", code=2)
    assert "A777" in wrong["error"]["message"]
    wrong = desk.json("papers", *WEEK, "--kind", "monthly", code=2)
    assert "质检月报" in wrong["error"]["message"]


def test_feedback__fatal_errors_come_first_and_are_counted(week):
    """The row of a recording begins with its fatal error; the figures at the top count it."""
    said = {"本周没有致命错误": 0, f"1 条：{FATAL} 致命性错误（F21": 0}
    for path in week.values():
        sheet = openpyxl.load_workbook(path, data_only=True).active
        rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
        counted = next(row[1] for row in rows if row[0] == "致命错误")
        (own,) = (words for words in said if counted.startswith(words))
        said[own] += 1
        for row in rows:
            assert str(row[5]).startswith("致命性错误（F21 ") == (row[1] == FATAL)
    assert list(said.values()) == [len(week) - 1, 1]
