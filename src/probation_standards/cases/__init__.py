"""Cases: from a table of answers to tallies and ratings."""
