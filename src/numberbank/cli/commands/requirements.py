"""`numberbank requirements`: what countries require of number orders, for the operator."""

import json
import re
from pathlib import Path
from typing import Any

import click
import yaml

from numberbank.cli.operator import call_operator

_TYPES = ["MOBILE", "LOCAL", "TOLL_FREE"]


@click.group(epilog="Example: numberbank requirements export requirements/")
def requirements() -> None:
    """Import and export what must be filled in to order numbers."""


@requirements.command("import", epilog="Example: numberbank requirements import AU_MOBILE.json DE_*.yaml")
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
def import_(files: tuple[Path, ...]) -> None:
    """Replace the sets of the regions and types in FILES (JSON or YAML, one set each), all or none.

    Orders that were made before keep what held then.
    """
    sets = [_read(file) for file in files]
    count = call_operator("POST", "/requirements:import", json={"requirements": sets})["imported"]
    click.echo(f"Imported {count} set{'s' * (count != 1)}.")


@requirements.command(epilog="Example: numberbank requirements export requirements/")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
def export(folder: Path) -> None:
    """Write all sets that are in force to FOLDER, one file for each region and type."""
    sets = call_operator("GET", "/requirements")["requirements"]
    folder.mkdir(parents=True, exist_ok=True)
    for each in sets:
        text = json.dumps(each, indent=2, ensure_ascii=False)
        (folder / f"{each['regionCode']}_{each['numberType']}.json").write_text(f"{text}\n", encoding="utf-8")
    click.echo(f"Exported {len(sets)} set{'s' * (len(sets) != 1)} to {folder}")


@requirements.command(epilog="Example: numberbank requirements remove SE LOCAL")
@click.argument("region")
@click.argument("number_type", type=click.Choice(_TYPES))
@click.option("--reset", is_flag=True, help="Let the example that comes with the program hold again instead.")
def remove(region: str, number_type: str, reset: bool) -> None:
    """Ask nothing any more of those who order numbers of REGION and NUMBER_TYPE."""
    params = {"reset": "true"} if reset else None
    call_operator("DELETE", f"/requirements/{region}/{number_type}", params=params)
    click.echo(f"{'Reset' if reset else 'Removed'} {region} {number_type}.")


class _Loader(yaml.SafeLoader):
    """Takes true and false alone for truth values: in YAML of old, the region NO would be one too."""


_BOOL = "tag:yaml.org,2002:bool"
_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != _BOOL]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
_Loader.add_implicit_resolver(_BOOL, re.compile("(?:true|false)$"), list("tf"))


def _read(file: Path) -> Any:
    try:
        return yaml.load(file.read_text(encoding="utf-8"), _Loader)
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise click.ClickException(f"{file} is neither JSON nor YAML: {str(error).splitlines()[0]}") from None
