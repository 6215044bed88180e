"""Service-quality inspection for contact centres, in the spreadsheets people already use."""
