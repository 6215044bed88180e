"""Every workbook we write; no logic, only looks (docs/architecture.md)."""
