"""`sample draw`, `sample verify`, `sample size`: from a call list to a certificate that a stranger can check."""

from __future__ import annotations

import csv
import json
import random
import re
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from made_calls import at

from qa_workbook.app.sample_people import sample_inspectors, sample_people
from qa_workbook.cli.program import run
from qa_workbook.numbers import period
from qa_workbook.procedure.people import People, Post
from qa_workbook.procedure.rules import load_procedure
from qa_workbook.sampling.rules import SampleInspectors, SampleRules, load_sampling
from qa_workbook.workspace_paths import initialise, shipped

DOCS = Path(__file__).parents[2] / "docs"
HEADINGS = ["录音编号", "工号", "姓名", "班组", "通话时间", "通话时长", "是否有录音"]
PEOPLE = """工号,姓名,角色,班组,身份
Q1,李晓,质检员,一班,
Q2,周静,质检员,,
Q2,周静,班长,二班,
A1,王佳,座席,一班,
A2,赵敏,座席,二班,实习
A9,钱进,座席,二班,
B1,孙伟,班长,一班,
"""


def rows(each: int = 30) -> list[list[str]]:
    """Calls of A1, A2, A3, whom the list of people doesn't have, and of a team lead."""
    begin = at(2026, 10, 1, 8)
    found = []
    for agent, team in (("A1", "一班"), ("A2", "二班"), ("A3", "二班"), ("B1", "一班")):
        for number in range(each):
            started = begin + timedelta(hours=23 * number)
            recorded = "否" if number % 10 == 3 else "是"
            told = [f"{started:%Y-%m-%d %H:%M:%S}", str(30 + number), recorded]
            found.append([f"LY{agent}{number:03d}", agent, "", team, *told])
    return found


def write(path: Path, lines: list[list[str]]) -> Path:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows([HEADINGS, *lines])
    return path


class Desk:
    """A workspace and its command line."""

    def __init__(self, root: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.root, self.capsys = root, capsys

    def call(self, *words: str | Path, code: int = 0) -> Any:
        """Runs a command with --json; returns its answer."""
        given = ["--workspace", str(self.root), *map(str, words), "--json"]
        assert run(given) == code
        return json.loads(self.capsys.readouterr().out)

    def draw(self, calls: Path, *more: str, seed: str = "骰子 4 1 6", code: int = 0) -> Any:
        """Draws October."""
        return self.call(
            "sample", "draw", "--calls", calls, "--period", "2026-10", "--seed", seed, *more, code=code
        )  # fmt: skip


@pytest.fixture
def desk(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Desk:
    initialise(tmp_path / "ws")
    (tmp_path / "ws" / "config" / "people.csv").write_text(PEOPLE, "utf-8")
    return Desk(tmp_path / "ws", capsys)


def test_a_stranger_draws_the_same_with_the_lines_of_the_document(desk: Desk, tmp_path: Path):
    """The script in docs/sampling.md, as it is printed there, confirms a certificate and no other."""
    calls = write(tmp_path / "话单.csv", rows())
    made = desk.draw(calls, "--per-agent", "3")
    script = tmp_path / "stranger.py"
    found = re.search(r"```python\n(.*?)```", (DOCS / "sampling.md").read_text("utf-8"), re.DOTALL)
    assert found
    assert found[1] in (DOCS / "sampling.zh-CN.md").read_text("utf-8")
    script.write_text(found[1], "utf-8")
    certificate = Path(made["files"]["certificate"])

    def confirmed(path: Path) -> str:
        done = subprocess.run(
            [sys.executable, script, path, calls], capture_output=True, text=True, check=True
        )
        return done.stdout.strip()

    assert confirmed(certificate) == "True"
    content = json.loads(certificate.read_bytes())
    content["drawn"][:2] = content["drawn"][1::-1]
    edited = tmp_path / "edited.json"
    edited.write_text(json.dumps(content), "utf-8")
    assert confirmed(edited) == "False"


def test_what_is_drawn_and_told(desk: Desk, tmp_path: Path):
    """Interns get half, a team lead nothing, whoever isn't listed the full number; own team leads don't listen."""
    made = desk.draw(write(tmp_path / "c.csv", rows()), "--per-agent", "3", "--min-seconds", "40")
    certificate = json.loads(Path(made["files"]["certificate"]).read_bytes())
    wanted = {
        one["agent"]: (one["share"], one["wanted"], one["drawn"]) for one in certificate["agents"]
    }
    assert wanted == {
        "A1": ("1", 3, 3),
        "A2": ("0.5", 2, 2),
        "A3": ("1", 3, 3),
        "A9": ("1", 3, 0),
    }
    assert certificate["shortfalls"] == [
        {"agent": "A9", "wanted": 3, "drawn": 0, "why": "no_calls"}
    ]
    assert made["unlisted"] == ["A3"]
    removed = {one["name"]: one["removed"] for one in certificate["filters"]}
    assert removed == {"period": 0, "recorded": 12, "shortest": 36, "unchecked": 0, "in_office": 18}
    assert certificate["excluded_agents"] == ["B1"]
    heard = {one["inspector"]: one["recordings"] for one in certificate["assignment"]}
    assert all(name.startswith("LYA1") for name in heard["Q1"])
    assert not any(name.startswith("LYA2") for name in heard["Q2"])
    assert made["unassigned"] == 2  # those of A2: Q1 inspects another team, Q2 leads this one


def test_the_same_draw_again_changes_nothing(desk: Desk, tmp_path: Path):
    """Same bytes; another list or number is refused with this seed, another seed without --again."""
    calls = write(tmp_path / "c.csv", rows())
    first = desk.draw(calls, "--per-agent", "3")
    kept = {
        path: path.read_bytes()
        for path in desk.root.rglob("*")
        if path.is_file() and "log" not in path.parts
    }
    second = desk.draw(write(tmp_path / "again.csv", rows()[::-1]), "--per-agent", "3")
    assert (first["state"], second["state"]) == ("drawn", "unchanged")
    assert {path: path.read_bytes() for path in kept} == kept
    assert desk.draw(calls, "--per-agent", "4", code=2)["error"]["code"] == "differs"
    assert (
        desk.draw(write(tmp_path / "b.csv", rows(29)), "--per-agent", "3", code=2)["error"]["code"]
        == "differs"
    )
    other = desk.draw(calls, "--per-agent", "3", seed="other", code=2)
    assert other["error"]["code"] == "already_drawn"
    more = desk.draw(calls, "--per-agent", "3", "--again", seed="other")
    drawn = [
        json.loads(Path(one["files"]["certificate"]).read_bytes())["drawn"] for one in (first, more)
    ]
    assert not set(drawn[0]) & set(drawn[1]) and len(drawn[1]) == len(drawn[0])
    report = desk.call("sample", "verify", more["files"]["certificate"], "--calls", calls)
    assert report["ok"] and report["differences"] == []


def test_verify_says_what_differs(desk: Desk, tmp_path: Path):
    """An edited certificate, a list that lost a drawn call, and one with a call more."""
    lines = rows()
    made = desk.draw(write(tmp_path / "c.csv", lines), "--per-agent", "3")
    file = Path(made["files"]["certificate"])
    content = json.loads(file.read_bytes())
    lost = content["drawn"][0]

    def kinds(certificate: Path, calls: list[list[str]]) -> dict[str, Any]:
        found = write(tmp_path / "now.csv", calls)
        report = desk.call("sample", "verify", certificate, "--calls", found, code=1)
        assert not report["ok"]
        return {one["what"]: one for one in report["differences"]}

    without = kinds(file, [line for line in lines if line[0] != lost])
    assert without["not_drawn"]["expected"] == [lost]
    assert without["population"]["found"]["calls"] == len(lines) - 1
    more = kinds(file, [*lines, ["LYnew", "A1", "", "", "2026-09-30", "60", "是"]])
    assert set(more) == {"population", "filter"}
    edited = tmp_path / "edited.json"
    edited.write_text(json.dumps({**content, "seed": "another"}), "utf-8")
    assert {"edited", "not_drawn", "drawn_too"} <= set(kinds(edited, lines))
    swapped = {
        **content,
        "assignment": [{"inspector": "Q1", "recordings": ["LYA1029", lost, lost]}],
    }
    edited.write_text(json.dumps(swapped), "utf-8")
    assert lost in kinds(edited, lines)["assignment"]["found"]


def test_verify_needs_no_workspace_and_says_what_is_no_certificate(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """A stranger has certificate and list; a file that isn't whole is wrong usage."""
    calls = write(tmp_path / "c.csv", rows())
    made = desk.draw(calls, "--per-agent", "3")
    (tmp_path / "nowhere").mkdir()
    monkeypatch.chdir(tmp_path / "nowhere")
    words = ["sample", "verify", made["files"]["certificate"], "--calls", str(calls), "--json"]
    assert run(words) == 0
    assert json.loads(desk.capsys.readouterr().out)["ok"]
    (tmp_path / "half.json").write_text('{"certificate": "sample", "format": 1}', "utf-8")
    words[2] = str(tmp_path / "half.json")
    assert run(words) == 2
    assert json.loads(desk.capsys.readouterr().out)["error"]["code"] == "not_a_certificate"


def test_rejected_rows_are_told_and_the_draw_goes_on(desk: Desk, tmp_path: Path):
    """Exit code 1, read = usable + rejected."""
    lines = [*rows(), ["1.2E+17", "A1", "", "", "2026-10-05", "60", "是"]]
    made = desk.draw(write(tmp_path / "c.csv", lines), code=1)
    calls = made["calls"]
    assert (calls["read"], calls["usable"], calls["rejected"]) == (121, 120, 1)
    assert [(one["code"], one["cell"]) for one in calls["findings"]] == [("id-lost-digits", "A122")]
    assert made["per_agent"] == 5 * 18  # 17 weekdays, and a Saturday worked in return


@pytest.mark.parametrize(
    ("more", "size", "z"),
    [
        ([], 385, 1.96),
        (["--population", "1000"], 278, 1.96),
        (["--p", "0.1", "--level", "0.99", "--population", "5000"], 229, 2.5758),
    ],
)
def test_size__needs(desk: Desk, more: list[str], size: int, z: float):
    """Cochran's size, with what it rests on; p = 0.5 where nobody says otherwise."""
    found = desk.call("sample", "size", "--error", "0.05", *more)
    assert found == desk.call("sample", "size", "--error", "5%", *more)
    assert found["size"] == size
    assert found["z"] == pytest.approx(z, abs=5e-5)
    assert "0.03" in desk.call("sample", "size", "--error", "5", code=2)["error"]["message"]


# --- whose calls, how many, and who listens ------------------------------------------------------


@pytest.fixture(scope="module")
def rules() -> SampleRules:
    book, faults = load_sampling(shipped("config"))
    assert book and not faults
    return book.versions[-1]


def test_wanted_calls_follow_days_in_office_and_status(rules: SampleRules):
    """A week of five days is 25 calls; two days are ten; an intern from Wednesday on has 2 + 3 half days."""
    procedure, _ = load_procedure(shipped("config"))
    assert procedure
    week = period("2026-W46")
    posts = (
        Post("1", "甲", "agent"),
        Post("2", "乙", "agent", last=at(2026, 11, 10).date()),
        Post("3", "丙", "agent", last=at(2026, 11, 10).date()),
        Post("3", "丙", "agent", first=at(2026, 11, 11).date(), status="intern"),
        Post("4", "丁", "team_lead"),
    )
    listed = [Post("5", "戊", "agent", "一班"), Post("4", "丁", "agent")]
    found = sample_people(People(posts), listed, procedure.calendar, week, rules, None)
    assert {key: (one.wanted, one.share) for key, one in found.agents.items()} == {
        "1": (25, "1"),
        "2": (10, "0.4"),
        "3": (18, "0.7"),
        "5": (25, "1"),
    }
    assert (found.per_agent, found.away) == (25, frozenset({"4"}))
    fixed = sample_people(People(posts), listed, procedure.calendar, week, rules, 4)
    assert {key: one.wanted for key, one in fixed.agents.items()} == {
        "1": 4,
        "2": 4,
        "3": 3,
        "5": 4,
    }


@pytest.mark.parametrize(
    ("among", "excluded", "heard"),
    [
        ("assigned", ["self"], {"Q1": "a1", "Q2": "a1 a2", "a2": "a1"}),
        ("assigned", ["self", "team_lead"], {"Q1": "a1", "Q2": "a1", "a2": "a1"}),
        ("all", [], {"Q1": "a1 a2", "Q2": "a1 a2", "a2": "a1 a2"}),
        ("assigned", ["regular"], {"Q1": "a2", "Q2": "a1 a2", "a2": "a2"}),
    ],
)
def test_own_inspectors_are_left_out(among: str, excluded: list[str], heard: dict[str, str]):
    """One's own calls, those of a team that one leads, or those of agents that one is assigned to."""
    posts = (
        Post("Q1", "李晓", "inspector", "一班"),
        Post("Q2", "周静", "inspector"),
        Post("Q2", "周静", "team_lead", "二班"),
        Post("a2", "赵敏", "inspector", "一班"),
        Post("a1", "王佳", "agent", "一班"),
        Post("a2", "赵敏", "agent", "二班"),
    )
    agents = [post for post in posts if post.role == "agent"]
    given = SampleInspectors.model_validate(
        {"among": among, "excluded": tuple(excluded), "source": {"zh": "x", "en": "x"}}
    )
    found = sample_inspectors(People(posts), agents, period("2026-10"), given)
    assert {
        one.number: " ".join(agent for agent in ("a1", "a2") if one.may_hear(agent))
        for one in found
    } == heard


def test_faults_of_the_rules_name_their_line(tmp_path: Path):
    """Two versions of one name, and bounds the wrong way round."""
    text = (shipped("config") / "sampling.yaml").read_text("utf-8")
    version = text[text.index("  - version") :]
    bad = version.replace("unit: seconds", "shortest: 60\n      longest: 30\n      unit: seconds")
    (tmp_path / "sampling.yaml").write_text(text + bad, "utf-8")
    book, faults = load_sampling(tmp_path)
    assert book is None
    assert {fault.code for fault in faults} == {"twice", "longest-too-short"}
    assert all(fault.say("zh") and fault.say("en") for fault in faults)


def test_chance_spreads_the_sample_over_the_day(tmp_path: Path, desk: Desk):
    """With a flat population no hour is far from its share: 4 standard deviations at most."""
    chance = random.Random(7)
    begin = at(2026, 10, 1)
    lines = []
    for number in range(4000):
        started = begin + timedelta(minutes=chance.randrange(31 * 1440))
        agent = f"Z{number % 100}"
        lines.append([f"L{number}", agent, "", "", f"{started:%Y-%m-%d %H:%M:%S}", "60", ""])
    made = desk.draw(write(tmp_path / "c.csv", lines), "--per-agent", "10")
    hours = json.loads(Path(made["files"]["certificate"]).read_bytes())["hours"]
    drawn = sum(hour["drawn"] for hour in hours)
    for hour in hours:
        share = hour["eligible"] / 4000
        spread = (drawn * share * (1 - share)) ** 0.5
        assert abs(hour["drawn"] - drawn * share) < 4 * spread
