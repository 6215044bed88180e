"""Strict YAML: read, checked key by key, every fault with file, line and path."""
