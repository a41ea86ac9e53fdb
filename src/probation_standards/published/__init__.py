"""What was published, held against the rules: records of it, and what the rules say of each inspection in them."""
