"""For tests of code that uses a numbers API: the pytest fixture `numberbank` (docs/testing.md).

Every run of pytest on a machine where Numberbank is installed loads this package, so nothing here is slow to import,
and nothing of the server is.
"""

from numberbank.testing.calls import SandboxRefusal
from numberbank.testing.clock import Clock
from numberbank.testing.events import Event, Events
from numberbank.testing.faults import Effect, Fault, Faults, When
from numberbank.testing.project import Numberbank

__all__ = ["Clock", "Effect", "Event", "Events", "Fault", "Faults", "Numberbank", "SandboxRefusal", "When"]
