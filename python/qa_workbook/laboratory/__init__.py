"""The scorecard laboratory: what the items of a scheme do, and what another version would do."""
