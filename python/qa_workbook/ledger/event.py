"""One event of the ledger and its canonical bytes, over which hashes and tree are made."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

import orjson

FIRST = "0" * 64
"""What stands for the event before the first one."""


@dataclass(frozen=True)
class Draft:
    """What is to be written down: an event without its place in the ledger.

    `at` is the time as ISO text with its zone, `case` what it is about ("" for none), `actor` who
    did it and in which `role`, `reason` why. `data` holds details and evidence: text, whole
    numbers, booleans, None, and lists and mappings of these; amounts are decimal text.
    """

    at: str
    case: str
    event: str
    actor: str
    role: str
    reason: str = ""
    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Event:
    """A draft in its place: `seq` is 1, 2, 3 …; `previous` is the hash of the event before."""

    seq: int
    at: str
    case: str
    event: str
    actor: str
    role: str
    reason: str
    data: Mapping[str, Any]
    previous: str
    hash: str

    @property
    def as_dict(self) -> dict[str, Any]:
        """All fields as plain values, in the order of the contract."""
        return dict(vars(self))


Sealed = tuple[Event, bytes]
"""An event and its canonical bytes."""


def sealed(
    draft: Draft, seq: int, previous: str, checked: dict[int, object] | None = None
) -> Sealed:
    """Returns `draft` as the event `seq` after the one with hash `previous`, and its bytes.

    What is in `checked` (`canonical`) isn't looked at again. Raises ValueError for data that has no
    canonical form.
    """
    fields = {**vars(draft), "seq": seq, "previous": previous}
    body = canonical(fields, checked)
    return Event(**fields, hash=sha256(body).hexdigest()), body


def chained(drafts: Iterable[Draft], seq: int, previous: str) -> list[Sealed]:
    """Returns `drafts` as events, in their order, after the event `seq` with hash `previous`.

    Raises ValueError for data that has no canonical form.
    """
    found = []
    checked: dict[int, object] = {}  # thousands of cases keep the very same rules
    for number, draft in enumerate(drafts, seq + 1):
        one = sealed(draft, number, previous, checked)
        previous = one[0].hash
        found.append(one)
    return found


def canonical(value: Mapping[str, Any], checked: dict[int, object] | None = None) -> bytes:
    """Returns JSON in UTF-8, keys sorted, no blanks: one spelling for one content.

    `checked` holds what has been found free of floats before, by identity, and grows by what is
    found so within `value`; nobody may change any of it as long as that is used.

    Raises ValueError for floats (they have several spellings) and for text that is not Unicode.
    """
    _refuse_floats(value, {} if checked is None else checked)
    try:
        return _spelled(value)
    except TypeError as error:  # a number of more than 64 bits, half a sign of two
        raise ValueError(str(error)) from None


def parsed(body: bytes) -> dict[str, Any]:
    """Returns the fields of an event from its canonical bytes.

    Raises ValueError where the bytes are not the canonical ones of anything.
    """
    fields = orjson.loads(body)
    if not isinstance(fields, dict) or _spelled(fields) != body:
        raise ValueError("not canonical")
    return fields


def event_of(body: bytes, digest: str) -> Event:
    """Returns the event that `body` holds. Raises ValueError, TypeError for anything else."""
    return Event(**orjson.loads(body), hash=digest)


def _spelled(value: Any) -> bytes:
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS)


_PLAIN = frozenset({str, int, bool, type(None)})


def _refuse_floats(value: Any, checked: dict[int, object]) -> None:
    if isinstance(value, float):
        raise ValueError(f"a float: {value}")
    parts: Collection[Any] = ()
    if type(value) is dict or isinstance(value, Mapping):
        parts = value.values()  # keys that are no text are refused when they are spelled
    elif isinstance(value, list | tuple):
        parts = value
    elif not isinstance(value, str | int | None):
        raise ValueError(f"not plain: {value!r}")
    # Nearly all parts are plain ones: asking for their types takes no step for each of them.
    if set(map(type, parts)) <= _PLAIN:
        return
    for part in parts:
        if type(part) not in _PLAIN and checked.get(id(part)) is not part:
            _refuse_floats(part, checked)
            checked[id(part)] = part  # kept, so that nothing else gets its identity
