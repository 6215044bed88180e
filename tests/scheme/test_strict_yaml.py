"""The strict reader: what it accepts, what it refuses, and that nothing makes it fall over."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pydantic import BaseModel, ConfigDict, field_validator

from examples import examples
from qa_workbook.config.scalars import resolve
from qa_workbook.config.strict import read_model
from qa_workbook.scheme.loader import load_schemes
from qa_workbook.scheme.model import Scheme

SHIPPED = Path(__file__).parents[2] / "config" / "schemes"

TERRIBLE = """\
format: "1"
id: Bad Id
version: 2026.1
valid_from: 2026-1-1
name: yes
sourse: S1
sheet: {rows: 0, entry: itemz}
scales:
  five: &a {full: 5, lowest: 010, step: 1, unit: mark, source: S1, source: S2}
  six: *a
score:
  aggregate: weighted
  full: 12:30
  decimals: 2.5
  source:
indicators:
  - {<<: 1, id: y, name: y, weight: "10", points: 5, children: [{id: z, nam: z, weight: -1}]}
"""
EXPECTED = [
    (1, "", "missing-key"),  # source
    (1, "format", "wrong-type"),
    (2, "id", "bad-form"),
    (3, "version", "wrong-type"),
    (4, "valid_from", "bad-date"),
    (5, "name", "ambiguous-word"),
    (6, "sourse", "unknown-key"),
    (7, "sheet.entry", "bad-choice"),
    (7, "sheet.rows", "out-of-range"),
    (9, "scales.five", "anchor"),
    (9, "scales.five.lowest", "ambiguous-number"),
    (9, "scales.five.source", "duplicate-key"),
    (10, "scales.six", "anchor"),
    (11, "score.unit", "missing-key"),
    (13, "score.full", "ambiguous-number"),
    (14, "score.decimals", "wrong-type"),
    (15, "score.source", "empty-value"),
    (17, "indicators.0", "merge-key"),
    (17, "indicators.0.children.0.nam", "unknown-key"),
    (17, "indicators.0.children.0.name", "missing-key"),
    (17, "indicators.0.children.0.weight", "out-of-range"),
    (17, "indicators.0.points", "wrong-type"),
    (17, "indicators.0.weight", "wrong-type"),
]


def read(tmp_path: Path, content: str | bytes, model: type[BaseModel] = Scheme):
    """Reads the content as a file."""
    path = tmp_path / "config.yaml"
    path.write_bytes(content.encode("utf-8") if isinstance(content, str) else content)
    return read_model(path, model)


def test_read_model__gathers_every_fault(tmp_path: Path):
    """All faults of a file come at once, each with its own line and path; a missing key at the line of its owner."""
    model, faults = read(tmp_path, TERRIBLE)
    expected = [(line, path or "source", code) for line, path, code in EXPECTED]
    assert model is None
    assert sorted((fault.line, fault.path, fault.code) for fault in faults) == sorted(expected)


class Inner(BaseModel):
    """A part of a config of another room."""

    model_config = ConfigDict(extra="forbid")
    words: frozenset[str] = frozenset()
    ratio: Decimal = Decimal(0)


class Other(BaseModel):
    """A config of another room: lists, mappings, unions, a validator of its own."""

    model_config = ConfigDict(extra="forbid")
    on: str | list[str] = ""
    by_name: dict[str, Inner] = {}
    rows: list[Inner] = []
    flag: bool = False
    day: date | None = None
    even: int = 0

    @field_validator("even")
    @classmethod
    def _is_even(cls, value: int) -> int:
        if value % 2:
            raise ValueError("must be even")
        return value


def test_read_model__other_models(tmp_path: Path):
    """Any pydantic model can be read; numbers are exact, days are days, `on` may be a key."""
    text = "on: [fatal]\nby_name: {甲: {words: [x], ratio: 0.1}}\nrows: [{}]\nflag: true\nday: 2026-10-05\neven: 2\n"
    model, faults = read(tmp_path, text, Other)
    assert faults == []
    assert model is not None
    assert model.by_name["甲"].ratio == Decimal("0.1")
    assert (model.on, model.flag, model.day) == (["fatal"], True, date(2026, 10, 5))


def test_read_model__faults_in_other_models(tmp_path: Path):
    """Faults inside lists, mappings and unions keep path and line; a model's own validator speaks for itself."""
    text = "on: 5\nby_name:\n  甲: {wrods: [x], ratio: '0.1'}\nrows:\n  - {words: [1]}\nflag: 1\nday: 5\neven: 3\n"
    _, faults = read(tmp_path, text, Other)
    found = {(fault.path, fault.line, fault.code) for fault in faults}
    assert found == {
        ("on", 1, "wrong-type"),
        ("by_name.甲.wrods", 3, "unknown-key"),
        ("by_name.甲.ratio", 3, "wrong-type"),
        ("rows.0.words.0", 5, "wrong-type"),
        ("flag", 6, "wrong-type"),
        ("day", 7, "wrong-type"),
        ("even", 8, "invalid"),
    }
    assert any("words" in fault.en for fault in faults if fault.code == "unknown-key")
    assert any("must be even" in fault.en for fault in faults if fault.code == "invalid")


def test_read_model__unreadable(tmp_path: Path):
    """A missing file or a folder is a fault, not an exception."""
    for path in (tmp_path / "none.yaml", tmp_path):
        model, faults = read_model(path, Scheme)
        assert (model, [fault.code for fault in faults]) == (None, ["unreadable"])


def test_read_model__byte_order_mark_and_windows_lines(tmp_path: Path):
    """A file saved by Windows Notepad, with byte order mark and CRLF, reads the same."""
    text = (SHIPPED / "monitoring-10x4.yaml").read_text("utf-8")
    plain, _ = read(tmp_path, text)
    notepad, faults = read(tmp_path, b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode())
    assert faults == []
    assert plain == notepad


@pytest.mark.parametrize(
    ("word", "value"),
    [
        ("5", 5),
        ("-3", -3),
        ("0.10", Decimal("0.10")),
        ("true", True),
        ("null", None),
        ("2026-10-05", date(2026, 10, 5)),
    ],
)
def test_resolve__plain_words(word: str, value: object):
    """Whole numbers, exact decimals, true/false, null and ISO days are read; everything else is text."""
    assert resolve(word) == (value, "")
    assert type(resolve(word)[0]) is type(value)


@pytest.mark.parametrize(
    "word",
    [
        "S1",
        "1.0.0",
        "2026/10/05",
        "９５",
        "y",
        "5分",
        "a: b",
        "1-2",
        "E1",
        "nan",
        "inf",
        "Infinity",
    ],
)
def test_resolve__text(word: str):
    """What looks only a little like a number stays text, for the model to judge."""
    assert resolve(word) == (word, "")


@pytest.mark.parametrize("word", [".nan", "-.inf", "+inf"])
def test_resolve__not_finite(word: str):
    """YAML's own words for what is no number are refused; a branch may be called nan (南)."""
    assert resolve(word) == (word, "not-finite")


@given(
    st.decimals(
        allow_nan=False, allow_infinity=False, min_value=-(10**6), max_value=10**6, places=4
    )
)
def test_resolve__decimals_are_exact(number: Decimal):
    """A decimal written plainly is that very decimal."""
    assert Decimal(str(resolve(f"{number:f}")[0])) == number


@examples(150)
@given(data=st.data())
def test_load_schemes__never_crashes(data: st.DataObject, tmp_path: Path):
    """Whatever is cut, doubled, swapped or typed into a scheme, loading gives faults, and never an exception."""
    name = data.draw(st.sampled_from(sorted(path.name for path in SHIPPED.glob("*.yaml"))))
    lines = (SHIPPED / name).read_text("utf-8").splitlines()
    noise = st.one_of(
        st.text(max_size=12),
        st.sampled_from(["- ", "{", "]", "0", "-1", "null", "&a", "[", "1e9", ": "]),
    )
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(lines) - 1))
        change = data.draw(st.sampled_from(["cut", "double", "swap", "type", "value"]))
        if change == "cut":
            del lines[at]
        elif change == "double":
            lines.insert(at, lines[at])
        elif change == "swap":
            lines[at], lines[at - 1] = lines[at - 1], lines[at]
        elif change == "type":
            column = data.draw(st.integers(0, len(lines[at])))
            lines[at] = lines[at][:column] + data.draw(noise) + lines[at][column:]
        else:
            lines[at] = lines[at].partition(":")[0] + ": " + data.draw(noise)
    (tmp_path / "scheme.yaml").write_bytes("\n".join(lines).encode("utf-8", "surrogatepass"))
    book, faults = load_schemes(tmp_path)
    assert bool(book.schemes) != bool(faults)
    assert not any(fault.code == "check-crashed" for fault in faults)
    assert all(fault.line >= 1 and fault.zh and fault.en for fault in faults)


@examples(100)
@given(
    content=st.one_of(
        st.binary(max_size=60),
        st.text(max_size=60).map(lambda text: text.encode("utf-8", "replace")),
    )
)
@example(content=b"null")
def test_read_model__never_crashes(content: bytes, tmp_path: Path):
    """Any bytes at all give faults."""
    model, faults = read(tmp_path, content)
    assert model is None
    assert faults
