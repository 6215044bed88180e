"""The ribbon tab 质检: the same actions as the buttons, through one callback (MS-CUSTOMUI2)."""

from __future__ import annotations

from xml.sax.saxutils import quoteattr

from qa_workbook.console import buttons
from qa_workbook.console.buttons import Button
from qa_workbook.labels import text

RIBBON_PART = "customUI/customUI14.xml"
RIBBON_RELATION = (
    '<Relationship Id="rIdQaRibbon" '
    'Type="http://schemas.microsoft.com/office/2007/relationships/ui/extensibility" '
    f'Target="{RIBBON_PART}"/>'
)


def ribbon(language: str) -> str:
    """Returns customUI14.xml: one tab, a group per `group` of the buttons, Office's own icons."""
    names = dict.fromkeys(button.group for button in buttons.BUTTONS)
    groups = "".join(_group(name, language) for name in names)
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        '<customUI xmlns="http://schemas.microsoft.com/office/2009/07/customui"><ribbon><tabs>'
        f'<tab id="QaTab" label={_label("ribbon_tab", language)}>{groups}</tab>'
        "</tabs></ribbon></customUI>"
    )


def _group(name: str, language: str) -> str:
    mine = [button for button in buttons.BUTTONS if button.group == name]
    controls = "".join(_control(button, language) for button in mine)
    label = _label(f"ribbon_{name}", language)
    return f'<group id="QaGroup_{name}" label={label}>{controls}</group>'


def _control(button: Button, language: str) -> str:
    label, tip = quoteattr(button.caption(language)), quoteattr(button.about(language))
    return (
        f'<button id="{button.macro}" size="large" imageMso="{button.icon}" onAction="QaRibbon" '
        f"label={label} screentip={tip}/>"
    )


def _label(key: str, language: str) -> str:
    return quoteattr(text(f"console.{key}", language))
