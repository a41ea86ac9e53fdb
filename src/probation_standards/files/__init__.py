"""Case files in, result files out: tables with a header row, read in blocks of columns and written whole."""
