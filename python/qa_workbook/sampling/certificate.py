"""The certificate of a draw: what a stranger needs beside the call list to draw it once more.

Whoever has both can do without this program (docs/sampling.md has the ten lines). Numbers of people
and recordings stand in it, names don't.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

from qa_workbook.errors import UsageError
from qa_workbook.frames import folded
from qa_workbook.sampling.model import Draw, DrawnAgent, DrawnCall
from qa_workbook.sampling.wanted import Limits, Wanted, WantedAgent

FORMAT = 1
METHOD = (
    '每名座席的合格通话按 SHA-256(UTF-8(seed + "\\n" + 录音编号)) 再按录音编号排序，取前 N 条；'
    "各座席的第 i 条组成第 i 轮。"
    ' / Per agent, eligible calls are ordered by SHA-256 of UTF-8 seed + "\\n" + recording id, '
    "then id; the first N are drawn; the i-th of every agent makes round i."
)
DIGEST_METHOD = (
    "全部可用录音编号去掉首尾空白，按字符编码排序，以换行符相连，取 UTF-8 的 SHA-256。"
    ' / SHA-256 of UTF-8: all usable recording ids, sorted by code points, joined by "\\n".'
)


class NotACertificateError(UsageError):
    """A file is no certificate of a draw. Needs `path`."""

    label = "sampling.not_a_certificate"


@dataclass(frozen=True)
class Certificate:
    """A certificate as plain JSON values; docs/sampling.md explains every key."""

    content: Mapping[str, Any]

    @property
    def bytes(self) -> bytes:
        """The file: UTF-8, a line for each value."""
        return (json.dumps(self.content, ensure_ascii=False, indent=1) + "\n").encode()

    @property
    def digest(self) -> str:
        """The digest that it bears."""
        return str(self.content.get("digest", ""))

    @property
    def is_untouched(self) -> bool:
        """Whether its digest is that of all else in it."""
        return self.digest == digest_of(self.content)

    @property
    def number(self) -> str:
        """What people call the draw: the first twelve digits of the digest."""
        return self.digest[:12]

    @property
    def drawn(self) -> tuple[str, ...]:
        """The drawn recordings, by round, then agent."""
        return tuple(self.content["drawn"])

    def wanted(self) -> Wanted:
        """Returns what was asked of the draw, to draw once more.

        Raises KeyError, TypeError or ValueError where it isn't whole.
        """
        content = self.content
        bounds = {one["name"]: one["setting"] for one in content["filters"]}
        lengths = {
            name: int(bounds[name]["seconds"]) if name in bounds else None
            for name in ("shortest", "longest")
        }
        return Wanted(
            period=content["period"]["text"],
            first=date.fromisoformat(content["period"]["from"]),
            last=date.fromisoformat(content["period"]["to"]),
            scheme=content["scheme"],
            seed=content["seed"],
            per_agent=int(content["per_agent"]),
            rounds_per_day=int(content["rounds_per_day"]),
            limits=Limits(recorded="recorded" in bounds, **lengths),
            reserves=int(content["reserves_per_agent"]),
            agents={
                folded(one["agent"]): WantedAgent(one["agent"], int(one["wanted"]), one["share"])
                for one in content["agents"]
            },
            drawn=frozenset(map(folded, content["excluded"])),
            away=frozenset(map(folded, content["excluded_agents"])),
        )


def certificate_of(draw: Draw, program: str, hidden_repeats: int = 0) -> Certificate:
    """Returns the certificate of a draw that `program` (name and version) has made.

    `hidden_repeats` are the recordings on the lists that were scored before; nobody is told which.
    """
    content: dict[str, Any] = {
        "certificate": "sample",
        "format": FORMAT,
        "program": program,
        "method": METHOD,
        "period": {
            "text": draw.period,
            "from": draw.first.isoformat(),
            "to": draw.last.isoformat(),
        },
        "scheme": draw.scheme,
        "seed": draw.seed,
        "per_agent": draw.per_agent,
        "rounds_per_day": draw.rounds_per_day,
        "reserves_per_agent": draw.reserves_per_agent,
        "population": {
            "digest": draw.population.digest,
            "calls": draw.population.calls,
            "method": DIGEST_METHOD,
        },
        "filters": [
            {
                "name": one.name,
                "setting": dict(one.setting),
                "before": one.before,
                "removed": one.removed,
                "left": one.left,
            }
            for one in draw.filters
        ],
        "excluded": list(draw.excluded),
        "excluded_agents": list(draw.excluded_agents),
        "agents": [_agent(one) for one in draw.agents],
        "shortfalls": [
            {"agent": one.agent, "wanted": one.wanted, "drawn": one.drawn, "why": one.why}
            for one in draw.shortfalls
        ],
        "drawn": [call.recording for call in draw.calls],
        "rounds": [[call.recording for call in calls] for calls in draw.rounds],
        "reserves": _by_agent(draw.reserves),
        "hours": [dict(vars(one)) for one in draw.hours],
        "assignment": [
            {"inspector": one.inspector, "recordings": [call.recording for call in one.calls]}
            for one in draw.listeners
        ],
        "hidden_repeats": hidden_repeats,
    }
    return Certificate({**content, "digest": digest_of(content)})


def _agent(one: DrawnAgent) -> dict[str, Any]:
    names = ("agent", "share", "in_period", "eligible", "wanted", "drawn")
    return {name: getattr(one, name) for name in names}


def _by_agent(calls: tuple[DrawnCall, ...]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for call in sorted(calls, key=lambda call: (folded(call.agent), call.round)):
        found.setdefault(call.agent, []).append(call.recording)
    return found


def digest_of(content: Mapping[str, Any]) -> str:
    """Returns SHA-256 (hex) over all of a certificate but its digest, as canonical JSON.

    That is UTF-8 with sorted keys and without blanks.
    """
    others = {name: value for name, value in content.items() if name != "digest"}
    told = json.dumps(others, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return sha256(told.encode()).hexdigest()


def read_certificate(path: Path) -> Certificate:
    """Returns the certificate in a file. Raises NotACertificateError, OSError."""
    try:
        content = json.loads(path.read_bytes())
        certificate = Certificate(content)
        if content["certificate"] != "sample" or content["format"] != FORMAT:
            raise NotACertificateError(path=path)
        certificate.wanted()
    except (ValueError, TypeError, KeyError, AttributeError):
        raise NotACertificateError(path=path) from None
    return certificate
