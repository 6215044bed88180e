"""A workspace: the folder with config, inbox, output and data that every command works on."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field

from qa_workbook.config.base import Model
from qa_workbook.config.faults import ConfigError, Fault
from qa_workbook.config.strict import read_model
from qa_workbook.errors import NoWorkspace
from qa_workbook.findings.finding import Finding
from qa_workbook.forms.score_form import headings_are_free
from qa_workbook.forms.vocabulary import Vocabulary
from qa_workbook.intake.roster import Roster, read_roster
from qa_workbook.locks import locked
from qa_workbook.scheme.book import SchemeBook
from qa_workbook.scheme.loader import load_schemes

if TYPE_CHECKING:
    from qa_workbook.penalties.tariff import TariffBook

FOLDERS = ("config", "templates", "inbox", "output", "data")


class WorkspaceSettings(Model):
    """config/settings.yaml: the choices of one workspace."""

    format: Literal[1]
    two_inspectors: Literal["latest", "first", "highest", "lowest"]
    wait_for_lock: Annotated[Decimal, Field(ge=0, le=600)]
    small_sample: Annotated[int, Field(ge=0)]


@dataclass(frozen=True)
class Config:
    """What a build needs of config/, read and checked.

    `roster_findings` is what is wrong with the roster.
    """

    schemes: SchemeBook
    settings: WorkspaceSettings
    vocabulary: Vocabulary
    roster: Roster | None
    roster_findings: list[Finding]


@dataclass(frozen=True)
class PenaltyConfig:
    """What the register needs besides: the tariffs, and the wages if there is a list of them."""

    tariffs: TariffBook
    wages: dict[tuple[str, str], Decimal] | None
    """Yuan by (agent, month); the month "" stands for every month."""


def shipped(name: str) -> Path:
    """Returns a folder that comes with the product: "config" or "templates"."""
    installed = Path(__file__).parent / "shipped" / name
    return installed if installed.exists() else Path(__file__).parents[2] / name


@dataclass(frozen=True)
class Workspace:
    """Paths of one workspace; nothing is read or made before it is asked for."""

    root: Path
    chosen_output: Path | None = None

    def with_output(self, folder: Path) -> Workspace:
        """Returns the same workspace, whose workbooks are written to another folder."""
        return replace(self, chosen_output=folder)

    @property
    def config_folder(self) -> Path:
        """The workspace's own config, or the shipped one where it has none."""
        own = self.root / "config"
        return own if (own / "schemes").is_dir() else shipped("config")

    @property
    def inbox(self) -> Path:
        """Where score sheets are put."""
        return self.root / "inbox"

    @property
    def output(self) -> Path:
        """Where workbooks are written."""
        return self.chosen_output or self.root / "output"

    @property
    def records(self) -> Path:
        """The store of records."""
        return self.root / "data" / "records"

    @property
    def given_out(self) -> Path:
        """The memory of every penalty line that a register was given out with."""
        return self.root / "data" / "registers" / "given-out.jsonl"

    @property
    def originals(self) -> Path:
        """The registers as they were written, to tell what people wrote into them since."""
        return self.root / "data" / "registers" / "originals"

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

    def required(self) -> Workspace:
        """Returns itself. Raises NoWorkspace where `init` has not been run."""
        if not (self.root / "config" / "schemes").is_dir():
            raise NoWorkspace(path=self.root)
        return self

    def check(self) -> tuple[SchemeBook, list[Fault]]:
        """Reads and checks the whole config. Returns the faultless schemes and every fault."""
        from qa_workbook.penalties.loader import load_tariffs
        from qa_workbook.penalties.wages import read_wages

        schemes, _, faults = self._read()
        faults += load_tariffs(self.config_folder / "penalties", schemes)[1]
        try:
            read_wages(self.config_folder)
        except ConfigError as error:
            faults += error.faults
        return schemes, faults

    def _read(
        self,
    ) -> tuple[SchemeBook, tuple[WorkspaceSettings | None, Vocabulary | None], list[Fault]]:
        folder = self.config_folder
        settings, settings_faults = read_model(folder / "settings.yaml", WorkspaceSettings)
        vocabulary, vocabulary_faults = read_model(folder / "intake.yaml", Vocabulary)
        more = [headings_are_free(vocabulary)] if vocabulary else []
        schemes, faults = load_schemes(folder / "schemes", *more)
        return schemes, (settings, vocabulary), [*faults, *settings_faults, *vocabulary_faults]

    def load(self) -> Config:
        """Returns the checked config of a build. Raises ConfigError with every fault."""
        schemes, (settings, vocabulary), faults = self._read()
        if faults or settings is None or vocabulary is None:
            raise ConfigError(faults)
        roster, roster_findings = read_roster(self.config_folder)
        return Config(schemes, settings, vocabulary, roster, roster_findings)

    def load_penalties(self, schemes: SchemeBook) -> PenaltyConfig:
        """Returns the checked tariffs and the wages. Raises ConfigError with every fault."""
        from qa_workbook.penalties.loader import load_tariffs
        from qa_workbook.penalties.wages import read_wages

        tariffs, faults = load_tariffs(self.config_folder / "penalties", schemes)
        if faults:
            raise ConfigError(faults)
        return PenaltyConfig(tariffs, read_wages(self.config_folder))


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
