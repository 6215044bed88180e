"""What a scheme does in a period, and what another version of it would do: all that is told."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from qa_workbook.analysis.model import Analysis
from qa_workbook.labels import text
from qa_workbook.laboratory.backtest import Backtest
from qa_workbook.laboratory.items import ItemAnalysis
from qa_workbook.laboratory.objects import as_dict, items_as_dict
from qa_workbook.laboratory.sentences import Sentences, item_sentences


@dataclass(frozen=True)
class Tested:
    """The recordings of a scheme over a period as they are published, and the back-test."""

    analysis: Analysis
    items: ItemAnalysis
    backtest: Backtest | None
    new_items: ItemAnalysis | None
    small_sample: int

    @property
    def is_refused(self) -> bool:
        """Whether a back-test was asked for and could not be made."""
        return self.backtest is not None and self.backtest.outcome is None

    def sentences(self, language: str) -> list[str]:
        """Returns what came of it, a plain sentence per figure."""
        analysis = self.analysis
        head = {
            "scheme": analysis.scheme.name.say(language),
            "period": analysis.period.text,
            "recordings": analysis.overall.recordings,
            "old": text("laboratory.comma", language).join(
                one.version for one in analysis.versions
            ),
        }
        found = [text("laboratory.head", language, **head), *item_sentences(self.items, language)]
        if self.backtest is None:
            return found
        said = Sentences(self.backtest, self.small_sample, language)
        return [*found, *said.changes(), *said.refusal(), *said.results()]

    def as_dict(self) -> dict[str, Any]:
        """Returns the object for programs."""
        analysis = self.analysis
        return {
            "scheme": analysis.scheme.id,
            "period": analysis.period.text,
            "recordings": analysis.overall.recordings,
            "items": items_as_dict(self.items),
            "new_items": items_as_dict(self.new_items) if self.new_items else None,
            "backtest": as_dict(self.backtest) if self.backtest else None,
        }
