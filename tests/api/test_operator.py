"""The operator API: projects, keys, blocks."""

from typing import Any

import httpx2
import pytest
from support.apps import OPERATOR_TOKEN, Api, served
from support.inventory import US_LOCAL, store
from support.wire import error, ok, violations

from numberbank.services.context import Context

HEADING = "first,last,region,type,capabilities,setup_price,monthly_price,currency"
GOOD = "+12015550100,+12015550199,US,LOCAL,SMS|VOICE,0.50,0.80,USD"
OTHER_GOOD = "+12025550100,+12025550199,US,LOCAL,SMS|VOICE,0.50,0.80,USD"
BAD = "+12015550200,+12015550299,US,CELL,SMS,0.50,0.80,USD"


async def operate(api: Api, method: str, path: str, **options: Any) -> httpx2.Response:
    headers = {"authorization": f"Bearer {OPERATOR_TOKEN}"}
    return await api.client.request(method, f"/operator/v1{path}", auth=None, headers=headers, **options)


async def import_blocks(api: Api, *rows: str, query: str = "") -> httpx2.Response:
    return await operate(api, "POST", f"/blocks:import{query}", content="\n".join([HEADING, *rows]))


async def found(api: Api) -> int:
    answer = await api.client.get(api.path("/availableNumbers?regionCode=US&type=LOCAL&size=1000"))
    return len(ok(answer)["availableNumbers"])


# Who may


@pytest.mark.parametrize(
    "authorization", [None, "", "Bearer", "Bearer wrong", f"Basic {OPERATOR_TOKEN}", b"Bearer \xff"]
)
@pytest.mark.parametrize(("method", "path"), [("GET", "/projects"), ("POST", "/projects"), ("POST", "/blocks:import")])
async def test_without_the_operators_token_nobody_gets_in(
    api: Api, method: str, path: str, authorization: str | bytes | None
) -> None:
    headers = {} if authorization is None else {"authorization": authorization}

    answer = await api.client.request(method, f"/operator/v1{path}", auth=None, headers=headers)

    assert error(answer, 401)["status"] == "UNAUTHENTICATED"


async def test_the_key_of_a_project_does_not_get_in(api: Api) -> None:
    assert (await api.client.get("/operator/v1/projects")).status_code == 401


async def test_where_no_token_is_set_an_empty_one_does_not_get_in(context: Context) -> None:
    async with served(context, operator_token="") as client:
        answer = await client.get("/operator/v1/projects", headers={"authorization": "Bearer "})

    assert answer.status_code == 401


# Projects and keys


async def test_a_new_project_with_a_key_can_call(api: Api) -> None:
    project = ok(await operate(api, "POST", "/projects", json={"displayName": "Acme"}))
    key = ok(await operate(api, "POST", f"/projects/{project['projectId']}/keys", json={"displayName": "ci"}))

    answer = await api.client.get(
        f"/v1/projects/{project['projectId']}/activeNumbers", auth=(key["keyId"], key["keySecret"])
    )

    assert ok(answer)["totalSize"] == 0


async def test_projects_are_listed(api: Api) -> None:
    created = ok(await operate(api, "POST", "/projects", json={"displayName": "Acme", "projectId": "acme"}))

    listed = ok(await operate(api, "GET", "/projects"))["projects"]

    assert created["projectId"] == "acme"
    assert created in listed
    assert {project["projectId"] for project in listed} == {"acme", api.project_id}


async def test_a_project_id_is_given_once(api: Api) -> None:
    ok(await operate(api, "POST", "/projects", json={"projectId": "acme"}))

    answer = await operate(api, "POST", "/projects", json={"projectId": "acme"})

    assert error(answer, 409)["message"] == "a project with the id acme exists already"


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"projectId": ""}, "projectId"),
        ({"projectId": "a/b"}, "projectId"),
        ({"projectId": "a" * 65}, "projectId"),
        ({"projectId": 5}, "projectId"),
        ({"displayName": "x" * 256}, "displayName"),
        ({"displayName": "a\0b"}, "displayName"),
        ([], "body"),
    ],
)
async def test_a_project_that_cannot_be_is_refused(api: Api, body: object, field: str) -> None:
    assert violations(await operate(api, "POST", "/projects", json=body)).keys() == {field}


async def test_a_key_of_no_project_cannot_be(api: Api) -> None:
    answer = await operate(api, "POST", "/projects/nobody/keys", json={})

    assert error(answer, 404)["details"][0]["resourceName"] == "nobody"


async def test_a_revoked_key_is_out_at_once(api: Api) -> None:
    key = ok(await operate(api, "POST", f"/projects/{api.project_id}/keys", json={}))
    credentials = (key["keyId"], key["keySecret"])
    assert (await api.client.get(api.path("/activeNumbers"), auth=credentials)).status_code == 200

    ok(await operate(api, "DELETE", f"/projects/{api.project_id}/keys/{key['keyId']}"))

    assert (await api.client.get(api.path("/activeNumbers"), auth=credentials)).status_code == 401
    assert (await api.client.get(api.path("/activeNumbers"))).status_code == 200


async def test_only_the_projects_own_keys_can_be_revoked(api: Api) -> None:
    ok(await operate(api, "POST", "/projects", json={"projectId": "acme"}))

    answer = await operate(api, "DELETE", f"/projects/acme/keys/{api.key_id}")

    assert error(answer, 404)["details"][0]["resourceType"] == "AccessKey"
    assert (await api.client.get(api.path("/activeNumbers"))).status_code == 200


# Blocks


async def test_good_rows_become_inventory(api: Api) -> None:
    report = ok(await import_blocks(api, GOOD, OTHER_GOOD))

    assert report == {"blocks": 2, "numbers": 200, "problems": []}
    assert await found(api) == 200


async def test_one_bad_row_keeps_all_out(api: Api) -> None:
    report = ok(await import_blocks(api, GOOD, BAD))

    assert (report["blocks"], report["numbers"]) == (0, 0)
    assert [(problem["line"], problem["reason"]) for problem in report["problems"]] == [
        (3, "type 'CELL' is not one of MOBILE, LOCAL, TOLL_FREE")
    ]
    assert await found(api) == 0


async def test_bad_rows_may_be_skipped(api: Api) -> None:
    report = ok(await import_blocks(api, BAD, GOOD, query="?skipBad=true"))

    assert (report["blocks"], report["numbers"]) == (1, 100)
    assert [problem["line"] for problem in report["problems"]] == [2]
    assert await found(api) == 100


async def test_what_overlaps_a_stored_block_is_bad(api: Api) -> None:
    ok(await import_blocks(api, GOOD))

    report = ok(await import_blocks(api, OTHER_GOOD, GOOD.replace("0100", "0150"), query="?skipBad=true"))

    assert (report["blocks"], report["numbers"]) == (1, 100)
    assert [problem["line"] for problem in report["problems"]] == [3]
    assert "overlaps the block" in report["problems"][0]["reason"]
    assert await found(api) == 200


async def test_a_file_that_is_no_text_is_refused(api: Api) -> None:
    assert violations(await operate(api, "POST", "/blocks:import", content=b"\xff\xfe\0")).keys() == {"body"}


async def test_a_byte_order_mark_is_no_part_of_the_heading(api: Api) -> None:
    answer = await operate(api, "POST", "/blocks:import", content=f"\ufeff{HEADING}\n{GOOD}".encode())

    assert ok(answer)["numbers"] == 100


async def test_an_import_adds_to_what_is_there(api: Api) -> None:
    await store(api.context, US_LOCAL)

    assert ok(await import_blocks(api, GOOD))["problems"] == []


# Hostile requests


HOSTILE = [
    ("POST", "/projects/%00/keys"),
    ("DELETE", "/projects/%00/keys/%00"),
    ("PATCH", "/projects/%00"),
    ("PUT", "/projects/%00/campaigns/x"),
    ("DELETE", "/projects/%00/campaigns/%00"),
    ("GET", "/projects/%00/campaigns"),
    ("GET", "/projects/%00/events"),
    ("GET", "/projects/x/events?pageToken=1_%00"),
    ("GET", "/projects/x/events?pageToken=nan_a"),
    ("GET", "/projects/x/events?pageToken=1e300_a"),
    ("GET", "/projects/x/events?since=0001-01-01T00:00:00%2B23:59"),
    ("POST", "/projects/x/events/%00:redeliver"),
    ("GET", "/projects/%00/charges"),
    ("POST", "/provisioningJobs/%00:complete"),
    ("POST", "/numbers/%00:giveBack"),
]


async def test_nothing_in_a_path_or_query_is_a_fault_of_the_server(api: Api) -> None:
    answers = [
        (path, await operate(api, method, path, json={"status": "SUCCEEDED"} if method in ("POST", "PUT") else None))
        for method, path in HOSTILE
    ]

    assert [path for path, answer in answers if answer.status_code >= 500] == []
