"""One module for each row of the bench."""

from bench.bench import Row
from bench.rows import callbacks, contention, export, growth, lists, rent, search, start, year

_MODULES = (search, rent, lists, growth, contention, export, start, callbacks, year)
ROWS: dict[int, Row] = {module.ROW.number: module.ROW for module in _MODULES}
