"""One plain sentence per figure of a back-test: what changes, and whether there are enough."""

from __future__ import annotations

from collections.abc import Iterator

from qa_workbook.labels import text
from qa_workbook.laboratory.backtest import Backtest
from qa_workbook.laboratory.differences import Difference
from qa_workbook.laboratory.items import FLAGS, ItemAnalysis
from qa_workbook.laboratory.outcome import Outcome, Rate
from qa_workbook.numbers import as_shown, percent, plain
from qa_workbook.scheme.model import Scheme
from qa_workbook.statistics.reasons import Reason

_NAMED = 3
"""So many agents stand in the sentence; all are on their sheet."""


class Sentences:
    """Says what a back-test came to; fewer than `least` units are few."""

    def __init__(self, backtest: Backtest, least: int, language: str) -> None:
        self.backtest, self.least, self.language = backtest, least, language

    def say(self, key: str, **details: object) -> str:
        """Returns a sentence of the laboratory."""
        return text(f"laboratory.{key}", self.language, **details)

    def changes(self) -> list[str]:
        """Returns in what the versions differ, and what was done about it."""
        found = self.backtest.differences
        return [self.difference(one) for one in found if not one.is_obstacle]

    def refusal(self) -> list[str]:
        """Returns why there is no back-test; nothing where there is one."""
        found = [self.difference(one) for one in self.backtest.obstacles]
        return [self.say("refused"), *found] if found else []

    def difference(self, one: Difference) -> str:
        """Returns a difference in words."""
        name = self.say("name", name=self._name(one.id))
        return self.say(str(one.kind), **{**vars(one), "kind": "", "name": name})

    def _name(self, id_: str) -> str:
        schemes: tuple[Scheme, ...] = (self.backtest.new, *reversed(self.backtest.versions))
        nodes = (scheme.by_id.get(id_) for scheme in schemes)
        return next((node.name.say(self.language) for node in nodes if node), id_)

    def results(self) -> list[str]:
        """Returns the figures, a sentence each; nothing where the test could not be made."""
        outcome = self.backtest.outcome
        return list(self._results(outcome)) if outcome else []

    def unit(self, outcome: Outcome) -> str:
        """Returns what is counted."""
        return self.say("unit_month" if outcome.by_month else "unit_recording")

    def _results(self, outcome: Outcome) -> Iterator[str]:
        unit, size = self.unit(outcome), len(outcome.units)
        changed = int((outcome.units["change"] != 0).sum())
        yield self.say(
            "tested", new=self.backtest.new.version, units=size, unit=unit, changed=changed
        )
        enough = "few" if size < self.least else "enough"
        yield self.say(enough, units=size, unit=unit, least=self.least)
        if outcome.mean_change is not None:
            yield self._mean(outcome)
        if outcome.band_changes:
            share = percent(outcome.band_changes / size)
            yield self.say("band_changes", count=outcome.band_changes, unit=unit, share=share)
        else:
            yield self.say("no_change", unit=unit)
        yield from self._good(outcome.good, unit)
        if not outcome.by_month:
            before, after = outcome.fatal
            yield self.say("fatal", before=before, after=after)
        yield from self._agents(outcome, unit)
        yield from self._money()

    def _mean(self, outcome: Outcome) -> str:
        assert outcome.old_mean is not None
        assert outcome.new_mean is not None
        assert outcome.mean_change is not None
        means = {"old": points(outcome.old_mean), "new": points(outcome.new_mean)}
        interval = self._interval(outcome.mean_interval, 1)
        return self.say("mean", **means, change=signed(outcome.mean_change), interval=interval)

    def _interval(self, ends: tuple[float, float] | Reason, factor: int) -> str:
        if isinstance(ends, Reason):
            return ""
        low, high = (signed(end * factor) for end in ends)
        return self.say("interval", low=low, high=high)

    def _good(self, good: Rate | None, unit: str) -> Iterator[str]:
        if good is None:
            yield self.say("no_good")
            return
        yield self.say(
            "good",
            before=percent(good.before),
            after=percent(good.after),
            change=signed(100 * good.change),
            interval=self._interval(good.interval, 100),
            gained=good.gained,
            lost=good.lost,
            unit=unit,
        )
        if good.gained or good.lost:
            yield self.say("good_chance" if good.is_chance else "good_sure")

    def _agents(self, outcome: Outcome, unit: str) -> Iterator[str]:
        moved = outcome.agents[outcome.agents["change"] != 0].head(_NAMED)
        if not len(moved):
            return
        names = [
            self.say(
                "agent",
                agent=row["agent"],
                name=row["name"],
                change=signed(row["change"]),
                units=row["units"],
                unit=unit,
            )
            for row in moved.to_dict("records")
        ]
        yield self.say("agents", names=self.say("comma").join(names))

    def _money(self) -> Iterator[str]:
        money = self.backtest.money
        if money is None:
            yield self.say("no_money")
            return
        details = {
            f"{side}_{name}": value if isinstance(value, int) else plain(value)
            for side, sums in (("old", money.before), ("new", money.after))
            for name, value in sums.items()
        }
        if len(money.agents):
            yield self.say("money", **details, agents=len(money.agents))
        else:
            yield self.say("money_same", **details)
        if money.after["unpriced"] != money.before["unpriced"]:
            yield self.say("money_unpriced", **details)
        if money.examples:
            yield self.say("money_examples")


def item_sentences(found: ItemAnalysis, language: str) -> list[str]:
    """Returns what is to be said of the items, a sentence per kind of remark."""

    def say(key: str, **details: object) -> str:
        return text(f"laboratory.{key}", language, **details)

    said = []
    if found.left_out:
        version = found.scheme.version
        said.append(say("items_left_out", count=found.left_out, version=version))
    if found.by_clause:
        said.append(say("items_by_clause"))
    names = {item.id: item.name for item in found.items}
    if all("few" in item.flags for item in found.items):
        return [*said, say("items_few", count=found.recordings)]
    flagged = False
    for flag in FLAGS:
        own = [item.name for item in found.items if flag in item.flags]
        if own:
            flagged = True
            said.append(say(f"flagged_{flag}", names=say("comma").join(own)))
    for pair in found.pairs:
        if pair.redundant:
            flagged = True
            both = {"first": names[pair.first], "second": names[pair.second]}
            said.append(say("flagged_pair", **both, r=f"{pair.r:.2f}"))
    return said if flagged else [*said, say("items_sound")]


def points(value: float) -> str:
    """Returns a score as a cell shows it, to two places."""
    return f"{as_shown(value, 2):f}"


def signed(value: float) -> str:
    """Returns a change to two places, with its sign; none where it is 0."""
    shown = as_shown(value, 2)
    return f"{shown:+f}" if shown else f"{abs(shown):f}"
