"""What the items of a panel are called."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from qa_workbook.calibration.panel import PanelItem
from qa_workbook.frames import folded
from qa_workbook.labels import text


def item_name(item: PanelItem, language: str) -> str:
    """Returns the name of an item, of what stands beside the items too."""
    if item.name is None:
        return text(f"calibration.item_{item.id}", language)
    return item.name.say(language)


def item_names(items: Iterable[PanelItem], language: str) -> dict[str, str]:
    """Returns the names of items by id; those that several have are followed by the id."""
    names = {item.id: item_name(item, language) for item in items}
    count = Counter(folded(name) for name in names.values())
    return {
        id_: name if count[folded(name)] == 1 else f"{name} ({id_})" for id_, name in names.items()
    }
