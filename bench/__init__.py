"""Every performance figure of Numberbank, as a ratio to something measured in the same minutes: `python -m bench`."""
