"""The file of streets that comes with the sandbox."""

from importlib.resources import files

from numberbank.domain.street_file import known_streets, read_street_file


def test_the_streets_of_the_sandbox_are_good_and_in_their_normal_forms() -> None:
    lines = (files("numberbank.data") / "sandbox_streets.csv").read_text("utf-8").splitlines()

    rows, problems = read_street_file(lines)

    assert problems == []
    assert rows == known_streets(lines)
    assert ("US", "30326", "Lenox Rd NE") in [(row.region, row.postal_code, row.name) for row in rows]
