"""What was sent back to be corrected: how a copy says so, what was in it, and what has changed."""
