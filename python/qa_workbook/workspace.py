"""A workspace with its config: what every command works on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field

from qa_workbook.analysis.rules import FILE, RuleBook, load_rules
from qa_workbook.config.base import Identifier, Model
from qa_workbook.config.faults import ConfigError, Fault
from qa_workbook.config.strict import read_model, read_with_places
from qa_workbook.forms.book import FormBook
from qa_workbook.forms.item_choices import with_items
from qa_workbook.forms.loader import load_forms
from qa_workbook.forms.model import Form
from qa_workbook.forms.name_checks import check_names
from qa_workbook.forms.policy import Policy
from qa_workbook.forms.score_form import headings_are_free
from qa_workbook.forms.vocabulary import Vocabulary
from qa_workbook.intake.lists import read_faultless_list, read_roster
from qa_workbook.layouts.book import LayoutBook
from qa_workbook.layouts.loader import load_layouts
from qa_workbook.pins import Pins, read_pins
from qa_workbook.returning.copies import ReturnedCopies
from qa_workbook.sampling.lists import IssuedLists, read_lists
from qa_workbook.scheme.book import SchemeBook
from qa_workbook.scheme.loader import load_schemes
from qa_workbook.workspace_paths import WorkspacePaths, shipped

if TYPE_CHECKING:
    from qa_workbook.calibration.rules import CalibrationBook
    from qa_workbook.findings.finding import Finding
    from qa_workbook.form_results.catalogue import Rules as ResultRules
    from qa_workbook.intake.roster import Roster
    from qa_workbook.laboratory.rules import LaboratoryBook
    from qa_workbook.penalties.caps import Wages
    from qa_workbook.penalties.loader import KnownComplaints
    from qa_workbook.penalties.tariff import TariffBook
    from qa_workbook.procedure.addressees import AddresseesBook
    from qa_workbook.procedure.people import People
    from qa_workbook.procedure.rules import Procedure
    from qa_workbook.sampling.rules import SampleRuleBook

DEFAULT_REGION = "national"
"""The law profile of a workspace whose settings are older than profiles."""
NEEDED_FORMS = ("roster", "wages", "people", "calls")
"""Forms that the program itself reads."""


class WorkspaceSettings(Model):
    """config/settings.yaml: the choices of one workspace."""

    format: Literal[1]
    two_inspectors: Literal["latest", "first", "highest", "lowest", "mean"]
    wait_for_lock: Annotated[Decimal, Field(ge=0, le=600)]
    small_sample: Annotated[int, Field(ge=0)]
    live_formulas_up_to: Annotated[int, Field(ge=0)] = 10_000
    trend_periods: Annotated[int, Field(ge=0, le=60)] = 6
    organisation: Annotated[str, Field(max_length=60)] = ""
    agents_see_inspector: bool = True
    retention_months: Annotated[int, Field(ge=1)] | None = None
    readers: Annotated[int, Field(ge=0, le=64)] = 0
    readers_cluster: Annotated[str, Field(pattern=r"^((tcp|tls)://\S+)?$")] = ""
    ledger: str = ""
    region: Identifier = DEFAULT_REGION
    wage_area: str = ""


@dataclass(frozen=True)
class Config:
    """What a build needs of config/, read and checked.

    `roster_findings` is what is wrong with the roster, `used_schemes`
    are the versions that have scored something; `rules` are those of the analysis. `returned` are
    the copies of faulty files that were sent back, `lists` those that were handed out to be scored;
    `policy` has the numbers that rules of forms name.
    """

    schemes: SchemeBook
    settings: WorkspaceSettings
    vocabulary: Vocabulary
    forms: FormBook
    roster: Roster | None
    roster_findings: list[Finding]
    used_schemes: Pins
    rules: RuleBook
    layouts: LayoutBook
    returned: ReturnedCopies = field(default_factory=ReturnedCopies)
    lists: IssuedLists = field(default_factory=IssuedLists)
    policy: Policy = field(default_factory=Policy)


@dataclass(frozen=True)
class PenaltyConfig:
    """What the register needs besides: the tariffs, and the wages if there is a list of them."""

    tariffs: TariffBook
    wages: Wages | None


@dataclass(frozen=True)
class Workspace(WorkspacePaths):
    """A workspace and its config; nothing is read or made before it is asked for."""

    @property
    def returned(self) -> ReturnedCopies:
        """What is kept of the copies of faulty files that were sent back."""
        return ReturnedCopies(self.root / "data" / "returned", self.inbox)

    def check(self) -> tuple[SchemeBook, list[Fault]]:
        """Reads and checks the whole config. Returns the faultless schemes and every fault."""
        read = self._read()
        # Where forms are faulty, one that is missing may only be one that could not be read.
        unread = any(fault.file.parent.name == "forms" for fault in read.faults)
        forms = read.forms if read.vocabulary and not unread else None
        faults = [*read.faults, *self._tariffs(read.schemes, read.settings, forms)[1]]
        form = read.forms.get("wages")
        if form and read.vocabulary:
            faults += self.read_wages(form, read.vocabulary)[1]
        faults += self._read_procedure()[1]
        faults += self._read_addressees()[1]
        faults += self._read_laboratory()[1]
        faults += self._read_sampling()[1]
        faults += self._read_calibration()[1]
        faults += self._read_results()[1]
        form = read.forms.get("people")
        if form and read.vocabulary:
            faults += self.read_people(form, read.vocabulary)[1]
        return read.schemes, faults

    def check_forms(self) -> tuple[FormBook, list[Fault]]:
        """Returns the faultless forms, and every fault of forms and of the names they build on."""
        vocabulary, faults = self._vocabulary()
        if vocabulary is None:
            return FormBook(), faults
        forms, more = self._forms(vocabulary)
        return forms, [*faults, *more]

    def load_vocabulary(self) -> Vocabulary:
        """Returns the names and words of sheets, and the limits of reading.

        For what needs nothing else of the config. Raises ConfigError with every fault of them.
        """
        vocabulary, faults = self._vocabulary()
        if faults or vocabulary is None:
            raise ConfigError(faults)
        return vocabulary

    def _vocabulary(self) -> tuple[Vocabulary | None, list[Fault]]:
        """The names and words of the workspace, and every fault of them."""
        file = self.config_folder / "intake.yaml"
        vocabulary, faults, places = read_with_places(file, Vocabulary)
        return vocabulary, [*faults, *(check_names(vocabulary, places) if vocabulary else [])]

    def _read(self) -> _Read:
        folder = self.config_folder
        settings, faults = read_model(folder / "settings.yaml", WorkspaceSettings)
        vocabulary, more = self._vocabulary()
        faults += more
        against = [headings_are_free(vocabulary)] if vocabulary else []
        schemes, more = load_schemes(folder / "schemes", *against)
        faults = [*more, *faults]
        forms = FormBook()
        if vocabulary:
            forms, more = self._forms(vocabulary, schemes.ids)
            forms = with_items(forms, schemes)
            faults += more
        rules, more = load_rules(folder if (folder / FILE).exists() else shipped("config"))
        faults += more
        layouts = LayoutBook()
        if vocabulary:
            layouts, more = load_layouts(folder / "layouts", schemes, vocabulary)
            faults += more
        return _Read(schemes, settings, vocabulary, forms, rules or RuleBook(), layouts, faults)

    def _forms(
        self, vocabulary: Vocabulary, taken: Sequence[str] = ()
    ) -> tuple[FormBook, list[Fault]]:
        """The forms of the workspace; those that the program itself needs are always there."""
        from qa_workbook.form_results.catalogue import policy_of

        rules, unread = self._read_results()
        policy = None if unread else policy_of(rules)
        folder, used = self.config_folder / "forms", read_pins(self.used_forms).versions
        forms, faults = load_forms(folder, vocabulary, taken, policy, used)
        if not faults and any(forms.get(form_id) is None for form_id in NEEDED_FORMS):
            comes_with, _ = load_forms(shipped("config") / "forms", vocabulary)
            forms = forms.completed_by(comes_with, NEEDED_FORMS)
        return forms, faults

    def load(self) -> Config:
        """Returns the checked config of a build.

        Raises ConfigError with every fault, PinsDamaged, ListsDamaged.
        """
        from qa_workbook.form_results.catalogue import policy_of

        read = self._read()
        if read.faults or read.settings is None or read.vocabulary is None:
            raise ConfigError(read.faults)
        form, folder = read.forms.form("roster"), self.config_folder
        roster, roster_findings = read_roster(folder, form, read.vocabulary)
        return Config(
            read.schemes,
            read.settings,
            read.vocabulary,
            read.forms,
            roster,
            roster_findings,
            read_pins(self.used_schemes),
            read.rules,
            read.layouts,
            self.returned,
            read_lists(self.lists),
            policy_of(self.load_results()),
        )

    def load_penalties(self, config: Config) -> PenaltyConfig:
        """Returns the checked tariffs and the wages. Raises ConfigError with every fault."""
        tariffs, faults = self._tariffs(config.schemes, config.settings, config.forms)
        if faults:
            raise ConfigError(faults)
        wages, faults = self.read_wages(config.forms.form("wages"), config.vocabulary)
        if faults:
            raise ConfigError(faults)
        return PenaltyConfig(tariffs, wages)

    def _tariffs(
        self, schemes: SchemeBook, settings: WorkspaceSettings | None, forms: FormBook | None
    ) -> tuple[TariffBook, list[Fault]]:
        """The tariffs under the law of the region; a workspace without profiles has the shipped.

        Without `forms`, which could not be read, nothing is said of rules for complaints.
        """
        from qa_workbook.penalties.law import load_law
        from qa_workbook.penalties.loader import load_tariffs

        complaints = known_complaints(forms) if forms is not None else None
        tariffs, faults = load_tariffs(self.config_folder / "penalties", schemes, complaints)
        if settings is None:
            return tariffs, faults
        own = self.config_folder / "law"
        folder = own if own.is_dir() else shipped("config") / "law"
        law, more = load_law(folder, settings.region, settings.wage_area)
        return replace(tariffs, law=law), [*faults, *more]

    def read_wages(self, form: Form, vocabulary: Vocabulary) -> tuple[Wages | None, list[Fault]]:
        """Returns the wages, None where there is no list of them, and every fault of the list."""
        from qa_workbook.penalties.wages import fault_code, wages_of

        values, faults = read_faultless_list(self.config_folder, form, vocabulary, fault_code)
        if values is None:
            return None, faults
        columns = [values.columns[key] for key in ("agent", "month", "wage")]
        nobody_knows = [""] * len(columns[0])  # a form of older programs has no such column
        floating = values.columns.get("performance_pay", nobody_knows)
        return wages_of(zip(*columns, floating, strict=True)), []

    def load_procedure(self, config: Config) -> tuple[Procedure, People]:
        """Returns the rules of the procedure and who takes part in it.

        There are no people where there is no list of them. Raises ConfigError with every fault.
        """
        procedure, faults = self._read_procedure()
        if procedure is None:
            raise ConfigError(faults)
        people, faults = self.read_people(config.forms.form("people"), config.vocabulary)
        if faults:
            raise ConfigError(faults)
        return procedure, people

    def load_addressees(self) -> AddresseesBook:
        """Returns for whom papers are. Raises ConfigError with every fault."""
        book, faults = self._read_addressees()
        if book is None:
            raise ConfigError(faults)
        return book

    def _read_addressees(self) -> tuple[AddresseesBook | None, list[Fault]]:
        """The workspace's own list, or the shipped one where it has none."""
        from qa_workbook.procedure.addressees import FILE as ADDRESSEES
        from qa_workbook.procedure.addressees import load_addressees

        own = self.config_folder
        return load_addressees(own if (own / ADDRESSEES).exists() else shipped("config"))

    def load_laboratory(self) -> LaboratoryBook:
        """Returns what the laboratory points at. Raises ConfigError with every fault."""
        book, faults = self._read_laboratory()
        if book is None:
            raise ConfigError(faults)
        return book

    def _read_laboratory(self) -> tuple[LaboratoryBook | None, list[Fault]]:
        """The workspace's own bounds, or the shipped ones where it has none."""
        from qa_workbook.laboratory.rules import FILE as LABORATORY
        from qa_workbook.laboratory.rules import load_laboratory

        own = self.config_folder
        return load_laboratory(own if (own / LABORATORY).exists() else shipped("config"))

    def load_calibration(self) -> CalibrationBook:
        """Returns the rules of calibration. Raises ConfigError with every fault."""
        book, faults = self._read_calibration()
        if book is None:
            raise ConfigError(faults)
        return book

    def _read_calibration(self) -> tuple[CalibrationBook | None, list[Fault]]:
        """The workspace's own rules, or the shipped ones where it has none."""
        from qa_workbook.calibration.rules import FILE as CALIBRATION
        from qa_workbook.calibration.rules import load_calibration

        own = self.config_folder
        return load_calibration(own if (own / CALIBRATION).exists() else shipped("config"))

    def load_results(self) -> ResultRules:
        """Returns the policy of form results by form id. Raises ConfigError with every fault."""
        rules, faults = self._read_results()
        if faults:
            raise ConfigError(faults)
        return rules

    def _read_results(self) -> tuple[ResultRules, list[Fault]]:
        """The workspace's own policy of each result, or the shipped one where it has none."""
        from qa_workbook.form_results.catalogue import load_rules as load_result_rules

        return load_result_rules(self.config_folder, shipped("config"))

    def load_sampling(self) -> SampleRuleBook:
        """Returns the rules of samples. Raises ConfigError with every fault."""
        rules, faults = self._read_sampling()
        if rules is None:
            raise ConfigError(faults)
        return rules

    def _read_sampling(self) -> tuple[SampleRuleBook | None, list[Fault]]:
        """The workspace's own rules, or the shipped ones where it has none."""
        from qa_workbook.sampling.rules import FILE as SAMPLING
        from qa_workbook.sampling.rules import load_sampling

        own = self.config_folder
        return load_sampling(own if (own / SAMPLING).exists() else shipped("config"))

    def _read_procedure(self) -> tuple[Procedure | None, list[Fault]]:
        """The workspace's own procedure, or the shipped one where it has none."""
        from qa_workbook.procedure.rules import load_procedure

        own = self.config_folder
        has_own = (own / "procedure.yaml").exists()
        return load_procedure(own if has_own else shipped("config"))

    def read_people(self, form: Form, vocabulary: Vocabulary) -> tuple[People, list[Fault]]:
        """Returns the people of config/people.*, none without a list, and every fault of it."""
        from qa_workbook.procedure.people import People, fault_code, people_of

        values, faults = read_faultless_list(self.config_folder, form, vocabulary, fault_code)
        if values is None:
            return People(), faults
        columns = [values.columns[field.id] for field in form.columns]
        names = form.ids()
        return people_of(
            dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True)
        ), []


def known_complaints(forms: FormBook) -> KnownComplaints:
    """Returns what the form of complaints knows, and what it lacks of what the tariff may price."""
    from qa_workbook.penalties import complaints
    from qa_workbook.penalties.loader import KnownComplaints

    form = forms.get(complaints.FORM)
    if form is None:
        return KnownComplaints()
    choices = {one.id: {choice.id: choice.name for choice in one.choices} for one in form.kept}
    lacking = [name for name in complaints.NEEDED if name not in choices]
    for name, value in complaints.UPHELD.items():
        if name in choices and value not in choices[name]:
            lacking.append(f"{name}: {value}")
    if form.period != "received":
        lacking.append("period: received")
    causes, sources = choices.get("cause", {}), choices.get("source", {})
    return KnownComplaints(complaints.ComplaintWords(form.name, causes, sources), lacking)


@dataclass(frozen=True)
class _Read:
    """What is in config/, as far as it could be read, and every fault of it."""

    schemes: SchemeBook
    settings: WorkspaceSettings | None
    vocabulary: Vocabulary | None
    forms: FormBook
    rules: RuleBook
    layouts: LayoutBook
    faults: list[Fault]
