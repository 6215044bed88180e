"""A version of a scheme or tariff is what it was when it scored or priced, or somebody says otherwise by name."""

from __future__ import annotations

from pathlib import Path

import pytest
from sheets import recordings, write_sheet

SCHEME = "monitoring-10x4@2026.1"


def edited(desk, name: str, old: str, new: str) -> None:
    """Changes a file of the config by one text, which stands in it."""
    [file] = [
        path
        for path in (desk.root / "config").rglob("*.yaml")
        if path.name == name and old in path.read_text("utf-8")
    ]
    file.write_text(file.read_text("utf-8").replace(old, new, 1), "utf-8")


@pytest.fixture(scope="module")
def run(shared_desk):
    """A workspace in which scheme and tariff have scored and priced."""
    write_sheet(shared_desk.inbox / "a.xlsx", recordings(12, seed=2))
    assert shared_desk.call("run", "--period", "2026-10").returncode == 0
    return shared_desk


@pytest.fixture
def used(run, tmp_path):
    """A copy of it."""
    return run.copied(tmp_path)


def monitoring(desk) -> str:
    return next((desk.root / "config" / "schemes").glob("monitoring-10x4*")).name


def test_another_weight_in_a_used_version__stops_everything(used):
    """Earlier months would be scored anew without a word; nothing is changed, and the way out is told."""
    before = used.json("metrics", "--period", "2026-10")
    edited(used, monitoring(used), "weight: 10", "weight: 8")
    edited(used, monitoring(used), "weight: 10", "weight: 12")
    for command in ("build", "run", "register", "metrics"):
        done = used.call(command, "--period", "2026-10")
        assert done.returncode == 2
        assert SCHEME in done.stderr and "schemes accept" in done.stderr
    assert used.call("schemes", "accept", SCHEME, "--why", "权重打错").returncode == 0
    after = used.json("metrics", "--period", "2026-10")
    assert after["mean_score"] != before["mean_score"]
    trace = (used.root / "data" / "versions" / "schemes.json").read_text("utf-8")
    assert "权重打错" in trace


def test_words_of_a_used_version__may_change(used):
    """A name moves neither score nor money."""
    before = used.json("metrics", "--period", "2026-10")
    edited(used, monitoring(used), "zh: 质检监听评分表", "zh: 监听打分表")
    after = used.json("metrics", "--period", "2026-10")
    assert after["mean_score"] == before["mean_score"]


def test_another_amount__is_told_for_an_example_and_refused_when_confirmed(used):
    """Nobody is paid by an example; a confirmed tariff has been paid by."""
    tariff = next((used.root / "config" / "penalties").glob("*.yaml"))
    edited(used, tariff.name, "amount: 5,", "amount: 500,")
    changed = used.call("register", "--period", "2026-10")
    assert changed.returncode == 0
    assert "与上一次登记时的内容不同" in changed.stderr
    tariff.write_text(
        tariff.read_text("utf-8") + "\nconfirmed: {by: 总经理, on: 2026-09-01}\n",
        "utf-8",
    )
    assert used.call("register", "--period", "2026-10").returncode == 0
    edited(used, tariff.name, "amount: 500,", "amount: 50,")
    refused = used.call("register", "--period", "2026-10")
    assert refused.returncode == 2
    assert "schemes accept" in refused.stderr
    [name] = {word for word in refused.stderr.replace("。", " ").split() if "@" in word}
    assert used.call("schemes", "accept", name).returncode == 0
    assert used.call("register", "--period", "2026-10").returncode == 0


def test_damaged_memory_of_versions__is_a_sentence(used):
    """And nothing is changed."""
    file: Path = used.root / "data" / "versions" / "schemes.json"
    file.write_text("{", "utf-8")
    done = used.call("build", "--period", "2026-10")
    assert done.returncode == 4
    assert str(file) in done.stderr


def test_accepting_what_there_is_not__is_wrong_usage(used):
    """The versions that there are, are named."""
    done = used.call("schemes", "accept", "nothing@1")
    assert done.returncode == 2
    assert SCHEME in done.stderr
