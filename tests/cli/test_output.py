"""The four forms of what commands print."""

import csv
import io
import json
from collections.abc import Iterator

import pytest

from numberbank.cli.output import View, print_all, print_one

VIEW = View({"name": "name", "price.amount": "price", "tags": "tags", "parts.id": "parts"}, ("name", "price.amount"))
RECORD = {"name": "=1+1", "price": {"amount": "0.50"}, "tags": ["a", "b"], "parts": [{"id": 1}, {"id": 2}]}


def many(count: int) -> Iterator[dict[str, object]]:
    return ({"name": f"number {index}", "price": {"amount": str(index)}} for index in range(count))


def test_columns_are_aligned_also_with_wide_characters(capsys: pytest.CaptureFixture[str]) -> None:
    rows = [{"name": "受付", "price": {"amount": "10.00"}}, {"name": "office", "price": {"amount": "0.50"}}]

    print_all("table", VIEW, rows)

    assert capsys.readouterr().out == "NAME    PRICE\n受付    10.00\noffice   0.50\n"


def test_a_long_table_is_printed_while_it_comes(capsys: pytest.CaptureFixture[str]) -> None:
    printed: list[int] = []

    def rows() -> Iterator[dict[str, object]]:
        for index, row in enumerate(many(2000)):
            if index == 1500:
                printed.append(capsys.readouterr().out.count("\n"))
            yield row

    print_all("table", VIEW, rows())

    assert printed == [1501]
    assert capsys.readouterr().out.count("\n") == 500


def test_nothing_in_a_name_reaches_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    print_all("table", VIEW, [{"name": "a\x1b[31m\nb"}])
    print_one("table", VIEW, {"name": "a\x1b[31m\nb"})

    assert capsys.readouterr().out == "NAME      PRICE\na?[31m?b\nname  a?[31m?b\n"


@pytest.mark.parametrize("count", [0, 1, 3])
def test_json_is_one_array(capsys: pytest.CaptureFixture[str], count: int) -> None:
    print_all("json", VIEW, many(count))

    assert json.loads(capsys.readouterr().out) == list(many(count))


def test_csv_has_what_was_there(capsys: pytest.CaptureFixture[str]) -> None:
    print_all("csv", VIEW, [RECORD, {"name": 'a "b", c\nd'}])

    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert rows == [
        {"name": "=1+1", "price.amount": "0.50", "tags": "a|b", "parts.id": "1|2"},
        {"name": 'a "b", c\nd', "price.amount": "", "tags": "", "parts.id": ""},
    ]


def test_one_thing_is_an_object_and_for_people_a_line_for_each_field(capsys: pytest.CaptureFixture[str]) -> None:
    print_one("json", VIEW, RECORD)
    print_one("table", VIEW, RECORD | {"tags": []})
    as_json, _, as_table = capsys.readouterr().out.partition("\n}\n")

    assert json.loads(as_json + "}") == RECORD
    assert as_table == "name   =1+1\nprice  0.50\nparts  1|2\n"
