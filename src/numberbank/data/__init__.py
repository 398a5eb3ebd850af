"""Data files that ship with the package: names of regions, and the inventory of the sandbox."""
