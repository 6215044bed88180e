"""Worked cases (`config/cases/*.yaml`): what a recording must come to under a scheme and tariff."""
