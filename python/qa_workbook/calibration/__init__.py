"""Calibration (S8): blind sessions, how far inspectors agree, who is strict, what is disputed."""
