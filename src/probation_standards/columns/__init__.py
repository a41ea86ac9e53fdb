"""Columns: the same rules, read for a table with one row for each inspection."""
