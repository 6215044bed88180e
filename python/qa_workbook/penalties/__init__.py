"""The penalty register: a dated tariff applied to the records, with caps and control totals (S6)."""

from qa_workbook.penalties.assessment import assess, whole_months
from qa_workbook.penalties.loader import load_tariffs
from qa_workbook.penalties.model import Register
from qa_workbook.penalties.tariff import TariffBook

__all__ = ["Register", "TariffBook", "assess", "load_tariffs", "whole_months"]
