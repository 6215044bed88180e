"""Written reports: their figures are those of `metrics`, and what people wrote into them is kept."""

from __future__ import annotations

import zipfile
from datetime import date
from functools import cache
from pathlib import Path

import openpyxl
import pytest
from sheets import recordings, write_breaches, write_sheet
from test_penalties_from_outside import LATER

DAY = "2026-10-05"
MONITORING = "质检监听评分表"
PEOPLE = """工号,姓名,角色,项目
M1,东经理,项目经理,东线
M2,西经理,项目经理,西线
D1,总经理,部门经理,
"""
BRANCHES = """
    branches:
      - {id: east, name: {zh: 东区, en: East}, size: large, projects: [东线]}
      - {id: west, name: {zh: 西区, en: West}, size: small, projects: [西线]}
      - {id: none, name: {zh: 空区, en: Nobody}, size: small, projects: [无]}
"""


@pytest.fixture(scope="module")
def desk(shared_desk):
    """Two branches with agents of their own, half of October on one day; a clause sheet and tickets."""
    made = shared_desk
    before = recordings(20, 4, prefix="S", month=(2026, 9))
    rows = recordings(20, 3)
    for number, row in enumerate([*rows, *before]):
        agent = number % 3 + 1 if number % 20 < 10 else number % 2 + 4
        row["工号"], row["姓名"] = f"A00{agent}", f"座席{agent}"
        row["班组"] = ("十班", "二班")[number % 2]
    for row in rows[:10]:
        row["通话日期"] = date.fromisoformat(DAY)
    rows[0] |= {"致命错误": "是", "差错代码": "F21", "差错扣分": None}
    for month, found in (("九月", before), ("十月", rows)):
        for inspector, project, part in (("甲", "东线", found[:10]), ("乙", "西线", found[10:])):
            head, name = {"项目": project}, f"质检{inspector}"
            path = made.inbox / inspector / f"{month}.xlsx"
            write_sheet(path, part, inspector=name, head=head)
    breach = {"工号": "A002", "姓名": "座席2", "条款": LATER, "依据": "V9", "备注": "说明二"}
    write_breaches(made.inbox / "违规.xlsx", [breach])
    _tickets(made.inbox / "投诉.xlsx")
    rules = made.root / "config" / "analysis.yaml"
    rules.write_text(rules.read_text("utf-8").rstrip() + BRANCHES, "utf-8")
    settings = made.root / "config" / "settings.yaml"
    settings.write_text(
        settings.read_text("utf-8").replace("small_sample: 30", "small_sample: 4"), "utf-8"
    )
    (made.root / "config" / "people.csv").write_text(PEOPLE, "utf-8-sig")
    made.json("build", "--period", "2026-09..2026-10")
    made.json("register", "--period", "2026-10")
    return made


def _tickets(path: Path) -> None:
    """Two complaints, one of them upheld, and a word of praise."""
    book = openpyxl.Workbook()
    book.active.title = "投诉表扬登记"
    headings = ("工单编号", "受理时间", "类型", "来源", "是否成立", "责任类别")
    rows = (
        ("T1", "2026-10-05 09:30", "投诉", "本中心", "成立", "服务"),
        ("T2", "2026-10-06 09:30", "投诉", "集团总部", "不成立", None),
        ("T3", "2026-10-07 09:30", "表扬", "本中心", None, None),
    )
    for line in (("登记月份", "2026-10"), (), headings, *rows):
        book.active.append(line)
    book.save(path)


def written(desk, kind: str, period: str) -> list[Path]:
    """The files of one kind, written once."""
    found = _asked(desk, "papers", "--period", period, "--kind", kind)
    return [Path(one["file"]) for one in found["files"]]


def tables(path: Path) -> list[dict[str, dict[str, object]]]:
    """The tables of the first sheet: by the first cell of a row, its cells by their headings."""
    sheet, found, headings = openpyxl.load_workbook(path).worksheets[0], [], {}
    for row in sheet.iter_rows():
        cells = {cell.column: cell.value for cell in row if cell.value is not None}
        if row[0].fill.fgColor.rgb == "FF1F5C7A":
            headings = cells
            found.append({})
        elif len(cells) < 2:
            headings = {}  # a caption or an empty row ends a table
        elif headings:
            found[-1][str(cells[1])] = {headings[place]: cells[place] for place in cells}
    return found


def agents_of(path: Path, name: str) -> list[dict[str, object]]:
    """The rows of a sheet of agents, by their headings, which stand again on every printed page."""
    sheet = openpyxl.load_workbook(path)[name]
    lines = [[cell.value for cell in row] for row in sheet.iter_rows()]
    place = next(number for number, line in enumerate(lines) if line[0] == "工号")
    assert sheet.print_title_rows == f"${place + 1}:${place + 1}"
    return [dict(zip(lines[place], line, strict=True)) for line in lines[place + 1 :]]


def metrics(desk, period: str) -> dict[str, dict]:
    """The figures of a period by scheme."""
    found = _asked(desk, "metrics", "--period", period)
    return {one["scheme"]: one for one in (found if isinstance(found, list) else [found])}


@cache
def _asked(desk, *arguments: str):
    """What a command answers, asked once: what it is about doesn't change."""
    return desk.json(*arguments)


def test_reports__the_log_of_a_day_has_its_figures(desk):
    """The table of schemes and that of teams say what `metrics` says, unrounded."""
    (path,) = written(desk, "daily_log", DAY)
    of_schemes = metrics(desk, DAY)
    figures = of_schemes.pop("monitoring-10x4")
    schemes, clauses, teams = tables(path)[:3]
    (breaches,), (monthly,) = clauses.values(), of_schemes.values()
    assert breaches["违规录音数"] == monthly["recordings"] > 0
    assert "平均分" not in breaches
    row = schemes[MONITORING]
    assert row["录音数"] == figures["recordings"] > 0
    assert row["平均分"] == pytest.approx(figures["mean_final"], abs=1e-12)
    assert row["优良率"] == pytest.approx(figures["rates"]["good"], abs=1e-12)
    assert row["平均不良比率"] == pytest.approx(figures["average_defect_ratio"], abs=1e-12)
    assert list(teams) == ["二班", "十班"]
    assert sum(team["录音数"] for team in teams.values()) == figures["recordings"]


def test_reports__a_week_has_its_figures_and_the_month_so_far(desk):
    """Changes are those against the week before; each agent's means those of the week and the month."""
    (path,) = written(desk, "weekly", "2026-W41")
    figures, before = metrics(desk, "2026-W41"), metrics(desk, "2026-W40")
    now, then = figures["monitoring-10x4"], before["monitoring-10x4"]
    row = tables(path)[0][MONITORING]
    assert row["平均分"] == pytest.approx(now["mean_final"], abs=1e-12)
    assert row["比上周"] == pytest.approx(now["mean_final"] - then["mean_final"], abs=1e-9)
    month = metrics(desk, "2026-10-01..2026-10-11")["monitoring-10x4"]
    means = {one["agent"]: one["mean_final"] for one in month["agents"]}
    agents = agents_of(path, "质检组评分周报")
    assert [one["班组"] for one in agents] == sorted(
        (one["班组"] for one in agents), key=["二班", "十班"].index
    )
    own = {one["agent"]: one["mean_final"] for one in now["agents"]}
    assert {one["工号"]: one["周平均分"] for one in agents} == pytest.approx(own, abs=1e-12)
    assert {one["工号"]: one["月累计平均分"] for one in agents} == pytest.approx(
        {agent: means[agent] for agent in own}, abs=1e-12
    )


def test_reports__a_month_has_its_figures_and_names_nobody_s_penalties(desk):
    """Items and their change are those of both months; complaints are counted; penalties are sums."""
    (path,) = written(desk, "monthly", "2026-10")
    figures = metrics(desk, "2026-10")["monitoring-10x4"]
    found = tables(path)
    assert found[0][MONITORING]["优良率"] == pytest.approx(figures["rates"]["good"], abs=1e-12)
    before = metrics(desk, "2026-09")["monitoring-10x4"]
    old = {one["name"]: one["ratio"] for one in before["items"]}
    changes = {one["name"]: one["ratio"] - old[one["name"]] for one in figures["items"]}
    items = next(table for table in found if "业务能力" in table or "服务态度" in table)
    for name, row in items.items():
        assert row["比上月（百分点）"] == pytest.approx(100 * changes[name], abs=1e-9)
    tickets = next(table["合计"] for table in found if "投诉" in table.get("合计", {}))
    assert [tickets[name] for name in ("投诉", "成立", "其中服务", "其中业务", "不成立")] == [
        *(2, 1, 1, 0, 1)
    ]
    praise = next(table["合计"] for table in found if "表扬" in table.get("合计", {}))
    assert praise["表扬"] == 1
    sums = next(table["合计"] for table in found if "笔数" in table.get("合计", {}))
    cases = desk.json("cases", "--period", "2026-10")
    assert sums["笔数"] == len(cases) > 0
    assert sums["积分"] == sum(float(one["points"]) for one in cases)


def test_reports__the_statistics_of_a_month_have_every_agent(desk):
    """Monthly score, deductions, fatal errors and rank are those of `metrics`, the change is to September."""
    (path,) = written(desk, "statistics", "2026-10")
    now, then = (metrics(desk, month)["monitoring-10x4"] for month in ("2026-10", "2026-09"))
    before = {one["agent"]: one["mean_final"] for one in then["agents"]}
    figures = {one["agent"]: one for one in now["agents"]}
    rows = agents_of(path, MONITORING)
    assert {row["工号"] for row in rows} == set(figures)
    for row in rows:
        own = figures[row["工号"]]
        assert row["月度评分"] == pytest.approx(own["mean_final"], abs=1e-12)
        assert row["差错扣分"] == own["error_deduction"]
        assert (row["致命错误"], row["录音数"]) == (own["fatal"], own["recordings"])
        assert row["名次"] == (own["rank"] or "样本不足")
        changed = own["mean_final"] - before[row["工号"]]
        assert row["比上月"] == pytest.approx(changed, abs=1e-9)
    totals = tables(path)[0]["合计"]
    assert totals["月度评分"] == pytest.approx(now["mean_final"], abs=1e-12)


def test_reports__a_branch_reads_of_its_own_people_alone(desk):
    """A notice per branch with recordings, with rank and change; no part of it names another branch."""
    branches = {"东区": {1, 2, 3}, "西区": {4, 5}}
    paths = {
        path.stem.rsplit("_", 1)[1]: path for path in written(desk, "branch_notice", "2026-10")
    }
    assert set(paths) == set(branches)
    compared = desk.json("compare", "2026-09", "2026-10")
    (rows,) = [one["rows"] for one in compared if one["scheme"] == "monitoring-10x4"]
    means = {one["name"]: one["b"] for one in rows if one["kind"] == "branch"}
    finals = {}
    for branch, path in paths.items():
        agents = agents_of(path, "座席")
        assert {row["工号"] for row in agents} == {f"A00{number}" for number in branches[branch]}
        row = tables(path)[0][MONITORING]
        assert row["录音数"] == 10
        finals[branch] = row["平均分"]
        taken = sum(row["差错扣分"] for row in agents) / 10
        assert row["平均分"] + taken == pytest.approx(means[branch], abs=1e-9)
        with zipfile.ZipFile(path) as parts:
            whole = "".join(name + parts.read(name).decode("utf-8") for name in parts.namelist())
        for other in range(1, 6):
            named = f"A00{other}" in whole or f"座席{other}" in whole
            assert named == (other in branches[branch])
        own, other = ("东经理", "西经理") if branch == "东区" else ("西经理", "东经理")
        assert f"{own}、总经理" in whole or f"总经理、{own}" in whole
        assert other not in whole
        assert [name for name in ("东区", "西区", "东线", "西线") if name in whole] == [branch]
    best = max(finals, key=finals.__getitem__)
    for branch, path in paths.items():
        said = [cell.value for row in openpyxl.load_workbook(path).worksheets[0] for cell in row]
        rank = 1 if branch == best else 2
        assert f"{MONITORING}：在录音不少于 4 条的 2 个分公司中排第 {rank} 名。" in said


def test_reports__all_branches_stand_beside_each_other(desk):
    """The monthly report and the analysis workbook rank them as the notices do; a branch without recordings has none."""
    (path,) = written(desk, "monthly", "2026-10")
    (found,) = [one for one in tables(path) if "名次" in one.get("东区", {})]
    ranks = {name: row["名次"] for name, row in found.items()}
    finals = {name: row["平均分"] for name, row in found.items()}
    best = max(("东区", "西区"), key=finals.__getitem__)
    assert ranks == {best: 1, ({"东区", "西区"} - {best}).pop(): 2, "空区": "样本不足"}
    for notice in written(desk, "branch_notice", "2026-10"):
        branch = notice.stem.rsplit("_", 1)[1]
        assert tables(notice)[0][MONITORING]["平均分"] == pytest.approx(finals[branch], abs=1e-9)
    book = openpyxl.load_workbook(
        next((desk.root / "output").glob("服务质量分析表_*.xlsx")), data_only=True
    )
    rows = {row[0]: row for row in book["分公司"].iter_rows(min_row=12, values_only=True)}
    assert rows["空区"][6] == "样本不足" and rows["全部"][2] is not None


def test_reports__twice_is_the_same_and_what_was_written_is_kept(desk):
    """A second run gives the same bytes; after somebody wrote into one it is copied first."""
    (path,) = written(desk, "daily_log", DAY)
    first = path.read_bytes()
    desk.json("papers", "--period", DAY, "--kind", "daily_log")
    assert path.read_bytes() == first
    book = openpyxl.load_workbook(path)
    room = next(
        cell
        for row in book.worksheets[0].iter_rows()
        for cell in row
        if cell.fill.fgColor.rgb == "FFFFF8D6"
    )
    room.value = "明天先听业务能力"
    book.save(path)
    (again,) = desk.json("papers", "--period", DAY, "--kind", "daily_log")["files"]
    kept = openpyxl.load_workbook(again["kept"]).worksheets[0][room.coordinate]
    assert kept.value == "明天先听业务能力"
    assert path.read_bytes() == first
