"""A workspace: the folder with config, inbox, output and data that every command works on."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from qa_workbook.errors import ConfigError, NoWorkspace
from qa_workbook.intake.roster import Roster, read_roster
from qa_workbook.intake.vocabulary import Vocabulary
from qa_workbook.penalties.tariff import TariffBook, load_tariffs
from qa_workbook.penalties.wages import read_wages
from qa_workbook.scheme.book import SchemeBook
from qa_workbook.scheme.faults import Fault
from qa_workbook.scheme.loader import load_schemes
from qa_workbook.scheme.model import Model
from qa_workbook.scheme.strict import read_model

FOLDERS = ("config", "templates", "inbox", "output", "data")


class Settings(Model):
    """config/settings.yaml: the choices of one workspace."""

    format: Literal[1]
    two_inspectors: Literal["latest", "first", "highest", "lowest"]
    wait_for_lock: Annotated[Decimal, Field(ge=0, le=600)]
    small_sample: Annotated[int, Field(ge=0)]


@dataclass(frozen=True)
class Config:
    """Everything below config/, read and checked."""

    schemes: SchemeBook
    settings: Settings
    vocabulary: Vocabulary
    tariffs: TariffBook
    roster: Roster | None
    wages: dict[str, Decimal] | None


def shipped(name: str) -> Path:
    """Returns a folder or file that comes with the product: "config", "templates" or "qa_workbook.xlsm"."""
    installed = Path(__file__).parent / "shipped" / name
    return installed if installed.exists() else Path(__file__).parents[2] / name


@dataclass(frozen=True)
class Workspace:
    """Paths of one workspace; nothing is read or made before it is asked for."""

    root: Path

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
        return self.root / "output"

    @property
    def records(self) -> Path:
        """The store of records."""
        return self.root / "data" / "records"

    @property
    def log(self) -> Path:
        """The log file of unexpected failures."""
        return self.root / "data" / "log" / "qa-workbook.log"

    def required(self) -> Workspace:
        """Returns itself. Raises NoWorkspace where `init` has not been run."""
        if not (self.root / "config" / "schemes").is_dir():
            raise NoWorkspace(path=self.root)
        return self

    def check(self) -> tuple[Config | None, list[Fault]]:
        """Reads and checks the whole config. Returns it (None where it has faults) and every fault."""
        folder = self.config_folder
        schemes, faults = load_schemes(folder / "schemes")
        settings, settings_faults = read_model(folder / "settings.yaml", Settings)
        vocabulary, vocabulary_faults = read_model(folder / "intake.yaml", Vocabulary)
        tariffs, tariff_faults = load_tariffs(folder / "penalties", schemes)
        faults = [*faults, *settings_faults, *vocabulary_faults, *tariff_faults]
        if faults or settings is None or vocabulary is None:
            return None, faults
        return Config(schemes, settings, vocabulary, tariffs, read_roster(folder)[0], read_wages(folder)), []

    def load(self) -> Config:
        """Returns the checked config. Raises ConfigError with every fault."""
        config, faults = self.check()
        if config is None:
            raise ConfigError(faults)
        return config


def initialise(root: Path) -> list[Path]:
    """Makes a workspace at `root` and returns what it added; what is there already is left as it is."""
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
