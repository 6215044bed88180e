"""The penalty register: a dated tariff applied to the merged records, capped and with control totals (S6, "Law")."""

from qa_workbook.penalties.assessment import assess, whole_months
from qa_workbook.penalties.model import Register
from qa_workbook.penalties.tariff import TariffBook, load_tariffs

__all__ = ["Register", "TariffBook", "assess", "load_tariffs", "whole_months"]
