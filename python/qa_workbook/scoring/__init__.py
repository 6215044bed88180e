"""Marks to scores: exact, vectorised, pure. docs/schemes.md has the rules."""

from qa_workbook.scoring.breaches import fold_breaches
from qa_workbook.scoring.explained import Explained, explained
from qa_workbook.scoring.losses import lost_by_clause, points_lost
from qa_workbook.scoring.lost_marks import with_lost_marks
from qa_workbook.scoring.score import score_recordings

__all__ = [
    "Explained",
    "explained",
    "fold_breaches",
    "lost_by_clause",
    "points_lost",
    "score_recordings",
    "with_lost_marks",
]
