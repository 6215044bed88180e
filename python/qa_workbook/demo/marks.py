"""Believable marks: how likely each agent loses marks on each item on each day.

None of these numbers is policy.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

import numpy as np
import numpy.typing as npt

from qa_workbook.scheme.model import Indicator, Scale

# Log-odds of losing a mark that an ordinary agent has on an item; items not named get ORDINARY.
ORDINARY = -2.1
HARDER = {
    "business": -0.2,
    "promotion": -0.2,
    "flexibility": -1.3,
    "dialogue": -1.7,
    "opening": -3.0,
    "voice": -2.9,
}
# Change over the whole span of days: the weekly theme (业务能力, S4) bears fruit, the item that
# nobody watches slips.
TREND = {"business": -0.9, "listening": 0.7}
# A new project begins badly and settles, so that the daily alert colours change.
FIRST_DAY, LAST_DAY = 1.35, -0.15
# How many steps are lost once any are, by an ordinary agent and by one in trouble.
STEPS_LOST = (1, 2, 3, 4, 5)
MILD, GRAVE = (0.8, 0.15, 0.04, 0.008, 0.002), (0.56, 0.26, 0.12, 0.04, 0.02)
GRAVE_BELOW = -1.0  # the skill below which the grave ones hold
FEW_STEPS = 20  # a scale with more allowed marks is treated as a percentage
PERCENT_LOST = (0.04, 0.45)


def lost_steps(
    items: Sequence[Indicator],
    skills: npt.NDArray[np.float64],
    progress: float,
    rng: np.random.Generator,
) -> npt.NDArray[np.int64]:
    """Returns how many steps (0–5) each recording loses on each item, a row per recording.

    `skills` has the agent's skill of every recording; `progress` runs from 0 on the first day to
    1 on the last.
    """
    general = FIRST_DAY + (LAST_DAY - FIRST_DAY) * progress
    odds = np.array(
        [
            HARDER.get(item.id, ORDINARY) + TREND.get(item.id, 0.0) * progress + general
            for item in items
        ]
    )
    # A logistic model as in item response theory: odds of the item less skill of the agent.
    chance = 1 / (1 + np.exp(-(odds[None, :] - skills[:, None])))
    lost = rng.random(chance.shape) < chance
    mild = rng.choice(STEPS_LOST, size=chance.shape, p=MILD)
    grave = rng.choice(STEPS_LOST, size=chance.shape, p=GRAVE)
    return np.where(lost, np.where(skills[:, None] < GRAVE_BELOW, grave, mild), 0)


def written_marks(
    scale: Scale, steps: npt.NDArray[np.int64], rng: np.random.Generator
) -> list[int | float]:
    """Returns one mark of `scale` per entry of `steps`, as an inspector types it."""
    allowed = scale.allowed
    if 0 < len(allowed) <= FEW_STEPS:
        below_full = np.minimum(steps, len(allowed) - 1)
        return [as_typed(allowed[-1 - int(index)]) for index in below_full]
    span = float(scale.full - scale.lowest)
    share = np.where(steps > 0, rng.uniform(*PERCENT_LOST, size=steps.shape), 0.0)
    step = scale.step or Decimal(1)
    whole = np.floor(span * share / float(step)).astype(int)
    return [as_typed(scale.full - step * int(count)) for count in whole]


def as_typed(number: Decimal) -> int | float:
    """Returns a number as a spreadsheet program holds it."""
    if number == number.to_integral_value():
        return int(number)
    return float(number)
