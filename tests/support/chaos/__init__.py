"""Chaos: calls that cost money, a server that fails at random, and a client that is killed and started again."""
