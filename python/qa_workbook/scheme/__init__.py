"""Dated scoring schemes: the strict reader of their YAML files, the model, and every check of a config."""
