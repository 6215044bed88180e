"""What stops the work is a sentence that a person can act on, with the contract's exit code."""

from __future__ import annotations

import errno
import inspect
from string import Formatter

import pytest

from qa_workbook import errors
from qa_workbook.errors import (
    CannotWrite,
    DiskFull,
    OutputLocked,
    QaWorkbookError,
    SchemeVersionGone,
    from_system,
)
from qa_workbook.labels import text


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT])
def test_from_system__a_full_disk(number: int):
    """A full disk, and a used-up quota, are told as such, with the file."""
    error = from_system(OSError(number, "No space left", "/data/a.parquet"))
    assert isinstance(error, DiskFull) and error.exit_code == 4
    assert "磁盘已满" in error.say("zh") and "/data/a.parquet" in error.say("zh")
    assert "disk is full" in error.say("en")


@pytest.mark.parametrize(
    "number",
    [errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOTDIR, errno.EEXIST, errno.EISDIR],
)
def test_from_system__a_place_that_cannot_be_written(number: int):
    """A read-only disk, missing rights, or a file where a folder should be: all the same to mend."""
    error = from_system(OSError(number, "no", "/data"))
    assert isinstance(error, CannotWrite) and error.exit_code == 4
    assert "/data" in error.say("zh") and "read-only" in error.say("en")


def test_from_system__finds_the_failure_behind_another():
    """Libraries wrap the failure of the system; it is found whether they say so or not."""
    full = OSError(errno.ENOSPC, "No space left")
    for chained in ({"__cause__": full}, {"__context__": full}):
        outer = ValueError("could not write")
        for name, value in chained.items():
            setattr(outer, name, value)
        assert isinstance(from_system(outer), DiskFull)


@pytest.mark.parametrize(
    "error", [ValueError("x"), OSError(errno.ENOENT, "gone", "/a"), KeyError("y"), None]
)
def test_from_system__anything_else_is_not_its_business(error: BaseException | None):
    """A defect of the program is not dressed up as a full disk."""
    assert from_system(error) is None


def test_every_error_has_its_sentence_in_both_languages():
    """No error class names a label that isn't there, or needs a detail that nobody gives."""
    for name, error in inspect.getmembers(errors, inspect.isclass):
        if issubclass(error, QaWorkbookError):
            needed = [place for _, place, _, _ in Formatter().parse(text(error.label)) if place]
            made = error("x") if error is OutputLocked else error(**dict.fromkeys(needed, "x"))
            assert made.say("zh") and made.say("en") == str(made), name
            assert made.exit_code in (2, 3, 4)


def test_scheme_version_gone__names_what_to_put_back():
    """Records whose scheme version left the config: wrong config, and what is missing."""
    error = SchemeVersionGone(scheme="monitoring-10x4", version="2026.1")
    assert error.exit_code == 2
    assert "monitoring-10x4" in error.say("zh") and "2026.1" in error.say("en")
