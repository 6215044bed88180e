"""The score sheet that inspectors fill in."""
