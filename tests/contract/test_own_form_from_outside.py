"""The worked example of docs/forms.md, as it is printed: from one YAML file to a result sheet."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from qa_workbook.demo.visits import DECLARED

DOCS = Path(__file__).parents[2] / "docs"
PAGES = ("forms.md", "forms.zh-CN.md")


def printed(page: str) -> tuple[str, list[dict[str, str]], str]:
    """The file, the filled rows by heading, and what `results` says."""
    text = (DOCS / page).read_text("utf-8")
    (declared,) = re.findall(r"```yaml\n(format: 1\nid: visits.*?)```", text, re.DOTALL)
    lines = re.search(r"(\| 走访编号.*?)\n\n", text, re.DOTALL)
    said = re.search(r"```text\n(走访登记: .*?)\n```", text)
    assert lines and said
    header, _, *rows = [
        [cell.strip() for cell in line.strip("|").split("|")] for line in lines[1].splitlines()
    ]
    return declared, [dict(zip(header, row, strict=True)) for row in rows], said[1]


def test_the_two_pages_print_one_example() -> None:
    """The example is the same in both languages."""
    assert printed(PAGES[0]) == printed(PAGES[1])


def test_the_demo_declares_the_printed_form() -> None:
    """What a stranger reads is what the demo shows."""
    assert DECLARED.read_text("utf-8") == printed(PAGES[0])[0]


@pytest.fixture(scope="module")
def visited(shared_desk: Any) -> Any:
    """A workspace in which a stranger did what the page says."""
    declared, rows, _ = printed(PAGES[0])
    (shared_desk.root / "config" / "forms" / "visits.yaml").write_text(declared, "utf-8")
    assert shared_desk.json("forms", "check") == {"faults": []}
    file = shared_desk.inbox / "走访.xlsx"
    shared_desk.json("template", "visits", "--out", str(file))
    fill(file, rows)
    counts = shared_desk.merge()["forms"]["visits"]
    assert (counts["read"], counts["added"]) == (len(rows), len(rows))
    return shared_desk


def fill(file: Path, rows: list[dict[str, str]]) -> None:
    """Types the rows into the blank sheet, as text."""
    book = openpyxl.load_workbook(file)
    sheet = book.worksheets[0]
    for line in sheet.iter_rows():
        if line[0].value == "登记月份":
            line[1].value = "2026-10"
    header = next(row for row in sheet.iter_rows() if any(one.value == "走访编号" for one in row))
    columns = {cell.value: cell.column for cell in header}
    for number, row in enumerate(rows, header[0].row + 1):
        for heading, value in row.items():
            sheet.cell(number, columns[heading]).value = value or None
    book.save(file)


def test_the_result_says_what_the_page_says(visited: Any) -> None:
    """The sentence is the printed one; JSON, workbook and tables hold what the form asks for."""
    _, _, said = printed(PAGES[0])
    (found,) = visited.json("results", "visits", "--period", "2026-10")["results"]
    assert f"{found['name']}: {found['sentences'][0]}" == said
    assert {key: found["figures"][key] for key in ("rows", "result.bad", "minutes.sum")} == {
        "rows": 3,
        "result.bad": 1,
        "minutes.sum": "65.5",
    }
    by_team = [
        {"team": "一班", "rows": 2, "result.good": 1, "result.bad": 1, "minutes.sum": "65.5"},
        {"team": "二班", "rows": 1, "result.good": 1, "result.bad": 0, "minutes.sum": None},
    ]
    assert found["tables"]["by.team"] == by_team
    assert [row["agent"] for row in found["tables"]["by.agent"]] == ["0017", "0023"]
    assert found["tables"]["rows"][1]["why"] == "来得太晚"
    assert openpyxl.load_workbook(found["file"]).sheetnames[:2] == ["走访登记", "走访登记明细"]


def test_an_older_version_lacks_the_newest_columns(visited: Any, tmp_path: Path) -> None:
    """Rows that were kept before a column existed have nothing in it: not 0, and no crash."""
    desk = visited.copied(tmp_path)
    file = desk.root / "config" / "forms" / "visits.yaml"
    more = "  - {id: guests, headings: [人数], kind: count}\n  - {id: spent, headings: [长], kind: duration}\n"
    text = file.read_text("utf-8").replace("  - {id: why", f"{more}  - {{id: why")
    file.write_text(text.replace('"2026.1"', '"2026.2"'), "utf-8")
    (found,) = desk.json("results", "visits", "--period", "2026-10")["results"]
    assert (found["figures"]["guests.count"], found["figures"]["spent.sum"]) == (0, None)
    assert found["tables"]["rows"][0]["guests"] is None


def test_a_form_with_rows_keeps_its_key(visited: Any, tmp_path: Path) -> None:
    """Another key would count every row twice: nothing is built before it is changed back."""
    desk = visited.copied(tmp_path)
    file = desk.root / "config" / "forms" / "visits.yaml"
    file.write_text(file.read_text("utf-8").replace("key: [number]", "key: [number, agent]"))
    (fault,) = desk.json("forms", "check", code=2)["faults"]
    assert (fault["code"], fault["path"]) == ("used-key", "key")
    assert desk.call("build", "--period", "2026-10").returncode == 2
