"""What is wrong in which cell of whose file: the finding, the report, the catalogue."""
