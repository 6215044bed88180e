from qa_workbook.cli import main

main()
