"""The sentences say what the rows come to, and nothing that nobody knows."""

from __future__ import annotations

import re
from collections import defaultdict
from decimal import ROUND_HALF_UP, Decimal

import pandas as pd
import pytest

from made_recordings import analysis, recordings, scheme
from qa_workbook.analysis.key_figures import KeyFigure, key_figures
from qa_workbook.analysis.period_report import PeriodReport, SchemeReport, report_alone
from qa_workbook.analysis.sentences import NextWeek, report_sentences
from qa_workbook.numbers import period

FEW = 30


def scheme_sentences(
    report: SchemeReport, language: str, small_sample: int, ahead: NextWeek
) -> list[str]:
    """The sentences on a period with one scheme."""
    alone = PeriodReport([report], report.analysis.period, small_sample=small_sample)
    return report_sentences(alone, language, ahead)


def rounded(value: Decimal, step: str) -> Decimal:
    """Half up, as on paper."""
    return value.quantize(Decimal(step), ROUND_HALF_UP)


def mean(values: pd.Series) -> Decimal:
    """The mean of scores with at most two decimals."""
    exact = [Decimal(f"{value:.2f}") for value in values]
    return sum(exact, Decimal(0)) / len(exact)


@pytest.fixture(scope="module")
def report() -> SchemeReport:
    """October with 8 agents of 32 recordings, September with 20 of each."""
    rules = scheme()
    before = recordings(rules, 8, 20, seed=5)
    before["call_date"] -= pd.DateOffset(months=1)
    september = analysis(before, rules, period("2026-09"))
    return SchemeReport(analysis(recordings(rules, 8, 32), rules), september)


def test_the_sentences_say_what_the_rows_come_to(report):
    quality, weakest, best, serious, ahead = scheme_sentences(
        report, "zh", FEW, NextWeek(["业务能力"], 3)
    )
    now, before = report.analysis.detail, report.before.detail

    now_mean, before_mean = mean(now["final"]), mean(before["final"])
    change = rounded(now_mean - before_mean, "0.01")
    error = (now["final"].var() / len(now) + before["final"].var() / len(before)) ** 0.5
    assert abs(change) > 1.96 * error  # so that it isn't chance
    words = f"高 {change} 分，好转" if change > 0 else f"低 {-change} 分，变差"
    assert f"计入 256 条录音，最终平均分 {rounded(now_mean, '0.01')}，比上期{words}；" in quality
    good = Decimal(int((now["band"] == "good").sum())) / len(now)
    assert f"优良率 {rounded(100 * good, '0.1')}%（95% 区间 " in quality

    items = [name for name in now if name.startswith("mark.")]
    low = {item: int((now[item] < now[item].max()).sum()) for item in items}
    worst = max(low, key=lambda item: low[item])
    name = {f"mark.{one.id}": one.name.zh for one in report.analysis.scheme.items}[worst]
    ratio = rounded(Decimal(100 * low[worst]) / len(now), "0.1")
    assert f"“{name}”：256 条中 {low[worst]} 条有不良，不良比率 {ratio}%，" in weakest

    teams = {team: mean(rows["final"]) for team, rows in now.groupby("team")}
    agents = {agent: mean(rows["final"]) for agent, rows in now.groupby("name")}
    order = sorted(teams, key=lambda team: teams[team])
    top = max(agents, key=lambda agent: agents[agent])
    assert f"{order[-1]}最好（最终平均分 {rounded(teams[order[-1]], '0.01')}）" in best
    assert f"{order[0]}最弱（{rounded(teams[order[0]], '0.01')}）" in best
    assert f"员工中{top}最好（最终平均分 {rounded(agents[top], '0.01')}，32 条）" in best

    fatal, fatal_before = int(now["fatal"].sum()), int(before["fatal"].sum())
    words = f"多 {fatal - fatal_before} 条"
    if fatal < fatal_before:
        words = f"少 {fatal_before - fatal} 条"
    assert fatal != fatal_before
    assert serious.startswith(f"致命错误 {fatal} 条，比上期{words}；共 6 天都没有警示。")
    assert ahead == "下周主题：“业务能力”；辅导名单上有 3 人。"


def test_alert_days_add_up():
    rules = scheme()
    report = SchemeReport(analysis(recordings(rules, 3, 12, 12, seed=4), rules))
    (serious,) = (one for one in scheme_sentences(report, "zh", 1, NextWeek()) if "警示" in one)
    counted: dict[str, int] = defaultdict(int)
    for colour, count in re.findall(r"(黑|红|黄|蓝)（\w+）(?: )?(\d+) 天", serious):
        counted[colour] += int(count)
    names = {"black": "黑", "red": "红", "yellow": "黄", "blue": "蓝"}
    levels = report.analysis.days["alert"].map(names).value_counts().to_dict()
    assert len(levels) > 1
    assert counted == levels


def test_days_with_few_recordings_raise_no_alarm():
    rules = scheme()
    rows = recordings(rules, 3, 12, 12, seed=4)
    report = SchemeReport(analysis(rows.iloc[2:], rules))
    size = int(report.analysis.days["recordings"].max())
    assert "警示" not in "".join(scheme_sentences(report, "zh", size + 1, NextWeek()))
    large = int((report.analysis.days["recordings"] == size).sum())
    assert large < len(report.analysis.days)
    serious = "".join(scheme_sentences(report, "zh", size, NextWeek()))
    assert f"满 {size} 条的 {large} 天" in serious


def test_lists_of_several_schemes_are_counted_together(report):
    said = scheme_sentences(report, "zh", FEW, NextWeek([], 3, lists=2))
    assert said[-1] == "各方案辅导名单合计 3 人（不重复）。"


def test_small_samples_are_not_judged(report):
    quality, weakest, best, *_ = scheme_sentences(report, "zh", 10_000, NextWeek())
    assert "样本不足 10000 条，只供参考" in quality
    assert best == "没有员工达到 10000 条，不给员工排名次。"
    for words in ("好转", "变差"):
        assert words not in quality + weakest


def test_what_is_not_known_is_not_said():
    rules = scheme()
    alone = report_alone([analysis(recordings(rules, 3, 4), rules)])
    sentences = report_sentences(alone, "zh", NextWeek())
    assert "上期（2026-09）没有录音，无从比较" in sentences[0]
    said = "".join(sentences)
    for unknown in ("比上期", "持平", "主题", "辅导", "None", "nan"):
        assert unknown not in said
    assert report_sentences(PeriodReport([]), "zh", NextWeek()) == []


@pytest.mark.parametrize("language", ["zh", "en"])
def test_several_schemes_are_all_named(report, language):
    rules = scheme("dial-test-2011")
    other = SchemeReport(analysis(recordings(rules, 8, 32), rules, language=language))
    both = PeriodReport([report, other], report.analysis.period, small_sample=FEW)
    sentences = report_sentences(both, language, NextWeek([], 0))
    assert len(sentences) == 5
    for one in both.schemes:
        assert one.analysis.scheme.short_name.say(language) in sentences[0]


def test_a_verdict_follows_what_is_shown():
    def verdict(value: float, before: float | None, direction: int) -> str | None:
        return KeyFigure("rates.fail", "fraction", value, before, direction).verdict

    assert verdict(0.0803, 0.0799, -1) == "same"  # 8.0 % and 8.0 %
    assert verdict(0.09, 0.08, -1) == "worse"
    assert verdict(0.07, 0.08, -1) == "better"
    assert verdict(0.07, 0.08, 0) is None
    assert verdict(0.07, None, -1) is None


def test_key_figures_have_changes_and_intervals(report):
    found = {figure.key: figure for figure in key_figures(report, FEW)}
    assert found["recordings"].change == 256 - 160
    low, high = found["rates.good"].interval
    assert low < found["rates.good"].value < high
    assert found["mean_final"].interval is None


def test_a_change_that_chance_makes_is_neither_better_nor_worse():
    """A few recordings more have no verdict; without all that have a bad mark there is one."""
    rules = scheme()
    rows = recordings(rules, 8, 32)
    good = rows[[name for name in rows if name.startswith("mark.")]].min(axis=1) > 2
    assert 20 < good.sum() < len(rows)
    for now, verdict in ((rows, "chance"), (rows[good], "better")):
        report = SchemeReport(analysis(now, rules), analysis(rows.iloc[3:], rules))
        found = {figure.key: figure for figure in key_figures(report, FEW)}
        assert found["rates.good"].change and found["mean_final"].change
        assert {found[key].verdict for key in ("rates.good", "mean_final")} == {verdict}
        assert found["fatal"].verdict is None
        said = scheme_sentences(report, "zh", FEW, NextWeek())[0]
        assert said.count("，与上期相比在波动范围内（") == (2 if verdict == "chance" else 0)
