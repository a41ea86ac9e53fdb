"""Proving what holds of a framework for all evidence, and finding what does not."""
