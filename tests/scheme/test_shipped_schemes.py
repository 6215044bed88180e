"""The shipped schemes say what their sources say."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from qa_workbook.scheme.book import SchemeBook
from qa_workbook.scheme.loader import load_schemes

SHIPPED = Path(__file__).parents[2] / "config" / "schemes"


@pytest.fixture(scope="module")
def book() -> SchemeBook:
    """The shipped schemes, which have no fault."""
    schemes, faults = load_schemes(SHIPPED)
    assert faults == []
    return schemes


def test_shipped__five_schemes(book: SchemeBook):
    """S1, S13, S14, S15 and S21 are shipped; each file names its JSON Schema in the first line."""
    assert book.ids == (
        "dial-test-2011",
        "monitoring-10x4",
        "online-chat",
        "satisfaction-3-9-20",
        "service-norm-100",
    )
    for path in SHIPPED.glob("*.yaml"):
        assert path.read_text("utf-8").startswith(
            "# yaml-language-server: $schema=scheme.schema.json\n"
        )


def test_monitoring__ten_items_of_four_points(book: SchemeBook):
    """S1: ten items of equal weight with four points each, the first four 服务素质, the rest 服务能力."""
    scheme = book.latest("monitoring-10x4")
    assert [len(item.scoring_points) for item in scheme.items] == [4] * 10
    assert {item.weight for item in scheme.items} == {Decimal(10)}
    assert [item.family for item in scheme.items] == ["quality"] * 4 + ["ability"] * 6


def test_satisfaction__three_nine_twenty(book: SchemeBook):
    """S13: levels of 3, 9 and 20 with the printed weights; marks 10, 5 and 1; a fatal error makes the score zero."""
    scheme = book.latest("satisfaction-3-9-20")
    assert [
        len([node for node in scheme.nodes if scheme.level[node.id] == level])
        for level in (2, 3, 4)
    ] == [3, 9, 20]
    assert [top.weight for top in scheme.indicators] == [25, 25, 50]
    assert [item.weight for item in scheme.items] == [5, 15, 5, 5, 10, 10, 15, 20, 15]
    assert [item.name.zh for item in scheme.items] == [
        *("语音语调", "服务态度", "规范用语", "倾听", "确认信息", "语言技巧"),
        *("提供有效信息", "业务知识与流程", "熟悉度"),
    ]
    assert {scheme.scale_of(node).allowed for node in scheme.graded} == {(1, 5, 10)}
    assert [node.name.zh for node in scheme.leaves[:4]] == [
        "吐字清晰",
        "音量语速适中",
        "普通话标准",
        "亲切耐心",
    ]
    assert scheme.fatal is not None
    assert scheme.fatal.effect == "zero"


def test_dial_test__weights(book: SchemeBook):
    """S14: level 2 weighs 20, 20 and 60, and the items of each add up to it; marks are percentages."""
    scheme = book.latest("dial-test-2011")
    assert [top.weight for top in scheme.indicators] == [20, 20, 60]
    assert [item.weight for item in scheme.items] == [8, 4, 8, 4, 8, 8, 36, 12, 12]
    for top in scheme.indicators:
        assert sum(child.weight or 0 for child in top.children) == top.weight
    assert scheme.scales["percent"].full == 100


def test_online_chat__four_groups(book: SchemeBook):
    """S21: attitude, communication, solving and norms, the last in four stages; every item has its
    points, and no fatal error moves a score."""
    scheme = book.latest("online-chat")
    assert [top.name.zh for top in scheme.indicators] == [
        *("服务态度", "沟通能力", "问题解决", "服务规范"),
    ]
    assert [item.name.zh for item in scheme.indicators[3].children] == [
        *("接入问候", "交互规范", "答复规范", "结束语"),
    ]
    for top in scheme.indicators:
        assert sum(child.weight or 0 for child in top.children) == top.weight
    assert all(item.scoring_points for item in scheme.items)
    assert scheme.fatal is not None
    assert scheme.fatal.effect == "flag"


def test_service_norm__clauses(book: SchemeBook):
    """S15: eleven clauses of 10 points, three of 6, three of 5; doubled only where the source says so."""
    scheme = book.latest("service-norm-100")
    assert scheme.sheet.layout == "long"
    assert scheme.score.base == 100
    counts = {node.id: node.count for node in scheme.nodes if node.count}
    points = [count.points for count in counts.values()]
    assert [points.count(Decimal(value)) for value in (10, 6, 5)] == [11, 3, 3]
    doubled = {name for name, count in counts.items() if count.aggravated}
    assert doubled == {"ten.nuisance", "ten.false_praise", "six.hanging_up", "six.late_ticket"}


def test_shipped__analysis_of_s3(book: SchemeBook):
    """S3: the bands at 90, 85 and 80, and two places, in every shipped scheme; 90 itself is 轻微不良."""
    for name in book.ids:
        scheme = book.latest(name)
        assert scheme.score.decimals == 2
        assert scheme.bands is not None
        bands = {
            score: next(band.id for band in scheme.bands.bands if band.holds(Decimal(score)))
            for score in EDGES
        }
        assert bands == EDGES


EDGES = {
    "100": "good",
    "90.01": "good",
    "90": "minor",
    "85": "minor",
    "84.99": "ordinary",
    "80": "ordinary",
    "79.99": "fail",
}
