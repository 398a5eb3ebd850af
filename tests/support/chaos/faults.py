"""What goes wrong on the way: each call that costs money may meet it, and each read."""

from typing import Any

from support.client_project import Project

LATE = 1.5
"""seconds, past the client's time-out"""
CHANCE = 0.03
"""of each fault, for each request that costs money"""
CHANCE_OF_READS = 0.01
MONEY = (
    "*/availableNumbers*",
    "*/activeNumbers/*:release",
    "*/numberOrders:createNumberOrder",
    "*/numberOrders/*/submit",
    "*/importedNumbers",
    "*/hostingOrders:*",
    "*/qualifiedNumbers:textEnable*",
)
FAULTS: tuple[dict[str, Any], ...] = (
    {"when": "before", "effect": "drop"},
    {"when": "before", "effect": "status", "status": 429},
    {"when": "before", "effect": "delay", "seconds": LATE},
    {"when": "after_commit", "effect": "drop"},
    {"when": "after_commit", "effect": "reset"},
    {"when": "after_commit", "effect": "status", "status": 500},
    {"when": "after_commit", "effect": "delay", "seconds": LATE},
)
FAULTS_OF_READS: tuple[dict[str, Any], ...] = (
    {"when": "before", "effect": "drop"},
    {"when": "before", "effect": "status", "status": 503},
)


def add_faults(project: Project) -> None:
    for fault in FAULTS:
        for path in MONEY:
            project.fault(method="POST", path=path, probability=CHANCE, **fault)
    for fault in FAULTS_OF_READS:
        project.fault(method="GET", path="*", probability=CHANCE_OF_READS, **fault)
