"""What was decided, for people and programs: text, Markdown, plain data, tables on a terminal.

Reports repeat what was recorded and decide nothing.
"""
