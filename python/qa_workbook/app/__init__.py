"""The use cases, one module each, shared by buttons and commands: arguments in, reports out."""
