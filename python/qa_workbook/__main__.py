"""`python -m qa_workbook` is the command `qa-workbook`."""

from qa_workbook.cli import guarded_main

guarded_main()
