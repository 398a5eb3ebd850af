"""A test's project, and all that a test does with it."""

from base64 import b64encode
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from numberbank.testing.calls import Caller
from numberbank.testing.clock import Clock
from numberbank.testing.events import Events
from numberbank.testing.faults import Faults

if TYPE_CHECKING:
    import httpx2

OPERATOR_TOKEN = "sandbox-operator"


@dataclass(frozen=True, slots=True)
class Numberbank:
    """A project of the test's own, on a sandbox that it shares with the other tests of the run."""

    url: str
    """of the server, as in http://127.0.0.1:34567"""
    project_id: str
    key_id: str
    key_secret: str = field(repr=False)
    operator_token: str = field(repr=False)
    clock: Clock = field(repr=False)
    faults: Faults = field(repr=False)
    events: Events = field(repr=False)
    _project: Caller = field(repr=False)

    @property
    def env(self) -> dict[str, str]:
        """The environment of a program that is to use the project."""
        return {
            "SINCH_PROJECT_ID": self.project_id,
            "SINCH_KEY_ID": self.key_id,
            "SINCH_KEY_SECRET": self.key_secret,
            "NUMBERBANK_URL": self.url,
        }

    def reset(self, *, seed: int | None = None, time: datetime | None = None) -> None:
        """Leaves the project its key, and nothing else: its numbers are available again.

        With `seed` what follows is the same each time: ids, the order of searches, faults with a probability. With
        `time`, an aware one, the clock stands there; otherwise it shows real time.
        """
        self._project.call("POST", "/sandbox/v1/reset", {"seed": seed, "time": time.isoformat() if time else None})


def new_project(http: "httpx2.Client", name: str) -> Numberbank:
    """On the sandbox that `http` has as its base URL; `name` is for people."""
    operator = Caller(http, f"Bearer {OPERATOR_TOKEN}")
    project_id = operator.call("POST", "/operator/v1/projects", {"displayName": name})["projectId"]
    key = operator.call("POST", f"/operator/v1/projects/{project_id}/keys", {})
    credentials = b64encode(f"{key['keyId']}:{key['keySecret']}".encode()).decode()
    project = Caller(http, f"Basic {credentials}")
    return Numberbank(
        url=str(http.base_url).rstrip("/"),
        project_id=project_id,
        key_id=key["keyId"],
        key_secret=key["keySecret"],
        operator_token=OPERATOR_TOKEN,
        clock=Clock(project),
        faults=Faults(project),
        events=Events(operator, project_id),
        _project=project,
    )
