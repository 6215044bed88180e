"""The cases of a period as the papers print them: words, amounts and what has happened."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from qa_workbook.app.paper_others import Others
from qa_workbook.app.paper_scores import ScoredRecordings
from qa_workbook.books.papers.model import FinanceLine, Recording, Slip, Step
from qa_workbook.casework.case_files import CaseFile
from qa_workbook.codes import separated
from qa_workbook.keys import SchemeKey
from qa_workbook.labels import entries, text
from qa_workbook.ledger.event import Event
from qa_workbook.numbers import decimal, plain
from qa_workbook.penalties.case_events import OPEN, PRICE
from qa_workbook.penalties.conditions import COMPLAINT, MONTHLY, NAMED
from qa_workbook.penalties.given_out import GivenLine
from qa_workbook.penalties.legality import nature_said
from qa_workbook.penalties.tariff import EVERY_SCHEME, Rule, Tariff
from qa_workbook.procedure.table import LOCKED
from qa_workbook.scoring.explained import COUNTED, DEDUCTION, FATAL, MARKED
from qa_workbook.workspace import Config

_KINDS = {"clause": COUNTED, "item": MARKED, "error_deduction": DEDUCTION, "fatal": FATAL}
_PRICES = (OPEN, PRICE)


class SlipWords:
    """Makes slips of cases in one language, as the settings let an agent see them."""

    def __init__(
        self,
        config: Config,
        tariffs: Sequence[Tariff],
        scores: ScoredRecordings,
        others: Others,
        language: str,
    ) -> None:
        self.config, self.scores, self.language = config, scores, language
        self.others = others
        self.tariffs = {tariff.version: tariff for tariff in tariffs}
        self.shows_inspector = config.settings.agents_see_inspector

    def slip(self, case: Mapping[str, Any], file: CaseFile) -> Slip:
        """Returns the slip of a case: `case` is the contract's object, `file` what is known."""
        line, about, say = file.line, file.about, self._say
        tariff, rule = self._rule(line.tariff_version, line.rule)
        score, lost = self._lost(file)
        appeal = file.state.deadlines.get("appeal")
        return Slip(
            number=file.number,
            case=file.case,
            agent=line.agent,
            name=line.name,
            team=about.get("team", ""),
            project=about.get("project", ""),
            day=line.day,
            given_on=_first_given(file),
            recording=file.basis,
            inspector=line.inspector if self.shows_inspector else "",
            scheme=self._scheme_name(line.scheme, about.get("version", "")),
            version=about.get("version", ""),
            cause=text(f"penalties.{line.cause}", self.language),
            clause=self._clause(file),
            times=line.times,
            aggravated=line.aggravated,
            remark=self.others.hidden(about.get("remark", ""), line.agent, line.inspector),
            score=score,
            lost=lost,
            tariff=tariff.name.say(self.language) if tariff else line.tariff,
            tariff_version=line.tariff_version,
            rule=rule.name.say(self.language) if rule else line.rule,
            actions=[say(f"action_{name}") for name in (rule.actions if rule else ())],
            points=decimal(case["points"]),
            money_before_cap=decimal(case["money_before_cap"]),
            money=decimal(case["money"]),
            carried=decimal(case["carried"]),
            nature=self.nature(case, file),
            set_by=self.set_by(case, file),
            source=self._source(about.get("source")),
            state=self._word(case["state"]),
            deadline=self._moment(case["deadline"]),
            appeal_until=self._moment(appeal.isoformat()) if appeal else "",
            steps=[self._step(event, line) for event in file.events],
            payable=decimal(case["payable"]),
            examples=not line.confirmed,
            is_over=case["state"] in LOCKED,
            is_complaint=line.cause == COMPLAINT,
        )

    def finance_line(self, case: Mapping[str, Any], file: CaseFile) -> FinanceLine:
        """Returns what finance needs of a case."""
        return FinanceLine(
            number=file.number,
            agent=case["agent"],
            name=case["name"],
            month=file.month,
            nature=self.nature(case, file),
            points=decimal(case["points"]),
            before=decimal(case["money_before_cap"]),
            money=decimal(case["money"]),
            cap=self.set_by(case, file),
            carried=decimal(case["carried"]),
            state=self._word(case["state"]),
            payable=decimal(case["payable"]),
        )

    def shown(self, recording: Recording, agent: str) -> Recording:
        """Returns a recording of an agent as the agent may see it."""
        remark = self.others.hidden(recording.remark, agent, recording.inspector)
        inspector = recording.inspector if self.shows_inspector else ""
        return replace(recording, inspector=inspector, remark=remark)

    def nature(self, case: Mapping[str, Any], file: CaseFile) -> str:
        """Returns the legal nature of a case in words, or why it has none."""
        said = nature_said(case["legal_nature"], case["rule"], separated(file.line.why))
        return text(f"penalties.{said}", self.language)

    def set_by(self, case: Mapping[str, Any], file: CaseFile) -> str:
        """Returns what set the money: why nothing is taken, or the caps that bit."""
        if case["state"] in ("revoked", "reversed"):
            return self._word(case["state"])
        said = [text(f"penalties.{why}", self.language) for why in separated(file.line.why)]
        if decimal(case["money_before_cap"]) != file.line.money_before_cap:
            said.insert(0, self._say("set_by_decision"))
        said += [text(f"penalties.cap-{cap}", self.language) for cap in case["caps"]]
        return self._say("semicolon").join(said)

    def _rule(self, version: str, rule_id: str) -> tuple[Tariff | None, Rule | None]:
        tariff = self.tariffs.get(version)
        rules = {rule.id: rule for rule in tariff.rules} if tariff else {}
        return tariff, rules.get(rule_id)

    def _scheme_name(self, scheme: str, version: str) -> str:
        if scheme == EVERY_SCHEME:
            return text("penalties.every_scheme", self.language)
        known = self.config.schemes.version(*SchemeKey(scheme, version)) if version else None
        named = known or self.config.forms.get(scheme)  # a complaint is of a form
        return named.name.say(self.language) if named else scheme

    def _clause(self, file: CaseFile) -> str:
        line, clause = file.line, file.about.get("clause", "")
        if line.cause in NAMED or line.code in ("", clause):
            return clause or line.code
        return f"{line.code} {clause}"

    def _lost(self, file: CaseFile) -> tuple[str, str]:
        """What the recording scored, and what this breach took off its score."""
        line = file.line
        if line.cause in MONTHLY:
            return self._say("of_a_month"), self._say("of_a_month")
        if line.cause == COMPLAINT:
            return self._say("of_a_complaint"), self._say("of_a_complaint")
        key = (line.scheme, line.recording, line.inspector, line.agent)
        if key not in self.scores.scores:
            return self._say("score_unknown"), self._say("score_unknown")
        start, final = self.scores.scores[key]
        lost = start - final if line.cause == "band" else self._lost_by(file, key)
        score = self._say("score_said", final=plain(final), start=plain(start))
        return score, self._say("lost_said", points=plain(lost)) if lost else self._say("lost_none")

    def _lost_by(self, file: CaseFile, key: tuple[str, str, str, str]) -> Decimal:
        """What the breach took off; an item that was marked by its points lost what they lost."""
        line, kind = file.line, _KINDS[file.line.cause]
        version = SchemeKey(line.scheme, file.about.get("version", ""))
        scheme = self.config.schemes.version(*version)
        node = scheme.by_id.get(line.code) if scheme and kind == MARKED else None
        names = [below.id for below in node.walk()] if node else [line.code]
        if kind not in (COUNTED, MARKED):
            names = [""]
        found = (self.scores.losses[key].get((kind, name), Decimal(0)) for name in names)
        return sum(found, Decimal(0))

    def _source(self, source: Mapping[str, Any] | None) -> str:
        """Where it was entered; files and sheets may be called after the inspector."""
        if not source or not source["file"] or not self.shows_inspector:
            return ""
        place = str(source["cell"] or source["row"])
        sheet = f"{source['sheet']}!" if source["sheet"] else ""
        return f"{source['file']}　{sheet}{place}"

    def _step(self, event: Event, line: GivenLine) -> Step:
        what = self._word(event.event)
        if outcome := event.data.get("outcome"):
            what = f"{what} {self._word(outcome)}"
        if event.event not in _PRICES:
            what += self._decided(event.data)
        who = self._word(event.role)
        reason = self.others.hidden(event.reason, line.agent, line.inspector)
        return Step(self._moment(event.at), what, who, reason)

    def _word(self, name: str) -> str:
        """The name of a state, event, role or outcome."""
        known = entries("procedure").get(f"word-{name}")
        return known[self.language] if known else name

    def _decided(self, data: Mapping[str, Any]) -> str:
        said = [
            f"{text(f'procedure.word-{name}', self.language)} {data[name]}"
            for name in ("points", "money")
            if data.get(name) is not None
        ]
        return f" {self._say('comma').join(said)}" if said else ""

    def _moment(self, at: str | None) -> str:
        return f"{datetime.fromisoformat(at):%Y-%m-%d %H:%M}" if at else ""

    def _say(self, key: str, **details: object) -> str:
        return text(f"papers.{key}", self.language, **details)


def _first_given(file: CaseFile) -> date:
    days = (event.data["line"]["given_on"] for event in file.events if event.event == OPEN)
    return date.fromisoformat(next(days, file.line.given_on.isoformat()))
