"""The buttons: one list, from which sheet, ribbon, macros, help and functions follow.

A new button is an entry here, a function of the same name in `host/buttons.py` and its words in
`labels/buttons.yaml`; `make workbook` does the rest.
"""

from __future__ import annotations

from dataclasses import dataclass

from qa_workbook.labels import text


@dataclass(frozen=True)
class Button:
    """One button of the console.

    `action` names its function, its labels and its macro. `icon` is one of Office's own (imageMso),
    `group` a group of the ribbon. A `wide` button fills its row on the sheet. Where `needs_period`
    is set, a period that can't be read stops the click before any work. `form` is the id of the
    form whose result it writes.
    """

    action: str
    icon: str
    group: str
    wide: bool = False
    needs_period: bool = False
    form: str = ""

    @property
    def macro(self) -> str:
        """The name of its macro, shape and ribbon control: open_output → QaOpenOutput."""
        return "Qa" + self.action.title().replace("_", "")

    def caption(self, language: str) -> str:
        """Returns what stands on the button."""
        return text(f"buttons.{self.action}", language)

    def about(self, language: str) -> str:
        """Returns the small line below the caption."""
        return text(f"buttons.{self.action}_about", language)

    def help(self, language: str) -> str:
        """Returns what the help sheet says of it."""
        return text(f"buttons.{self.action}_help", language)


# Action, icon and form of the buttons that write the result of one form, as a month goes.
_RESULTS = (
    ("complaints", "ReviewShowAllComments", "complaints"),
    ("exams", "SpellingMenu", "exams"),
    ("tiers", "SortDialog", "tiers"),
    ("chat_kpi", "ChartTypeLineInsertGallery", "chat-kpi"),
    ("cases", "BookmarkInsert", "cases"),
)
OTHER_GROUP = "forms"
"""The group whose buttons stand on the sheet 其他业务; all others stand on 控制台."""

# In the order in which they stand on the sheet and, within its group, on the ribbon.
BUTTONS = (
    Button("run", icon="RefreshAll", group="daily", wide=True, needs_period=True),
    Button("validate", icon="DataValidation", group="single"),
    Button("build", icon="ChartTypeColumnInsertGallery", group="single", needs_period=True),
    Button("withdraw", icon="Undo", group="month"),
    Button("archive", icon="ArchiveRetentionPolicy", group="month", needs_period=True),
    Button("template", icon="FileNew", group="sheets"),
    Button("packs", icon="FileCreateDocumentWorkspace", group="sheets", needs_period=True),
    Button("handed_in", icon="TableSummarizeWithPivot", group="sheets", needs_period=True),
    Button("return_sheets", icon="ReviewNewComment", group="sheets"),
    Button("adopt", icon="ImportExcel", group="sheets"),
    Button("sample_draw", icon="AdvancedFilterDialog", group="fair", needs_period=True),
    Button("sample_status", icon="ChartTypeBarInsertGallery", group="fair", needs_period=True),
    Button("calibration_packs", icon="ReviewShareWorkbook", group="fair"),
    Button("calibration_report", icon="ChartTypeXYScatterInsertGallery", group="fair"),
    Button("laboratory", icon="WhatIfAnalysisMenu", group="fair", needs_period=True),
    Button("blank_form", icon="CreateFormBlankForm", group="forms"),
    Button("all_results", icon="FileSaveAsExcelXlsx", group="forms", wide=True, needs_period=True),
    *(
        Button(action, icon=icon, group="forms", needs_period=True, form=form)
        for action, icon, form in _RESULTS
    ),
    Button("register", icon="AutoSum", group="penalty", needs_period=True),
    Button("decisions", icon="FileCheckIn", group="penalty", needs_period=True),
    Button("papers", icon="FilePrint", group="penalty", needs_period=True),
    Button("close", icon="Lock", group="penalty", needs_period=True),
    Button("payroll", icon="ExportExcel", group="penalty", needs_period=True),
    Button("open_output", icon="FileOpen", group="more"),
    Button("other_work", icon="ViewsFormView", group="more"),
    Button("help", icon="Help", group="help"),
)


def button_of(action: str) -> Button:
    """Returns the button of an action. Raises KeyError."""
    for button in BUTTONS:
        if button.action == action:
            return button
    raise KeyError(action)


def button_of_macro(macro: str) -> Button:
    """Returns the button of a macro. Raises KeyError."""
    for button in BUTTONS:
        if button.macro == macro:
            return button
    raise KeyError(macro)
