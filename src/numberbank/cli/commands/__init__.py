"""A module for each command, or for a group of them; how they are found stands in numberbank.cli.main."""
