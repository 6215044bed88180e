"""Who may do what with a penalty, when, and what comes of it: one table of transitions (S6, S7)."""
