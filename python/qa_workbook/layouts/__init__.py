"""Foreign score sheets: a layout says how a sheet is read that isn't one of ours."""
