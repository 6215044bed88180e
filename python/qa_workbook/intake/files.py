"""Which files of the given folders are score sheets."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path, PurePath

from qa_workbook.intake.vocabulary import Vocabulary


def expand(paths: Sequence[Path], vocabulary: Vocabulary) -> tuple[list[Path], list[Path]]:
    """Returns the files to read and those in the folders that are no spreadsheets, sorted within each folder, none twice.

    Folders are searched to any depth; hidden and temporary files are passed over. A file that is named itself is always
    to be read.
    """
    wanted: dict[Path, None] = {}
    others: dict[Path, None] = {}
    for path in paths:
        if not path.is_dir():
            wanted.setdefault(path)
            continue
        for file in _under(path, vocabulary):
            (wanted if file.name.lower().endswith(vocabulary.files.suffixes) else others).setdefault(file)
    return list(wanted), [file for file in others if file not in wanted]


def _under(folder: Path, vocabulary: Vocabulary) -> list[Path]:
    prefixes = vocabulary.files.ignored_prefixes
    ignored = {name.casefold() for name in vocabulary.files.ignored_names}
    found: list[Path] = []
    for here, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(prefixes)]
        found += [Path(here, name) for name in names if not name.startswith(prefixes) and name.casefold() not in ignored]
    return sorted(found, key=lambda file: file.relative_to(folder).parts)


def relative(file: Path, base: Path) -> str:
    """Returns a file's path as findings and records name it: relative to `base` with slashes, else absolute."""
    real, root = os.path.realpath(file), os.path.realpath(base).rstrip(os.sep) + os.sep
    if real.startswith(root):  # the usual case, and quicker than paths as objects
        return real[len(root) :].replace(os.sep, "/")
    try:
        return file.resolve().relative_to(base.resolve()).as_posix()
    except ValueError:
        return PurePath(file.resolve()).as_posix()
