"""Checks of the score sheet that the scheme makes: columns, and what can be entered."""

from __future__ import annotations

import unicodedata

from qa_workbook.config.faults import Fault, Places, Steps
from qa_workbook.scheme.model import Indicator, Scheme
from qa_workbook.scheme.placed import placed, twice


def heading(name: str) -> str:
    """Returns a heading as sheets are read: width, blanks and case do not matter."""
    return "".join(unicodedata.normalize("NFKC", name).split()).casefold()


def check_headings(scheme: Scheme, places: Places) -> list[Fault]:
    """Columns (long sheets: clauses) have names of their own, unlike each other."""
    named = [(steps, heading(name)) for steps, name in entered_names(scheme)]
    faults = twice(named, places, "heading-twice")
    for one in placed(scheme):
        points = [
            ((*one.steps, "points", place, "name"), point.name.zh)
            for place, point in enumerate(one.node.scoring_points)
        ]
        faults += twice(points, places, "point-name-twice")
    return faults


def entered_names(scheme: Scheme) -> list[tuple[Steps, str]]:
    """Returns path and Chinese name of the indicators that are columns, or clauses, of a sheet."""
    if scheme.sheet.layout == "long":
        nodes = scheme.counted
    else:
        items = scheme.entered if scheme.sheet.entry != "points" else ()
        leaves = scheme.leaves if scheme.sheet.entry != "items" else ()
        nodes = (*items, *leaves)
    entered = {node.id for node in nodes}
    found = [one for one in placed(scheme) if one.node.id in entered]
    return [((*one.steps, "name"), one.node.name.zh) for one in found]


def check_layout(scheme: Scheme, places: Places) -> list[Fault]:
    """Long sheets hold counted clauses only, and have none of the columns of wide ones.

    Only they have 加重.
    """
    faults = []
    for one in placed(scheme):
        node = one.node
        if scheme.sheet.layout == "long" and node.scale:
            faults.append(places.fault("long-graded", *one.steps, "scale", id=node.id))
        if scheme.sheet.layout == "wide" and node.count and node.count.aggravated is not None:
            faults.append(
                places.fault("aggravated-in-wide", *one.steps, "count", "aggravated", id=node.id)
            )
    if scheme.sheet.layout == "long":
        absent = {"error_deduction": scheme.error_deduction, "fatal": scheme.fatal}
        faults += [
            places.fault("long-no-column", name, name=name) for name, rule in absent.items() if rule
        ]
        for key, plain in (("entry", "items"), ("deduction_points", "none"), ("blank", "missing")):
            if getattr(scheme.sheet, key) != plain:
                faults.append(places.fault("long-wide-only", "sheet", key, name=f"{key}: {plain}"))
        if scheme.sheet.headings:
            faults.append(places.fault("headings-in-long", "sheet", "headings"))
    return faults


def check_blank(scheme: Scheme, places: Places) -> list[Fault]:
    """An empty cell can stand for a mark only where one column is to be filled, and allows it."""
    faults: list[Fault] = []
    if scheme.sheet.blank == "missing" or scheme.sheet.layout == "long":
        return faults
    if scheme.sheet.entry == "either":
        faults.append(places.fault("blank-either", "sheet", "blank"))
    if scheme.sheet.blank == "zero":
        for name, scale in scheme.scales.items():
            if not scale.allows(scale.zero):
                faults.append(places.fault("blank-zero", "scales", name, zero=scale.zero))
    return faults


def check_entry(scheme: Scheme, places: Places) -> list[Fault]:
    """Entry by points needs items with children; what has a scale can be marked in some sheet."""
    faults = []
    items = {node.id for node in scheme.items}
    entered = {node.id for node in (*scheme.items, *scheme.leaves)}
    if scheme.sheet.entry != "items" and not any(node.children for node in scheme.items):
        faults.append(
            places.fault("entry-without-points", "sheet", "entry", found=scheme.sheet.entry)
        )
    for one in placed(scheme):
        node = one.node
        if node.scale and node.id not in entered:
            faults.append(places.fault("scale-never-used", *one.steps, "scale", id=node.id))
        below = [child.id for child in node.walk() if child.count and child is not node]
        if node.scale and node.id in items and below:
            faults.append(places.fault("count-under-item", *one.steps, id=node.id, below=below))
    return faults


def check_deduction_points(scheme: Scheme, places: Places) -> list[Fault]:
    """The column 扣分点 needs scoring points.

    Where it must be filled, every marked indicator needs some.
    """
    if scheme.sheet.layout == "long" or scheme.sheet.deduction_points == "none":
        return []
    if not any(node.scoring_points for node in scheme.nodes):
        return [places.fault("no-scoring-points", "sheet", "deduction_points")]
    if scheme.sheet.deduction_points == "optional":
        return []
    marked = scheme.leaves if scheme.sheet.entry == "points" else scheme.items
    lacking = {node.id for node in marked if node.scale and not node.count and not _points(node)}
    return [
        places.fault("item-without-points", *one.steps, id=one.node.id)
        for one in placed(scheme)
        if one.node.id in lacking
    ]


def _points(node: Indicator) -> bool:
    return any(below.scoring_points for below in node.walk())
