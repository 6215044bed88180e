"""What sheets and reports say of service cases: which to listen to, which were explained (S22)."""

from __future__ import annotations

from collections.abc import Sequence

from qa_workbook.analysis.case_library import ServiceCase, ThemeCases
from qa_workbook.labels import text


class CaseWords:
    """Words of service cases in one language; so many cases of each theme are to be explained."""

    def __init__(self, language: str, wanted: int = 0) -> None:
        self.language, self.wanted = language, wanted

    def _say(self, key: str, **details: object) -> str:
        return text(f"case_library.{key}", self.language, **details)

    def lines(self, cases: Sequence[ServiceCase]) -> str:
        """Returns the numbers of cases to listen to, one a line; "" for none."""
        return "\n".join(self._short(cases))

    def recordings(self, cases: Sequence[ServiceCase]) -> str:
        """Returns the same with their recordings, for a note at the cell."""
        return "\n".join(
            self._say(f"listen_{one.kind}", number=one.number, recording=one.recording)
            for one in cases
        )

    def of_item(self, item: str, cases: Sequence[ServiceCase]) -> str:
        """Returns an item with the numbers of its cases."""
        names = self._say("between").join(self._short(cases))
        return self._say("coached_item", item=item, names=names)

    def _short(self, cases: Sequence[ServiceCase]) -> list[str]:
        return [self._say(f"short_{one.kind}", number=one.number) for one in cases]

    def of_theme(self, cases: ThemeCases) -> str:
        """Returns how many cases a theme has, which were explained, and which may be."""
        counts = {"positive": cases.positive, "negative": cases.negative}
        parts = [self._say("theme_has", **counts)]
        done = len(cases.explained)
        details = {"count": done, "names": self._named(cases.explained), "wanted": self.wanted}
        parts.append(self._say("theme_explained" if done else "theme_none", **details))
        if done < self.wanted:
            free = self._named(cases.unused[: self.wanted - done + 1])
            parts.append(self._say("theme_free" if free else "theme_nothing_free", names=free))
        return self._say("apart").join(parts) + self._say("stop")

    def _named(self, cases: Sequence[ServiceCase]) -> str:
        names = [
            self._say(f"named_{one.kind}", number=one.number, recording=one.recording)
            for one in cases
        ]
        return self._say("between").join(names)
