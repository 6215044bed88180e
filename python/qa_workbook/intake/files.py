"""Which files of the given folders are score sheets, and how files are named in findings."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Sequence
from dataclasses import dataclass, field
from operator import itemgetter
from pathlib import Path

from qa_workbook.forms.vocabulary import Vocabulary

_UNREADABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
# What Python adds to a byte of a file name that isn't UTF-8 (PEP 383).
_RAW_BYTE = 0xDC00


@dataclass
class FilesFound:
    """What stands in the given folders.

    `read` are the files to read, `others` aren't spreadsheets; `closed` are folders that could not
    be looked into, with the reason.
    """

    read: list[Path] = field(default_factory=list)
    others: list[Path] = field(default_factory=list)
    closed: list[tuple[Path, OSError]] = field(default_factory=list)


def expand(paths: Sequence[Path], vocabulary: Vocabulary) -> FilesFound:
    """Returns the files of the given paths.

    Folders are searched to any depth, also behind links; hidden and temporary files are passed
    over. Files are sorted within each folder, none comes twice, and one that is named itself is
    always to be read.
    """
    wanted: dict[Path, None] = {}
    others: dict[Path, None] = {}
    closed: list[tuple[Path, OSError]] = []
    for path in paths:
        if not path.is_dir():
            wanted.setdefault(path)
            continue
        for file in _under(path, vocabulary, closed):
            is_spreadsheet = file.name.lower().endswith(vocabulary.files.suffixes)
            (wanted if is_spreadsheet else others).setdefault(file)
    return FilesFound(list(wanted), [file for file in others if file not in wanted], closed)


def _under(folder: Path, vocabulary: Vocabulary, closed: list[tuple[Path, OSError]]) -> list[Path]:
    prefixes = vocabulary.files.ignored_prefixes
    ignored = {name.casefold() for name in vocabulary.files.ignored_names}
    found: list[tuple[tuple[str, ...], Path]] = []
    visited: set[str] = set()

    def note(error: OSError) -> None:
        closed.append((Path(error.filename), error))

    for here, folders, names in os.walk(folder, onerror=note, followlinks=True):
        # A link may lead back to a folder above it, or two links to the same one.
        real = os.path.realpath(here)
        if real in visited:
            folders.clear()
            continue
        visited.add(real)
        place = Path(here)
        above = place.relative_to(folder).parts
        folders[:] = sorted(name for name in folders if not name.startswith(prefixes))
        for name in names:
            if not name.startswith(prefixes) and name.casefold() not in ignored:
                found.append(((*above, name), place / name))
    return [file for _, file in sorted(found, key=itemgetter(0))]


def relative(file: Path, base: Path) -> str:
    """Returns a file's path as findings and records name it.

    It is relative to `base` with slashes, absolute for a file elsewhere, and can be printed and
    stored whatever the file is called (`readable`).
    """
    return Names(base).name(file)


class Names:
    """What many files are called relative to `base` (`relative`); links are followed once."""

    def __init__(self, base: Path) -> None:
        self._root = os.path.realpath(base).rstrip(os.sep) + os.sep
        self._folders: dict[str, str] = {}

    def of(self, files: Sequence[Path]) -> dict[Path, str]:
        """Returns the name of each file."""
        return {file: self.name(file) for file in files}

    def name(self, file: Path) -> str:
        """Returns the name of one file."""
        real = self._real(file)
        if os.path.normcase(real).startswith(os.path.normcase(self._root)):
            real = real[len(self._root) :]
        return readable(real.replace(os.sep, "/"))

    def _real(self, file: Path) -> str:
        """The path without links. Folders are looked into once for all of their files."""
        folder, name = os.path.split(file)
        if name in ("", os.curdir, os.pardir) or file.is_symlink():
            return os.path.realpath(file)
        if folder not in self._folders:
            self._folders[folder] = os.path.realpath(folder).rstrip(os.sep) + os.sep
        return self._folders[folder] + name


def readable(name: str) -> str:
    """Returns a name of the file system as text.

    Control characters and bytes of other encodings become \\x01 or \\xb2; names that differ stay
    different, and `books.cloth.links` makes links of them again.
    """
    return name if name.isprintable() else _UNREADABLE.sub(_escaped, name)


def _escaped(found: re.Match[str]) -> str:
    code = ord(found[0])
    if _RAW_BYTE + 0x80 <= code <= _RAW_BYTE + 0xFF:
        return f"\\x{code - _RAW_BYTE:02x}"
    return f"\\x{code:02x}" if code < 0x80 else f"\\u{code:04x}"


def is_regular(file: Path) -> bool:
    """Returns whether `file` is an ordinary file: pipes and devices have no end. Raises OSError."""
    return stat.S_ISREG(file.stat().st_mode)
