"""Cases as people work on them: what the ledger knows of each, and what follows from it."""
