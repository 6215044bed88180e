"""Fair samples: which calls of a call list are listened to, and how anybody can draw them again."""
