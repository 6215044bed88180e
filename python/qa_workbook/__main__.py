"""`python -m qa_workbook` is the command `qa-workbook`."""

from qa_workbook.cli import main

main()
