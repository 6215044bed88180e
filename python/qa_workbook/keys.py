"""What a version of a scheme or a form is known by, and what scores were made for."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

_MADE_FOR = "+"
"""Stands between the id of a scheme and a purpose; no id has it."""


class Purpose(StrEnum):
    """What a recording was scored for (S8, S9). Only random ones feed published rates and pay.

    TARGETED: chosen for a reason, e.g. a complaint. CALIBRATION: scored by all inspectors, to set
    them beside one another. REPEAT: given again to the same inspector, who doesn't know it.
    """

    RANDOM = "random"
    TARGETED = "targeted"
    CALIBRATION = "calibration"
    REPEAT = "repeat"


class SchemeKey(NamedTuple):
    """One version of a scheme, or of another form; its text is "id@version".

    Records keep scores of each purpose apart by an id of their own, "id+targeted".
    """

    id: str
    version: str

    def __str__(self) -> str:
        return f"{self.id}@{self.version}"

    @classmethod
    def parse(cls, text: str) -> SchemeKey:
        """Returns the key that `text` stands for. Raises ValueError without "@"."""
        scheme_id, at, version = text.partition("@")
        if not at:
            raise ValueError(f"{text!r} is not id@version")
        return cls(scheme_id, version)

    @property
    def plain(self) -> SchemeKey:
        """The version itself, whatever its scores were made for."""
        return SchemeKey(self.id.partition(_MADE_FOR)[0], self.version)

    @property
    def purpose(self) -> Purpose:
        """What the scores under this key were made for."""
        return Purpose(self.id.partition(_MADE_FOR)[2] or Purpose.RANDOM)

    def made_for(self, purpose: Purpose) -> SchemeKey:
        """Returns the key under which records keep the scores of a purpose."""
        plain = self.plain
        if purpose is Purpose.RANDOM:
            return plain
        return SchemeKey(f"{plain.id}{_MADE_FOR}{purpose}", plain.version)
