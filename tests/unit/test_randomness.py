"""Where chance comes from: ids, secrets, and projects that repeat themselves."""

import random
import re
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from numberbank.domain.randomness import Randomness

MOMENT = datetime(2026, 5, 4, 10, 11, 12, 123456, tzinfo=UTC)


def randomness(seed: int = 1) -> Randomness:
    return Randomness(random.Random(seed))


def draws(source: Randomness, project_id: str) -> list[float]:
    return [source.of(project_id).random() for _ in range(5)]


@given(st.integers(0, 10**15))
def test_a_ulid_has_26_characters_of_crockfords_alphabet(microseconds: int) -> None:
    moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=microseconds)

    assert re.fullmatch(r"[0-7][0-9a-hjkmnp-tv-z]{25}", randomness().ulid("project", moment))


def test_a_ulid_begins_with_its_time() -> None:
    source = randomness()

    first, second = source.ulid("project", MOMENT), source.ulid("project", MOMENT)
    later = source.ulid("project", MOMENT + timedelta(milliseconds=1))

    assert first[:10] == second[:10]
    assert first[10:] != second[10:]
    assert max(first, second) < later


def test_the_installations_seed_repeats_ids_and_secrets() -> None:
    one, other = randomness(7), randomness(7)

    assert [one.ulid("project", MOMENT), one.secret()] == [other.ulid("project", MOMENT), other.secret()]


def test_secrets_are_long_url_safe_and_different() -> None:
    source = randomness()
    secrets = {source.secret() for _ in range(100)}

    assert len(secrets) == 100
    assert all(re.fullmatch(r"[A-Za-z0-9_-]{43}", secret) for secret in secrets)


def test_a_seeded_project_repeats_itself_whatever_others_do() -> None:
    one, other = randomness(1), randomness(2)
    one.seed("project", 7)
    other.seed("project", 7)

    draws(other, "another")

    assert draws(one, "project") == draws(other, "project")
    assert one.ulid("project", MOMENT) == other.ulid("project", MOMENT)


def test_a_project_may_be_seeded_no_longer() -> None:
    source = randomness()
    source.seed("project", 7)

    source.seed("project", None)

    assert source.of("project") is source.shared
