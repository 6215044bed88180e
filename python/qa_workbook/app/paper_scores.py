"""The recordings of agents with every point they lost, for the papers that explain scores."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import pandas as pd

from qa_workbook.analysis.model import Analysis
from qa_workbook.app.corrections import Frames, with_corrections
from qa_workbook.app.metrics import analyse_frames, only_within, rows_of, scheme_versions
from qa_workbook.books.papers.model import Part, Recording, SchemeSum
from qa_workbook.codes import separated
from qa_workbook.frames import CORRECTED, RECORDING, evidence
from qa_workbook.labels import text
from qa_workbook.numbers import Period, plain
from qa_workbook.penalties.words import name_of_code
from qa_workbook.records import RecordStore
from qa_workbook.scheme.model import Indicator, Scheme
from qa_workbook.scoring import explained, fold_breaches
from qa_workbook.scoring.explained import COUNTED, DEDUCTION, FATAL, MARKED
from qa_workbook.workspace import Config, Workspace

_KEY = list(RECORDING)
_AVERAGE = "average"


@dataclass
class ScoredRecordings:
    """`recordings` by agent, as they are printed, by day; `sums` by agent, a line per scheme.

    `losses` says by scheme, recording, inspector and agent (as the records have them) what each
    cause took off: (kind, indicator) → points; `scores` the start and the final score.
    """

    recordings: dict[str, list[Recording]] = field(default_factory=dict)
    sums: dict[str, list[SchemeSum]] = field(default_factory=dict)
    who: dict[str, tuple[str, str]] = field(default_factory=dict)
    losses: dict[tuple[str, ...], dict[tuple[str, str], Decimal]] = field(default_factory=dict)
    scores: dict[tuple[str, ...], tuple[Decimal, Decimal]] = field(default_factory=dict)


def scored_recordings(
    workspace: Workspace,
    config: Config,
    span: Period,
    language: str,
    agents: Collection[str] | None = None,
    rows: Frames | None = None,
) -> ScoredRecordings:
    """Returns the recordings of the period that count, of some agents or of all.

    `rows` are those of `rows_of`, where they were read already. Scores are those that decisions on
    cases left. Raises SchemeVersionGone, VersionChanged, RecordsDamaged, and as `Ledger` does.
    """
    if rows is None:
        rows = rows_of(RecordStore(workspace.records), span)
    corrected = with_corrections(workspace, config, rows, language)
    frames = corrected.frames
    found = ScoredRecordings()
    for analysis in analyse_frames(config, frames, span, language, corrected.former):
        found_sums(found, analysis, language, agents)
        own = {key: frame for key, frame in frames.items() if key.id == analysis.scheme.id}
        inside = only_within(own, span)
        versions = scheme_versions(config, [key for key, rows in inside.items() if len(rows)])
        for key, scheme in versions.get(analysis.scheme.id, {}).items():
            _Version(scheme, analysis, inside[key], language, agents).add_to(found)
    for of_agent in found.recordings.values():
        of_agent.sort(key=lambda one: (one.day, one.scheme, one.recording, one.inspector))
    return found


def found_sums(
    found: ScoredRecordings, analysis: Analysis, language: str, agents: Collection[str] | None
) -> None:
    """Adds what the analysis publishes of each agent."""
    long = analysis.months is not None
    for row in analysis.agents.to_dict("records"):
        agent = row["agent"]
        if (agents is not None and agent not in agents) or not row["recordings"]:
            continue
        found.who[agent] = (row["name"], row["team"])
        lost = plain(_exact(row["lost"])) if long else ""
        said = text("papers.sum_long" if long else "papers.sum_wide", language, lost=lost)
        one = SchemeSum(
            analysis.scheme.name.say(language),
            int(row["recordings"]),
            _known(row["mean_score"]),
            _known(row["mean_final"]),
            said,
        )
        found.sums.setdefault(agent, []).append(one)


class _Version:
    """The recordings of one scheme version that count."""

    def __init__(
        self,
        scheme: Scheme,
        analysis: Analysis,
        frame: pd.DataFrame,
        language: str,
        agents: Collection[str] | None,
    ) -> None:
        self.scheme, self.language = scheme, language
        if "clause" in frame:
            frame = fold_breaches(scheme, frame)
        detail = analysis.detail
        counted = detail[detail["counted"].astype(bool) & (detail["version"] == scheme.version)]
        if agents is not None:
            counted = counted[counted["agent"].isin(list(agents))]
        bands = analysis.scheme.bands.bands if analysis.scheme.bands else ()
        self.bands = {band.id: band.name.say(language) for band in bands}
        wanted = [*_KEY, "raw", "final", "band"]
        wanted += [name for name in ("averaged", "former_final") if name in counted]
        shown = counted[wanted].rename(
            columns={name: f"shown_{name}" for name in ("raw", "final", "band")}
        )
        self.frame = frame.merge(shown, on=_KEY, how="inner").reset_index(drop=True)

    def add_to(self, found: ScoredRecordings) -> None:
        """Adds every recording, its parts and its losses."""
        if self.frame.empty:
            return
        explanation = explained(self.scheme, self.frame)
        spoken = evidence(self.frame)
        parts: dict[int, list[dict[Any, Any]]] = {}
        for part in explanation.parts.to_dict("records"):
            parts.setdefault(part["place"], []).append(part)
        for place, row in enumerate(self.frame.to_dict("records")):
            own = parts.get(place, [])
            start = explanation.start[place]
            key = (self.scheme.id, row["recording"], row["inspector"], row["agent"])
            found.losses[key] = {(one["kind"], one["indicator"]): one["lost"] for one in own}
            final = _exact(row["shown_final"])
            found.scores[key] = (start, final)
            recording = Recording(
                day=row["call_date"].date(),
                recording=spoken.iloc[place],
                scheme=f"{self.scheme.name.say(self.language)} {self.scheme.version}",
                inspector=row.get("averaged") or row["inspector"],
                start=start,
                raw=_exact(row["shown_raw"]),
                final=final,
                parts=tuple(self._parts(row, own, start, final)),
                note=self._note(row, explanation.skipped[place]),
                remark=row["remark"],
                scheme_id=self.scheme.id,
                band=self.bands.get(row["shown_band"], ""),
                fatal=self._fatal(row),
            )
            found.recordings.setdefault(row["agent"], []).append(recording)
            found.who.setdefault(row["agent"], (row["name"], row["team"]))

    def _parts(
        self, row: Mapping[Any, Any], own: list[dict[Any, Any]], start: Decimal, final: Decimal
    ) -> Iterator[Part]:
        lost = Decimal(0)
        for one in own:
            lost += one["lost"]
            yield self._part(row, one)
        rest = start - lost - final  # the mean of several inspectors isn't what this one gave
        if rest:
            yield Part(self._say(_AVERAGE), "", "", "", "", _short(rest))

    def _part(self, row: Mapping[Any, Any], one: Mapping[Any, Any]) -> Part:
        kind, lost = one["kind"], _short(one["lost"])
        if kind == MARKED:
            node = self.scheme.by_id[one["indicator"]]
            weight = plain(node.weight) if node.weight is not None else ""
            why = self._why(node, row["points"])
            what = self._named(node) + self._because(why)
            mark, full = plain(one["mark"]), plain(one["full"])
            return Part(what, mark, full, weight, "", lost, node.id, self._named(node), tuple(why))
        if kind == COUNTED:
            node = self.scheme.by_id[one["indicator"]]
            each = plain(node.count.points) if node.count else ""
            name = self._named(node)
            return Part(name, "", "", each, str(one["times"]), lost, node.id, name)
        codes = {FATAL: "fatal_codes", DEDUCTION: "error_codes"}.get(kind, "")
        return Part(self._say(kind) + self._codes(row, kind, codes), "", "", "", "", lost)

    def _named(self, node: Indicator) -> str:
        above = self.scheme.parent[node.id]
        name = node.name.say(self.language)
        return f"{above.name.say(self.language)} › {name}" if above else name

    def _why(self, node: Indicator, points: str) -> list[str]:
        """The 评分点 that the inspector named for this item."""
        chosen = set(separated(points))
        return [one.name.say(self.language) for one in node.scoring_points if one.id in chosen]

    def _because(self, names: list[str]) -> str:
        comma = text("papers.comma", self.language)
        return text("papers.because", self.language, points=comma.join(names)) if names else ""

    def _codes(self, row: Mapping[Any, Any], kind: str, column: str) -> str:
        if not column or not row[column]:
            return ""
        cause = "fatal" if kind == FATAL else "error_deduction"
        names = [
            f"{code} {name_of_code(self.scheme, cause, code, self.language)}"
            for code in separated(row[column])
        ]
        return self._because(names)

    def _note(self, row: Mapping[Any, Any], skipped: tuple[str, ...]) -> str:
        said = []
        if row["fatal"]:
            said.append(self._fatal(row))
        if row.get(CORRECTED):
            said.append(self._corrected(row))
        if skipped:
            names = [self.scheme.by_id[id_].name.say(self.language) for id_ in skipped]
            comma = text("papers.comma", self.language)
            said.append(text("papers.skipped", self.language, names=comma.join(names)))
        return text("papers.semicolon", self.language).join(said)

    def _fatal(self, row: Mapping[Any, Any]) -> str:
        """The fatal error with its codes, whether or not it took points off."""
        return self._say(FATAL) + self._codes(row, FATAL, "fatal_codes") if row["fatal"] else ""

    def _corrected(self, row: Mapping[Any, Any]) -> str:
        """What a decision on a case corrected, and the score before."""
        before = row.get("former_final")
        if before is None or pd.isna(before):
            return str(row[CORRECTED])
        was = text("papers.score_before", self.language, score=plain(_exact(before)))
        return f"{row[CORRECTED]}{was}"

    def _say(self, kind: str) -> str:
        return text(f"papers.part_{kind}", self.language)


def _exact(value: float) -> Decimal:
    """A score or sum of losses, which are rounded to six places at most."""
    return _short(Decimal(f"{value:.6f}"))


def _known(value: float) -> Decimal | None:
    return None if pd.isna(value) else Decimal(f"{value:.6f}")


def _short(value: Decimal) -> Decimal:
    return Decimal(plain(value))
