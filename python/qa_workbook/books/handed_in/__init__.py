"""缺交名单: who handed in what, and who did not."""
