"""Look-ups of names: shared, bounded, and in threads of their own."""

import asyncio
import threading

import pytest

from numberbank.callbacks.resolver import Resolver


async def test_all_who_ask_for_a_name_share_one_look_up() -> None:
    asked, may_answer = [], threading.Event()

    def look_up(host: str, port: int) -> list[str]:
        asked.append(host)
        may_answer.wait(10)
        return ["93.184.216.34"]

    resolver = Resolver(look_up)
    asking = [asyncio.create_task(resolver.addresses("hooks.example.com", 443)) for _ in range(200)]
    await asyncio.sleep(0)
    may_answer.set()

    assert await asyncio.gather(*asking) == [["93.184.216.34"]] * 200
    assert asked == ["hooks.example.com"]


async def test_a_name_that_is_not_answered_for_holds_up_no_other() -> None:
    may_answer = threading.Event()

    def look_up(host: str, port: int) -> list[str]:
        if host == "silent.example":
            may_answer.wait(10)
        return ["93.184.216.34"]

    resolver = Resolver(look_up, seconds=1)
    waiting = [asyncio.create_task(resolver.addresses("silent.example", 443)) for _ in range(200)]
    await asyncio.sleep(0)

    found = await resolver.addresses("hooks.example.com", 443)

    assert found == ["93.184.216.34"]
    assert not any(task.done() for task in waiting)
    problems = await asyncio.gather(*waiting, return_exceptions=True)
    may_answer.set()
    assert {str(problem) for problem in problems} == {"silent.example could not be resolved in time"}


async def test_a_name_is_looked_up_anew_the_next_time() -> None:
    answers = [["93.184.216.34"], ["127.0.0.1"]]
    resolver = Resolver(lambda host, port: answers.pop(0))

    first = await resolver.addresses("hooks.example.com", 443)
    second = await resolver.addresses("hooks.example.com", 443)

    assert (first, second) == (["93.184.216.34"], ["127.0.0.1"])


async def test_a_name_that_does_not_exist_is_an_os_error() -> None:
    with pytest.raises(OSError, match="not known"):
        await Resolver().addresses("hooks.invalid", 443)
