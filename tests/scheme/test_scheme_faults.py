"""One tiny bad file per fault code: a good scheme with one thing changed, and the fault it must give."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml

from qa_workbook.config.faults import codes
from qa_workbook.config.strict import read_model
from qa_workbook.forms.score_form import headings_are_free
from qa_workbook.forms.vocabulary import Vocabulary
from qa_workbook.labels import LANGUAGES
from qa_workbook.scheme import check
from qa_workbook.scheme.loader import load_schemes

GOOD = Path(__file__).parent / "good"
SHIPPED = Path(__file__).parents[2] / "config"


def vocabulary() -> Vocabulary:
    """The shipped names of columns."""
    model, _ = read_model(SHIPPED / "intake.yaml", Vocabulary)
    assert model is not None
    return model


@dataclass(frozen=True)
class Case:
    """In the good file `base`, `old` becomes `new`; the fault `code` at `path` stands in the line that ends with #!"""

    code: str
    base: str
    path: str
    old: str
    new: str


CASES = [
    Case(**entry) for entry in yaml.safe_load((GOOD.parent / "bad_schemes.yaml").read_text("utf-8"))
]


def changed(case: Case) -> str:
    """The good file with the change of the case."""
    good = (GOOD / f"{case.base}.yaml").read_text("utf-8")
    assert good.count(case.old) == 1, f"{case.old!r} must be in {case.base}.yaml once"
    return good.replace(case.old, case.new)


def marked_line(text: str) -> int:
    """The line that ends with #!"""
    return next(number for number, line in enumerate(text.splitlines(), 1) if line.endswith("#!"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.code}-{case.path}")
def test_fault__one_change_gives_exactly_its_fault(case: Case, tmp_path: Path):
    """A single wrong thing gives a single fault, with its code, line and dotted path, and the scheme is not used."""
    text = changed(case)
    (tmp_path / "scheme.yaml").write_text(text, "utf-8")
    book, faults = load_schemes(tmp_path, headings_are_free(vocabulary()))
    line = marked_line(text) if case.code != "syntax" else faults[0].line
    assert [(fault.code, fault.line, fault.path) for fault in faults] == [
        (case.code, line, case.path)
    ]
    assert book.schemes == ()
    for language in LANGUAGES:
        assert all(f"{fault.file}:{fault.line}: " in fault.say(language) for fault in faults)


@pytest.mark.parametrize("name", ["wide", "tree", "long"])
def test_load_schemes__good_files_have_no_fault(name: str, tmp_path: Path):
    """The files that the cases start from are good themselves."""
    (tmp_path / "scheme.yaml").write_text((GOOD / f"{name}.yaml").read_text("utf-8"), "utf-8")
    book, faults = load_schemes(tmp_path)
    assert faults == []
    assert book.ids == (name,)


def write(folder: Path, name: str, content: bytes | str) -> None:
    """Writes one file of a config."""
    (folder / name).write_bytes(content.encode() if isinstance(content, str) else content)


WHOLE_FILES = {
    "not-utf-8": ("format: 1\nname: 质检".encode("gbk"), 2),
    "empty-file": (b"# nothing yet\n", 1),
    "not-a-mapping": (b"- format: 1\n", 1),
    "too-deep": (b"format: " + b"[" * 100 + b"]" * 100, 1),
}


@pytest.mark.parametrize("code", WHOLE_FILES)
def test_fault__file_as_a_whole(code: str, tmp_path: Path):
    """A file that is no scheme at all is one fault, or leads the list."""
    content, line = WHOLE_FILES[code]
    write(tmp_path, "scheme.yaml", content)
    _, faults = load_schemes(tmp_path)
    assert (code, line) in [(fault.code, fault.line) for fault in faults]


ACROSS = {
    "version-twice": ("valid_from: 2026-01-01", "valid_from: 2026-02-01", "version"),
    "valid-from-twice": ('version: "1"', 'version: "2"', "valid_from"),
    "scheme-name-twice": ("id: long", "id: other", "name"),
    "kind-changed": (
        'version: "1"\nvalid_from: 2026-01-01',
        'version: "2"\nvalid_from: 2026-02-01',
        "indicators.0.id",
    ),
}


@pytest.mark.parametrize("code", ACROSS)
def test_fault__across_files(code: str, tmp_path: Path):
    """Two good files that don't fit together: the later one is at fault and left out, the other stays."""
    old, new, path = ACROSS[code]
    text = (GOOD / "long.yaml").read_text("utf-8")
    write(tmp_path, "a.yaml", text)
    second = text.replace(old, new)
    if code == "kind-changed":
        second = second[: second.index("indicators:")] + (
            "indicators: [{id: ten.rude, name: 组, aggregate: sum, children: "
            "[{id: c, name: 条, count: {points: 1, unit: points, source: t}}]}]\n"
        )
    write(tmp_path, "b.yaml", second)
    book, faults = load_schemes(tmp_path)
    assert [(fault.code, fault.file.name, fault.path) for fault in faults] == [
        (code, "b.yaml", path)
    ]
    assert len(book.schemes) == 1


def test_load_schemes__faulty_file_does_not_hide_the_others(tmp_path: Path):
    """Valid schemes are in the book even when another file can't be read; hidden and foreign files are ignored."""
    write(tmp_path, "long.yaml", (GOOD / "long.yaml").read_bytes())
    write(tmp_path, "broken.yml", "format: [")
    write(tmp_path, ".hidden.yaml", "format: [")
    write(tmp_path, "notes.txt", "format: [")
    book, faults = load_schemes(tmp_path)
    assert book.ids == ("long",)
    assert [(fault.code, fault.file.name) for fault in faults] == [("syntax", "broken.yml")]


def test_load_schemes__all_faults_at_once(tmp_path: Path):
    """Many wrong things in one file are all reported, in the order of the lines."""
    text = (GOOD / "wide.yaml").read_text("utf-8")
    for old, new in {
        "    scale: five": "    scale: fife",
        "  step: 0.5": "  step: 3",
        "  cap: 59": "  cap: 105",
        "from: 80, to: 90}": "from: 85, to: 90}",
        "{best: 100, good: 90,": "{best: 100, good: 100,",
    }.items():
        text = text.replace(old, new)
    write(tmp_path, "scheme.yaml", text)
    _, faults = load_schemes(tmp_path)
    expected = ["unknown-scale", "step-uneven", "fatal-cap-too-high", "band-gap", "reference-order"]
    assert [fault.code for fault in faults] == expected
    assert "five" in faults[0].zh


def test_check_scheme__crashing_check_becomes_a_fault(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """A check that fails itself is reported, and the others still run."""

    def check_broken(*_: object) -> list:
        raise ZeroDivisionError("oops")

    write(
        tmp_path,
        "scheme.yaml",
        (GOOD / "long.yaml").read_text("utf-8").replace("base: 100", "base: 90"),
    )
    monkeypatch.setattr(check, "CHECKS", (check_broken, *check.CHECKS))
    _, faults = load_schemes(tmp_path)
    assert sorted(fault.code for fault in faults) == ["check-crashed", "full-unreachable"]


def test_codes__every_code_is_tested():
    """There is a bad file for every fault code."""
    tested = {case.code for case in CASES} | set(WHOLE_FILES) | set(ACROSS)
    assert set(codes()) - tested == {
        "unreadable",
        "check-crashed",
        "invalid",
    }  # tested by name elsewhere
