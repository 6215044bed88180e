"""One module a step, never changed once it was shipped."""
