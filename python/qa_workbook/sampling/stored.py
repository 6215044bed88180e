"""The draws of a workspace: certificate and drawn calls of each, kept to be drawn and used again.

`NAME.json` is the certificate as it was given out; `NAME.calls.json` says of the drawn calls and
reserves what the call list said, names included, so it is for this workspace alone.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from qa_workbook.files import Together, plain_name
from qa_workbook.frames import folded
from qa_workbook.sampling.certificate import Certificate, read_certificate
from qa_workbook.sampling.model import Draw, DrawnCall

_CALLS = ".calls.json"
_SEED_DIGITS = 8


@dataclass(frozen=True)
class StoredDraw:
    """A draw as it is kept: certificate, drawn calls and reserves with inspectors and names.

    `names` are those of inspectors by number.
    """

    name: str
    certificate: Certificate
    calls: tuple[DrawnCall, ...]
    reserves: tuple[DrawnCall, ...]
    names: Mapping[str, str]

    @property
    def period(self) -> str:
        """The period that it is of."""
        return str(self.certificate.content["period"]["text"])

    @property
    def scheme(self) -> str:
        """The id of the scheme, "" for a draw of no scheme alone."""
        return str(self.certificate.content["scheme"])

    @property
    def seed(self) -> str:
        """Its seed."""
        return str(self.certificate.content["seed"])

    def write(self, folder: Path, files: Together) -> None:
        """Writes both files into the folder of the draws."""
        content = {
            "calls": [_told(call) for call in self.calls],
            "reserves": [_told(call) for call in self.reserves],
            "inspectors": dict(self.names),
        }
        told = json.dumps(content, ensure_ascii=False, indent=1) + "\n"
        files.add(folder / f"{self.name}{_CALLS}").write_bytes(told.encode())
        files.add(folder / f"{self.name}.json").write_bytes(self.certificate.bytes)


def stored(draw: Draw, certificate: Certificate) -> StoredDraw:
    """Returns a draw as it is kept."""
    names = {one.inspector: one.name for one in draw.listeners}
    name = draw_name(draw.period, draw.scheme, draw.seed)
    return StoredDraw(name, certificate, draw.calls, draw.reserves, names)


def draw_name(period: str, scheme: str, seed: str) -> str:
    """Returns the name of the files of a draw, the same for the same period, scheme and seed."""
    digits = sha256(seed.encode()).hexdigest()[:_SEED_DIGITS]
    return "_".join(filter(None, [plain_name(period), scheme, digits]))


def read_draws(folder: Path) -> list[StoredDraw]:
    """Returns all draws of a workspace, by name.

    Raises NotACertificateError for a file that somebody has damaged, OSError.
    """
    files = sorted(folder.glob("*.json")) if folder.is_dir() else []
    return [_read(file) for file in files if not file.name.endswith(_CALLS)]


def drawn_before(draws: list[StoredDraw], scheme: str) -> frozenset[str]:
    """Returns the folded numbers that were drawn for a scheme; for all of them where it is ""."""
    own = [one for one in draws if not scheme or one.scheme in ("", scheme)]
    return frozenset(folded(number) for one in own for number in one.certificate.drawn)


def _read(file: Path) -> StoredDraw:
    certificate = read_certificate(file)
    beside = file.with_name(f"{file.stem}{_CALLS}")
    content = json.loads(beside.read_bytes()) if beside.exists() else {}
    calls = tuple(map(_call, content.get("calls", ())))
    reserves = tuple(map(_call, content.get("reserves", ())))
    return StoredDraw(file.stem, certificate, calls, reserves, content.get("inspectors", {}))


def _told(call: DrawnCall) -> dict[str, Any]:
    return {**asdict(call), "started": call.started.isoformat()}


def _call(told: Mapping[str, Any]) -> DrawnCall:
    return DrawnCall(**{**told, "started": datetime.fromisoformat(told["started"])})
