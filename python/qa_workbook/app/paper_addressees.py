"""For whom a paper is, and who gets a copy."""

from __future__ import annotations

from qa_workbook.app.paper_kinds.kind import Draft
from qa_workbook.app.paper_kinds.material import Material


class Addressees:
    """Those who hold the posts today."""

    def __init__(self, material: Material) -> None:
        self._material = material

    def of(self, kind: str, draft: Draft) -> tuple[list[str], list[str]]:
        """Returns the numbers of those it is to, and of those who get a copy."""
        if draft.agent:
            return [draft.agent], self._holders("team_lead", draft.team)
        return (self._holders("finance"), []) if kind == "finance" else ([], [])

    def _holders(self, role: str, team: str | None = None) -> list[str]:
        posts = self._material.people.holders([role], self._material.today.date())
        fitting = [post for post in posts if team is None or (team and post.team == team)]
        return list(dict.fromkeys(post.number for post in fitting))
