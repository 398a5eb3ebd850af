"""Numberbank: a phone-number platform over the HTTP API of Sinch Numbers."""

__version__ = "0.1.0"
