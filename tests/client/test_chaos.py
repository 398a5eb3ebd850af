"""No call that costs money is doubled or lost, whatever the server and the machine do.

`make chaos` runs the long form, 5,000 calls; CHAOS_CALLS sets how many.
"""

import os
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from support.chaos.outcome import Outcome
from support.chaos.run import run
from support.chaos.traffic import MODES
from support.client_project import project_of
from support.programs import sandbox

CALLS = int(os.environ.get("CHAOS_CALLS", "300"))
KILLS = 1 if CALLS < 1000 else 6
SEED = int(os.environ.get("CHAOS_SEED", "1"))
SAFE = tuple(mode for mode in MODES if mode != "plain")
ORDERS = ("orders of one", "orders of several")


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Outcome]]:
    """One run in each mode, all at the same time, and a plain client beside them."""
    folders = {mode: tmp_path_factory.mktemp(mode) for mode in MODES}

    def one(mode: str, folder: Path) -> Outcome:
        with project_of(box.url) as project:
            if mode == "plain":
                return run(project, mode, min(CALLS // 3, 200), 0, folder, SEED)
            share = CALLS // 3 + (SAFE.index(mode) < CALLS % 3)
            return run(project, mode, share, KILLS, folder, SEED)

    with sandbox(NUMBERBANK_RESERVATIONS="US=PT24H") as box, ThreadPoolExecutor(4) as threads:
        running = {mode: threads.submit(one, mode, folder) for mode, folder in folders.items()}
        yield {mode: outcome.result() for mode, outcome in running.items()}


@pytest.mark.parametrize("mode", SAFE)
def test_what_there_is_and_was_charged_is_what_the_verdicts_say(outcomes: dict[str, Outcome], mode: str) -> None:
    outcome = outcomes[mode]
    print(f"\n{outcome}")

    assert Counter(outcome.charged) == Counter(outcome.due)
    tallies = outcome.tallies.values()
    assert sum(len(tally.done) for tally in tallies) > sum(tally.calls for tally in tallies) * 0.7
    for tally in tallies:
        assert len(tally.done) == len(set(tally.done)), tally
        assert set(tally.told) <= set(tally.done) <= set(tally.there), tally
        assert len(tally.there) - len(tally.done) <= tally.unknown, tally


@pytest.mark.parametrize("mode", SAFE)
def test_no_call_made_two_orders(outcomes: dict[str, Outcome], mode: str) -> None:
    """Also none of those of which nobody can tell whether they made one."""
    tags = outcomes[mode].order_tags

    assert len(tags) == len(set(tags))


@pytest.mark.parametrize("mode", SAFE)
def test_state_could_tell_of_each_call(outcomes: dict[str, Outcome], mode: str) -> None:
    """Of all but orders, which cannot be listed: there the key alone can."""
    for family, tally in outcomes[mode].tallies.items():
        if mode == "key" or family not in ORDERS:
            assert tally.unknown == 0, tally
            assert sorted(tally.done) == sorted(tally.there), tally


def test_a_client_that_simply_tries_again_doubles(outcomes: dict[str, Outcome]) -> None:
    outcome = outcomes["plain"]
    print(f"\n{outcome}")

    assert sum(len(tally.there) - len(tally.done) for tally in outcome.tallies.values()) > 0
