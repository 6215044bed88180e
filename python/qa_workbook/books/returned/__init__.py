"""A marked .xlsx beside a file that can't be marked itself."""
