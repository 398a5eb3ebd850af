"""Write what the program says of itself into docs/cli.md: exit codes, commands, options.

    python tools/make_cli_docs.py

What stands between `<!-- generated: X -->` and `<!-- end -->` is replaced, the rest is written by people. A test in
tests/cli/test_docs.py complains when the file is not what this would write.
"""

import inspect
import re
from collections.abc import Iterator
from pathlib import Path

import click

from numberbank.cli.exit_codes import MEANINGS
from numberbank.cli.main import SECTIONS, main

TARGET = Path(__file__).parent.parent / "docs" / "cli.md"


def filled(text: str) -> str:
    """The document with its generated parts made anew."""
    for name, part in (("exit codes", _exit_codes()), ("commands", "\n".join(_commands()))):
        begin, end = f"<!-- generated: {name} -->\n", "<!-- end -->"
        before, _, rest = text.partition(begin)
        text = f"{before}{begin}\n{part}\n{end}{rest.partition(end)[2]}"
    return text


def _exit_codes() -> str:
    rows = "".join(f"| {code:d} | {meaning} |\n" for code, meaning in MEANINGS.items())
    return f"| code | meaning |\n|---|---|\n{rows}"


def _commands() -> Iterator[str]:
    root = click.Context(main, info_name="numberbank", **main.context_settings)
    for title, entries in SECTIONS.items():
        yield f"## {title}\n"
        for name in entries:
            command = main.get_command(root, name)
            assert command is not None
            yield from _command(click.Context(command, parent=root, info_name=name))


def _command(context: click.Context) -> Iterator[str]:
    command = context.command
    yield f"### {context.command_path}\n"
    yield f"{_prose(command.help or '')}\n"
    if not isinstance(command, click.Group):
        yield f"    {context.command_path} {' '.join(command.collect_usage_pieces(context))}\n"
    options = [param for param in command.params if isinstance(param, click.Option)]
    if options:
        yield "".join(_option(option, context) for option in options)
    if command.epilog:
        yield f"Example: `{command.epilog.removeprefix('Example: ')}`\n"
    if isinstance(command, click.Group):
        for name, each in command.commands.items():
            yield from _command(click.Context(each, parent=context, info_name=name))


def _option(option: click.Option, context: click.Context) -> str:
    names, help_ = option.get_help_record(context) or ("", "")
    return f"- `{names}`{': ' if help_ else ''}{help_.strip().replace('  [', ' [')}\n"


def _prose(help_: str) -> str:
    """Lines that click is told to leave alone become code."""
    paragraphs = inspect.cleandoc(help_).split("\n\n")
    return "\n\n".join(
        re.sub(r"^", "    ", each.removeprefix("\b\n"), flags=re.MULTILINE) if each.startswith("\b") else each
        for each in paragraphs
    )


if __name__ == "__main__":
    TARGET.write_text(filled(TARGET.read_text()))
