"""Where everything of a workspace lies: config, inbox, output and data; and making one."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import Self

from qa_workbook.errors import NoWorkspace
from qa_workbook.files import ARCHIVE
from qa_workbook.locks import locked

_REPLACED_BY_SHIPPED = (
    "analysis.yaml",
    "procedure.yaml",
    "addressees.yaml",
    "sampling.yaml",
    "calibration.yaml",
    "laboratory.yaml",
    "results/*.yaml",
)
"""Files of the config in whose place the shipped ones hold where a workspace lacks them."""
FOLDERS = ("config", "templates", "inbox", "output", "data")


def shipped(name: str) -> Path:
    """Returns a folder that comes with the product: "config" or "templates"."""
    installed = Path(__file__).parent / "shipped" / name
    return installed if installed.exists() else Path(__file__).parents[2] / name


@dataclass(frozen=True)
class WorkspacePaths:
    """Paths of one workspace; nothing is made before it is asked for."""

    root: Path
    chosen_output: Path | None = None

    def with_output(self, folder: Path) -> Self:
        """Returns the same workspace, whose workbooks are written to another folder."""
        return replace(self, chosen_output=folder)

    @property
    def config_folder(self) -> Path:
        """The workspace's own config, or the shipped one where it has none."""
        own = self.root / "config"
        return own if (own / "schemes").is_dir() else shipped("config")

    def shipped_instead(self) -> list[str]:
        """Returns the files that the config lacks, so that the shipped ones hold; sorted."""
        own, others = self.config_folder, shipped("config")
        found = [path for name in _REPLACED_BY_SHIPPED for path in others.glob(name)]
        names = [path.relative_to(others).as_posix() for path in found]
        law = [] if (own / "law").is_dir() else ["law"]
        return sorted([*(name for name in names if not (own / name).exists()), *law])

    @property
    def inbox(self) -> Path:
        """Where score sheets are put."""
        return self.root / "inbox"

    @property
    def calls(self) -> Path:
        """Where call lists are put, from which samples are drawn."""
        return self.root / "calls"

    @property
    def drafts(self) -> Path:
        """Where drafts of scheme versions are put, to be tried before they take force."""
        return self.root / "drafts"

    @property
    def output(self) -> Path:
        """Where workbooks are written."""
        return self.chosen_output or self.root / "output"

    @property
    def console(self) -> Path:
        """The workbook with the buttons."""
        return self.root / "qa_workbook.xlsm"

    @property
    def records(self) -> Path:
        """The store of records."""
        return self.root / "data" / "records"

    @property
    def ledger(self) -> Path:
        """The ledger of penalties, where the settings name no other database."""
        return self.root / "data" / "ledger.sqlite3"

    @property
    def given_out(self) -> Path:
        """What an older program kept of the penalty lines that it gave out."""
        return self.root / "data" / "registers" / "given-out.jsonl"

    @property
    def used_schemes(self) -> Path:
        """Which content of which version of a scheme scored what is merged."""
        return self.root / "data" / "versions" / "schemes.json"

    @property
    def used_forms(self) -> Path:
        """The key, kinds and choices of each version of a form whose rows are kept."""
        return self.root / "data" / "versions" / "forms.json"

    @property
    def used_tariffs(self) -> Path:
        """Which content of which version of a tariff priced what was given out."""
        return self.root / "data" / "versions" / "tariffs.json"

    @property
    def originals(self) -> Path:
        """The workbooks as they were written, to tell what people wrote into them since."""
        return self.root / "data" / "registers" / "originals"

    @property
    def read_before(self) -> Path:
        """What was read of files before, so that it need not be read again; may be deleted."""
        return self.root / "data" / "read"

    @property
    def packs(self) -> Path:
        """Digests of the blank sheets that were handed out, a file a period."""
        return self.root / "data" / "packs"

    @property
    def draws(self) -> Path:
        """The certificates of all draws."""
        return self.root / "data" / "draws"

    @property
    def lists(self) -> Path:
        """The lists of recordings that were handed out to be scored, a file an issue."""
        return self.root / "data" / "lists"

    @property
    def calibration(self) -> Path:
        """The calibration sessions, a file each."""
        return self.root / "data" / "calibration"

    @property
    def archive(self) -> Path:
        """Where the sheets of finished periods are filed, a folder a period."""
        return self.root / ARCHIVE

    @property
    def withdrawals(self) -> Path:
        """Who took back which files, when and why: a line each, only ever added to."""
        return self.root / "data" / "withdrawals.jsonl"

    @property
    def log(self) -> Path:
        """The log file of unexpected failures."""
        return self.root / "data" / "log" / "qa-workbook.log"

    @contextmanager
    def locked(self, timeout: Decimal) -> Iterator[None]:
        """Holds the workspace for this process, for `timeout` seconds at most. Raises Busy.

        It is held by the folder of the records, where earlier versions of the program hold it too.
        """
        with locked(self.records, float(timeout)):
            yield

    def required(self) -> Self:
        """Returns itself. Raises NoWorkspace where `init` has not been run."""
        if not (self.root / "config" / "schemes").is_dir():
            raise NoWorkspace(path=self.root)
        return self


def initialise(root: Path) -> list[Path]:
    """Makes or completes a workspace at `root` and returns what it added.

    What is there already is left as it is.
    """
    added = []
    for name in FOLDERS:
        (root / name).mkdir(parents=True, exist_ok=True)
    for name in ("config", "templates"):
        source = shipped(name)
        for file in sorted(source.rglob("*")):
            target = root / name / file.relative_to(source)
            if file.is_file() and not file.name.startswith(".") and not target.exists():
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(file, target)
                added.append(target)
    return added
