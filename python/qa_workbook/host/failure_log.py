"""The log of failures nobody foresaw; the user gets one sentence, whoever helps gets this file."""

from __future__ import annotations

import logging
import tempfile
from pathlib import Path

LOG = Path("data") / "log" / "qa-workbook.log"


def log_failure(root: Path | None, what: str) -> Path:
    """Adds the exception being handled to the workspace's log, or to one in the temporary folder.

    Returns the file.
    """
    fallback = Path(tempfile.gettempdir()) / LOG.name
    for file in [root / LOG, fallback] if root else [fallback]:
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            handler = logging.FileHandler(file, encoding="utf-8", delay=False)
        except OSError:
            continue
        handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
        logger = logging.getLogger("qa_workbook.host")
        logger.addHandler(handler)
        try:
            logger.exception(what)
        finally:
            logger.removeHandler(handler)
            handler.close()
        return file
    return fallback
