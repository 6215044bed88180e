"""A slow, plain calculator of one recording after the other, in fractions: what the vectorised code is checked against.

Written from the rules of docs/schemes.md and not from the code. A recording is a `Sheet`; nothing here knows of frames.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import pairwise
from math import floor

from qa_workbook.scheme.model import Indicator, Scheme

NA = "n/a"
COLOURS = ("black", "red", "yellow", "blue", "white")


@dataclass
class Sheet:
    """One recording: marks as numbers or NA by indicator id, counts as (times, aggravated times) by clause."""

    marks: dict[str, Fraction | str] = field(default_factory=dict)
    counts: dict[str, tuple[int, int]] = field(default_factory=dict)
    deduction: Fraction = Fraction(0)
    fatal: bool = False
    codes: tuple[str, ...] = ()
    recording: str = "r"
    agent: str = "a"
    name: str = ""
    team: str = ""
    day: str = "2026-10-01"
    version: Scheme | None = None


@dataclass
class Result:
    raw: Fraction | None
    final: Fraction | None
    values: dict[str, Fraction]
    defects: int
    defective: dict[str, bool]
    classes: dict[str, str]
    critical: set[str]
    band: str


@dataclass
class Node:
    """points, attainable full, fraction (None without a full); of points and full, what no mark brings."""

    points: Fraction
    full: Fraction
    f: Fraction | None
    fixed: Fraction = Fraction(0)
    fixed_full: Fraction = Fraction(0)


def rounded(value: Fraction, score) -> Fraction:
    """Rounded half up, or with further digits cut off (toward 0)."""
    if score.rounding == "half_up":
        return half_up(value, score.decimals)
    size = floor(abs(value) * 10**score.decimals)
    return Fraction(size if value >= 0 else -size, 10**score.decimals)


def half_up(value: Fraction, digits: int) -> Fraction:
    size = floor(abs(value) * 10**digits + Fraction(1, 2))
    return Fraction(size if value >= 0 else -size, 10**digits)


class Calculator:
    def __init__(self, scheme: Scheme, sheet: Sheet) -> None:
        self.scheme, self.sheet, self.values = scheme, sheet, {}

    # --- which marks count -----------------------------------------------------------------------------------------

    def own(self, node: Indicator) -> Fraction | str | None:
        """The node's mark, "n/a", or None when it wasn't entered; n/a under the rule `full` is a full mark."""
        mark = self.sheet.marks.get(node.id)
        if mark == NA and self.scheme.not_applicable_rule(node) == "full":
            return Fraction(self.scheme.scale_of(node).full)
        return mark

    def entered(self, node: Indicator) -> list[tuple[Indicator, Fraction]]:
        """The marks in a subtree; a direct mark (or n/a) hides all below it."""
        mark = self.own(node) if node.scale else None
        if mark == NA or not node.scored:
            return []
        if mark is not None:
            return [(node, mark)]
        return [pair for child in node.children for pair in self.entered(child)]

    def happened(self, node: Indicator) -> list[tuple[Indicator, int]]:
        """The occurrences in a subtree, hidden in the same way."""
        if node.count:
            return [(node, self.sheet.counts.get(node.id, (0, 0))[0])]
        if node.scale and self.own(node) is not None:
            return []
        return [pair for child in node.children for pair in self.happened(child)]

    # --- the tree --------------------------------------------------------------------------------------------------

    def node(self, node: Indicator) -> Node | None:
        if not node.scored:
            return None
        result = self.bare(node)
        direct = node.scale and self.own(node) is not None
        if result and node.section_fail and not direct and self.fails(node):
            f = min(result.f, Fraction(0)) if result.f is not None else None
            most = max(Fraction(0), Fraction(node.floor or 0))
            points, marked = (
                min(result.points, most),
                min(result.points - result.fixed, Fraction(0)),
            )
            fixed = points - marked if node.aggregate == "sum" else Fraction(0)
            result = Node(points, result.full, f, fixed, result.fixed_full)
        if result and result.f is not None:
            self.values[node.id] = 100 * result.f
        return result

    def bare(self, node: Indicator) -> Node | None:
        if node.count:
            return Node(self.amount(node), Fraction(0), None)
        if node.scale:
            mark = self.own(node)
            if mark == NA:
                return None
            if mark is not None:
                scale = self.scheme.scale_of(node)
                zero = Fraction(scale.zero)
                return self.weighed(node, (Fraction(mark) - zero) / (Fraction(scale.full) - zero))
        if not node.children:
            return None
        if node.aggregate == "sum":
            return self.sum(node, node.children)
        f = self.mean(node.aggregate, node.children)
        return None if f is None else self.weighed(node, f)

    @staticmethod
    def weighed(node: Indicator, f: Fraction) -> Node:
        weight = Fraction(node.weight or 0)
        return Node(weight * f, weight, f)

    def amount(self, node: Indicator) -> Fraction:
        rule = node.count
        times, worse = self.sheet.counts.get(node.id, (0, 0))
        points, factor = Fraction(rule.points), Fraction(rule.aggravated or 1)
        if rule.per == "once":
            amount = Fraction(0) if times == 0 else points * (factor if worse else 1)
        else:
            amount = points * (times - worse) + points * factor * worse
        if rule.cap is not None:
            amount = min(amount, Fraction(rule.cap))
        return amount if rule.direction == "bonus" else -amount

    def mean(self, aggregate: str, children) -> Fraction | None:
        above = below = Fraction(0)
        for child in children:
            result = self.node(child)
            if result and result.f is not None:
                weight = Fraction(child.weight) if aggregate == "weighted" else Fraction(1)
                weight *= self.stays(child)
                above, below = above + weight * result.f, below + weight
        return above / below if below else None

    def sum(self, node, children) -> Node | None:
        results = {child.id: self.given(child) for child in children}
        if all(result is None for result in results.values()):
            return None
        base = Fraction(node.base or 0)
        marked = [child for child in children if any(below.scale for below in child.walk())]
        others = [child for child in children if child not in marked]
        attainable = sum((self.nominal(child) for child in marked), Fraction(0))
        applying = [results[c.id] for c in marked if results[c.id]]
        in_sections = sum((one.fixed_full for one in applying), Fraction(0))
        attainable -= in_sections
        if isinstance(node, Indicator):
            attainable -= sum((self.gone(child) for child in marked), Fraction(0))
        applicable = sum((one.full for one in applying), Fraction(0)) - in_sections
        points = sum((one.points - one.fixed for one in applying), Fraction(0))
        full = fixed_full = (
            base + in_sections + sum((self.nominal(child) for child in others), Fraction(0))
        )
        if applicable > 0:
            points, full = points * attainable / applicable, full + attainable
        from_marks = points
        points += sum((one.fixed for one in applying), Fraction(0))
        bonus = Fraction(0)
        for child in others:
            if results[child.id] is None:
                continue
            if child.count and child.count.direction == "bonus":
                bonus += results[child.id].points
            else:
                points += results[child.id].points
        points += base + (bonus if node.bonus_cap is None else min(bonus, Fraction(node.bonus_cap)))
        if node.floor is not None:
            points = max(points, Fraction(node.floor))
        if node.ceiling is not None:
            points = min(points, Fraction(node.ceiling))
        fraction = points / full if full > 0 else None
        return Node(points, full, fraction, points - from_marks, fixed_full)

    def given(self, child: Indicator) -> Node | None:
        """What a child gives to a sum: its points, or weight × fraction."""
        result = self.node(child)
        if result is None or child.count:
            return result
        direct = child.scale and self.own(child) not in (None, NA)
        if child.aggregate == "sum" and child.weight is None and not direct:
            return result
        return (
            None
            if result.f is None
            else Node(self.worth(child) * result.f, self.worth(child), result.f)
        )

    # --- what leaves the whole form --------------------------------------------------------------------------------

    def leaves(self, node: Indicator) -> bool:
        return self.own(node) == NA and self.scheme.not_applicable_rule(node) == "leave"

    def attainable(self, node: Indicator) -> tuple[Fraction, Fraction]:
        """Points of a node that are asked in this row, and those that would be if nothing had left the form.

        Of a mean they are weights. Nothing of both where it isn't part of the form at all.
        """
        mark = self.own(node) if node.scale else None
        if mark is not None:
            return Fraction(mark != NA), Fraction(mark != NA or self.leaves(node))
        below = [(child, self.attainable(child)) for child in node.children if child.scored]
        below = [(child, pair) for child, pair in below if pair[1]]
        if node.aggregate != "sum":
            weights = [
                Fraction(child.weight) if node.aggregate == "weighted" else Fraction(1)
                for child, _ in below
            ]
            asked = [w * now / all_ for w, (_, (now, all_)) in zip(weights, below, strict=True)]
            return sum(asked, Fraction(0)), sum(weights, Fraction(0))
        gone = sum((self.gone(child) for child in node.children), Fraction(0))
        counts = any(True for child in node.children if self.happened(child))
        if not counts and not any(now for _, (now, _) in below):
            return Fraction(0), gone + Fraction(node.base or 0) if gone else Fraction(0)
        part = self.bare(node)
        return part.full, part.full + gone

    def stays(self, node: Indicator) -> Fraction:
        now, all_ = self.attainable(node)
        return now / all_ if all_ else Fraction(1)

    def worth(self, child: Indicator) -> Fraction:
        return Fraction(child.weight) * self.stays(child)

    def gone(self, child: Indicator) -> Fraction:
        """Points of a sum that left the form with a child."""
        if child.count or not child.scored:
            return Fraction(0)
        now, all_ = self.attainable(child)
        if not all_:
            return Fraction(0)
        direct = child.scale and self.own(child) is not None
        if child.aggregate == "sum" and child.weight is None and not direct:
            return all_ - now
        return Fraction(child.weight) * (1 - now / all_)

    def nominal(self, child: Indicator) -> Fraction:
        if child.count or not child.scored:
            return Fraction(0)
        if child.weight is not None:
            return Fraction(child.weight)
        return Fraction(child.base or 0) + sum(
            (self.nominal(below) for below in child.children), Fraction(0)
        )

    def fails(self, node: Indicator) -> bool:
        rule = node.section_fail
        below = [pair for child in node.children for pair in self.entered(child)]
        if rule.mark_at_or_below is not None and any(
            mark <= Fraction(rule.mark_at_or_below)
            for one, mark in below
            if not rule.of or one.id in rule.of
        ):
            return True
        counts = self.happened(node)
        return rule.count_at_or_above is not None and any(
            times >= rule.count_at_or_above
            for one, times in counts
            if not rule.of or one.id in rule.of
        )

    # --- the recording ---------------------------------------------------------------------------------------------

    def raw(self) -> Fraction | None:
        score = self.scheme.score
        if score.aggregate == "sum":
            result = self.sum(score, self.scheme.indicators)
            points = result.points if result else None
        else:
            f = self.mean(score.aggregate, self.scheme.indicators)
            points = None if f is None else Fraction(score.full) * f
        if points is None:
            return None
        points = min(max(points, Fraction(score.floor)), Fraction(score.ceiling))
        if score.full:
            self.values[score.id] = 100 * points / Fraction(score.full)
        return rounded(points, score)

    def final(self, raw: Fraction, *, fatal: bool = True) -> Fraction:
        """The score after the deduction, and after the fatal effect unless left out."""
        after = raw - self.sheet.deduction
        if fatal and self.scheme.fatal and (self.sheet.fatal or self.sheet.codes):
            known = {code.id: code for code in self.scheme.fatal.codes}
            for code in [known.get(code) for code in self.sheet.codes] or [None]:
                effect = (code and code.effect) or self.scheme.fatal.effect
                if effect == "zero":
                    after = min(after, Fraction(0))
                if effect == "cap":
                    own = code.cap if code and code.cap is not None else self.scheme.fatal.cap
                    after = min(after, Fraction(own))
        least = min(Fraction(0), Fraction(self.scheme.score.floor))
        return rounded(max(least, after), self.scheme.score)

    def result(self) -> Result:
        scheme, raw = self.scheme, self.raw()
        final = None if raw is None else self.final(raw)
        marks = [pair for top in scheme.indicators for pair in self.entered(top)]
        low = [node for node, mark in marks if mark < Fraction(scheme.scale_of(node).full)]
        counts = [pair for top in scheme.indicators for pair in self.happened(top)]
        breached = [node for node, times in counts if node.count.direction == "deduct" and times]
        bad = {node.id for node in [*low, *breached]}
        defective = {
            item.id: any(below.id in bad for below in item.walk()) for item in scheme.items
        }
        classes = {item.id: self.letter(item) for item in scheme.items}
        critical = {
            node.critical
            for node in scheme.nodes
            if node.critical and any(b.id in bad for b in node.walk())
        }
        if scheme.fatal:
            critical |= {
                code.critical
                for code in scheme.fatal.codes
                if code.id in self.sheet.codes and code.critical
            }
        return Result(
            raw, final, self.values, len(bad), defective, classes, critical, self.band(raw, final)
        )

    def letter(self, item: Indicator) -> str:
        mark = self.own(item) if item.scale else None
        rules = self.scheme.defect_classes
        if not rules or mark in (None, NA):
            return ""
        return next((rule.id for rule in rules.classes if mark == Fraction(rule.mark)), "")

    def band(self, raw: Fraction | None, final: Fraction | None) -> str:
        rules = self.scheme.bands
        if not rules or raw is None or final is None:
            return ""
        fatal_changed_it = final != self.final(raw, fatal=False)
        score = final if rules.score == "final" or fatal_changed_it else raw
        return next((band.id for band in rules.bands if band.holds(score)), "")


def score(scheme: Scheme, sheet: Sheet) -> Result:
    """Everything about one recording."""
    return Calculator(scheme, sheet).result()


def number(value: Fraction | None) -> float | None:
    return None if value is None else float(value)


def metrics(scheme: Scheme, period: str, sheets: list[Sheet]) -> dict:
    """The contract's metrics object of recordings that all count, each agent with one name and team.

    `scheme` is the newest version; sheets may name an older one of their own.
    """
    results = [score(sheet.version or scheme, sheet) for sheet in sheets]
    n, known = len(results), {item.id: item for item in scheme.items}
    for sheet in sheets:
        known |= {item.id: item for item in (sheet.version or scheme).items if item.id not in known}
    items = list(known.values())
    averages = any(not item.count for item in items)
    bad = {
        item.id: sum(result.defective.get(item.id, False) for result in results) for item in items
    }
    held = {item.id: sum(item.id in result.defective for result in results) for item in items}
    whole = sum(bad.values())

    def average(chosen: list[Result]) -> Fraction | None:
        marked = {
            item.id: [r.defective[item.id] for r in chosen if item.id in r.defective]
            for item in items
        }
        ratios = [Fraction(sum(found), len(found)) for found in marked.values() if found]
        return sum(ratios) / len(ratios) if averages and ratios else None

    def alert(ratio: Fraction | None, kind: str) -> str | None:
        if ratio is None or scheme.alerts is None or not averages:
            return None
        return next(
            level.colour
            for level in scheme.alerts.levels
            if ratio >= Fraction(getattr(level, kind))
        )

    def mean(values: list[Fraction]) -> float | None:
        return number(sum(values) / len(values)) if values else None

    days, agents = defaultdict(list), defaultdict(list)
    for sheet, result in zip(sheets, results, strict=True):
        days[sheet.day].append(result)
        agents[sheet.agent].append((sheet, result))
    day_rows = [
        {"date": day, "recordings": len(own), "average_defect_ratio": number(average(own)),
         "alert": alert(average(own), "average_from")}
        for day, own in sorted(days.items())
    ]  # fmt: skip
    bands = {band.id for band in scheme.bands.bands} if scheme.bands else set()
    return {
        "scheme": scheme.id,
        "period": period,
        "recordings": n,
        "mean_score": mean([result.raw for result in results]),
        "mean_final": mean([result.final for result in results]),
        "rates": {
            name: sum(result.band == name for result in results) / n
            if name in bands and n
            else None
            for name in ("good", "minor", "ordinary", "fail")
        },
        "average_defect_ratio": number(average(results)),
        "alert": alert(average(results), "average_from"),
        "items": [
            {
                "id": item.id,
                "name": item.name.zh,
                "defects": {
                    letter: sum(r.classes.get(item.id) == letter for r in results)
                    for letter in "ABCDE"
                },
                "defective": bad[item.id],
                "ratio": number(Fraction(bad[item.id], held[item.id])) if held[item.id] else None,
                "share": number(Fraction(bad[item.id], whole)) if whole else 0.0,
                "alert": alert(Fraction(bad[item.id], held[item.id]), "item_from")
                if held[item.id]
                else None,
            }
            for item in items
        ],
        "distribution": distribution(scheme, results),
        "days": day_rows,
        "alert_days": {
            colour: sum(row["alert"] == colour for row in day_rows) for colour in COLOURS
        },
        "agents": [
            {
                "agent": agent,
                "name": own[0][0].name,
                "team": own[0][0].team,
                "recordings": len(own),
                "mean_score": mean([result.raw for _, result in own]),
                "mean_final": mean([result.final for _, result in own]),
                "defects": sum(result.defects for _, result in own),
                "error_deduction": float(sum(sheet.deduction for sheet, _ in own)),
                "fatal": sum(sheet.fatal for sheet, _ in own),
            }
            for agent, own in sorted(agents.items())
        ],
        "index": index(scheme, results),
    }


def distribution(scheme: Scheme, results: list[Result]) -> list[dict]:
    rule = scheme.distribution
    groups = []
    bounds = [Fraction(bound) for bound in rule.bounds] if rule else []
    for number_, (low, high) in enumerate(pairwise(bounds), start=1):
        scores = [result.final if rule.score == "final" else result.raw for result in results]
        last = number_ == len(bounds) - 1
        count = sum(low <= one < high or (last and one == high) for one in scores)
        groups.append(
            {"group": number_, "upper": float(high), "lower": float(low), "midpoint": float((low + high) / 2),
             "count": count, "share": count / len(results) if results else None}
        )  # fmt: skip
    return groups


def index(scheme: Scheme, results: list[Result]) -> list[dict]:
    rows = []
    tops = [(1, scheme.score.id, (scheme.score.name or scheme.name).zh)]
    nodes = [(scheme.level[node.id], node.id, node.name.zh) for node in scheme.nodes]
    for level, id_, name in tops + nodes if scheme.hierarchical else []:
        values = [result.values[id_] for result in results if id_ in result.values]
        if values:
            rows.append(
                {"level": level, "id": id_, "name": name, "value": float(sum(values) / len(values))}
            )
    return rows
