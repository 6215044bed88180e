"""The score sheet as a form (contract 3.2), made from a scheme and the names of config/intake.yaml.

`score_form(scheme, vocabulary, entry)` says all that a sheet of the scheme is made of: the name of
the sheet, labels and columns in their order with heading, kind, need, width and look. The blank
sheet writes `form.columns` (`entry` chooses items or points), `form.label(id)` and the words
`form.yes`, `form.no` and `form.not_applicable`; the reader takes the form without an `entry`,
which has every column that a sheet of the scheme may have. Item trees, formulas and entry by
points are not the form's business: `form.indicators` gives the indicator of a column.

Headings are names that other programs rely on: Chinese, or English in sheets that are made in
English. Whatever is written is read again, in either language.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from typing import Literal

from qa_workbook.config.base import Name
from qa_workbook.config.faults import Fault, Places
from qa_workbook.forms.model import Choice, Field, Form, Kind, Look, Need
from qa_workbook.forms.vocabulary import Columns, Vocabulary
from qa_workbook.scheme.checks_sheet import entered_names, heading
from qa_workbook.scheme.model import ErrorCode, FatalCode, Indicator, Scheme

Entry = Literal["items", "points"]


class ScoreForm(Form):
    """A wide or long score sheet of one scheme version."""

    indicators: Mapping[str, Indicator]
    """The indicator that each mark or count column is for, by the column's id."""
    yes: str
    """What yes/no cells of a blank sheet offer for yes."""
    no: str
    """What they offer for no."""
    not_applicable: str
    """What a blank sheet offers for an item that doesn't apply."""
    telling: tuple[str, ...]
    """The columns by which a sheet is told that doesn't name its scheme."""

    @cached_property
    def marked(self) -> tuple[tuple[int, Indicator], ...]:
        """Every (0-based place, indicator) that has a column."""
        return tuple((self.index(key), node) for key, node in self.indicators.items())

    @cached_property
    def orders(self) -> tuple[tuple[str, ...], ...]:
        """Points may stand behind all items, or each behind its item."""
        plain = tuple(key for key in super().orders[0] if key not in PER_ROW)
        below = (indicator_key(child) for node in self.indicators.values() for child in node.walk())
        nested = [key for key in dict.fromkeys(below) if key in self.indicators]
        first = plain.index(nested[0]) if nested else 0
        return plain, (*plain[:first], *nested, *plain[first + len(nested) :])

    def label(self, field_id: str) -> str:
        """Returns what stands before the value of a label. Raises KeyError for an unknown one."""
        return {field.id: field.heading for field in self.labels}[field_id]


def _field(
    field_id: str, kind: Kind, width: int, need: Need = "needed", look: Look = "plain"
) -> Field:
    return Field(id=field_id, kind=kind, need=need, width=width, look=look)


_LABELS = (
    _field("scheme", "id", 12),
    _field("version", "id", 12),
    _field("project", "text", 12),
    _field("inspector", "text", 12),
    _field("inspected_on", "day", 12),
)
_SERIAL = _field("serial", "serial", 7, look="centred")
_DAY = _field("call_date", "day", 11, "required", "centred")
_WHO = (
    _field("agent", "id", 10, "required", "centred"),
    _field("name", "text", 8),
)
_TEAM = _field("team", "text", 8)
_REMARK = _field("remark", "text", 24, look="wrapped")
_WIDE_BEFORE = (
    _SERIAL,
    _field("recording", "id", 20, "required"),
    _DAY,
    *_WHO,
    # Beside the name, so that an inspector sees them while typing the last marks of a long row.
    _field("raw", "number", 8, "computed"),
    _field("final", "number", 8, "computed"),
    _field("band", "text", 10, "computed"),
    _TEAM,
    _field("round", "text", 6, look="centred"),
)
_WIDE_AFTER = (
    _field("error_deduction", "number", 9, "required", "centred"),
    _field("error_codes", "text", 11, "required"),
    _field("fatal", "yes_no", 9, "required", "centred"),
    _field("points", "text", 24, look="wrapped"),
    _REMARK,
)
_LONG_COLUMNS = (
    _SERIAL,
    _DAY,
    *_WHO,
    _TEAM,
    _field("clause", "choice", 30, "required", "wrapped"),
    _field("times", "count", 9, "required", "centred"),
    _field("aggravated", "yes_no", 9, look="centred"),
    _field("deduction", "number", 9, "computed"),
    _field("basis", "id", 22, "required", "wrapped"),
    _field("registrar", "id", 10),
    _REMARK,
)
_PER_ROW = (
    _field("inspector", "text", 12, "optional"),
    _field("inspected_on", "day", 12, "optional"),
)
PER_ROW = frozenset(field.id for field in _PER_ROW)
"""Labels that a wide sheet may say in every row instead. No blank sheet has these columns, so they
may stand anywhere."""
LAYOUT_COLUMNS: Mapping[str, tuple[str, ...]] = {
    layout: tuple(field.id for field in columns if field.id in Columns.model_fields)
    for layout, columns in (
        ("wide", (*_WIDE_BEFORE, *_WIDE_AFTER)),
        ("long", _LONG_COLUMNS),
    )
}
"""The fixed columns of wide and of long sheets, by their keys in config/intake.yaml."""
# Any column that decides about money is required, so these few have to be named.
_WIDE_TELLING = ("recording", "call_date", "agent")
_LONG_TELLING = ("call_date", "agent", "clause")


def indicator_key(node: Indicator) -> str:
    """Returns the id of an indicator's column: mark.<id> or count.<id>."""
    return f"{'count' if node.count else 'mark'}.{node.id}"


def score_form(scheme: Scheme, vocabulary: Vocabulary, entry: Entry | None = None) -> ScoreForm:
    """Returns the form of a scheme's sheets, filled by `entry` ("items" or "points") if given.

    Without `entry` it has every column that a sheet may have: items and their points where the
    scheme allows either, each of them optional then, for one of the two is enough.
    """
    long = scheme.sheet.layout == "long"
    nodes = () if long else entered(scheme, entry)
    words = vocabulary.words
    columns = _long_columns(scheme) if long else _wide_columns(scheme, nodes, entry)
    name = vocabulary.sheets.long if long else vocabulary.sheets.wide
    who = _LONG_TELLING if long else _WIDE_TELLING
    marks = {indicator_key(node): node for node in nodes}
    key = ("recording", "inspector", "entry")
    return ScoreForm(
        format=1,
        id=scheme.id,
        version=scheme.version,
        name=scheme.name,
        source=scheme.source,
        sheets=name,
        rows=scheme.sheet.rows,
        labels=tuple(_labelled(field, vocabulary) for field in _LABELS),
        columns=tuple(_named(field, scheme, vocabulary) for field in columns),
        key=(*key, "agent") if long else key,
        whole=("recording", "inspector", "agent") if long else (),
        period="call_date",
        indicators=marks,
        telling=who if _free(scheme, entry) else (*who, *marks),
        yes=words.affirmative[0],
        no=words.negative[0],
        not_applicable=words.not_applicable[0],
    )


def blank_form(
    scheme: Scheme, vocabulary: Vocabulary, entry: Entry | None = None, language: str = "zh"
) -> ScoreForm:
    """Returns the form of a blank sheet; by points only if asked for, or if the scheme says so.

    It writes what it has in `language`; what intake doesn't know in it stays Chinese.
    """
    demanded: Entry = "points" if scheme.sheet.entry == "points" else "items"
    form = score_form(scheme, vocabulary.written_in(language), entry or demanded)
    return form if language == "zh" else _with_names_in(language, form, scheme)


def _with_names_in(language: str, form: ScoreForm, scheme: Scheme) -> ScoreForm:
    """The form with the headings that the scheme gives in another language than Chinese.

    A name that two indicators have, or a fixed column, stays Chinese.
    """
    said = {key: node.name.say(language) for key, node in form.indicators.items()}
    said |= {key: name.say(language) for key, name in _own_headings(scheme).items()}
    fixed = [name for one in form.columns if one.id not in said for name in one.headings]
    used = Counter(heading(name) for name in (*said.values(), *fixed))
    clear = {key: name for key, name in said.items() if used[heading(name)] == 1}
    columns = tuple(
        one.model_copy(update={"headings": (clear[one.id], *one.headings)})
        if one.id in clear
        else one
        for one in form.columns
    )
    return form.renewed(columns=columns)


def entered(scheme: Scheme, entry: Entry | None = None) -> tuple[Indicator, ...]:
    """Returns the indicators with a column in a wide sheet, in order; all that may have one if no
    `entry` is given.
    """
    if entry:
        return scheme.entries(entry)
    if scheme.sheet.entry == "either":
        return tuple(dict.fromkeys([*scheme.entered, *scheme.leaves]))
    return scheme.entries(scheme.sheet.entry)


def _labelled(field: Field, vocabulary: Vocabulary) -> Field:
    return field.model_copy(update={"headings": getattr(vocabulary.labels, field.id)})


def _named(field: Field, scheme: Scheme, vocabulary: Vocabulary) -> Field:
    """Returns the field with the headings of config/intake.yaml; indicators have their own."""
    if field.headings:
        return field
    if field.id in PER_ROW:
        return field.model_copy(update={"headings": _headings_of_label(field.id, vocabulary)})
    headings = vocabulary.headings(scheme.sheet.layout, field.id)
    own = _own_headings(scheme).get(field.id)
    if own is not None:
        headings = tuple(dict.fromkeys((own.zh, *headings)))
    return field.model_copy(update={"headings": headings})


def _own_headings(scheme: Scheme) -> dict[str, Name]:
    """What the scheme calls fixed columns, by their ids."""
    return {key: name for key, name in scheme.sheet.headings or () if name is not None}


def _headings_of_label(label: str, vocabulary: Vocabulary) -> tuple[str, ...]:
    """The names of a label that may head a column: 质检 alone, which begins names of several
    labels, may head anything.
    """
    others = [name for key in PER_ROW - {label} for name in getattr(vocabulary.labels, key)]
    names: tuple[str, ...] = getattr(vocabulary.labels, label)
    clear = [name for name in names if not any(other.startswith(name) for other in others)]
    return tuple(clear) or names[:1]


def _long_columns(scheme: Scheme) -> tuple[Field, ...]:
    clauses = tuple(Choice(id=node.id, name=node.name) for node in scheme.counted)
    changes: dict[str, dict[str, object]] = {"clause": {"choices": clauses}}
    if any(node.count and node.count.aggravated is not None for node in scheme.counted):
        changes["aggravated"] = {"need": "required"}
    return tuple(field.model_copy(update=changes.get(field.id, {})) for field in _LONG_COLUMNS)


def _wide_columns(
    scheme: Scheme, nodes: tuple[Indicator, ...], entry: Entry | None
) -> tuple[Field, ...]:
    """Returns who and what with the score, a column per item or point, 差错扣分 … 备注; to read,
    what labels say in most sheets as well.
    """
    need: Need = "optional" if _free(scheme, entry) else "required"
    marks = [_mark(node, need) for node in nodes]
    per_row = _PER_ROW if entry is None else ()
    before, after = (_of_rules(scheme, part) for part in (_WIDE_BEFORE, _WIDE_AFTER))
    return (*before, *marks, *after, *per_row)


def _free(scheme: Scheme, entry: Entry | None) -> bool:
    """Whether a sheet may have the columns of items or of points, as whoever fills it in likes."""
    return entry is None and scheme.sheet.entry == "either"


def _mark(node: Indicator, need: Need) -> Field:
    headings = dict.fromkeys((node.name.zh, node.id, node.name.en))
    return Field(
        id=indicator_key(node),
        headings=tuple(headings),
        kind="count" if node.count else "number",
        need=need,
        look="centred",
    )


def _of_rules(scheme: Scheme, fixed: Iterable[Field]) -> list[Field]:
    """The fixed columns of a wide sheet that the rules of the scheme give it."""
    has = {
        "error_deduction": scheme.error_deduction is not None,
        "error_codes": scheme.error_deduction is not None or scheme.fatal is not None,
        "fatal": scheme.fatal is not None,
        "points": has_points(scheme),
        "final": changes_final(scheme),
        "band": scheme.bands is not None,
    }
    columns = [field for field in fixed if has.get(field.id, True)]
    if scheme.sheet.deduction_points == "required":
        needs = {"points": {"need": "required"}}
        columns = [field.model_copy(update=needs.get(field.id, {})) for field in columns]
    return columns


def headings_are_free(vocabulary: Vocabulary) -> Callable[[Scheme, Places], list[Fault]]:
    """Returns a check of schemes: no item of a wide sheet is called like a fixed column, and a
    fixed column only as intake knows it.
    """
    fixed = {
        heading(vocabulary.headings("wide", field.id)[0]) for field in (*_WIDE_BEFORE, *_WIDE_AFTER)
    }

    def check_fixed_headings(scheme: Scheme, places: Places) -> list[Fault]:
        if scheme.sheet.layout == "long":
            return []
        own = _own_headings(scheme)
        names = fixed | {heading(name.zh) for name in own.values()}
        taken = [(steps, name) for steps, name in entered_names(scheme) if heading(name) in names]
        faults = [places.fault("heading-fixed", *steps, found=name) for steps, name in taken]
        for key, name in own.items():
            known = {heading(one) for one in vocabulary.headings("wide", key)}
            faults += [
                places.fault("heading-unknown", "sheet", "headings", key, found=word, column=key)
                for word in dict.fromkeys((name.zh, name.en))
                if heading(word) not in known
            ]
        return faults

    return check_fixed_headings


def known_codes(scheme: Scheme) -> list[ErrorCode | FatalCode]:
    """Returns what may stand in 差错代码: the codes of errors, then those of fatal ones."""
    codes: list[ErrorCode | FatalCode] = []
    if scheme.error_deduction:
        codes += scheme.error_deduction.codes
    if scheme.fatal:
        codes += scheme.fatal.codes
    return codes


def has_points(scheme: Scheme) -> bool:
    """Returns whether sheets of the scheme have the column 扣分点."""
    return scheme.sheet.deduction_points != "none" and any(
        node.scoring_points for node in scheme.nodes
    )


def changes_final(scheme: Scheme) -> bool:
    """Returns whether the final score can differ from the raw one: by error deductions or fatal
    errors.
    """
    fatal = scheme.fatal
    effects = {fatal.effect, *(code.effect for code in fatal.codes)} if fatal else set()
    return scheme.error_deduction is not None or bool(effects & {"zero", "cap"})


def point_labels(scheme: Scheme, language: str = "zh") -> tuple[str, ...]:
    """Returns what may be written into 扣分点 for every scoring point: `项目:要点`."""
    return tuple(
        f"{node.name.say(language)}:{point.name.say(language)}"
        for node in scheme.nodes
        for point in node.scoring_points
    )
