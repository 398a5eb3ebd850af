"""The examples in docs/testing.md run as they stand there."""

import re
from pathlib import Path

from support.nested_pytest import NestedPytest, outcome

TEXT = (Path(__file__).parents[2] / "docs" / "testing.md").read_text()
EXAMPLES = re.findall(r"^```python\n(.*?)^```$", TEXT, re.DOTALL | re.MULTILINE)


def test_the_examples(nested: NestedPytest) -> None:
    rentals, test_rentals, test_faults = EXAMPLES
    nested.write(rentals=rentals, test_rentals=test_rentals, test_faults=test_faults)

    output = nested.run("-W", "error")

    assert outcome(output) == {"passed": 6}, output


def test_members_are_all_in_the_table() -> None:
    from numberbank.testing import Clock, Events, Faults, Numberbank

    members = {name for name in Numberbank.__slots__ if not name.startswith("_")} | {"env", "reset"}
    members |= {
        f"{owner}.{name}"
        for owner, kind in (("clock", Clock), ("faults", Faults), ("events", Events))
        for name in vars(kind)
        if not name.startswith("_")
    }
    table = TEXT[TEXT.index("## The fixture") :]

    assert [name for name in sorted(members) if f"`{name}" not in table] == []
