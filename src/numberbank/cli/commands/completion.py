"""`numberbank completion`."""

import click
from click.shell_completion import get_completion_class

_PROGRAM = "numberbank"
_VARIABLE = "_NUMBERBANK_COMPLETE"


@click.command(epilog="Example: numberbank completion bash")
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
@click.pass_context
def completion(context: click.Context, shell: str) -> None:
    """Print the script that lets SHELL complete commands, options and their values.

    \b
    bash: eval "$(numberbank completion bash)" in ~/.bashrc
    zsh:  eval "$(numberbank completion zsh)" in ~/.zshrc
    fish: numberbank completion fish > ~/.config/fish/completions/numberbank.fish
    """
    kind = get_completion_class(shell)
    assert kind is not None
    click.echo(kind(context.find_root().command, {}, _PROGRAM, _VARIABLE).source())
