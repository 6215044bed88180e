"""Takes a changed version of a scheme or tariff as it is now, with a trace."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from qa_workbook.errors import UnknownVersion
from qa_workbook.files import written_together
from qa_workbook.pins import Rules, pin_name, read_pins
from qa_workbook.workspace import Workspace


def accept_versions(workspace: Workspace, names: Sequence[str], why: str) -> list[str]:
    """Accepts the content of versions ("id@version") that have been used; returns their names.

    Earlier months come out by the new content from now on. Raises Busy, ConfigError,
    UnknownVersion, PinsDamaged.
    """
    config = workspace.required().load()
    tariffs = workspace.load_penalties(config).tariffs.tariffs
    files: dict[Path, dict[str, Rules]] = {
        workspace.used_schemes: {pin_name(one): one for one in config.schemes.schemes},
        workspace.used_tariffs: {pin_name(one): one for one in tariffs},
    }
    known: dict[str, Rules] = {}
    for versions in files.values():
        known |= versions
    for name in names:
        if name not in known:
            raise UnknownVersion(version=name, known=", ".join(sorted(known)))
    today = date.today()  # noqa: DTZ011 - the user's own calendar
    with workspace.locked(config.settings.wait_for_lock), written_together() as together:
        for file, versions in files.items():
            pins = before = read_pins(file)
            for name in versions.keys() & set(names):
                pins = pins.accepting(versions[name], today, why)
            if pins != before:
                together.add(file).write_bytes(pins.as_bytes())
        together.publish()
    return list(names)
