"""No call that costs money is doubled or lost, whatever the server and the machine do.

`make chaos` runs the long form, 5,000 calls; CHAOS_CALLS sets how many.
"""

import os
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from support.chaos import Outcome, run
from support.client_project import project_of
from support.programs import sandbox

CALLS = int(os.environ.get("CHAOS_CALLS", "360"))
KILLS = 2 if CALLS < 1000 else 6
SEED = int(os.environ.get("CHAOS_SEED", "1"))
SAFE = ("key", "marker", "neither")


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Outcome]]:
    """One run in each mode, all at the same time, and a plain client beside them."""
    folders = {mode: tmp_path_factory.mktemp(mode) for mode in (*SAFE, "plain")}

    def one(mode: str, folder: Path) -> Outcome:
        with project_of(box.url) as project:
            if mode == "plain":
                return run(project, mode, min(CALLS // 3, 200), 0, folder, SEED)
            return run(project, mode, CALLS // 3, KILLS, folder, SEED)

    with sandbox() as box, ThreadPoolExecutor(4) as threads:
        running = {mode: threads.submit(one, mode, folder) for mode, folder in folders.items()}
        yield {mode: outcome.result() for mode, outcome in running.items()}


@pytest.mark.parametrize("mode", SAFE)
def test_what_was_rented_and_charged_is_what_the_verdicts_say(outcomes: dict[str, Outcome], mode: str) -> None:
    outcome = outcomes[mode]
    print(f"\n{outcome}")

    assert Counter(outcome.charged) == Counter(outcome.held)
    assert max(Counter(outcome.done).values()) == 1
    assert set(outcome.done) <= set(outcome.held)
    assert len(outcome.held) - len(outcome.done) <= outcome.unknown
    assert set(outcome.released) <= set(outcome.ended)
    assert len(outcome.ended) - len(outcome.released) <= outcome.unknown_releases
    assert len(outcome.done) > outcome.calls * 0.5


@pytest.mark.parametrize("mode", SAFE)
def test_state_could_tell_of_each_call(outcomes: dict[str, Outcome], mode: str) -> None:
    outcome = outcomes[mode]

    assert (outcome.unknown, outcome.unknown_releases) == (0, 0)
    assert sorted(outcome.done) == sorted(outcome.held)
    assert sorted(outcome.released) == sorted(outcome.ended)


def test_a_client_that_simply_tries_again_doubles(outcomes: dict[str, Outcome]) -> None:
    outcome = outcomes["plain"]
    print(f"\n{outcome}")

    assert len(outcome.held) > len(outcome.done)
