"""What isn't there: empty marks of yes and no, and rows of lists without a breach."""

from __future__ import annotations

from pathlib import Path

from adopted import adopted, faults

from qa_workbook.adopt.asking import question

PASSED = """
通话日期|工号|姓名|录音编号|质检员|用语|态度|流程|达标项数
2026-10-05|001|王佳|LY100001|陈晨|合格|合格|{mark}|2
2026-10-06|002|李敏|LY100002|陈晨|合格|不合格|合格|2
2026-10-07|003|张伟|LY100003|陈晨|合格|合格|合格|3
"""


def test_a_count_of_passes_says_nothing_about_empty_marks() -> None:
    assert "blank" in adopted(PASSED.format(mark="")).open


def test_rows_without_a_breach_are_passed_over_by_a_rule(tmp_path: Path) -> None:
    one = adopted("""
日期|工号|姓名|录音流水号|扣分项目|扣分|扣分原因|质检员
2026-10-05|001|王佳|LY100001|未主动问候|2||陈晨
2026-10-06|002|李敏|LY100002|无|0||陈晨
2026-10-07|003|张伟|LY100003|没有|||陈晨
2026-10-08|003|张伟|LY100004|态度生硬|8||陈晨
""")
    assert set(one.asked) == {"base"}
    assert not faults(one, tmp_path)
    assert [node.name.zh for node in one.scheme.counted] == ["未主动问候", "态度生硬"]
    (rule,) = [rule for rule in one.layout.ignored.rows if rule.heading == "扣分项目"]
    assert rule.words == ("无", "没有")
    assert [cells[0] for cells in one.columns("clause")] == ["未主动问候", "态度生硬"]


def test_what_is_proposed_is_one_of_the_answers() -> None:
    """Anything else would be shown as a bare word that nobody can choose."""
    offered = ["sum", "mean"]
    assert question("score", "score", offered, proposed="mean").proposed == "mean"
    assert question("score", "score", offered, proposed="scaled").proposed == ""
