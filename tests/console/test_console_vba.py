"""The VBA project: made from text, read back by independent programs, quiet and with nothing that starts by itself."""

from __future__ import annotations

import io
import re
import struct
import zipfile
from importlib import resources
from pathlib import Path

import olefile
import pytest
from hypothesis import given
from hypothesis import strategies as st
from oletools.olevba import VBA_Parser, decompress_stream

from examples import examples
from qa_workbook.console.buttons import BUTTONS
from qa_workbook.console.compression import compressed
from qa_workbook.console.names import CODE_NAMES, TEXTS, VBA_PROJECT
from qa_workbook.console.vba_project import vba_project
from qa_workbook.console.vba_sources import SOURCES, own_source

SHIPPED = Path(__file__).parents[2] / "qa_workbook.xlsm"
MODULES = {*CODE_NAMES, "QaButtons"}
PROJECT_VERSION, NO_SIZE = 0x0009, 6


@pytest.fixture(scope="module")
def container():
    with olefile.OleFileIO(str(VBA_PROJECT), raise_defects=olefile.DEFECT_UNSURE) as file:
        assert file.parsing_issues == []
        yield file


@pytest.fixture(scope="module")
def macros() -> dict[str, str]:
    """The modules as oletools reads them out of the workbook."""
    return {Path(name).stem: code for _, _, name, code in VBA_Parser(str(SHIPPED)).extract_macros()}


def records(data: bytes) -> list[int]:
    """Returns the record ids of a decompressed `dir` stream (MS-OVBA 2.3.4.2)."""
    found, place = [], 0
    while place < len(data):
        kind, size = struct.unpack_from("<HI", data, place)
        found.append(kind)
        place += 6 + (NO_SIZE if kind == PROJECT_VERSION else size)
    return found


def directory(file: olefile.OleFileIO) -> list[int]:
    return records(bytes(decompress_stream(bytearray(file.openstream("VBA/dir").read()))))


def test_the_committed_project_is_what_the_sources_give():
    """vbaProject.bin is rebuilt from text byte for byte."""
    assert vba_project() == VBA_PROJECT.read_bytes(), "run make workbook"


def test_another_reader_sees_our_text(macros):
    """oletools finds exactly our modules, each with the text it was made from."""
    assert set(macros) == MODULES
    for source in SOURCES:
        code = macros[Path(source).stem].replace("\r\n", "\n").strip()
        assert code.endswith(own_source(source).partition("Option Explicit")[2].strip())


def test_nothing_runs_by_itself():
    """No macro starts when the workbook is opened, closed or calculated."""
    parser = VBA_Parser(str(SHIPPED))
    assert [found for found in parser.analyze_macros() if found[0] == "AutoExec"] == []


def test_sources_are_ascii():
    """The project's code page is 1252: a Chinese character in a module would be lost."""
    assert all(own_source(source).isascii() for source in SOURCES)


def test_every_button_has_its_macro_and_action(macros):
    """Each macro starts the action of its name; each action has a constant command."""
    for button in BUTTONS:
        macro, action = button.macro, button.action
        start = f'Public Sub {macro}()\r\n    ThisWorkbook.QaStart "{action}"'
        assert start in macros["QaButtons"]
        assert f'Case "{macro}": {macro}' in macros["QaButtons"]
        command = f"from qa_workbook.host.excel_button import click; click('{action}')"
        assert f'Case "{action}": CommandOf = LOG_FAILURES & "{command}"' in macros["ThisWorkbook"]


def test_every_text_that_a_module_shows_is_in_the_workbook():
    """A key without a text would fail in front of the user."""
    code = "".join(own_source(source) for source in SOURCES)
    assert set(re.findall(r'(?:Fail |TextOf\()"(\w+)"', code)) <= set(TEXTS)


def test_standard_modules_have_no_function(macros):
    """A function of a standard module is a function of the worksheet: any cell could run it."""
    assert "Function" not in re.sub(r"'.*", "", macros["QaButtons"])
    procedures = re.findall(
        r"^ *(?:Public |Private )?(?:Sub|Function) \w+", macros["ThisWorkbook"], re.M
    )
    public = [found for found in procedures if "Private" not in found]
    assert public == ["Public Sub QaStart"]


def test_no_shell_reads_the_command_on_windows(macros):
    """Python is started directly; what a cell holds is only ever a file that is there."""
    code = re.sub(r"^ *'.*", "", macros["ThisWorkbook"], flags=re.M)
    assert "cmd" not in code.lower() and "RunPython" not in code
    [run] = [line.strip() for line in code.splitlines() if ".Run(" in line]
    assert run == 'If launcher.Run(command, 0, True) <> 0 Then Fail "not_started"'


def test_streams_are_those_that_excel_writes(container):
    """The storages and streams of MS-OVBA 2.2, a project without caches, lines of PROJECT as in a project Excel made."""
    names = {"/".join(parts) for parts in container.listdir()}
    assert names == {
        "PROJECT",
        "PROJECTwm",
        "VBA/dir",
        "VBA/_VBA_PROJECT",
        *(f"VBA/{name}" for name in MODULES),
    }
    assert container.openstream("VBA/_VBA_PROJECT").read() == bytes.fromhex("cc61ffff000300")
    keys = [_keys(file.openstream("PROJECT").read()) for file in (made_by_excel(), container)]
    assert keys[0] == keys[1]


def made_by_excel() -> olefile.OleFileIO:
    """Returns a project that Excel made: the one that xlwings ships."""
    with (
        (resources.files("xlwings") / "quickstart_standalone.xlsm").open("rb") as file,
        zipfile.ZipFile(file) as package,
    ):
        return olefile.OleFileIO(io.BytesIO(package.read("xl/vbaProject.bin")))


def _keys(project: bytes) -> list[str]:
    head = project.decode("cp1252").partition("[Workspace]")[0].splitlines()
    keys = [line.partition("=")[0] for line in head]
    return list(
        dict.fromkeys("item" if key in ("Document", "Module", "Class") else key for key in keys)
    )


def test_the_directory_has_the_records_of_a_project_excel_made(container):
    """The `dir` stream has the same records in the same order for project and modules."""
    theirs, ours = directory(made_by_excel()), directory(container)
    references = {0x16, 0x3E, 0x33, 0x2F, 0x30, 0x0D}
    heads = [
        [kind for kind in found[: found.index(0x0F)] if kind not in references]
        for found in (theirs, ours)
    ]
    assert heads[0] == heads[1]
    kinds = {0x21: "module", 0x22: "module"}
    modules = [
        {tuple(kinds.get(kind, kind) for kind in module) for module in _modules(found)}
        for found in (theirs, ours)
    ]
    assert modules[0] == modules[1] and len(_modules(ours)) == len(MODULES)


def _modules(found: list[int]) -> list[list[int]]:
    body = found[found.index(0x13) + 1 : -1]
    starts = [place for place, kind in enumerate(body) if kind == 0x19]
    return [body[start:end] for start, end in zip(starts, [*starts[1:], None], strict=True)]


def test_directory_entries_stand_in_order(container):
    """A compound file's tree is sorted by length, then by capitals (MS-CFB 2.6.4); Excel looks names up in it."""

    def walk(number: int) -> list[str]:
        if number == 0xFFFFFFFF:
            return []
        entry = container.direntries[number]
        return [*walk(entry.sid_left), entry.name, *walk(entry.sid_right)]

    storages = [entry for entry in container.direntries if entry and entry.sid_child != 0xFFFFFFFF]
    assert len(storages) == 2
    for storage in storages:
        names = walk(storage.sid_child)
        assert names == sorted(names, key=lambda name: (len(name), name.upper()))


@examples(60)
@given(st.text(alphabet="ab \n\tEnd", max_size=9000).map(str.encode) | st.binary(max_size=3000))
def test_what_is_compressed_comes_back(data):
    """Another program's decompression gives back every byte."""
    assert bytes(decompress_stream(bytearray(compressed(data)))) == data


def test_text_at_the_edge_of_a_chunk_comes_back():
    """Chunks of 4096 bytes are compressed one by one; nothing is lost where they meet."""
    for size in (1, 4095, 4096, 4097, 8192, 20000):
        data = (b'Attribute VB_Name = "x"\r\n' * (size // 10 + 1))[:size]
        assert bytes(decompress_stream(bytearray(compressed(data)))) == data
