"""The buttons of the console, in Excel and, through the engine in `calc/`, in LibreOffice Calc."""
