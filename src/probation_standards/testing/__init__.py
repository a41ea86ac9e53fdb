"""What tests of frameworks are made of: strategies for hypothesis."""
