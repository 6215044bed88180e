"""Which files of the given folders are score sheets."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path, PurePath

from qa_workbook.intake.vocabulary import Vocabulary


def expand(paths: Sequence[Path], vocabulary: Vocabulary) -> list[Path]:
    """Returns the files to read, sorted within each folder, none twice.

    Folders are searched to any depth; hidden and temporary files and those of other kinds are passed over. A file that
    is named itself is always there.
    """
    found: dict[Path, None] = {}
    for path in paths:
        for file in _under(path, vocabulary) if path.is_dir() else [path]:
            found.setdefault(file)
    return list(found)


def _under(folder: Path, vocabulary: Vocabulary) -> list[Path]:
    prefixes = vocabulary.files.ignored_prefixes
    suffixes = vocabulary.files.suffixes
    found: list[Path] = []
    for here, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(prefixes)]
        found += [Path(here, name) for name in names if not name.startswith(prefixes) and name.lower().endswith(suffixes)]
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
