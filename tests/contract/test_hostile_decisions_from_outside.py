"""`decisions import` on sheets that are odd, wrong, changed, late or cut off: counted, told, never half."""

from __future__ import annotations

import signal
import subprocess
import sys
from datetime import date, datetime, time, timedelta
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_penalties_from_outside import NUISANCE, PERIOD, wages, write_breaches

from examples import examples
from qa_workbook.clock import ZONE
from qa_workbook.ledger.store import Ledger, sqlite_url
from shared_office import convert_in_calc

PEOPLE = """工号,姓名,班组,角色
Q1,班长乙,,质检班长
T1,组长丙,1班,班长
A001,座席1,1班,座席
D1,经理壬,,部门经理
X1,同名,,质检班长
X2,同名,,质检班长
007,零七,,质检班长
"""
LOCKED = ["凭单号", "工号", "姓名", "状态"]
FILLED = [
    "办理",
    "经办人",
    "理由 / 意见",
    "结果",
    "改定积分",
    "改定金额",
    "同意的仲裁人",
    "转交的班长",
]
FACTS = ["申请时间", "损失金额", "合同条款", "书面告知日", "免责原因", "依据"]
HEADINGS = [*LOCKED, *FILLED, *FACTS, "案件代码"]
JUDGED = {"办理": "认定", "经办人": "Q1"}
NOTED = {"办理": "补充事实", "经办人": "Q1", "理由 / 意见": "查明"}


@pytest.fixture(scope="module")
def office(shared_desk):
    """A workspace with 40 cases; each test takes its own."""
    desk = shared_desk
    wages(desk, A001=9000)
    (desk.root / "config" / "people.csv").write_text(PEOPLE, "utf-8")
    rows = [{"条款": NUISANCE, "依据": f"R{n}"} for n in range(1, 41)]
    write_breaches(desk.inbox / "a.xlsx", rows)
    desk.merge()
    desk.json("register", *PERIOD)
    desk.cases = {one["number"][-2:]: one for one in desk.json("cases", *PERIOD)}
    return desk


def sheet(desk, path: Path, rows: dict[str, dict], headings=HEADINGS) -> Path:
    """Writes the sheet of decisions as a stranger would; `rows` by the last digits of the number."""
    book = openpyxl.Workbook()
    page = book.active
    page.title = "审批"
    page.append(["扣罚审批"])
    page.append(headings)
    for number, row in rows.items():
        case = desk.cases[number[:2]]
        known = {"凭单号": case["number"], "工号": case["agent"], "姓名": case["name"]}
        full = {**known, "状态": "待认定", "案件代码": case["case"], **row}
        page.append([full.get(heading) for heading in headings])
    book.save(path)
    return path


def entered(desk, file: Path):
    """What the import says; no row is lost, and each refusal is one finding."""
    found = desk.json("decisions", "import", str(file), code=(0, 1))
    assert found["read"] == found["accepted"] + found["unchanged"] + found["refused"]
    assert found["refused"] == len(found["findings"])
    assert all(one["message"] and one["cell"] for one in found["findings"])
    return found


def counts(found) -> tuple[int, int, int]:
    return found["accepted"], found["unchanged"], found["refused"]


def events(desk) -> int:
    return desk.json("ledger", "verify")["events"]


WRONG = [
    ({**JUDGED, "经办人": "同名"}, "经办人", "ambiguous-person"),
    ({**JUDGED, "经办人": 7}, "经办人", "unknown-person"),
    ({**JUDGED, "办理": "乱来"}, "办理", "unknown-word"),
    ({**JUDGED, "办理": "结账"}, "办理", "unknown-word"),
    ({"理由 / 意见": "只有理由"}, "办理", "event-missing"),
    ({**JUDGED, "办理": "同意"}, "办理", "not-in-this-state"),
    ({**JUDGED, "工号": "A999"}, "工号", "other-case"),
    ({**JUDGED, "姓名": "别人"}, "姓名", "other-case"),
    ({**JUDGED, "案件代码": "P000000000000"}, "案件代码", "other-case"),
    ({**JUDGED, "凭单号": "2026-10-9999"}, "凭单号", "unknown-number"),
    ({**JUDGED, "改定金额": "abc"}, "改定金额", "not-an-amount"),
    ({**JUDGED, "改定金额": -5}, "改定金额", "not-an-amount"),
    ({**JUDGED, "改定金额": 50.005}, "改定金额", "too-fine"),
    ({**JUDGED, "改定金额": 51}, "改定金额", "amount-out-of-range"),
    ({**JUDGED, "改定金额": "=25*2"}, "改定金额", "cell-error"),
    ({**JUDGED, "结果": "维持"}, "结果", "not-for-this"),
    ({**JUDGED, "申请时间": "2026-11-03"}, "申请时间", "not-for-this"),
    ({**JUDGED, "同意的仲裁人": "D1"}, "同意的仲裁人", "not-for-this"),
    ({**JUDGED, "免责原因": "系统故障", "依据": "工单 1"}, "免责原因", "no-exclusions"),
    ({**NOTED, "书面告知日": "2999-01-01"}, "书面告知日", "day-to-come"),
    ({**NOTED, "书面告知日": "前天"}, "书面告知日", "not-a-day"),
    (NOTED, "办理", "nothing-noted"),
    ({**NOTED, "依据": "#N/A"}, "依据", "cell-error"),
]


def test_what_is_wrong__is_refused_at_its_cell_and_writes_nothing(office, tmp_path):
    """Each row breaks one rule, which its finding names; the ledger stays as it was."""
    rows = {f"{number:02d}": row for number, (row, _, _) in enumerate(WRONG, 1)}
    before = events(office)
    found = entered(office, sheet(office, tmp_path / "错.xlsx", rows))
    told = [(one["cell"], one["column"], one["code"]) for one in found["findings"]]
    letters = {
        heading: openpyxl.utils.get_column_letter(n + 1) for n, heading in enumerate(HEADINGS)
    }
    assert told == [
        (f"{letters[column]}{row}", column, code) for row, (_, column, code) in enumerate(WRONG, 3)
    ]
    assert events(office) == before


def test_the_same_number_in_two_rows__enters_the_first_alone(office, tmp_path):
    """A copied row is no second decision."""
    rows = {"25": JUDGED, "25 again": {**JUDGED, "改定金额": 50}}
    file = sheet(office, tmp_path / "两行.xlsx", rows)
    assert counts(entered(office, file)) == (1, 0, 1)
    assert counts(entered(office, file)) == (0, 1, 1)


def test_facts_that_others_state__establish_nothing(office, tmp_path):
    """Only QA leads establish what lets a case cost something else; anybody may give evidence."""
    assert counts(entered(office, sheet(office, tmp_path / "1.xlsx", {"26": JUDGED}))) == (1, 0, 0)
    agreed = {"办理": "同意", "经办人": "组长丙", "状态": "已认定"}
    file = sheet(office, tmp_path / "2.xlsx", {"26": {**agreed, "损失金额": 3}})
    (told,) = entered(office, file)["findings"]
    assert (told["column"], told["code"]) == ("损失金额", "fact-of-qa-lead")
    file = sheet(office, tmp_path / "3.xlsx", {"26": {**agreed, "依据": "录音 1 分 20 秒"}})
    assert counts(entered(office, file)) == (1, 0, 0)


def test_a_late_sheet__is_judged_by_todays_state(office, tmp_path):
    """Another sheet of the same day: what is decided already is refused, and told where it stands."""
    entered(office, sheet(office, tmp_path / "早.xlsx", {"27": JUDGED}))
    before = office.json("case", "2026-10-0027")
    late = {"办理": "不予认定", "经办人": "零七", "理由 / 意见": "不成立"}
    found = entered(office, sheet(office, tmp_path / "晚.xlsx", {"27": late}))
    assert [one["code"] for one in found["findings"]] == ["not-in-this-state"]
    assert "已认定" in found["findings"][0]["message"]
    assert office.json("case", "2026-10-0027") == before


ODD = {
    "28": {**NOTED, "损失金额": "￥1,234.5元", "书面告知日": date(2026, 11, 3)},
    "29": {**NOTED, "损失金额": 0.1 + 0.2, "书面告知日": "2026年11月3日"},
    "30": {**NOTED, "经办人": "007", "理由 / 意见": " 两\r\n行 ", "合同条款": 12},
}
KNOWN = {
    "28": {"loss": "1234.5", "noticed_on": "2026-11-03"},
    "29": {"loss": "0.3", "noticed_on": "2026-11-03"},
    "30": {"contract_clause": "12"},
}


@pytest.mark.calc
def test_whatever_program_saved_it__says_the_same(office, tmp_path):
    """Three formats of Calc, moved columns, another name: one decision each, entered once."""
    file = sheet(office, tmp_path / "in.xlsx", ODD)
    moved = sheet(office, tmp_path / "李四 的副本.xlsx", ODD, [*reversed(HEADINGS[1:]), "凭单号"])
    copies = [convert_in_calc(file, kind, tmp_path / kind) for kind in ("xls", "ods", "xlsx")]
    got = [counts(entered(office, copy)) for copy in (*copies, file, moved)]
    assert got == [(3, 0, 0), *[(0, 3, 0)] * 4]
    for number, facts in KNOWN.items():
        last = office.json("case", f"2026-10-00{number}")["events"][-1]
        assert {name: last["data"].get(name) for name in facts} == facts


def test_times__are_those_that_were_typed(office, tmp_path):
    """A time is read to the second, however a program keeps it; a day of publication counts from it."""
    entered(office, sheet(office, tmp_path / "1.xlsx", {"31": JUDGED, "32": JUDGED}))
    now = datetime.now(ZONE).replace(tzinfo=None, microsecond=0)
    asked = {"办理": "申请复议", "经办人": "A001", "转交的班长": "T1", "理由 / 意见": "不服"}
    rows = {
        "31": {**asked, "状态": "已认定", "申请时间": now - timedelta(microseconds=300)},
        "32": {**asked, "状态": "已认定", "申请时间": f"{now:%Y/%m/%d}"},
    }
    assert counts(entered(office, sheet(office, tmp_path / "2.xlsx", rows))) == (2, 0, 0)
    last = office.json("case", "2026-10-0031")["events"][-1]
    assert last["data"]["asked"] == now.replace(tzinfo=ZONE).isoformat()


@pytest.mark.parametrize(
    ("name", "content"),
    [("a.csv", b"a,b\n1,2"), ("b.xlsx", b"PK\x03\x04broken"), ("c.xlsx", b""), ("d.txt", b"?")],
)
def test_a_file_that_is_no_register__is_told(office, tmp_path, name, content):
    """Wrong usage, in words, and nothing on stdout."""
    (tmp_path / name).write_bytes(content)
    done = office.call("decisions", "import", str(tmp_path / name))
    assert (done.returncode, done.stdout) == (2, "") and "审批" in done.stderr
    missing = office.call("decisions", "import", str(tmp_path / f"no {name}"))
    assert missing.returncode == 2 and f"no {name}" in missing.stderr


def test_while_somebody_else_writes__nothing_is_lost(office, tmp_path):
    """The second of two writers is told to wait, exit 3, and loses nothing by it."""
    file = sheet(office, tmp_path / "等.xlsx", {"33": JUDGED})
    settings = office.root / "config" / "settings.yaml"
    words = settings.read_text("utf-8")
    settings.write_text(words.replace("wait_for_lock: 5", "wait_for_lock: 0"), "utf-8")
    assert settings.read_text("utf-8") != words
    before = events(office)
    with Ledger(sqlite_url(office.root / "data" / "ledger.sqlite3"), 0) as ledger:
        with ledger.writing():
            refused = office.call("decisions", "import", str(file), "--json")
        assert (refused.returncode, events(office)) == (3, before)
    settings.write_text(words, "utf-8")
    assert counts(entered(office, file)) == (1, 0, 0)


KILLED = """
import os, signal, sys
from qa_workbook.ledger import store
after, write = int(sys.argv.pop(1)), store.Writing.append
def append(self, drafts, done=[]):
    found = write(self, drafts)
    done.append(1)
    if len(done) == after:
        os.kill(os.getpid(), signal.SIGKILL)
    return found
store.Writing.append = append
from qa_workbook.cli import main
main(sys.argv[1:])
"""


def test_killed_between_two_rows__leaves_none_of_them(office, tmp_path):
    """kill -9 after the second of three rows: nothing is there, and the same file enters all three."""
    file = sheet(office, tmp_path / "断.xlsx", {"34": JUDGED, "35": JUDGED, "36": JUDGED})
    before = events(office)
    command = [sys.executable, "-c", KILLED, "2", "--workspace", str(office.root)]
    done = subprocess.run(
        [*command, "decisions", "import", str(file)], capture_output=True, check=False
    )
    assert done.returncode == -signal.SIGKILL and not done.stdout
    assert office.json("ledger", "verify")["ok"] and events(office) == before
    assert counts(entered(office, file)) == (3, 0, 0)
    assert counts(entered(office, file)) == (0, 3, 0)
    assert events(office) == before + 3


def written(desk, rows: dict[str, dict], language: str = "zh") -> Path:
    """The register of the month with `rows` typed into its first sheet, by heading."""
    file = Path(desk.json("--lang", language, "register", *PERIOD)["files"]["register"])
    typed(file, rows)
    return file


def typed(file: Path, rows: dict[str, dict]) -> None:
    book = openpyxl.load_workbook(file)
    page = book.worksheets[0]
    cells = {cell.value: cell for row in page.iter_rows(max_row=9) for cell in row if cell.value}
    numbers = {f"{row[0].value}"[-2:]: row[0].row for row in page.iter_rows()}
    for number, row in rows.items():
        for heading, value in row.items():
            cell = page.cell(numbers[number], cells[heading].column)
            assert not cell.protection.locked or value is None or heading == "备注"
            cell.value = value
    book.save(file)


def test_what_was_typed_into_a_register__is_never_lost(office):
    """Not entered or refused it stops the next one; entered it doesn't, but what stands beside does."""
    file = written(office, {"20": JUDGED, "21": {**JUDGED, "改定金额": 999}})
    assert office.json("verify", str(file))["ok"]
    stopped = office.call("register", *PERIOD)
    assert stopped.returncode == 3 and "5 处" in stopped.stderr
    assert counts(entered(office, file)) == (1, 0, 1)
    stopped = office.call("register", *PERIOD)
    assert stopped.returncode == 3 and "3 处" in stopped.stderr
    typed(file, {"21": dict.fromkeys([*JUDGED, "改定金额"]), "20": {"备注": "问过本人"}})
    stopped = office.call("register", *PERIOD)
    assert stopped.returncode == 3 and "1 处" in stopped.stderr
    typed(file, {"20": {"备注": None}})
    again = openpyxl.load_workbook(written(office, {})).worksheets[0]
    shown = {f"{row[0]}"[-2:]: row for row in again.iter_rows(values_only=True)}
    assert "已认定" in shown["20"] and "认定" not in shown["20"] and "待认定" in shown["21"]


def test_an_english_register__is_read_as_well(office):
    """Sheets, headings and words of the other language, and a note beside an entered cell is kept."""
    judged = {"Action": "judge", "Done by": "Q1", "Money decided": "50.00"}
    file = written(office, {"22": judged}, "en")
    assert counts(entered(office, file)) == (1, 0, 0)
    book = openpyxl.load_workbook(file)
    row = next(row for row in book.worksheets[0].iter_rows() if f"{row[0].value}".endswith("22"))
    acted = next(cell for cell in row if cell.value == "judge")
    acted.comment = openpyxl.comments.Comment("asked the agent", "Q1")
    book.save(file)
    assert office.call("--lang", "en", "register", *PERIOD).returncode == 3


HALF_PAST = time(9, 30)
CELLS = st.one_of(
    st.none(),
    st.sampled_from(
        ["认定", "judge", "补充事实", "Q1", "007", "同名", "维持", "2026-11-03", "=1/0"]
    ),
    st.integers(-5, 60),
    st.booleans(),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text("甲A1 ;、-\n", max_size=8),
    st.dates(date(1990, 1, 1), date(2100, 1, 1)),
    st.dates(date(1990, 1, 1), date(2100, 1, 1)).map(lambda day: datetime.combine(day, HALF_PAST)),
)
ROWS = st.dictionaries(
    st.sampled_from([f"{number:02d}" for number in range(1, 41)]),
    st.dictionaries(st.sampled_from([*HEADINGS]), CELLS, min_size=1, max_size=8),
    min_size=15,
)


@examples(3)
@given(ROWS)
def test_whatever_stands_in_the_cells__every_row_is_counted_once(office, tmp_path_factory, rows):
    """Read are the rows with something filled in; again nothing is new, and no event is added."""
    file = sheet(office, tmp_path_factory.mktemp("any") / "随便.xlsx", rows)
    filled = [name in row for row in rows.values() for name in HEADINGS[4:-1]]
    found = entered(office, file)
    assert found["read"] <= sum(filled)
    before = events(office)
    again = entered(office, file)
    assert (again["read"], again["accepted"]) == (found["read"], 0)
    assert again["unchanged"] == found["accepted"] + found["unchanged"]
    assert events(office) == before
