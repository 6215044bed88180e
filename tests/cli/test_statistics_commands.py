"""Textbook examples typed into files and given to `statistics …`: the printed figures come out."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
import xlsxwriter

from qa_workbook.cli import main

DOCS = Path(__file__).parents[2] / "docs"
# Worked examples that the documents ask readers to type in.
TYPED = {
    page.name: re.findall(r"```\n(.*?)```", page.read_text("utf-8"), re.DOTALL)
    for page in (DOCS / "statistics.md", DOCS / "statistics.zh-CN.md")
}
OBSERVERS, JUDGES, PEAK_FLOW, CATALYSTS, PARTS = TYPED["statistics.md"]


@pytest.fixture
def ask(tmp_path, capsys):
    """Returns a function that runs `statistics` with --json and gives exit code and answer."""

    def asked(command, content=None, *arguments, name="table.csv"):
        given = ["statistics", command]
        if content is not None:
            (tmp_path / name).write_text(content, "utf-8")
            given.append(str(tmp_path / name))
        with pytest.raises(SystemExit) as leaving:
            main(["--workspace", str(tmp_path), *given, *arguments, "--json"])
        return int(leaving.value.code or 0), json.loads(capsys.readouterr().out)

    return asked


@pytest.fixture
def said(tmp_path, capsys):
    """Returns a function that runs `statistics` and gives its sentences."""

    def told(command, content, *arguments, language="zh"):
        given = ["statistics", command, *arguments, "--lang", language]
        if content is not None:
            (tmp_path / "table.csv").write_text(content, "utf-8")
            given.insert(2, str(tmp_path / "table.csv"))
        with pytest.raises(SystemExit) as leaving:
            main(["--workspace", str(tmp_path), *given])
        assert not leaving.value.code
        return capsys.readouterr().out.splitlines()

    return told


def test_agreement__krippendorff(ask):
    """All coefficients at once, with missing marks."""
    code, found = ask("agreement", OBSERVERS, "--replicates", "100")
    assert code == 0
    assert (found["units"], found["raters"], found["missing"]) == (12, list("ABCD"), 7)
    alphas = {name: round(one["value"], 3) for name, one in found["alpha"].items()}
    assert alphas == {"nominal": 0.743, "ordinal": 0.815, "interval": 0.849, "ratio": 0.797}
    assert round(found["ac1"]["value"], 5) == 0.77544
    assert round(found["kappa"]["conger"]["value"], 5) == 0.76282
    assert found["kappa"]["cohen"] == {"reason": "more-than-two-raters"}
    assert round(found["percent_agreement"]["value"], 5) == 0.81818
    assert len(found["percent_agreement"]["interval"]) == 2
    assert found["warning"] is None
    _, found = ask("agreement", OBSERVERS, "--categories", "1,2,3,4,5,6", "--replicates", "100")
    assert found["ac1"]["value"] > 0.77544
    assert found["kappa_quadratic"]["conger"]["value"] > found["kappa"]["conger"]["value"]
    assert ask("agreement", OBSERVERS, "--categories", "1,2,3")[0] == 2


def test_agreement__words_and_prevalence(ask):
    """Feinstein and Cicchetti's second table in words: kappa 0.32 beside AC1 0.81, with a warning."""
    pairs = [("是", "是")] * 80 + [("是", "否")] * 10 + [("否", "是")] * 5 + [("否", "否")] * 5
    lines = "".join(f"录音{at},{one},{other}\n" for at, (one, other) in enumerate(pairs))
    code, found = ask("agreement", "录音编号,陈晨,罗诗涵\n" + lines, "--replicates", "100")
    assert code == 0 and found["marks"] == "words"
    assert round(found["kappa"]["cohen"]["value"], 2) == 0.32
    assert round(found["ac1"]["value"], 2) == 0.81
    assert found["warning"]["code"] == "prevalence" and found["warning"]["category"] == "是"
    assert found["ac2_quadratic"] == found["alpha"]["ratio"] == {"reason": "not-numbers"}
    mixed = "甲,乙\nYes,ｙｅｓ\nno,No \nno,yes\n"
    _, found = ask("agreement", mixed, "--metric", "nominal", "--replicates", "100")
    assert found["percent_agreement"]["value"] == pytest.approx(2 / 3)
    assert list(found["alpha"]) == ["nominal"]
    _, more = ask("agreement", mixed, "--categories", "No,Yes，n/a", "--replicates", "100")
    assert more["ac1"]["expected_agreement"] < found["ac1"]["expected_agreement"]
    code, refused = ask("agreement", mixed, "--categories", "no,n/a")
    assert code == 2 and "A2" in refused["error"]["message"]


def test_icc__and_severity(ask):
    """Shrout and Fleiss; a chosen column only; judges from strict to lenient."""
    code, found = ask("icc", JUDGES)
    assert code == 0 and found["complete_units"] == 6
    assert round(found["icc_2_1"]["value"], 2) == 0.29
    assert [round(end, 3) for end in found["icc_2_1"]["interval"]] == [0.019, 0.761]
    _, found = ask("severity", JUDGES)
    values = {one["rater"]: round(one["value"], 2) for one in found["severity"]}
    assert values == {"judge 1": 2.38, "judge 2": -2.79, "judge 3": -0.96, "judge 4": 1.38}
    assert found["severity"][1]["verdict"] == "strict"
    _, found = ask("severity", JUDGES, "--raters", "judge 3,judge 4", "--method", "least-squares")
    assert [one["rater"] for one in found["severity"]] == ["judge 3", "judge 4"]


def test_bland_altman__needs_two_columns(ask):
    """Two columns give bias and limits; more have to be chosen among."""
    code, found = ask("bland-altman", JUDGES, "--raters", "judge 1，judge 4")
    assert code == 0 and (found["first"], found["pairs"]) == ("judge 1", 6)
    assert found["bias"]["value"] == pytest.approx(1)
    code, found = ask("bland-altman", JUDGES)
    assert code == 2 and "--raters" in found["error"]["message"]


def test_few_units__are_never_enough(said):
    """Both ends in one class mean nothing of 4 units; of 12 they do. Pairs and parts likewise."""
    four = "5,5,5\n3,4,4\n4,5,5\n2,4,3\n"
    lines = said("agreement", "a,b,c\n" + four, "--metric", "nominal")
    assert "0.214（95% 区间 -0.269 – 0.500）" in lines[-1]
    assert "只有 4 个单位，区间本身也不可靠" in lines[-1]
    assert not any("够多" in line for line in lines)
    assert "单位够多" in said("agreement", "a,b,c\n" + 3 * four, "--metric", "nominal")[-1]
    for command in ("icc", "severity"):
        told = [line for line in said(command, JUDGES) if "区间 " in line]
        assert len(told) == 4 and all("只有 6 个单位" in line for line in told)
    two = ("--raters", "judge 1,judge 2")
    assert said("bland-altman", JUDGES, *two)[-1].startswith("注意：只有 6 个单位")
    assert not any("注意" in line for line in said("bland-altman", PEAK_FLOW))
    assert "只有 3 个单位" in said("gauge", "".join(PARTS.splitlines(True)[:10]))[-1]
    assert not any("不可靠" in line for line in said("gauge", PARTS))


def test_sentences__are_plain_words(said):
    """Lenient is one word everywhere; errors of rates are points; what can't be had isn't low."""
    assert [line for line in said("severity", JUDGES) if "：偏宽" in line]
    assert "（等距）" in said("agreement", JUDGES, "--metric", "interval")[-1]
    size = ("--error", "0.05", "--population", "1000")
    assert "±5.0 个百分点" in said("sample-size", None, *size)[0]
    assert "without it 385" in said("sample-size", None, *size, language="en")[0]
    same = said("agreement", "a,b\n" + "是,是\n" * 12, "--categories", "是,否")
    assert "算不出 kappa" in same[-1] and "远低于" not in same[-1]
    teams = "".join(f"{count},20\n" for count in (5, 6, 10, 14, 15))
    beyond = said("funnel", "x,n\n" + teams, "--rate", "0.5")[1:]
    assert [line.split("：")[0] for line in beyond] == ["第 1 个（第 2 行）", "第 5 个（第 6 行）"]


@pytest.mark.parametrize(
    ("page", "sentence", "language", "shown"),
    [
        ("statistics.zh-CN.md", r"不合格 ([\d、]+)：", "zh", "第 {0} 个（第 {1} 行）：{2} 超出"),
        ("statistics.md", r"Defective ([\d, ]+):", "en", "No. {0} (row {1}): {2} is beyond"),
    ],
)
def test_unnamed_points__have_place_and_row(said, page, sentence, language, shown):
    """NIST's wafers as the documents print them: samples 15 and 23, rows 16 and 24."""
    printed = (DOCS / page).read_text("utf-8").replace("\n", " ")
    defective = re.findall(r"\d+", re.search(sentence, printed).group(1))
    rows = "".join(f"{count},50\n" for count in defective)
    lines = said("control", "defective,size\n" + rows, language=language)
    assert len(defective) == 30 and len(lines) == 3
    assert lines[1].startswith(shown.format(15, 16, "0.4400"))
    assert lines[2].startswith(shown.format(23, 24, "0.4800"))
    named = "".join(f"{day + 1},{count},50\n" for day, count in enumerate(defective))
    lines = said("control", "day,defective,size\n" + named, language=language)
    assert lines[1].startswith(("15：0.4400", "15: 0.4400"))


def test_documents__say_what_the_commands_print(ask):
    """The examples are the same in both languages, and give the numbers printed below them."""
    assert TYPED["statistics.md"] == TYPED["statistics.zh-CN.md"]
    _, found = ask("bland-altman", PEAK_FLOW)
    ends = [found["bias"]["value"], *found["bias"]["interval"], found["lower_limit"]["value"]]
    assert [round(end, 2) for end in ends] == [-2.12, -22.05, 17.81, -78.10]
    _, found = ask("severity", CATALYSTS, "--method", "least-squares")
    values = [one["value"] for one in found["severity"]]
    assert values == pytest.approx([-9 / 8, -7 / 8, -4 / 8, 20 / 8])
    _, found = ask("gauge", PARTS)
    shares = [found[name]["shares_of_total"]["gauge"] for name in ("range_method", "anova_method")]
    assert [round(share, 3) for share in shares] == [0.267, 0.279]
    assert found["anova_method"]["categories"] == 4


def test_gauge__rows_repeat(ask):
    """A part in three rows was scored three times; half a design leaves repeatability."""
    rows = [(part, trial) for part in range(3) for trial in range(2)]
    lines = "".join(f"P{part},{part},{part + 0.5 * trial}\n" for part, trial in rows)
    code, found = ask("gauge", "part,A,B\n" + lines)
    assert code == 0 and (found["units"], found["trials"]) == (3, 2)
    assert found["repeatability_of_raters"][0]["same"] == 1
    assert found["repeatability_of_raters"][1]["drift"] == 0.5
    assert 0 < found["anova_method"]["shares_of_total"]["gauge"] < 1
    _, half = ask("gauge", "录音,A,B\nP0,1,2\n" + "".join(lines.splitlines(True)[2:]))
    assert half["range_method"] == half["anova_method"] == {"reason": "not-crossed"}
    code, found = ask("gauge", JUDGES)
    assert code == 2 and found["error"]["code"] == "needs_repeats"


def test_interval__numbers_or_a_file(ask):
    """Newcombe's 81 of 263 by all methods, and with finite population correction."""
    code, found = ask("interval", None, "--successes", "81", "--trials", "263")
    assert code == 0 and found["rate"] == 81 / 263 and found["population"] is None
    assert [round(end, 4) for end in found["wilson"]] == [0.2553, 0.3662]
    assert [round(end, 4) for end in found["clopper_pearson"]] == [0.2527, 0.3676]
    assert len(found["jeffreys"]) == 2 and "wilson_finite_population" not in found
    _, found = ask("interval", "team,hits,n\n一组,81,263\n二组,0,20\n", "--population", "263")
    assert [row["unit"] for row in found["rows"]] == ["一组", "二组"]
    assert found["rows"][0]["wilson_finite_population"] == [81 / 263, 81 / 263]
    assert ask("interval", None, "--successes", "3")[0] == 2
    assert ask("interval", None, "--successes", "3", "--trials", "2")[0] == 2
    assert (
        ask("interval", "n,x\n9,1\n", "--counts", "x", "--sizes", "n")[1]["rows"][0]["trials"] == 9
    )


def test_charts__from_a_file(ask):
    """A p chart, a c chart of one column, and a funnel, point by point."""
    rows = "".join(f"{day},{found},50\n" for day, found in enumerate([12, 15, 8, 10, 4, 24]))
    code, found = ask("control", "day,defective,size\n" + rows)
    assert code == 0 and found["centre"] == pytest.approx(73 / 300)
    assert [point["beyond"] for point in found["points"]] == [False] * 5 + [True]
    _, found = ask("control", "个数\n16\n14\n28\n", "--chart", "c")
    assert found["centre"] == pytest.approx(58 / 3) and len(found["points"]) == 3
    _, found = ask("control", "c,m2\n14,10\n12,8\n19,9.5\n", "--chart", "u")
    assert found["points"][2]["size"] == 9.5
    _, found = ask("funnel", "day,defective,size\n" + rows, "--rate", "0.2")
    assert found["rate"] == 0.2
    assert [point["beyond"] for point in found["points"]] == ["none"] * 4 + ["warning", "action"]
    assert ask("control", "d,x,n\n1,0,5\n2,0,5\n")[1]["reason"] == "all-equal"


def test_sample_size__krejcie_and_morgan(ask):
    """1,000 need 278 at ± 5 %; without a population 385."""
    _, found = ask("sample-size", None, "--error", "0.05", "--population", "1000")
    assert found["size"] == 278 and found["finite_population_correction"] is True
    _, found = ask("sample-size", None, "--error", "0.05")
    assert found["size"] == 385 and found["population"] is None
    assert ask("sample-size", None, "--error", "5")[0] == 2


@pytest.mark.parametrize(
    ("command", "content", "cell", "code"),
    [
        ("icc", "id,甲,乙\n1,90,80\n2,优,70\n", "B3", "bad_cell"),
        ("icc", "id,甲,乙\n1,90,80\n2,#DIV/0!,70\n", "B3", "bad_cell"),
        ("agreement", "id,甲,乙\n1,是,否\n2,#N/A,是\n", "B3", "bad_cell"),
        ("interval", "id,x,n\n1,3,5\n2,0,0\n", "C3", "bad_cell"),
        ("interval", "id,x,n\n1,7,5\n", "B2", "bad_cell"),
        ("interval", "id,x,n\n1,2.5,5\n", "B2", "bad_cell"),
        ("funnel", "id,x,n\n1,-1,5\n", "B2", "bad_cell"),
        ("control", "id,x,n\n1,,5\n2,3,9\n", "B2", "bad_cell"),
        ("control", "id,x\n1,5\n2,9\n", "x", "needs_sizes"),
        ("icc", "id,甲,乙\n", "table.csv", "empty_table"),
        ("icc", "", "table.csv", "unreadable"),
    ],
)
def test_bad_tables__name_the_cell(ask, command, content, cell, code):
    """What a measure can't take is a sentence with its cell and exit code 2, never a traceback."""
    exit_code, found = ask(command, content)
    assert exit_code == 2
    assert found["error"]["code"] == code
    assert cell in found["error"]["message"]


def test_wrong_options__are_usage(ask):
    """Files, columns and levels that aren't there."""
    assert ask("icc", None, "nowhere.csv")[0] == 2
    assert "judge 1" in ask("icc", JUDGES, "--raters", "judge 9")[1]["error"]["message"]
    assert ask("icc", JUDGES, "--sheet", "Sheet7")[0] == 2
    assert ask("icc", JUDGES, "--level", "95")[0] == 2
    assert ask("agreement", JUDGES, "--metric", "cardinal")[0] == 2
    assert ask("severity", JUDGES, "--method", "x")[0] == 2
    assert ask("control", JUDGES, "--chart", "x")[0] == 2
    assert ask("funnel", JUDGES, "--rate", "1.5")[0] == 2


@pytest.mark.parametrize(
    ("content", "raters", "units"),
    [
        ("9,2,5\n6,1,3\n", ["A", "B", "C"], 2),  # numbers alone: no header
        ("Target,1,2,3\n1,9,2,5\n2,6,1,3\n", ["1", "2", "3"], 2),  # headings may be numbers
        (",x,y\n王,9,2\n李,6,1\n", ["x", "y"], 2),  # nothing above the units
        ("谁,x,y\n王,9,2\n李,6,1\n", ["x", "y"], 2),  # words that are all different
        ("x,y\n9,2\n6,1\n", ["x", "y"], 2),  # two raters
        (
            '教科书例题,,\n\nid,x,,y\n1,９,,2\n\n2,"6",,1\n',
            ["x", "y"],
            2,
        ),  # title, gaps, full width
    ],
)
def test_tables__header_and_units_are_found(ask, content, raters, units):
    """Headings and the column of units are recognised by the rule of the documents."""
    code, found = ask("icc", content)
    assert code == 0
    assert (found["raters"], found["units"]) == (raters, units)


def test_tables__a_doubtful_column_is_told(ask):
    """Numbers that count up below a strange heading may be marks; which they are is asked."""
    table = "什么,x,y\n1,9,2\n2,6,1\n3,7,3\n4,8,4\n"
    _, found = ask("icc", table)
    assert (found["numbered_column"], len(found["raters"])) == ("什么", 3)
    _, found = ask("icc", table, "--units", "什么")
    assert (found["numbered_column"], found["raters"]) == (None, ["x", "y"])


def test_workbooks__a_sheet_by_name(tmp_path, capsys):
    """An .xlsx with several sheets; people get sentences in their language."""
    path = tmp_path / "judges.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        book.add_worksheet("说明").write(0, 0, "教科书")
        sheet = book.add_worksheet("评分")
        for row, line in enumerate(JUDGES.splitlines()):
            sheet.write_row(row, 0, [int(x) if x.isdigit() else x for x in line.split(",")])
    arguments = ["--workspace", str(tmp_path), "statistics", "icc", str(path), "--sheet", "评分"]
    for language, wanted in (
        ("zh", "ICC(2,1)（绝对一致，单人评分）：0.290"),
        ("en", "absolute agreement"),
    ):
        with pytest.raises(SystemExit) as leaving:
            main([*arguments, "--lang", language])
        assert not leaving.value.code
        assert wanted in capsys.readouterr().out
