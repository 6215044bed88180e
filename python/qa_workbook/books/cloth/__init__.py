"""What every workbook is made of: styles, tables, links, fast sheets."""
