"""All versions of all schemes, asked for by id, version or date."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from qa_workbook.errors import UnknownScheme
from qa_workbook.scheme.model import Scheme


@dataclass(frozen=True)
class SchemeBook:
    """Every scheme version of a config."""

    schemes: tuple[Scheme, ...]

    @cached_property
    def _by_id(self) -> dict[str, tuple[Scheme, ...]]:
        ordered: dict[str, list[Scheme]] = {}
        for scheme in sorted(self.schemes, key=lambda scheme: (scheme.id, scheme.valid_from)):
            ordered.setdefault(scheme.id, []).append(scheme)
        return {key: tuple(versions) for key, versions in ordered.items()}

    @property
    def ids(self) -> tuple[str, ...]:
        """Scheme ids in alphabetical order."""
        return tuple(self._by_id)

    def versions(self, scheme_id: str) -> tuple[Scheme, ...]:
        """Returns all versions of a scheme, oldest first. Raises UnknownScheme."""
        try:
            return self._by_id[scheme_id]
        except KeyError:
            raise UnknownScheme(scheme=scheme_id, known=", ".join(self.ids)) from None

    def version(self, scheme_id: str, version: str) -> Scheme | None:
        """Returns one version, or None if there is no such version."""
        return next(
            (scheme for scheme in self._by_id.get(scheme_id, ()) if scheme.version == version), None
        )

    def at(self, scheme_id: str, day: date) -> Scheme | None:
        """Returns the version that holds on `day`, or None before the first one."""
        held = [scheme for scheme in self.versions(scheme_id) if scheme.valid_from <= day]
        return held[-1] if held else None

    def latest(self, scheme_id: str) -> Scheme:
        """Returns the newest version. Raises UnknownScheme."""
        return self.versions(scheme_id)[-1]

    def find(self, label: str) -> tuple[Scheme, ...]:
        """Returns the versions, oldest first, of the scheme that `label` names; () if none.

        A scheme is named by its id or by its name in either language.
        """
        wanted = label.strip().casefold()
        for scheme in self.schemes:
            if wanted in (
                scheme.id.casefold(),
                scheme.name.zh.casefold(),
                scheme.name.en.casefold(),
            ):
                return self._by_id[scheme.id]
        return ()
