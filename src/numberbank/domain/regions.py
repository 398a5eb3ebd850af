"""Regions that have telephone numbers: their ISO 3166-1 alpha-2 codes and English names.

The names are a table of our own (data/regions.csv, one line for each region of libphonenumber). libphonenumber can
name regions too, but only with its geocoder, whose import takes 0.4 s and 100 MB.
"""

import csv
from functools import cache
from importlib import resources


def region_name(region: str) -> str:
    """The common English name, as in "United States"; for a code without one, the code itself.

    The code stands in because a newer libphonenumber may let in a region that the table does not have yet, and that
    must not break a list of regions.
    """
    return region_names().get(region, region)


def is_region(code: str) -> bool:
    """Whether `code` (two capitals) has telephone numbers; includes AC, TA and XK, which ISO only reserves."""
    return code in region_names()


@cache
def region_names() -> dict[str, str]:
    table = resources.files("numberbank.data").joinpath("regions.csv").read_text(encoding="utf-8")
    return {row["region"]: row["name"] for row in csv.DictReader(table.splitlines())}
