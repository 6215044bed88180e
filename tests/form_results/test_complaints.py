"""Complaints and praise (S12): counts by site and source, the month before, answers, recordings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from datetime import date, time
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import openpyxl
import pandas as pd
import pytest

from qa_workbook.books.form_results.book import write_result_book
from qa_workbook.config.strict import read_model
from qa_workbook.form_results.complaint_rules import ComplaintRulesFile
from qa_workbook.form_results.complaints import complaints_result
from qa_workbook.form_results.inputs import Inputs
from qa_workbook.form_results.model import FormResult
from qa_workbook.forms.frames import form_schema
from qa_workbook.forms.loader import load_forms
from qa_workbook.forms.vocabulary import Vocabulary
from qa_workbook.numbers import Period, period
from qa_workbook.procedure.working_days import Calendar
from shared_office import HAS_CALC, convert_in_calc

CONFIG = Path(__file__).resolve().parents[2] / "config"
VOCABULARY, _ = read_model(CONFIG / "intake.yaml", Vocabulary)
FORM = load_forms(CONFIG / "forms", VOCABULARY)[0].form("complaints")
CALENDAR, _ = read_model(CONFIG / "calendar" / "china.yaml", Calendar)
RULES = read_model(CONFIG / "results" / "complaints.yaml", ComplaintRulesFile)[0].versions[0]
SCHEMA = form_schema(FORM)
JUNE, MAY = "2026-06", "2026-05"
COMPLAINT = {"kind": "complaint", "upheld": "open"}


def frame(rows: list[dict[str, Any]]) -> pd.DataFrame:
    """Tickets as the records give them; what a row doesn't say is empty."""
    plain = {"source": "own", "upheld": "open"}
    numbered = [{"ticket": f"T{number}"} | plain | row for number, row in enumerate(rows, 1)]
    blank = SCHEMA.empty()
    columns = {}
    for name in SCHEMA.names:
        kind = blank[name].dtype
        default = pd.NaT if kind.kind == "M" else 0 if kind.kind == "i" else ""
        columns[name] = pd.Series([row.get(name, default) for row in numbered]).astype(kind)
    return pd.DataFrame(columns)


def made(
    june: list[dict[str, Any]],
    may: list[dict[str, Any]] | None = None,
    *,
    span: str = JUNE,
    rules: Any = RULES,
    language: str = "zh",
    **more: Any,
) -> FormResult | None:
    """The result of some tickets, as of 10 July at 12:00."""
    june = [{"received": "2026-06-10 09:30"} | row for row in june]
    may = [{"received": "2026-05-10 09:30"} | row for row in may or []]
    spans = {period(span): frame(june), period(span).before: frame(may)}

    def rows_of(_form: str, asked: Period) -> pd.DataFrame:
        return spans[asked]

    settings = {"today": date(2026, 7, 10), "at": time(12), "calendar": CALENDAR} | more
    inputs = Inputs(FORM, period(span), language, rows_of=rows_of, **settings)
    return complaints_result(inputs, rules)


def cells(result: FormResult, table: str, *keys: str) -> list[tuple[Any, ...]]:
    """The rows of a table with its totals, of some columns."""
    found = result.table(table)
    return list(zip(*(found.column(key).values for key in keys), strict=True))


def several(count: int, **row: Any) -> list[dict[str, Any]]:
    return [COMPLAINT | row for _ in range(count)]


PUBLISHED = [
    *several(3, site="东中心", source="group", upheld="yes", cause="service"),
    *several(2, site="东中心", source="group", upheld="yes", cause="business"),
    *several(4, site="东中心", source="group", upheld="no"),
    *several(1, site="东中心", source="ministry", upheld="yes", cause="business"),
    *several(6, site="西中心", source="own", upheld="no"),
    *several(2, site="西中心", source="own"),
    *several(1, source="own", upheld="yes", cause="service"),
    {"kind": "praise", "site": "东中心", "source": "own"},
    {"kind": "praise", "site": "东中心", "source": "own"},
    {"kind": "praise", "site": "西中心", "source": "group"},
]
"""The figures of a June report as tickets: some without a site, all without an agent."""
PUBLISHED_BEFORE = [
    *several(7, site="东中心", source="group", upheld="no"),
    *several(2, site="北中心", source="ministry", upheld="yes", cause="service"),
    *several(4, site="西中心", source="own", upheld="yes", cause="business"),
    {"kind": "praise", "site": "北中心", "source": "own"},
]


def test_a_published_table_is_reproduced() -> None:
    """Every count of a monthly report comes out as it was entered; tickets without a site count."""
    result = made(PUBLISHED, PUBLISHED_BEFORE)
    keys = ("complaint", "upheld", "service", "business", "refuted", "open")
    assert cells(result, "by_source", "site", "source", *keys) == [
        ("东中心", "集团总部", 9, 5, 3, 2, 4, 0),
        ("东中心", "部委", 1, 1, 0, 1, 0, 0),
        ("西中心", "本中心", 8, 0, 0, 0, 6, 2),
        ("未填", "本中心", 1, 1, 1, 0, 0, 0),
        ("合计", "", 19, 7, 4, 3, 10, 2),
    ]
    figures = {key: result.figures[key] for key in (*keys, "praise")}
    assert figures == dict(zip((*keys, "praise"), (19, 7, 4, 3, 10, 2, 3), strict=True))


def test_the_month_before_stands_beside_it() -> None:
    """A row that only one of the months has stands there with 0 of the other; totals add up."""
    result = made(PUBLISHED, PUBLISHED_BEFORE)
    keys = ("complaint", "complaint_before", "complaint_change")
    keys += ("upheld", "upheld_before", "upheld_change")
    assert cells(result, "against_before", "site", "source", *keys) == [
        ("东中心", "集团总部", 9, 7, 2, 5, 0, 5),
        ("东中心", "部委", 1, 0, 1, 1, 0, 1),
        ("北中心", "部委", 0, 2, -2, 0, 2, -2),
        ("西中心", "本中心", 8, 4, 4, 0, 4, -4),
        ("未填", "本中心", 1, 0, 1, 1, 0, 1),
        ("合计", "", 19, 13, 6, 7, 6, 1),
    ]
    assert cells(
        result, "praise", "site", "source", "praise", "praise_before", "praise_change"
    ) == [
        ("东中心", "本中心", 2, 0, 2),
        ("北中心", "本中心", 0, 1, -1),
        ("西中心", "集团总部", 1, 0, 1),
        ("合计", "", 3, 1, 2),
    ]
    assert result.table("by_source").in_report and len(result.table("praise").columns) <= 8


def test_sites_are_added_up() -> None:
    """All sources of a site together, also of a site that only last month had."""
    result = made(PUBLISHED, PUBLISHED_BEFORE)
    keys = ("complaint", "complaint_before", "complaint_change", "upheld", "service", "business")
    assert cells(result, "by_site", "site", *keys, "praise") == [
        ("东中心", 10, 7, 3, 6, 3, 3, 2),
        ("北中心", 0, 2, -2, 0, 0, 0, 0),
        ("西中心", 8, 4, 4, 0, 0, 0, 1),
        ("未填", 1, 0, 1, 1, 1, 0, 0),
        ("合计", 19, 13, 6, 7, 4, 3, 3),
    ]


def test_a_month_without_any_record_is_unknown_and_not_nought() -> None:
    """Where nothing was recorded last month its counts and the changes are blank, and it is said."""
    result = made(PUBLISHED)
    assert set(result.table("against_before").column("complaint_before").values) == {None}
    assert set(result.table("against_before").column("complaint_change").values) == {None}
    assert result.figures["complaint_before"] is None
    assert "上月没有登记" in result.sentences[1]
    assert made([], PUBLISHED_BEFORE) is None


def test_the_first_sentence_has_the_month_in_it() -> None:
    """Page one says complaints, change, upheld by cause, praise and late answers."""
    rows = [*PUBLISHED, COMPLAINT | {"answered": "2026-06-10 11:31"}]
    result = made(rows, PUBLISHED_BEFORE)
    assert result.sentences[0] == (
        "受理投诉 20 件（上月 13 件，多 7 件），成立 7 件（服务 4、业务 3），不成立 10 件，"
        "待定 3 件；表扬 3 件；超时答复 1 件，逾期未答复 19 件。"
    )


def test_one_site_has_one_row_however_it_is_spelt() -> None:
    """Blanks and case tell no two sites and no two agents apart, in either month."""
    now = [*several(1, site="Site A", agent="a1"), *several(2, site="site a", agent="A1")]
    result = made(now, several(4, site="SiteA"))
    assert cells(result, "against_before", "site", "complaint", "complaint_before") == [
        ("Site A", 3, 4),
        ("合计", 3, 4),
    ]
    assert cells(result, "by_agent", "agent", "complaint") == [("a1", 3), ("合计", 3)]
    assert set(result.table("tickets").column("site").values) == {"Site A"}


def test_a_source_that_the_form_no_longer_has_is_not_lost() -> None:
    """Rows of an older version of the form stand under the id of their source, after the others."""
    result = made([*several(1, source="newspaper"), *several(2, source="own")])
    assert cells(result, "by_source", "source", "complaint") == [
        ("本中心", 2),
        ("newspaper", 1),
        ("", 3),
    ]


def scored(*rows: tuple[Any, ...], scheme: str = "monitoring", name: str = "日常监听") -> Any:
    """An analysis with a recording per row: recording, agent, final, band, fatal, counted."""
    columns = ("recording", "agent", "final", "band", "fatal", "counted")
    detail = pd.DataFrame(rows, columns=columns).assign(inspector="质检甲")
    words = SimpleNamespace(say=lambda _: "优良")
    bands = SimpleNamespace(bands=(SimpleNamespace(id="good", name=words),))
    named = SimpleNamespace(id=scheme, name=SimpleNamespace(say=lambda _: name), bands=bands)
    means = detail.groupby("agent", as_index=False).agg(
        mean_final=("final", "mean"), recordings=("final", "size")
    )
    agents = means.assign(name="王一", team="一班")
    overall = SimpleNamespace(recordings=len(detail))
    return SimpleNamespace(scheme=named, detail=detail, agents=agents, overall=overall)


def test_agents_have_their_tickets_and_their_score() -> None:
    """Counts of each agent stand beside the mean of the period; None where inspectors heard none."""
    rows = [
        *several(2, agent="0017", upheld="yes", cause="service"),
        *several(1, agent="0017", upheld="no"),
        *several(1, agent="23", name="李二", upheld="yes", cause="business"),
        {"kind": "praise", "agent": "23"},
        *several(1),
    ]
    analysis = scored(("R1", "0017", 90.0, "good", False, True), ("R2", "0017", 95.0, "", False, 1))
    result = made(rows, analyses=[analysis])
    keys = ("agent", "name", "complaint", "upheld", "service", "business", "praise")
    assert cells(result, "by_agent", *keys, "score", "recordings") == [
        ("0017", "王一", 3, 2, 2, 0, 0, 92.5, 2),
        ("23", "李二", 1, 1, 0, 1, 1, None, None),
        ("未填", "", 1, 0, 0, 0, 0, None, None),
        ("合计", "", 5, 3, 2, 1, 1, None, None),
    ]


@pytest.mark.parametrize(
    ("ticket", "state"),
    [
        # By the rule: two office hours.
        ({"answered": "2026-06-10 11:30"}, "in_time"),
        ({"answered": "2026-06-10 11:31"}, "late"),
        ({"received": "2026-06-12 17:00", "answered": "2026-06-15 10:00"}, "in_time"),
        ({"received": "2026-06-19 10:00", "answered": "2026-06-22 11:00"}, "in_time"),
        ({}, "overdue"),
        # The client's time is by the clock, over night and weekend.
        ({"hours": "24", "answered": "2026-06-11 09:30"}, "in_time"),
        ({"hours": "24", "answered": "2026-06-11 09:31"}, "late"),
        ({"hours": "0.5", "answered": "2026-06-10 10:00"}, "in_time"),
        ({"hours": "720"}, "running"),
        ({"hours": "718"}, "overdue"),
        # A day without a time: only what holds for any time of it.
        ({"received": "2026-06-10", "answered": "2026-06-10 10:00"}, "in_time"),
        ({"received": "2026-06-10", "answered": "2026-06-10 15:00"}, "unknown"),
        ({"received": "2026-06-10", "answered": "2026-06-11"}, "unknown"),
        ({"received": "2026-06-10", "answered": "2026-06-11 11:01"}, "late"),
        ({"answered": "2026-06-11"}, "late"),
        ({"received": "2026-06-10", "hours": "72", "answered": "2026-06-12"}, "in_time"),
        ({"received": "2026-07-09"}, "running"),
        ({"received": "2026-07-08"}, "overdue"),
        # Praise needs no answer.
        ({"kind": "praise"}, ""),
    ],
)
def test_every_ticket_is_in_time_late_overdue_or_running(
    ticket: dict[str, Any], state: str
) -> None:
    """On the limit is in time, a second later is not; what isn't answered is overdue once it is due.

    720 hours from 10 June 09:30 end on 10 July at 09:30; the clock of the test says 09:00.
    """
    rows = [COMPLAINT | ticket, *several(1, answered="2026-06-10 10:00")]
    result = made(rows, at=time(9))
    words = {
        "unknown": "无法判断",
        "in_time": "按时",
        "late": "超时答复",
        "overdue": "逾期未答复",
        "running": "未到时限",
    }
    assert result.table("tickets").column("state").values[0] == words.get(state, "")


def test_answers_are_counted_by_limit() -> None:
    """The share in time is of what was answered or is due; running and unknown tickets are apart."""
    rows = [
        *several(3, answered="2026-06-10 10:00"),
        *several(1, answered="2026-06-10 12:00"),
        *several(1),
        *several(1, hours="24", answered="2026-06-10 12:00"),
        *several(1, received="2026-06-30 12:00", hours="720"),
        {"kind": "praise"},
    ]
    result = made(rows)
    keys = ("in_time", "late", "overdue", "running", "unknown", "judged", "share")
    assert cells(result, "answers", "limit", *keys) == [
        ("按规定", 3, 1, 1, 0, 0, 5, 0.6),
        ("委托方要求", 1, 0, 0, 1, 0, 1, 1.0),
        ("合计", 4, 1, 1, 1, 0, 6, pytest.approx(4 / 6)),
    ]
    assert cells(result, "late", "ticket", "due", "answered", "over", "state") == [
        ("T4", "06-10 11:30", "06-10 12:00", 0.5, "超时答复"),
        ("T5", "06-10 11:30", "", None, "逾期未答复"),
    ]
    assert "及时率 66.7%" in result.sentences[2]
    assert result.attention


def test_a_year_that_the_calendar_lacks_is_told() -> None:
    """Nobody can say whether such a ticket is late; the client's own time needs no calendar."""
    rows = [
        *several(2, received="2031-06-10 09:30", answered="2031-06-10 10:00"),
        *several(1, received="2031-06-10 09:30", answered="2031-06-10 10:00", hours="1"),
    ]
    result = made(rows, span="2031-06", today=date(2031, 7, 1))
    counts = [result.figures[key] for key in ("unknown", "in_time", "judged")]
    assert counts == [2, 1, 1]
    assert any("2031" in words and "china.yaml" in words for words in result.sentences)


def test_without_a_policy_only_the_client_s_time_is_judged() -> None:
    """Before the first version of the policy there is no limit of ours, and it is said."""
    rows = [*several(2, answered="2026-06-10 10:00"), *several(1, hours="24")]
    result = made(rows, rules=None)
    assert (result.figures["unknown"], result.figures["overdue"]) == (2, 1)
    assert any("没有当时有效的规定" in words for words in result.sentences)


def test_a_centre_that_records_no_answers_has_no_share() -> None:
    """Without a single answer 0 % in time would be a claim that nobody made."""
    result = made(PUBLISHED, PUBLISHED_BEFORE)
    assert result.figures["share_in_time"] is None
    assert set(result.table("answers").column("share").values) == {None}
    assert "没有登记答复时间" in result.sentences[0]


def test_recordings_have_the_score_that_inspectors_gave() -> None:
    """Numbers are compared without case and blanks; other inspectors' scores don't count."""
    analysis = scored(
        ("R 1", "0017", 96.0, "good", False, True),
        ("r2", "0017", 97.0, "good", True, True),
        ("R3", "0017", 70.0, "fail", False, True),
        ("R3", "0017", 99.0, "good", False, False),
    )
    upheld = {"upheld": "yes", "cause": "service", "agent": "0017"}
    rows = [COMPLAINT | upheld | {"recording": one} for one in ("r1", "R2", "R3", "R4", "")]
    result = made(rows, analyses=[analysis])
    assert cells(result, "tickets", "recording", "final", "band", "fatal", "inspector") == [
        ("r1", 96.0, "优良", "否", "质检甲"),
        ("R2", 97.0, "优良", "是", "质检甲"),
        ("R3", 70.0, "fail", "否", "质检甲"),
        ("R4", None, "没有评分", "", ""),
        ("", None, "", "", ""),
    ]
    # A recording in which inspectors did find something fatal wasn't missed.
    assert cells(result, "missed", "ticket", "recording", "band") == [("T1", "r1", "优良")]
    in_report = {one.key for one in result.table("missed").columns if one.in_report}
    assert not {"agent", "inspector"} & in_report
    figures = ("upheld_with_recording", "upheld_scored", "upheld_scored_good")
    assert [result.figures[key] for key in figures] == [4, 3, 1]


def test_calls_of_the_month_before_are_looked_up() -> None:
    """A complaint of 1 June is about a call of May: its score is found, and asked for once."""
    asked: list[Collection[str]] = []

    def about(recordings: Collection[str]) -> list[Any]:
        asked.append(recordings)
        return [scored(("R9", "23", 88.0, "", False, True))]

    now = scored(("R1", "23", 96.0, "good", False, True))
    rows = [COMPLAINT | {"recording": one} for one in ("R1", "R9")]
    result = made(rows, analyses=[now], analyses_about=about)
    assert cells(result, "tickets", "recording", "final") == [("R1", 96.0), ("R9", 88.0)]
    assert asked == [{"r9"}]
    made(rows[:1], analyses=[now], analyses_about=about)
    assert len(asked) == 1


def test_the_score_of_the_main_scheme_is_shown() -> None:
    """A recording that two schemes scored has the score of the one with most recordings."""
    dial = scored(("R1", "23", 60.0, "", False, True), scheme="dial", name="拨测")
    main = scored(("R1", "23", 96.0, "good", False, True), ("R2", "23", 90.0, "good", False, True))
    result = made([COMPLAINT | {"recording": "R1"}], analyses=[dial, main])
    assert cells(result, "tickets", "final", "scheme") == [(96.0, "日常监听")]


def test_a_ticket_that_names_another_agent_is_told() -> None:
    """The score sheet has the recording of somebody else: one of both is wrong."""
    analysis = scored(("R1", "0017", 96.0, "good", False, True))
    rows = [COMPLAINT | {"recording": "R1", "agent": agent} for agent in ("23", "0017", "")]
    result = made(rows, analyses=[analysis])
    assert "T1（工单 23、评分表 0017）" in result.sentences[-1] and "1 件" in result.sentences[-1]
    assert result.sentences_in_report is not None  # the monthly report names no agent
    assert result.sentences_in_report[-1].endswith("请核对：T1。")


@pytest.mark.parametrize(
    "lacking",
    [
        {"columns": tuple(one for one in FORM.columns if one.id != "hours")},
        {
            "columns": tuple(
                one.renewed(choices=one.choices[:2]) if one.id == "upheld" else one
                for one in FORM.columns
            )
        },
    ],
)
def test_a_form_that_was_changed_beyond_this_has_plain_counts(lacking: dict[str, Any]) -> None:
    """Whoever takes a column or a choice out of the form gets counts, and no crash."""
    form, rows = FORM.renewed(**lacking), frame([{"received": "2026-06-10 09:30"} | COMPLAINT])
    inputs = Inputs(form, period(JUNE), "zh", date(2026, 7, 10), lambda *_: rows)
    result = complaints_result(inputs, RULES)
    assert result.figures["rows"] == 1 and "answers" not in [one.key for one in result.tables]


def test_every_ticket_is_counted_once() -> None:
    """The rows of the detail sheet are the tickets, and the tables add up to them."""
    result = made(PUBLISHED, PUBLISHED_BEFORE)
    detail = result.table("tickets")
    assert len(detail) == len(PUBLISHED)
    assert Counter(detail.column("kind").values) == {"投诉": 19, "表扬": 3}
    answers = result.table("answers")
    states = ("in_time", "late", "overdue", "running", "unknown")
    assert sum(answers.column(key).values[-1] for key in states) == 19


@pytest.mark.parametrize(("language", "page"), [("zh", "complaints.zh-CN"), ("en", "complaints")])
def test_the_example_of_the_page_is_as_printed(language: str, page: str) -> None:
    """Its five tickets give the sentences that stand below them."""
    june = [
        {"received": "2026-06-10 09:30", "source": "group", "site": "东中心", "upheld": "yes"}
        | {"cause": "service", "answered": "2026-06-10 11:30"},
        {"received": "2026-06-12 17:30", "source": "ministry", "site": "东中心", "upheld": "yes"}
        | {"cause": "business", "answered": "2026-06-15 10:31"},
        {"received": "2026-06-13 10:00", "site": "西中心", "upheld": "no", "hours": "24"}
        | {"answered": "2026-06-14 09:00"},
        {"received": "2026-06-18 16:00"},
        {"received": "2026-06-20 15:00", "kind": "praise", "site": "西中心"},
    ]
    may = [*several(1, upheld="yes", cause="service"), *several(2, upheld="no")]
    result = made([COMPLAINT | row for row in june], may, language=language)
    text = (CONFIG.parent / "docs" / f"{page}.md").read_text("utf-8")
    assert "\n".join(result.sentences) in text


@pytest.mark.calc
@pytest.mark.slow
@pytest.mark.skipif(not HAS_CALC, reason="no LibreOffice")
def test_live_formulas_come_to_what_was_computed(tmp_path: Path) -> None:
    """A spreadsheet counts the same: sites without a name or with odd ones, agents, answers."""
    rows = [
        *PUBLISHED,
        *several(2, site="*", agent="=A1", answered="2026-06-10 10:00"),
        *several(1, site="site a", agent="b", hours="1", answered="2026-06-10 12:00"),
        *several(1, site="SITE A", agent="B", answered="2026-06-10 12:00"),
    ]
    path = tmp_path / "complaints.xlsx"
    write_result_book(path, made(rows, PUBLISHED_BEFORE), "zh")
    again = convert_in_calc(path, "xlsx", tmp_path)
    ours, theirs = (
        openpyxl.load_workbook(one, data_only=True).worksheets[0] for one in (path, again)
    )
    compared = 0
    for row in ours.iter_rows():
        for cell in row:
            if isinstance(cell.value, int | float):
                assert theirs[cell.coordinate].value == pytest.approx(cell.value), cell.coordinate
                compared += 1
    assert compared > 100


def test_the_result_speaks_english() -> None:
    """Sentences, headings and words of cells are in the language that was asked for."""
    result = made(PUBLISHED, PUBLISHED_BEFORE, language="en")
    assert result.sentences[0].startswith("19 complaints (6 more than the 13 last month): 7 upheld")
    texts = [column.heading for table in result.tables if table.place == "sheet"
             for column in table.columns]  # fmt: skip
    assert all(word.isascii() for word in texts)


def test_the_headline_says_how_many_could_not_be_judged() -> None:
    """Where one of three can be judged, nothing is said of all three."""
    day = {"received": "2026-06-10", "answered": "2026-06-10"}  # no time of day: nobody can tell
    good = COMPLAINT | {"received": "2026-06-10 09:30", "answered": "2026-06-10 10:00"}
    result = made([good, COMPLAINT | day, COMPLAINT | day])
    assert "能判断的 1 件没有超时，2 件无法判断" in result.sentences[0]
    assert any("及时率 100.0%" in one and "2 件无法判断" in one for one in result.sentences)
    late = good | {"answered": "2026-06-12 10:00"}
    assert (
        "超时答复 1 件，逾期未答复 0 件，1 件无法判断" in made([late, COMPLAINT | day]).sentences[0]
    )


def test_late_is_never_zero_and_days_have_no_time() -> None:
    """A minute late is 0.0167 hours; what was entered as a day is a day; seconds that decide show."""
    rows = [
        COMPLAINT | {"answered": "2026-06-10 11:31"},
        COMPLAINT | {"received": "2026-06-10 10:00:30", "answered": "2026-06-10 12:00:31"},
        COMPLAINT | {"answered": "2026-06-11"},
        COMPLAINT | {"received": "2026-06-10 23:00", "hours": "1", "answered": "2026-06-11 00:01"},
    ]
    result = made(rows)
    keys = ("ticket", "received", "due", "answered", "over")
    assert cells(result, "late", *keys) == [
        ("T1", "06-10 09:30", "06-10 11:30", "06-10 11:31", 0.0167),
        ("T3", "06-10 09:30", "06-10 11:30", "06-11", None),
        ("T2", "06-10 10:00:30", "06-10 12:00:30", "06-10 12:00:31", 0.0003),
        ("T4", "06-10 23:00", "06-11 00:00", "06-11 00:01", 0.0167),
    ]
    assert result.table("tickets").column("answered").values[2] == "2026-06-11"


def test_praise_is_neither_upheld_nor_open() -> None:
    """Choosing 待定 in the list of tickets gives what the table counts."""
    result = made([COMPLAINT, {"kind": "praise"}])
    assert result.table("tickets").column("upheld").values == ["待定", ""]
