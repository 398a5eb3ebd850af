from pathlib import Path

import pytest
from support.nested_pytest import NestedPytest


@pytest.fixture
def nested(tmp_path: Path) -> NestedPytest:
    return NestedPytest(tmp_path)
