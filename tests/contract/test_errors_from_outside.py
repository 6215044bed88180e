"""Errors in the user's language: what is wrong and what to do, with technical reasons only in the log."""

from __future__ import annotations

import pytest
from openpyxl import load_workbook
from sheets import recordings, write_sheet


def test_damaged_records__say_what_to_do(desk):
    """The sentence names the file and the ways out; why exactly stands in the log."""
    write_sheet(desk.inbox / "a.xlsx", recordings(3, 16))
    desk.merge()
    manifest = desk.root / "data" / "records" / "manifest.json"
    manifest.write_text("{")
    for ask, language, advice in ((desk.process, "zh", "备份"), (desk.call, "en", "backup")):
        done = ask("--lang", language, "build", "--period", "2026-10")
        assert done.returncode == 4
        assert (
            str(manifest) in done.stderr and advice in done.stderr and "data/records" in done.stderr
        )
        assert "JSONDecodeError" not in done.stderr
    assert "JSONDecodeError" in (desk.root / "data" / "log" / "qa-workbook.log").read_text("utf-8")


def test_replaced_recording__names_the_headings_that_changed(desk):
    """What a corrected sheet changed is told in the sheet's own headings, in both languages."""
    rows = recordings(3, 17)
    write_sheet(desk.inbox / "a.xlsx", rows)
    desk.merge()
    rows[1] |= {
        "开场白及挂机": 5 - rows[1]["开场白及挂机"],
        "备注": "更正",
        "差错代码": "E2",
        "差错扣分": 3,
    }
    write_sheet(desk.inbox / "a.xlsx", rows)
    report = desk.build()
    heading, *lines = load_workbook(report["files"]["findings"])["明细"].values
    message = heading.index("说明")
    said = [line[message] for line in lines if "更正后的表" in str(line[message])]
    assert said and all(
        name in said[0] for name in ("开场白及挂机", "备注", "差错代码", "差错扣分")
    )
    assert "mark" not in said[0] and "remark" not in said[0] and "error" not in said[0]


def test_config_error__first_fault_in_the_language(desk):
    """The sentence about a faulty config has its first fault in the user's language, once."""
    (desk.root / "config" / "settings.yaml").write_text("format: 1\n", encoding="utf-8")
    zh = desk.call("--lang", "zh", "build", "--period", "2026-10")
    en = desk.call("--lang", "en", "build", "--period", "2026-10")
    assert (zh.returncode, en.returncode) == (2, 2)
    in_zh, in_en = (done.stderr.splitlines() for done in (zh, en))
    assert "第一处：" in in_zh[0] and "settings.yaml:1: " in in_zh[0]
    assert "the first: " in in_en[0] and "settings.yaml:1: " in in_en[0]
    assert not [shown for shown in in_zh[1:] if shown in in_zh[0] or shown in in_en]


def test_schemes_check__looks_at_the_wages_too(desk):
    """What the register complains about is found by `schemes check`, with its line."""
    (desk.root / "config" / "wages.csv").write_text("工号,月工资\nA001,很多\n", encoding="utf-8")
    (fault,) = desk.json("schemes", "check", code=2)["faults"]
    assert (fault["code"], fault["line"]) == ("wages-amount", 2)
    assert desk.call("register", "--period", "2026-10").returncode == 2


@pytest.mark.parametrize("rows", ["0", "-3", "5001", "1100000"])
def test_template__refuses_rows_that_nobody_can_fill_in(desk, rows):
    """A blank sheet has at least one row and at most as many as a scheme may ask for."""
    done = desk.call("--lang", "zh", "template", "monitoring-10x4", "--rows", rows)
    assert done.returncode == 2 and "5000" in done.stderr and "行" in done.stderr
    assert not list(desk.root.glob("output/*.xlsx"))


def test_a_scheme_version_that_left_the_config__is_named(desk):
    """Records can't be read without the version that scored them: exit 2, and nothing is lost."""
    write_sheet(desk.inbox / "a.xlsx", recordings(3, 19))
    desk.merge()
    scheme = desk.root / "config" / "schemes" / "monitoring-10x4.yaml"
    words = scheme.read_text("utf-8")
    scheme.write_text(words.replace('version: "2026.1"', 'version: "2027.1"'), "utf-8")
    told = desk.json("metrics", "--period", "2026-10", code=2)["error"]
    assert told["code"] == "scheme_version_gone"
    assert "monitoring-10x4" in told["message"] and "2026.1" in told["message"]
    scheme.write_text(words, "utf-8")
    assert desk.json("metrics", "--period", "2026-10")["recordings"] == 3
