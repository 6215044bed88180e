"""Marks an existing .xlsx: colours, comments and a sheet in front; every other byte stays."""
