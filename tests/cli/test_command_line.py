"""The command line says what the contract promises, in the language asked for."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from importlib import metadata
from io import BytesIO, TextIOWrapper
from pathlib import Path
from types import SimpleNamespace

import openpyxl
import pytest

from qa_workbook.cli import completion, main
from qa_workbook.workspace import Workspace
from qa_workbook.workspace_paths import initialise


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


ENGLISH = re.compile(r"[A-Za-z]{3,}")


@pytest.mark.parametrize(
    "asked", [["--help"], ["build", "--help"], ["template", "--help"], ["demo", "--help"]]
)
def test_help__is_in_one_language(capsys, asked):
    """Beside names of commands, options and files no English word is left in Chinese help."""
    assert call(*asked) == 0
    prose = re.sub(
        r"(?m)^用法.*$|^  [a-z-]+(?= )|--[a-z-]+|[<\[{].*?[>\]}]", "", capsys.readouterr().out
    )
    words = set(ENGLISH.findall(prose)) - {"JSON"}
    assert words <= {
        "schemes",
        "forms",
        "records",
        "check",
        "inbox",
        "config",
        "scores",
        "marks",
        "penalties",
        "demo",
        "workbook",
        "YYYY",
        "register",
        "ledger",
        "verify",
        "export",
        "decisions",
        "import",
        "csv",
        "xlsx",
        "zip",
    }


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (["export", "scores"], "用法不对：缺少选项 '--out'"),
        (["template"], "用法不对：缺少参数 'scheme'"),
        (["buid"], "用法不对：没有命令 'buid'（是不是 'build'？）"),
        (["nonsense"], "用法不对：没有命令 'nonsense'"),
        (["template", "--row", "3"], "用法不对：没有选项 --row（近似的有：--out, --rows）"),
        (["build", "--period"], "用法不对：选项 '--period' 后面要写值"),
        (["demo", "--days", "x"], "用法不对：'--days' 的值不对：要写整数"),
        (["demo", "--days", "99"], "用法不对：'--days' 的值不对：最大为 20"),
        (["schemes", "check", "more"], "用法不对：多出的参数：more"),
    ],
)
def test_wrong_usage__is_said_in_the_language_of_the_help(capsys, wrong, said):
    """The library of the command line speaks English only; its sentences are translated."""
    assert call(*wrong) == 2
    assert capsys.readouterr().err.strip() == said


def test_no_arguments__show_the_help(capsys):
    """Whoever types the name alone wants to know what there is; that is no error."""
    assert call() == 0
    assert "一键完成" in capsys.readouterr().out


def test_version__is_that_of_the_package(capsys):
    """`--version` prints name and version, and nothing else happens."""
    assert call("--version") == 0
    assert capsys.readouterr().out == f"qa-workbook {metadata.version('qa-workbook')}\n"


def test_completion__offers_schemes_forms_and_exports(tmp_path):
    """What the shell offers comes from the workspace; a faulty config offers no scheme."""
    workspace = Workspace(tmp_path)
    initialise(tmp_path)
    context = SimpleNamespace(parent=SimpleNamespace(params={"workspace": tmp_path}), params={})
    offered = dict(completion.schemes_and_forms(context, "mon"))
    assert offered == {"monitoring-10x4": "质检监听评分表"}
    assert completion.exports(context, "p") == ["penalties"]
    assert "complaints" in completion.exports(context, "")
    (workspace.config_folder / "settings.yaml").write_text("format: [", "utf-8")
    assert completion.schemes_and_forms(context, "mon") == []
    assert completion.exports(context, "") == ["scores", "marks", "penalties"]


@pytest.mark.parametrize("encoding", ["cp1252", "latin-1", "shift_jis", "ascii", "utf-8"])
def test_streams_of_any_encoding__get_the_same_object(tmp_path, monkeypatch, encoding):
    """Windows outside China redirects to cp1252: the object arrives whole, and no traceback."""
    out, err = (TextIOWrapper(BytesIO(), encoding, write_through=True) for _ in range(2))
    monkeypatch.setattr(sys, "stdout", out)
    monkeypatch.setattr(sys, "stderr", err)
    assert call("--workspace", str(tmp_path), "--json", "metrics", "--period", "十月") == 2
    said, told = out.buffer.getvalue(), err.buffer.getvalue()
    assert told and b"Traceback" not in told
    assert "期间“十月”" in json.loads(said.decode(encoding))["error"]["message"]


def test_a_stream_of_another_encoding__gets_the_same_object_from_a_process(tmp_path):
    """As above, where the interpreter itself opens the streams."""
    environment = {**os.environ, "PYTHONIOENCODING": "cp1252"}
    asked = [sys.executable, "-m", "qa_workbook", "--workspace", str(tmp_path), "--json", "metrics"]
    done = subprocess.run(
        [*asked, "--period", "十月"], capture_output=True, env=environment, check=False
    )
    assert done.returncode == 2
    assert b"Traceback" not in done.stderr
    assert "期间“十月”" in json.loads(done.stdout.decode("cp1252"))["error"]["message"]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_an_answer_that_cannot_be_printed__is_said(tmp_path):
    """Whoever asked for an answer alone gets exit code 4, and nobody a traceback."""
    initialise(tmp_path)
    asked = [sys.executable, "-m", "qa_workbook", "--workspace", str(tmp_path), "--json", "schemes"]
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(asked, stdout=full, stderr=subprocess.PIPE, check=False)
    assert done.returncode == 4
    assert "无法打印" in done.stderr.decode() and b"Traceback" not in done.stderr


def test_interrupted__says_so(capsys, monkeypatch, tmp_path):
    """Ctrl-C leaves a sentence, the contract's exit code and no traceback."""

    def interrupted(*_args: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Workspace, "load", interrupted)
    assert call("--workspace", str(tmp_path), "schemes") == 4
    assert "已中断" in capsys.readouterr().err


def test_init_where_nothing_can_be_made__is_a_sentence(capsys, tmp_path):
    """The log is that of a workspace that was never made: nobody is sent there."""
    taken = tmp_path / "a"
    taken.touch()
    assert call("init", str(taken / "b")) == 4
    shown = capsys.readouterr().err
    assert "无法读写" in shown and "日志" not in shown


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
    "wrong",
    [["nonsense"], ["export", "scores"], ["build", "--period"], ["--lang", "fr", "schemes"]],
)
def test_wrong_usage__is_one_json_object_too(capsys, wrong):
    """With --json even a misspelled command leaves one object on stdout; the code is 2."""
    assert call("--json", *wrong) == 2
    assert json.loads(capsys.readouterr().out)["error"]["code"] == "usage"


def test_template__knows_schemes_and_forms_by_their_names(capsys, tmp_path):
    """Whoever knows the scheme as 质检监听评分表 need not look its id up."""
    initialise(tmp_path)
    for name in ("质检监听评分表", "Call monitoring score sheet", "monitoring-10x4"):
        assert call("--workspace", str(tmp_path), "--json", "template", name) == 0
        made = json.loads(capsys.readouterr().out)["files"]["template"]
        assert Path(made).name == "评分表_质检监听评分表.xlsx"
    assert call("--workspace", str(tmp_path), "--json", "template", "投诉表扬登记") == 0
    assert call("--workspace", str(tmp_path), "template", "没有这个方案") == 2


def test_template__by_points__is_told_by_name_and_title(capsys, tmp_path):
    """A sheet by points and one by items have other names and other titles; whose sheet it is stands in its name."""
    initialise(tmp_path)
    found = {}
    for points in ([], ["--points", "--inspector", "王芳/a"]):
        wanted = ["template", "satisfaction-3-9-20", *points]
        assert call("--workspace", str(tmp_path), "--json", *wanted) == 0
        made = Path(json.loads(capsys.readouterr().out)["files"]["template"])
        found[made.name] = openpyxl.load_workbook(made)["评分表"]["A1"].value
    assert len(found) == len(set(found.values())) == 2
    assert any(name.endswith("（按要点）_王芳 a.xlsx") for name in found)
    assert call("--workspace", str(tmp_path), "template", "monitoring-10x4", "--points") == 2


def test_results_checked_again__are_refused_in_a_sentence(capsys, tmp_path):
    """Whoever checks the output folder is told why nothing is written, and what to check instead."""
    initialise(tmp_path)
    assert call("--workspace", str(tmp_path), "validate", str(tmp_path / "output")) == 2
    said = capsys.readouterr().err
    assert "结果会写到" in said and "校验结果.xlsx" in said and "inbox" in said
    assert not any((tmp_path / "output").iterdir())


@pytest.mark.skipif(os.name == "nt", reason="pipes are those of POSIX")
@pytest.mark.parametrize("arguments", [["schemes"], ["schemes", "--json"], ["--help"]])
def test_a_pipe_that_nobody_reads__ends_the_command_quietly(tmp_path: Path, arguments: list[str]):
    """Whoever closes the pipe has had enough: no failure, no word, no traceback."""
    initialise(tmp_path)
    reading, writing = os.pipe()
    os.close(reading)
    command = [sys.executable, "-m", "qa_workbook", "--workspace", str(tmp_path), *arguments]
    done = subprocess.run(command, stdout=writing, stderr=subprocess.PIPE, check=False)
    os.close(writing)
    assert (done.returncode, done.stderr) == (0, b"")
