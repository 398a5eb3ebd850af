"""The sandbox's fault `reset`, on which the tests of the client rest."""

import httpx2
import pytest
from support.client_project import Project


def test_the_act_happens_and_its_answer_breaks_off(project: Project) -> None:
    (number,) = project.free_numbers(1)
    project.fault(path=f"*/{number}:rent", when="after_commit", effect="reset")

    renting = project.api.stream("POST", project.path(f"/availableNumbers/{number}:rent"))
    with renting as answer, pytest.raises(httpx2.RemoteProtocolError):
        answer.read()

    assert answer.status_code == 200
    assert project.held() == [number]


def test_before_the_commit_there_is_nothing_to_break(project: Project) -> None:
    answer = project.api.post("/sandbox/v1/faults", json={"path": "*", "when": "before", "effect": "reset"})

    assert answer.status_code == 400
    assert "use drop" in answer.text
