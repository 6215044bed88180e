"""The penalty register (S6): a dated tariff applied to the records, caps and control totals."""

from qa_workbook.penalties.assessment import assess, needed_days, whole_months
from qa_workbook.penalties.loader import load_tariffs
from qa_workbook.penalties.memory import Memory
from qa_workbook.penalties.model import Register
from qa_workbook.penalties.months import AgentMonths
from qa_workbook.penalties.tariff import TariffBook

__all__ = [
    "AgentMonths",
    "Memory",
    "Register",
    "TariffBook",
    "assess",
    "load_tariffs",
    "needed_days",
    "whole_months",
]
