"""One module for each row of the bench."""

from bench.bench import Row
from bench.rows import lists, rent, search

ROWS: dict[int, Row] = {module.ROW.number: module.ROW for module in (search, rent, lists)}
