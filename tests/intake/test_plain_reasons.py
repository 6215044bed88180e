"""Messages in plain words of the user's language: what a reader of files says itself and ids of the config stay out."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path
from typing import Any

import pytest
from sheets_for_intake import Reader, row, write

from qa_workbook.forms.vocabulary import Vocabulary
from qa_workbook.grids.faults import TooLarge
from qa_workbook.intake.context import SchemeTools
from qa_workbook.labels.reasons import MOST_NAMES, listed, name_of
from qa_workbook.scheme.book import SchemeBook

FOREIGN = re.compile(r"[A-Za-z]{3,}")


def without(file: Path, part: str) -> bytes:
    """A workbook that lost one part."""
    out = io.BytesIO()
    with zipfile.ZipFile(file) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            if name != part:
                new.writestr(name, old.read(name))
    return out.getvalue()


def test_broken_files(tmp_path: Path, read: Reader) -> None:
    """Neither message nor value holds a word of a reader; each kind of damage has its reason."""
    good = write(tmp_path / "good.xlsx", [row()])
    (tmp_path / "half.xlsx").write_bytes(good.read_bytes()[:3000])
    (tmp_path / "lost.xlsx").write_bytes(without(good, "xl/worksheets/sheet1.xml"))
    (tmp_path / "part.xlsx").write_bytes(without(good, "xl/_rels/workbook.xml.rels"))
    (tmp_path / "words.xlsx").write_text("hello")
    (tmp_path / "zip.xlsx").write_bytes(b"PK\x05\x06" + bytes(18))
    (tmp_path / "old.xls").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(range(256)) * 20)
    found = {entry.file: entry for entry in read().findings}
    said = {
        "half": "损坏",
        "lost": "缺少",
        "part": "缺少",
        "words": "不是电子表格",
        "zip": "不是电子表格",
        "old": "损坏",
    }
    assert {name.partition(".")[0] for name in found} == said.keys()
    for name, entry in found.items():
        assert said[name.partition(".")[0]] in entry.message("zh")
        assert not FOREIGN.search(entry.message("zh")) and not FOREIGN.search(entry.value)
        assert "xl/" not in entry.message("en") and entry.message("en").isascii()
    assert "sheet1.xml" in str(found["lost.xlsx"].details["technical"])


@pytest.mark.parametrize(
    ("error", "name"),
    [
        (RuntimeError("capacity overflow"), "too_large"),
        (TooLarge(), "too_large"),
        (RuntimeError("File 'x' is encrypted, password required for extraction"), "password"),
        (zipfile.BadZipFile("File is not a zip file"), "damaged"),
        (PermissionError(13, "Permission denied"), "no_access"),
        (OSError(5, "Input/output error"), "not_delivered"),
        (ValueError(""), "damaged"),
    ],
)
def test_name_of(error: Exception, name: str) -> None:
    """Every failure has one of a few reasons."""
    assert name_of(error) == name


def test_roster(tmp_path: Path, read_people: Any) -> None:
    """A roster that can't be read says why in the same words."""
    (tmp_path / "roster.csv").write_text("hello")
    (found,) = read_people(tmp_path)[1]
    assert "不是电子表格" in found.message("zh") and found.message("en").isascii()


SUGGESTED = [
    ("service-norm-100", "clauses", "没有这一条", 8, "等"),
    ("service-norm-100", "clauses", "不耐烦或敷衍客户", 1, "命令、不耐烦或敷衍用户"),
    ("monitoring-10x4", "points", "乱写的", 8, "开场白及挂机:开始语句"),
    ("monitoring-10x4", "points", "开始语", 1, "开场白及挂机:开始语句"),
    ("monitoring-10x4", "codes", "E99", 1, "E9 其他严重问题"),
]


@pytest.mark.parametrize(("scheme", "kind", "typed", "count", "part"), SUGGESTED)
def test_suggestions(
    schemes: SchemeBook,
    vocabulary: Vocabulary,
    scheme: str,
    kind: str,
    typed: str,
    count: int,
    part: str,
) -> None:
    """What may be meant is named as the sheet writes it, never by an id of the config, and not more than a few."""
    tools = SchemeTools(schemes.latest(scheme), vocabulary)
    names = tools.points.names if kind == "points" else getattr(tools, kind)
    said = names.nearest(typed)
    assert part in said["zh"] and len(said["zh"].split("；")) == count
    assert not re.search(r"[a-z_]+\.[a-z_]+", said["zh"])


def test_listed() -> None:
    """A long list of names is cut."""
    names = [f"n{number}" for number in range(MOST_NAMES + 1)]
    assert listed(names[:2]) == {"zh": "n0；n1", "en": "n0; n1"}
    assert listed(names)["en"].endswith("n7; etc.") and listed(names)["zh"].endswith("n7 等")
