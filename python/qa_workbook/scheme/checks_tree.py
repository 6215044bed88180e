"""Checks of the tree of indicators: ids, leaves, weights, sums and sections."""

from __future__ import annotations

from decimal import Decimal

from qa_workbook.config.faults import Fault, Places, Steps, nearest
from qa_workbook.scheme.indicators import full_of_sum, full_points
from qa_workbook.scheme.model import Indicator, Scheme, Score, SectionFail
from qa_workbook.scheme.placed import Placed, placed, twice

SUM_ONLY = ("base", "floor", "ceiling", "bonus_cap")


def check_ids(scheme: Scheme, places: Places) -> list[Fault]:
    """Ids of the score, of indicators and of scoring points are unique together.

    So are those of families, and of critical families, among themselves.
    """
    ids: list[tuple[Steps, str]] = [(("score", "id"), scheme.score.id)]
    for one in placed(scheme):
        ids.append(((*one.steps, "id"), one.node.id))
        ids += [
            ((*one.steps, "points", place, "id"), point.id)
            for place, point in enumerate(one.node.scoring_points)
        ]
    faults = twice(ids, places, "id-twice")
    for key in ("families", "critical_families"):
        families = [((key, place, "id"), one.id) for place, one in enumerate(getattr(scheme, key))]
        faults += twice(families, places, "id-twice")
    return faults


def check_kinds(scheme: Scheme, places: Places) -> list[Fault]:
    """A leaf has either scale or count; a node with children aggregates and is not counted."""
    faults = []
    for one in placed(scheme):
        node = one.node
        if node.count and (node.scale or node.children):
            faults.append(places.fault("count-not-alone", *one.steps, "count", id=node.id))
        if not node.children and not node.scale and not node.count:
            faults.append(places.fault("leaf-without-kind", *one.steps, id=node.id))
        if node.children and not node.aggregate:
            faults.append(places.fault("aggregate-missing", *one.steps, id=node.id))
        if node.aggregate and not node.children:
            faults.append(places.fault("aggregate-on-leaf", *one.steps, "aggregate", id=node.id))
        if node.scoring_points and not node.scale:
            faults.append(places.fault("points-without-scale", *one.steps, "points", id=node.id))
    return faults


def check_weights(scheme: Scheme, places: Places) -> list[Fault]:
    """A weight is needed under `weighted`, and under `sum` by all but sums and counted leaves.

    Counted leaves never have one.
    """
    faults = []
    for one in placed(scheme):
        node = one.node
        if not node.scored:
            if node.weight is not None:
                faults.append(places.fault("unscored-weight", *one.steps, "weight", id=node.id))
            continue
        sums_up = node.count or (node.aggregate == "sum" and not node.scale)
        if node.count and node.weight is not None:
            faults.append(places.fault("weight-on-count", *one.steps, "weight", id=node.id))
        elif node.weight is None and one.parent.aggregate == "weighted" and not node.count:
            faults.append(
                places.fault("weight-missing", *one.steps, id=node.id, aggregate="weighted")
            )
        elif node.weight is None and one.parent.aggregate == "sum" and not sums_up:
            faults.append(places.fault("weight-missing", *one.steps, id=node.id, aggregate="sum"))
    return faults


def check_unscored(scheme: Scheme, places: Places) -> list[Fault]:
    """Only a marked leaf that no marked indicator holds can be left unscored.

    Something stays to be scored beside it.
    """
    faults = []
    leaves = {node.id for node in scheme.entered if node.scale and not node.children}
    groups: list[tuple[Steps, tuple[Indicator, ...]]] = [(("score",), scheme.indicators)]
    groups += [(one.steps, one.node.children) for one in placed(scheme)]
    for one in placed(scheme):
        if not one.node.scored and one.node.id not in leaves:
            faults.append(places.fault("unscored-place", *one.steps, "scored", id=one.node.id))
    for steps, children in groups:
        if children and not any(child.scored for child in children):
            faults.append(places.fault("nothing-scored", *steps))
    return faults


def check_references(scheme: Scheme, places: Places) -> list[Fault]:
    """Every scale, family and critical family that is named is defined."""
    families = [family.id for family in scheme.families]
    critical = [family.id for family in scheme.critical_families]
    scales = list(scheme.scales)
    faults: list[Fault] = []

    def check(steps: Steps, name: str | None, code: str, known: list[str]) -> None:
        if name is not None and name not in known:
            details = {"found": name, "hint": nearest(name, known), "known": known or ["–"]}
            faults.append(places.fault(code, *steps, **details))

    for one in placed(scheme):
        check((*one.steps, "scale"), one.node.scale, "unknown-scale", scales)
        check((*one.steps, "family"), one.node.family, "unknown-family", families)
        check((*one.steps, "critical"), one.node.critical, "unknown-critical", critical)
    for place, code in enumerate(scheme.fatal.codes if scheme.fatal else ()):
        check(("fatal", "codes", place, "critical"), code.critical, "unknown-critical", critical)
    return faults


def check_counts(scheme: Scheme, places: Places) -> list[Fault]:
    """Counted leaves move points, so they stand under `sum` only; they always apply."""
    faults = []
    for one in placed(scheme):
        if one.node.count and one.parent.aggregate in ("weighted", "equal"):
            faults.append(places.fault("count-outside-sum", *one.steps, "count", id=one.node.id))
        if one.node.count and one.node.not_applicable:
            faults.append(
                places.fault("count-not-applicable", *one.steps, "not_applicable", id=one.node.id)
            )
    return faults


def check_not_applicable(scheme: Scheme, places: Places) -> list[Fault]:
    """What leaves the whole form isn't spread over a part of it: one rule or the other."""
    rules: list[tuple[Steps, str | None]] = [(("not_applicable",), scheme.not_applicable)]
    rules += [((*one.steps, "not_applicable"), one.node.not_applicable) for one in placed(scheme)]
    chosen = [(steps, rule) for steps, rule in rules if rule in ("leave", "respread")]
    return [
        places.fault("leave-mixed", *steps, found=rule, first=chosen[0][1])
        for steps, rule in chosen
        if rule != chosen[0][1]
    ]


def check_sums(scheme: Scheme, places: Places) -> list[Fault]:
    """base, floor, ceiling and bonus_cap belong to `sum`; floor ≤ ceiling.

    Floor and ceiling belong to any score too.
    """
    faults = _bonus_caps(scheme, places)
    score = scheme.score
    for key in ("base", "bonus_cap"):
        if score.aggregate != "sum" and getattr(score, key) is not None:
            faults.append(places.fault("sum-only", "score", key, key_name=key))
    if score.floor >= score.ceiling:
        faults.append(
            places.fault(
                "floor-above-ceiling", "score", "floor", floor=score.floor, ceiling=score.ceiling
            )
        )
    for one in placed(scheme):
        node = one.node
        for key in SUM_ONLY:
            if node.aggregate != "sum" and getattr(node, key) is not None:
                faults.append(places.fault("sum-only", *one.steps, key, key_name=key))
        if node.floor is not None and node.ceiling is not None and node.floor > node.ceiling:
            details = {"floor": node.floor, "ceiling": node.ceiling}
            faults.append(places.fault("floor-above-ceiling", *one.steps, "floor", **details))
    return faults


def _bonus_caps(scheme: Scheme, places: Places) -> list[Fault]:
    """A bonus_cap limits bonus leaves, so there must be one right below."""
    nodes: list[tuple[Steps, Indicator | Score, tuple[Indicator, ...]]] = [
        (("score",), scheme.score, scheme.indicators)
    ]
    nodes += [(one.steps, one.node, one.node.children) for one in placed(scheme)]
    return [
        places.fault("bonus-cap-idle", *steps, "bonus_cap")
        for steps, node, children in nodes
        if node.bonus_cap is not None
        and node.aggregate == "sum"
        and not any(child.count and child.count.direction == "bonus" for child in children)
    ]


def check_full(scheme: Scheme, places: Places) -> list[Fault]:
    """The full score can be reached, and a sum whose fraction is used has full points above 0."""
    faults = []
    score = scheme.score
    most = score.ceiling
    if not score.full and score.aggregate != "sum":
        faults.append(places.fault("full-zero", "score", "full", aggregate=score.aggregate))
    if score.aggregate == "sum":
        most = min(most, _most(score, scheme.indicators))
    if most < score.full:
        faults.append(places.fault("full-unreachable", "score", "full", full=score.full, most=most))
    for one in placed(scheme):
        node = one.node
        if node.aggregate == "sum" and node.floor is not None:
            most = _most(node, node.children)
            if node.floor >= most and (node.ceiling is None or node.floor <= node.ceiling):
                details = {"floor": node.floor, "most": most}
                faults.append(places.fault("floor-always", *one.steps, "floor", **details))
                continue
        if node.aggregate != "sum" or (one.parent.aggregate == "sum" and node.weight is None):
            continue
        full = full_of_sum(node.base, node.children)
        if full <= 0:
            faults.append(places.fault("sum-without-full", *one.steps, id=node.id, full=full))
        elif node.ceiling is not None and full.is_finite() and node.ceiling < full:
            faults.append(
                places.fault(
                    "full-unreachable", *one.steps, "ceiling", full=full, most=node.ceiling
                )
            )
    return faults


def _most(node: Indicator | Score, children: tuple[Indicator, ...]) -> Decimal:
    """The most points that a sum can come to, with all bonus."""
    bonus = sum((_bonus(child) for child in children), Decimal(0))
    if node.bonus_cap is not None:
        bonus = min(bonus, node.bonus_cap)
    most = (node.base or Decimal(0)) + bonus
    for child in children:
        if child.aggregate == "sum" and child.weight is None:
            most += _most(child, child.children)
        else:
            most += full_points(child)
    return most if node.ceiling is None else min(most, node.ceiling)


def _bonus(leaf: Indicator) -> Decimal:
    """The most points that a leaf can add; only a bonus adds any."""
    count = leaf.count
    if count is None or count.direction != "bonus":
        return Decimal(0)
    most = Decimal("Infinity")  # it may occur any number of times
    if count.per == "once":
        most = count.points * (count.aggravated or 1)
    return most if count.cap is None else min(most, count.cap)


def check_section_fail(scheme: Scheme, places: Places) -> list[Fault]:
    """section_fail watches indicators below its node, and has the threshold of its unit."""
    faults: list[Fault] = []
    for one in placed(scheme):
        if one.node.section_fail:
            faults += _section_fail(scheme, one, one.node.section_fail, places)
    return faults


def _section_fail(scheme: Scheme, one: Placed, rule: SectionFail, places: Places) -> list[Fault]:
    steps = (*one.steps, "section_fail")
    if not one.node.children:
        return [places.fault("section-fail-on-leaf", *steps, id=one.node.id)]
    faults = []
    wanted = {"mark": "mark_at_or_below", "occurrence": "count_at_or_above"}[rule.unit]
    if getattr(rule, wanted) is None:
        faults.append(places.fault("section-fail-threshold", *steps, wanted=wanted, unit=rule.unit))
    below = {node.id: node for node in one.node.walk() if node is not one.node}
    for place, name in enumerate(rule.of):
        if name not in below:
            details = {"found": name, "hint": nearest(name, below), "known": list(below)}
            faults.append(places.fault("section-fail-unknown", *steps, "of", place, **details))
    watched = [below[name] for name in rule.of or below if name in below]
    if rule.mark_at_or_below is not None:
        scales = [scheme.scales[node.scale] for node in watched if node.scale in scheme.scales]
        if scales and any(rule.mark_at_or_below >= scale.full for scale in scales):
            faults.append(
                places.fault(
                    "section-fail-always", *steps, "mark_at_or_below", found=rule.mark_at_or_below
                )
            )
        if not scales:
            faults.append(places.fault("section-fail-idle", *steps, "mark_at_or_below"))
    if rule.count_at_or_above is not None and not any(node.count for node in watched):
        faults.append(places.fault("section-fail-idle", *steps, "count_at_or_above"))
    return faults
