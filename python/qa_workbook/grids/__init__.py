"""Any spreadsheet file as a grid of cells with addresses; knows nothing of quality inspection."""
