"""Written reports of quality inspection: daily log, weekly and monthly report, notices."""
