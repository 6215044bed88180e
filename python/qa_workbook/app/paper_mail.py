"""A draft of a mail with a paper, which any mail program opens ready to be sent (RFC 5322).

It has neither sender nor date, which the mail program writes; `X-Unsent` makes it a draft. Nothing
of the computer or the moment is in it, so that the same paper gives the same bytes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from email import policy
from email.header import Header
from email.message import EmailMessage
from email.utils import quote
from pathlib import Path

from qa_workbook.app.paper_addressees import Person, Recipients
from qa_workbook.app.paper_kinds.kind import Draft
from qa_workbook.labels import text
from qa_workbook.numbers import Period

_BOUNDARY = "=_qa-workbook_paper"
"""It can't stand in a part: those are in base64."""
_SHEET = ("application", "vnd.openxmlformats-officedocument.spreadsheetml.sheet")
_ADDRESS = re.compile(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")
_LINE = 60  # of a name, so that the address has room beside it
_CONTROLS = re.compile(r"[\x00-\x1f\x7f]+")


def has_address(person: Person) -> bool:
    """Returns whether a mail can be sent to a person."""
    return bool(_ADDRESS.fullmatch(person.email))


def mail(
    kind: str,
    span: Period,
    draft: Draft,
    recipients: Recipients,
    paper: Path,
    content: bytes,
    organisation: str,
    language: str,
) -> bytes:
    """Returns a mail with the `content` of one paper, which is attached under its own name.

    Who has no address stands there by name alone.
    """
    message = EmailMessage(policy.SMTP)
    name = text(f"papers.{kind}", language)
    days = _days(span, language)
    subject = text("mail.subject", language, kind=name, span=days)
    message["Subject"] = _line(subject + _about(draft, language))
    message["X-Unsent"] = "1"
    message.set_content(_body(name, days, draft, organisation, language), cte="base64")
    message.add_attachment(content, maintype=_SHEET[0], subtype=_SHEET[1], filename=paper.name)
    message.set_boundary(_BOUNDARY)
    return _addressed(recipients) + message.as_bytes()


def _about(draft: Draft, language: str) -> str:
    """The agent or the branch that a paper is about, "" for neither."""
    if draft.agent:
        return text("mail.agent", language, name=draft.name, agent=draft.agent)
    return text("mail.branch", language, name=draft.branch) if draft.branch else ""


def _addressed(recipients: Recipients) -> bytes:
    """The header fields of those who get it, one a line: no name is cut in two by a long line."""
    fields = {"To": recipients.to, "Cc": recipients.cc}
    lines = [
        f"{field}: " + ",\r\n ".join(_mailbox(one) for one in people) + "\r\n"
        for field, people in fields.items()
        if people
    ]
    return "".join(lines).encode("ascii")


def _mailbox(person: Person) -> str:
    """A name with its address; without one a group of that name with nobody in it."""
    name = _line(person.name or person.number)
    if name.isascii() and "=?" not in name:
        phrase = f'"{quote(name)}"'
    else:
        phrase = Header(name, "utf-8", maxlinelen=_LINE).encode(linesep="\r\n")
    return f"{phrase} <{person.email}>" if has_address(person) else f"{phrase} :;"


def _body(name: str, days: str, draft: Draft, organisation: str, language: str) -> str:
    greeted = draft.name or text("mail.all", language)
    lines = [text("mail.greeting", language, name=greeted), ""]
    lines.append(text("mail.attached", language, kind=name, span=days))
    if draft.figures:
        lines += ["", *(text("mail.figure", language, name=n, value=v) for n, v in _of(draft))]
    if draft.agent:
        lines += ["", text("mail.own_only", language)]
    if organisation:
        lines += ["", organisation]
    return "\n".join(lines) + "\n"


def _of(draft: Draft) -> Iterable[tuple[str, str]]:
    return draft.figures.items()


def _days(span: Period, language: str) -> str:
    if span.is_months or span.first == span.last:
        return span.text
    return text("mail.days", language, first=span.first, last=span.last)


def _line(words: str) -> str:
    """A text that fits a header: names come from people."""
    return _CONTROLS.sub(" ", words).strip()
