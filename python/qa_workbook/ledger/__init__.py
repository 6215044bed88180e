"""The ledger: events that are only ever added, each tied to the one before by its hash.

It knows nothing of penalties: what an event means is the business of whoever wrote it. State is
derived from events by their readers and never stored beside them.
"""
