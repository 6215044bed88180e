"""The command line says what the contract promises, in the language asked for."""

from __future__ import annotations

import json

import pytest

from qa_workbook.cli import main


def call(*arguments: str) -> int:
    """Runs one command and returns its exit code."""
    with pytest.raises(SystemExit) as leaving:
        main(list(arguments))
    return int(leaving.value.code or 0)


def test_help__speaks_the_language_of_the_arguments(capsys):
    """Help follows --lang of this very call, wherever it stands, and not that of the process."""
    assert call("--lang", "en", "build", "--help") == 0
    english = capsys.readouterr().out
    assert call("build", "--help") == 0
    chinese = capsys.readouterr().out
    assert "write the analysis workbook" in english and "workspace folder" in english
    assert "服务质量分析表" in chinese and "工作区文件夹" in chinese


def test_help__also_of_commands_below_a_group(capsys):
    """`schemes check --help` is as translated as a command of the first rank."""
    call("schemes", "check", "--lang", "en", "--help")
    assert "check the whole config" in capsys.readouterr().out


@pytest.mark.parametrize("before", [True, False])
def test_shared_options__before_or_after_the_command(capsys, tmp_path, before):
    """--workspace, --lang and --json mean the same on both sides of the command."""
    shared = ["--workspace", str(tmp_path), "--lang", "en", "--json"]
    command = ["schemes", "check"]
    assert call(*(shared + command if before else command + shared)) == 0
    shown = capsys.readouterr()
    assert json.loads(shown.out) == {"faults": []}
    assert "The config is sound" in shown.err


def test_shared_options__after_the_command_win(capsys):
    """`--lang zh schemes check --lang en` speaks English."""
    call("--lang", "zh", "schemes", "check", "--lang", "en")
    assert "The config is sound" in capsys.readouterr().err


def test_one_call_leaves_nothing_for_the_next(capsys):
    """What one call chose is forgotten by the next in the same process."""
    call("schemes", "--json", "--lang", "en")
    capsys.readouterr()
    call("schemes", "check")
    shown = capsys.readouterr()
    assert shown.out == "" and "配置检查通过" in shown.err


@pytest.mark.parametrize(
    "wrong", [["nonsense"], ["build"], ["build", "--period"], ["--lang", "fr", "schemes"]]
)
def test_wrong_usage__is_one_json_object_too(capsys, wrong):
    """With --json even a misspelled command leaves one object on stdout; the code is 2."""
    assert call("--json", *wrong) == 2
    assert json.loads(capsys.readouterr().out)["error"]["code"] == "usage"
