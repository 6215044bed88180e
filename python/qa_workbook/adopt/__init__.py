"""Works out how a sheet is to be read that nobody has seen before."""
