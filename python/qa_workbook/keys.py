"""What a version of a scheme or a form is known by."""

from __future__ import annotations

from typing import NamedTuple


class SchemeKey(NamedTuple):
    """One version of a scheme, or of another form; its text is "id@version"."""

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
