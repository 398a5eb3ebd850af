"""A project's numbers in files: all of them out (`export`), and the changes of many in (`plan`, `apply`).

Logic on the client, without a terminal: `numberbank.cli` shows what happens here.
"""
