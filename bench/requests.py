"""The requests that rows make, below a project. Tests hold the server to their numbers of statements."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Request:
    path: str
    statements: int
    """what the server sends to the database for it, BEGIN and COMMIT included"""
    body: str = ""

    def of(self, project_id: str) -> str:
        return f"/v1/projects/{project_id}{self.path}"


LINKS = '"smsConfiguration":{"servicePlanId":"plan"},"callbackUrl":"CALLBACK"'

SEARCH = Request("/availableNumbers?regionCode=US&type=LOCAL&size=10", 1)
RENT = Request("/availableNumbers/NUMBER:rent", 1, f"{{{LINKS}}}")
RENT_ANY = Request(
    "/availableNumbers:rentAny",
    2,
    f'{{"regionCode":"US","type":"LOCAL","numberPattern":{{"pattern":"AREA","searchPattern":"START"}},{LINKS}}}',
)
LIST = Request("/activeNumbers?pageSize=100", 1)
GET = Request("/activeNumbers/NUMBER", 1)
