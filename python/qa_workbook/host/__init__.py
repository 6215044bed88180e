"""The buttons of the console: in Excel through xlwings, in Calc through the engine xlwings_calc."""
