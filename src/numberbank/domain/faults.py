"""Faults that a sandbox project asks for: what goes wrong, where, and when."""

import random
from dataclasses import dataclass, replace
from enum import StrEnum
from fnmatch import fnmatchcase


class FaultWhen(StrEnum):
    BEFORE = "before"
    """the request never reaches the platform"""
    AFTER_COMMIT = "after_commit"
    """the request is carried out, and only its answer suffers"""


class FaultEffect(StrEnum):
    DROP = "drop"
    """the connection is closed without an answer"""
    DELAY = "delay"
    STATUS = "status"
    """another answer is given"""
    RESET = "reset"
    """the connection breaks inside the body of the answer; only after a commit, since before it there is none"""


@dataclass(frozen=True, slots=True)
class Fault:
    """`path` is a glob on the decoded path. `times` counts down, None is for ever; `probability` is of each request."""

    id: str
    method: str
    path: str
    when: FaultWhen
    effect: FaultEffect
    seconds: float = 0.0
    status: int = 500
    times: int | None = 1
    probability: float = 1.0

    def matches(self, method: str, path: str) -> bool:
        return self.method in ("*", method) and fnmatchcase(path, self.path)


class FaultBook:
    """The faults of all projects, in the order in which they were asked for."""

    def __init__(self) -> None:
        self._faults: dict[str, list[Fault]] = {}

    def add(self, project_id: str, fault: Fault) -> None:
        self._faults.setdefault(project_id, []).append(fault)

    def of(self, project_id: str) -> list[Fault]:
        return list(self._faults.get(project_id, ()))

    def remove(self, project_id: str, fault_id: str) -> bool:
        """False when there is no such fault, for example because it has run out."""
        kept = [fault for fault in self.of(project_id) if fault.id != fault_id]
        found = len(kept) < len(self.of(project_id))
        self._faults[project_id] = kept
        return found

    def clear(self, project_id: str) -> None:
        self._faults.pop(project_id, None)

    def take(self, project_id: str, method: str, path: str, rng: random.Random) -> Fault | None:
        """The first fault that strikes this request; one that has struck often enough is gone afterwards."""
        faults = self._faults.get(project_id, [])
        for index, fault in enumerate(faults):
            if not fault.matches(method, path) or rng.random() >= fault.probability:
                continue
            if fault.times == 1:
                del faults[index]
            elif fault.times is not None:
                faults[index] = replace(fault, times=fault.times - 1)
            return fault
        return None
