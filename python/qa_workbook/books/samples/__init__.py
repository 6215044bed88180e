"""What a sample is handed out and told with: the list of its sheets, its certificate, its state."""
