"""`python -m numberbank` is `numberbank`."""

from numberbank.cli.main import main

main(prog_name="numberbank")
