"""The ribbon tab 质检: the same actions as the buttons, through one callback (MS-CUSTOMUI2)."""

from __future__ import annotations

from xml.sax.saxutils import quoteattr

from qa_workbook.console.names import BUTTONS
from qa_workbook.labels import text

RIBBON_PART = "customUI/customUI14.xml"
RIBBON_RELATION = (
    '<Relationship Id="rIdQaRibbon" Type="http://schemas.microsoft.com/office/2007/relationships/ui/extensibility" '
    f'Target="{RIBBON_PART}"/>'
)
_GROUPS = {
    "daily": ("QaRun",),
    "single": ("QaTemplate", "QaValidate", "QaBuild", "QaRegister"),
    "more": ("QaOpenOutput", "QaHelp"),
}
_ICONS = {
    "QaRun": "RefreshAll",
    "QaTemplate": "FileNew",
    "QaValidate": "DataValidation",
    "QaBuild": "ChartTypeColumnInsertGallery",
    "QaRegister": "AutoSum",
    "QaOpenOutput": "FileOpen",
    "QaHelp": "Help",
}


def ribbon(language: str) -> str:
    """Returns customUI14.xml: one tab, three groups, large buttons with Office's own icons."""
    groups = "".join(_group(name, macros, language) for name, macros in _GROUPS.items())
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        '<customUI xmlns="http://schemas.microsoft.com/office/2009/07/customui"><ribbon><tabs>'
        f'<tab id="QaTab" label={_label("ribbon_tab", language)}>{groups}</tab>'
        "</tabs></ribbon></customUI>"
    )


def _group(name: str, macros: tuple[str, ...], language: str) -> str:
    buttons = "".join(_button(macro, language) for macro in macros)
    return (
        f'<group id="QaGroup_{name}" label={_label(f"ribbon_{name}", language)}>{buttons}</group>'
    )


def _button(macro: str, language: str) -> str:
    action = BUTTONS[macro]
    return (
        f'<button id="{macro}" size="large" imageMso="{_ICONS[macro]}" onAction="QaRibbon" '
        f"label={_label(f'button_{action}', language)} screentip={_label(f'about_{action}', language)}/>"
    )


def _label(key: str, language: str) -> str:
    return quoteattr(text(f"console.{key}", language))
