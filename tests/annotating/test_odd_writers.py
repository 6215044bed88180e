"""Workbooks as WPS, Calc, Google and others write them are marked like those of Excel."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from functools import cache

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from marked_books import FRONT, OTHER, SHEET, book, filled, lost, parts, rezipped, values

from examples import examples
from qa_workbook.annotating.annotate import annotated
from qa_workbook.annotating.faults import FormulaThere, NotEditable
from qa_workbook.annotating.model import ERROR_COLOUR, CellEdit, CellMark

_BOOK, _SHEET, _STYLES = "xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/styles.xml"
_RELATIONS = "xl/_rels/workbook.xml.rels"
Parts = dict[str, bytes]


def _no_references(p: Parts) -> None:
    p[_SHEET] = re.sub(rb'(<(?:c|row)) r="[A-Z0-9]+"', rb"\1", p[_SHEET].split(b'<row r="8"')[0])
    p[_SHEET] += b"</sheetData></worksheet>"


def _prefix(p: Parts) -> None:
    for name in (_SHEET, _BOOK, _STYLES):
        p[name] = re.sub(rb"<(/?)(?=[a-zA-Z])", rb"<\1x:", p[name]).replace(b"xmlns=", b"xmlns:x=")


def _single_quotes(p: Parts) -> None:
    for name in (_SHEET, _STYLES):
        p[name] = p[name].replace(b'"', b"'")


def _byte_order_mark(p: Parts) -> None:
    p[_SHEET] = b"\xef\xbb\xbf" + p[_SHEET]


def _strict(p: Parts) -> None:
    old = b"http://schemas.openxmlformats.org/"
    for name in p:
        p[name] = p[name].replace(
            old + b"spreadsheetml/2006/", b"http://purl.oclc.org/ooxml/spreadsheetml/"
        )
        p[name] = p[name].replace(
            old + b"officeDocument/2006/relationships",
            b"http://purl.oclc.org/ooxml/officeDocument/relationships",
        )


def _absolute_targets(p: Parts) -> None:
    p[_RELATIONS] = p[_RELATIONS].replace(b'Target="', b'Target="/xl/')


def _no_styles(p: Parts) -> None:
    del p[_STYLES]
    for name in (_SHEET, "xl/worksheets/sheet2.xml"):
        p[name] = re.sub(rb' (?:s|style)="\d+"', b"", p[name])
        p[name] = re.sub(rb"<conditionalFormatting.*</conditionalFormatting>", b"", p[name])
    for name in (_RELATIONS, "[Content_Types].xml"):
        p[name] = re.sub(rb"<(?:Relationship|Override) [^>]*styles[^>]*>", b"", p[name])


def _no_rows(p: Parts) -> None:
    p[_SHEET] = re.sub(rb"<sheetData>.*</sheetData>", b"<sheetData/>", p[_SHEET], flags=re.DOTALL)


def _comments_in_xml(p: Parts) -> None:
    fake = b'<sheetData><!-- <row r="2"><c r="B2"/></row> --><!-- <sheetData/> -->'
    p[_SHEET] = p[_SHEET].replace(b"<sheetData>", fake)


def _wps_parts(p: Parts) -> None:
    p["xl/cellimages.xml"] = (
        b"<etc:cellImages xmlns:etc='http://www.wps.cn/officeDocument/2017/etCustomData'/>"
    )


ODD: list[Callable[[Parts], None]] = [
    _no_references, _prefix, _single_quotes, _byte_order_mark, _strict, _absolute_targets,
    _no_styles, _no_rows, _comments_in_xml, _wps_parts,
]  # fmt: skip


@pytest.mark.filterwarnings("ignore:Workbook contains no default style")
@pytest.mark.parametrize("change", ODD, ids=lambda change: change.__name__[1:])
def test_a_workbook_of_another_writer_is_marked(change):
    """Values stay, the marked cells are where they should be, nothing of any part is lost."""
    contents = parts(book())
    change(contents)
    old = rezipped(contents)
    marks = [CellMark(SHEET, "B2", comment="看这里"), CellMark(SHEET, "G12", comment="缺")]
    new = annotated(old, marks, front=FRONT)
    before, after = parts(old), parts(new)
    assert [name for name in before if lost(before[name], after[name])] == []
    seen = values(new)
    assert {name: filled(rows) for name, rows in values(old).items()} == {
        name: filled(rows) for name, rows in seen.items() if name != FRONT.name
    }
    assert parts(annotated(new, marks, front=FRONT)) == after
    if change is _strict:
        new = _transitional(new)  # openpyxl reads no other
    sheet = openpyxl.load_workbook(io.BytesIO(new))[SHEET]
    for cell, words in (("B2", "看这里"), ("G12", "缺")):
        assert sheet[cell].fill.fgColor.rgb == f"FF{ERROR_COLOUR}"
        assert sheet[cell].comment.text == f"【质检校验】{words}"


def _transitional(data: bytes) -> bytes:
    old = b"http://schemas.openxmlformats.org/"
    strict = b"http://purl.oclc.org/ooxml/"
    return rezipped({
        name: part.replace(strict + b"spreadsheetml/", old + b"spreadsheetml/2006/").replace(
            strict + b"officeDocument/relationships", old + b"officeDocument/2006/relationships"
        )
        for name, part in parts(data).items()
    })  # fmt: skip


def test_utf_16_stays_utf_16():
    """A part keeps its encoding."""
    contents = parts(book())
    contents[_SHEET] = (
        contents[_SHEET].replace(b"UTF-8", b"UTF-16").decode("utf-8").encode("utf-16")
    )
    new = parts(annotated(rezipped(contents), [CellMark(SHEET, "B2", comment="看")]))[_SHEET]
    assert new.startswith(b"\xff\xfe")
    assert 'r="B2" s="' in new.decode("utf-16")


def _broken(**changed: bytes | None) -> bytes:
    contents: dict[str, bytes] = parts(book())
    for name, content in changed.items():
        if content is None:
            del contents[name]
        else:
            contents[name] = content
    return rezipped(contents)


DOCTYPE = b'<!DOCTYPE x [<!ENTITY a "aaaa">]><workbook/>'
REFUSED = {
    "not_a_package": b"a,b\n1,2",
    "encrypted": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
    "signed": _broken(**{"_xmlsignatures/origin.sigs": b""}),
    "binary": _broken(**{"xl/workbook.bin": b"x"}),
    "declarations": _broken(**{_BOOK: DOCTYPE}),
    "damaged": _broken(**{_SHEET: b"<worksheet>"}),
}


@pytest.mark.parametrize("why", REFUSED)
def test_what_can_not_be_edited_is_refused(why):
    """There is one exception; its reason is said in Chinese and English."""
    with pytest.raises(NotEditable) as refused:
        annotated(REFUSED[why], [CellMark(SHEET, "B2")])
    assert refused.value.why == why
    assert refused.value.say("zh") != refused.value.say("en")


def test_a_part_that_unpacks_to_too_much_is_refused():
    """The limit is the one of reading."""
    with pytest.raises(NotEditable) as refused:
        annotated(book(), [], part_limit=4000)
    assert refused.value.why == "too_large"


def test_two_entries_of_one_place_are_refused():
    """Nobody could say which of them holds."""
    out = io.BytesIO(book())
    with zipfile.ZipFile(out, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr(_SHEET, b"<worksheet/>")
    with pytest.raises(NotEditable):
        annotated(out.getvalue(), [CellMark(SHEET, "B2")])


def test_a_formula_goes_only_if_asked():
    """The order of calculation, which names it, goes with it."""
    contents = parts(book())
    contents["xl/calcChain.xml"] = b'<calcChain><c r="C2" i="1"/></calcChain>'
    kind = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships/calcChain"
    chain = b'<Relationship Id="rId99" Type="%s" Target="calcChain.xml"/></Relationships>' % kind
    contents[_RELATIONS] = contents[_RELATIONS].replace(b"</Relationships>", chain)
    old = rezipped(contents)
    with pytest.raises(FormulaThere):
        annotated(old, [], [CellEdit(SHEET, "C2", 1)])
    new = annotated(old, [], [CellEdit(SHEET, "C2", 1, over_formula=True)])
    assert values(new)[SHEET][1][2] == 1
    assert "xl/calcChain.xml" not in parts(new)
    assert b"calcChain" not in parts(new)[_RELATIONS]


def test_a_formula_that_others_need_stays():
    """Of a shared formula only the cell that holds its text can't go."""
    contents = parts(book())
    contents[_SHEET] = (
        contents[_SHEET]
        .replace(b"<f>B2*2</f>", b'<f t="shared" ref="C2:C3" si="0">B2*2</f>')
        .replace(b"<f>B3*2</f>", b'<f t="shared" si="0"/>')
    )
    old = rezipped(contents)
    with pytest.raises(FormulaThere):
        annotated(old, [], [CellEdit(SHEET, "C2", 1, over_formula=True)])
    new = annotated(old, [], [CellEdit(SHEET, "C3", 1, over_formula=True)])
    assert values(new)[SHEET][2][2] == 1


def test_unknown_sheets_are_an_error():
    """A mark that can't be set is never left out in silence."""
    with pytest.raises(KeyError):
        annotated(book(), [CellMark("没有", "A1")])
    with pytest.raises(ValueError, match="A0"):
        annotated(book(), [CellMark(SHEET, "A0")])


@examples(25)
@given(st.data())
def test_damage_is_refused_or_does_no_harm(data):
    """Whatever a part holds, a workbook or one of the named exceptions comes out."""
    contents = dict(original())
    name = data.draw(st.sampled_from(sorted(contents)))
    at = data.draw(st.integers(0, len(contents[name])))
    put = data.draw(st.sampled_from([b"<", b'"', b"</c>", b"<row>", b"<!--", b"<c/>", b"\xff"]))
    gone = data.draw(st.integers(0, 60))
    contents[name] = contents[name][:at] + put + contents[name][at + gone :]
    marks = [CellMark(OTHER, "A1:B4", comment="看"), CellMark(SHEET, "G12", comment="缺")]
    try:
        made = annotated(rezipped(contents), marks, [CellEdit(SHEET, "B3", 1)], FRONT)
    except (NotEditable, FormulaThere, KeyError):
        return
    assert parts(made).keys() >= contents.keys()


@cache
def original() -> Parts:
    """Returns the parts of a workbook that was marked before."""
    return parts(annotated(book(), [CellMark(OTHER, "A1", comment="x")], front=FRONT))
