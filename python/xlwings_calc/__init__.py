"""An xlwings engine for LibreOffice Calc: xlwings scripts work on a document open in Calc.

`register()` makes it known, `connect(pipe=...)` joins a running office, `install_caller()` serves
`xw.Book.caller()`.
"""

from xlwings_calc.caller import caller_book, connect, install_caller, register
from xlwings_calc.connection import CalcNotReachable

__all__ = ["CalcNotReachable", "caller_book", "connect", "install_caller", "register"]
