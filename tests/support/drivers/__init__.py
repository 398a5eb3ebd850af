"""Clients of the Numbers API that take the same tests: each is driven by a module of its own."""
