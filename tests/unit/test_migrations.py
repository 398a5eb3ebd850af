"""The revisions of the schema."""

from importlib.resources import files
from pathlib import Path

from alembic.config import Config
from alembic.script import ScriptDirectory

from numberbank.storage.schema import NEWEST_REVISION

FOLDER = Path(str(files("numberbank.storage") / "migrations"))


def script() -> ScriptDirectory:
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    config.set_main_option("path_separator", "os")
    return ScriptDirectory.from_config(config)


def test_the_program_needs_the_newest_revision() -> None:
    assert script().get_heads() == [NEWEST_REVISION]


def test_revisions_form_one_line_in_the_order_of_their_files() -> None:
    line = [revision.revision for revision in script().walk_revisions()][::-1]

    assert line == [path.name[:4] for path in sorted((FOLDER / "versions").glob("[0-9]*.py"))]


def test_each_revision_can_be_undone() -> None:
    for revision in script().walk_revisions():
        assert callable(revision.module.upgrade)
        assert callable(revision.module.downgrade)
