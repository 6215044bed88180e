"""Reads filled score sheets, checks every cell, and gives rows and findings; nothing is guessed and nothing is lost silently."""
