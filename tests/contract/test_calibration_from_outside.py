"""A calibration session from the announcement to arbitration, kept out of every published figure (S8)."""

from __future__ import annotations

import hashlib
import json
from datetime import date, timedelta
from pathlib import Path

import openpyxl
import pytest
from sheets import ITEMS, recordings, write_sheet

from qa_workbook.keys import Purpose
from qa_workbook.sampling.lists import Issue, ListEntry, list_number

PEOPLE = """工号,姓名,班组,角色,项目,任职起,任职止
Q1,陈静,,质检员,,,
Q2,何敏,,质检员,,,
Q3,周丽,,质检员,,,
L1,孙莉,,质检班长,,,
0101,王佳,一组,座席,,,
"""
GOLD = {"R1": 5, "R2": 4, "R3": 3}
AWAY = {"陈静": -1, "何敏": 1, "孙莉": 0}
CALLS = "录音编号,工号,姓名,通话日期\nR1,0101,王佳,2026-10-08\nR2,0101,王佳,2026-10-09\nR3,0101,王佳,2026-10-09\n"
NEW = ("calibration", "new", "--scheme", "monitoring-10x4")
LATE = ("--day", "2026-10-12", "--late", "补录旧校正会")


@pytest.fixture(scope="module")
def centre(shared_desk):
    """A workspace with people, ordinary scores, and a session whose packs came back but for one."""
    desk = shared_desk
    (desk.root / "config" / "people.csv").write_text(PEOPLE, "utf-8")
    (desk.root / "calls.csv").write_text(CALLS, "utf-8")
    first = recordings(6, 2)
    write_sheet(desk.inbox / "日常.xlsx", first, inspector="陈静")
    desk.json("build", "--period", "2026-10")
    desk.before = desk.json("metrics", "--period", "2026-10")
    desk.made = desk.json(*NEW, *LATE, "--file", str(desk.root / "calls.csv"))
    for pack in desk.made["packs"]:
        if pack["name"] in AWAY:
            fill_in(Path(pack["file"]), desk.inbox, AWAY[pack["name"]])
    again = [row | {"服务态度": max(0, row["服务态度"] - 2)} for row in first[:2]]
    head = {"清单编号": hidden_repeats(desk, [row["录音编号"] for row in again])}
    write_sheet(desk.inbox / "复听.xlsx", again, inspector="陈静", head=head)
    desk.built = desk.json("build", "--period", "2026-10")
    desk.first, desk.again = first, again
    return desk


def hidden_repeats(desk, names: list[str]) -> str:
    """Hands out a random list on which all recordings are repeats; returns its number."""
    number = list_number("draw", "陈静")
    entry = ListEntry(
        number, Purpose.RANDOM, "monitoring-10x4", "陈静", tuple(names), "1", tuple(names)
    )
    Issue("draw", (entry,)).write(desk.root / "data" / "lists")
    return number


def fill_in(file: Path, inbox: Path, away: int) -> None:
    """Marks the items of a pack as an inspector would: so far from gold, within the scale."""
    book = openpyxl.load_workbook(file)
    sheet = book["评分表"]
    header = next(row for row in sheet.iter_rows() if row[0].value == "序号")
    head = {cell.value: cell.column for cell in header}
    for row in range(header[0].row + 1, header[0].row + 4):
        gold = GOLD[sheet.cell(row, head["录音编号"]).value]
        for item in ITEMS:
            sheet.cell(row, head[item]).value = min(5, max(0, gold + away))
    book.save(inbox / file.name)


def test_new__each_pack_is_blind(centre):
    """A pack has the recordings and its own person, and of nobody else neither name nor number."""
    packs = centre.made["packs"]
    assert [(pack["name"], pack["gold"]) for pack in packs] == [
        ("孙莉", True),
        ("陈静", False),
        ("何敏", False),
        ("周丽", False),
    ]
    for pack in packs:
        cells = {
            str(cell.value)
            for sheet in openpyxl.load_workbook(pack["file"])
            for row in sheet.iter_rows()
            for cell in row
            if cell.value is not None
        }
        assert {"R1", "R2", "R3", "0101", pack["name"], pack["list"]} <= cells
        others = {word for one in packs if one is not pack for word in (one["name"], one["list"])}
        assert not others & cells
    assert len({pack["list"] for pack in packs}) == 4
    assert centre.made["late"] == "补录旧校正会"


def test_report__figures_of_what_came_back(centre):
    """Agreement, severity and distances come from the packs; who hasn't handed in is named."""
    done = centre.call("calibration", "report", "jz-2026-10-12", "--json")
    assert "没有可用的评分（没有交，或被拒收，见校验结果）：周丽\n" in done.stderr
    assert "单项评分一致率：" in done.stderr
    report = json.loads(done.stdout)
    assert report["not_handed_in"] == ["周丽"]
    assert report["lead"]["handed_in"] is True
    voice = next(item for item in report["items"] if item["item"] == "voice")
    # 陈静 4, 3, 2 and 何敏 5, 5, 4: never equal.
    assert voice["agreement"]["value"] == 0
    figures = {one["inspector"]: one for one in report["inspectors"]}
    assert figures["陈静"]["severity"]["value"] == pytest.approx(-(20 + 40 + 40) / 3 / 2)
    assert figures["陈静"]["gold"]["bias"] == pytest.approx(-20)
    assert figures["何敏"]["gold"]["bias"] == pytest.approx(40 / 3)
    assert figures["周丽"]["severity"]["value"] is None
    assert {one["difference"] for one in report["disputed"] if one["item"] == "score"} == {-20, 20}
    assert Path(report["files"]["workbook"]).exists()
    apart = [
        2 * (two["服务态度"] - one["服务态度"])
        for one, two in zip(centre.first, centre.again, strict=False)
    ]
    repeats = report["repeats"]["overall"]
    assert repeats["recordings"] == 2
    assert repeats["sd"] == pytest.approx((sum(one**2 for one in apart) / 4) ** 0.5)
    assert repeats["mean_difference"] == pytest.approx(sum(apart) / 2)


def test_calibration__is_in_no_published_figure(centre):
    """Figures, exports and penalties are the same before and after the packs came back."""
    assert centre.built["recordings"]["added"] == 9 + 2
    assert centre.json("metrics", "--period", "2026-10") == centre.before
    register = centre.json("register", "--period", "2026-10")
    assert register["recordings"] == 6


def test_agree__then_arbitration(centre):
    """Agreed marks are kept with the session, disputes go into the ledger with a name of their own."""
    report = centre.json("calibration", "report", "JZ-2026-10-12")
    book = openpyxl.load_workbook(report["files"]["workbook"])
    sheet = book["定稿"]
    header = next(row for row in sheet.iter_rows() if row[1].value == "行")
    head = {cell.value: cell.column for cell in header}
    rows = {
        sheet.cell(row, 1).value: row
        for row in range(header[0].row + 1, header[0].row + 7)
        if sheet.cell(row, 2).value == "定稿"
    }
    sheet.cell(rows["R1"], head["结论"]).value = "一致"
    sheet.cell(rows["R1"], head["语音语速"]).value = 4
    sheet.cell(rows["R2"], head["结论"]).value = "有争议"
    sheet.cell(rows["R2"], head["争议单项"]).value = "服务态度"
    sheet.cell(rows["R2"], head["异议人"]).value = "陈静"
    sheet.cell(rows["R3"], head["服务态度"]).value = 9
    file = centre.root / "定稿.xlsx"
    book.save(file)
    done = centre.json("calibration", "agree", "JZ-2026-10-12", str(file), code=1)
    assert (done["read"], done["accepted"], done["unchanged"], done["refused"]) == (3, 2, 0, 1)
    assert [(one["code"], one["sheet"]) for one in done["findings"]] == [
        ("verdict_missing", "定稿")
    ]
    assert done["state"] == "disputed"
    again = centre.json("calibration", "agree", "JZ-2026-10-12", str(file), code=1)
    assert (again["accepted"], again["unchanged"]) == (0, 2)
    ruling = ("--recording", "R2", "--item", "服务态度", "--mark", "4")
    rule = ("calibration", "rule", "JZ-2026-10-12", *ruling, "--by", "仲裁组", "--reason", "按录音")
    # The row of R3 was refused, so that the ruling on R2 doesn't end the session.
    said = centre.json(*rule)
    assert (said["state"], said["open_recordings"], said["early"]) == ("open", ["R3"], False)
    assert centre.call(*rule).returncode == 2
    kept = json.loads((centre.root / "data/calibration/JZ-2026-10-12.json").read_text("utf-8"))
    marks = {(one["recording"], one["item"]): one["mark"] for one in kept["settled"]}
    assert (marks["R1", "voice"], marks["R1", "attitude"], marks["R2", "attitude"]) == (
        "4",
        "5",
        "4",
    )
    assert centre.json("ledger", "verify")["ok"] is True
    out = centre.root / "ledger.jsonl"
    centre.json("ledger", "export", "--out", str(out))
    events = [json.loads(line) for line in out.read_text("utf-8").splitlines()]
    events = [one for one in events if one["event"].startswith("calibration_")]
    words = ["monitoring-10x4", "R2", "JZ-2026-10-12", "0101", "calibration", "attitude", "1"]
    case = "J" + hashlib.sha256("\x1f".join(words).encode()).hexdigest()[:12]
    assert [(one["event"], one["case"]) for one in events] == [
        ("calibration_disputed", case),
        ("calibration_ruled", case),
    ]
    assert case not in json.dumps(centre.json("cases", "--period", "2026-10"))


def test_new__the_rules_are_kept(centre):
    """Too few recordings, a late announcement, a lead who inspects, unknown people are refused; nothing is written."""
    today = date.today()  # noqa: DTZ011 - the user's own calendar
    soon = (today + timedelta(days=3)).isoformat()
    three = ("--recordings", "A,B，C")
    tomorrow = (today + timedelta(days=1)).isoformat()
    future, after = centre.root / "未来.csv", centre.root / "会后.csv"
    future.write_text(CALLS.replace("R3,0101,王佳,2026-10-09", f"R3,0101,王佳,{tomorrow}"), "utf-8")
    after.write_text(CALLS.replace("2026-10-08", "2026-10-13"), "utf-8")
    refused = {
        "两条": (*NEW, "--day", soon, "--recordings", "A,B"),
        "两次": (*NEW, "--day", soon, "--recordings", "A,B,a"),
        "太晚": (*NEW, "--day", today.isoformat(), *three),
        "班长": (*NEW, "--day", soon, *three, "--inspectors", "Q1,L1"),
        "无名": (*NEW, "--day", soon, *three, "--inspectors", "谁"),
        "违规": ("calibration", "new", "--scheme", "service-norm-100", "--day", soon, *three),
        "未来": (*NEW, "--day", soon, "--file", str(future)),
        "会后": (*NEW, *LATE, "--id", "W1", "--file", str(after)),
        "重名": (*NEW, "--day", soon, *three, "--id", "jz-2026-10-12"),
    }
    named = {"未来": f"录音 R3（{tomorrow}）", "会后": "录音 R1（2026-10-13）"}
    before = sorted(path for path in centre.root.rglob("*") if path.is_file())
    for why, command in refused.items():
        done = centre.call(*command)
        assert (why, done.returncode) == (why, 2)
        assert named.get(why, "") in done.stderr
        assert done.stderr.strip()
    assert sorted(path for path in centre.root.rglob("*") if path.is_file()) == before
    made = centre.json(*NEW, "--day", soon, *three, "--inspectors", "Q1,何敏", "--id", "W48")
    assert [pack["name"] for pack in made["packs"]] == ["孙莉", "陈静", "何敏"]
