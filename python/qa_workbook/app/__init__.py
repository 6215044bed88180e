"""The use cases, one module each, shared by buttons and command line: plain arguments in, reports out."""
