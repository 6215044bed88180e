"""Reads filled score sheets, checks every cell, and gives rows and findings.

Nothing is guessed and nothing is lost silently.
"""
