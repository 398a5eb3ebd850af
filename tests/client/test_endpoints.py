"""Every endpoint of both APIs, by the request that it makes and the recorded answer that it reads."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from support.stub_api import PROJECT, StubApi
from support.wire_shapes import (
    HOSTING_ORDER,
    IMPORTED_NUMBER,
    NUMBER_ORDER,
    QUALIFIED,
    REGISTRATION,
    STORED,
    VALIDATION,
)

from numberbank.client import Address, BusinessAddress, Loa, Numbers, Person, SmsLink, VoiceLink

N = "+12085550142"
ORDER = "01k7m2tq6w8x9y0z1a2b3c4d5e"
HOSTING = "01k9c4q2w8e7r6t5y4x3z2a1bc"
IMPORTED = f"/imported/v1/projects/{PROJECT}"
ADDRESS = Address("12", "Maple Avenue", "Boise", "ID", "83702")
SENT_ADDRESS = {
    "streetNumber": "12",
    "streetInfo": "Maple Avenue",
    "city": "Boise",
    "state": "ID",
    "postalCode": "83702",
}
LOA = Loa(
    Person("Ada", "Example", "ada@example.net"),
    BusinessAddress("12", "Mill Road", "Boise", "ID", "83702", "US"),
    "Verizon",
)
SENT_LOA = {
    "authorisedPerson": {"firstName": "Ada", "lastName": "Example", "email": "ada@example.net"},
    "address": {
        "buildingNumber": "12",
        "street": "Mill Road",
        "city": "Boise",
        "state": "ID",
        "postalCode": "83702",
        "country": "US",
    },
    "currentVoiceCarrier": "Verizon",
}
CALLBACKS = {"projectId": PROJECT, "hmacSecret": "s"}
NUMBERS_PAGE = {
    "numbers": [{"phoneNumber": N, "osrUpdate": {"nnid": "104029", "state": "WAITING"}}],
    "nextPageToken": "",
}
ENABLE = {"regionCode": "US", "numbers": [N], "servicePlanId": "plan"}

CASES: list[tuple[str, Callable[[Numbers], Any], Any, Any]] = [
    (f"GET /activeNumbers/{N}/emergencyAddress", lambda c: c.emergency_addresses.get(N).city, STORED, None),
    (
        f"POST /activeNumbers/{N}/emergencyAddress:provision",
        lambda c: c.emergency_addresses.provision(N, "Head office", ADDRESS).city,
        STORED,
        {"displayName": "Head office", "address": SENT_ADDRESS},
    ),
    (
        f"POST /activeNumbers/{N}/emergencyAddress:deprovision",
        lambda c: c.emergency_addresses.deprovision(N),
        b"",
        None,
    ),
    (
        f"POST /activeNumbers/{N}/emergencyAddress:validate",
        lambda c: c.emergency_addresses.validate(N, "Head office", ADDRESS).corrected_address.street_info,
        VALIDATION,
        {"displayName": "Head office", "address": SENT_ADDRESS},
    ),
    ("GET /callbackConfiguration", lambda c: c.callback_configuration.get().hmac_secret, CALLBACKS, None),
    ("PATCH /callbackConfiguration", lambda c: c.callback_configuration.update("s"), CALLBACKS, {"hmacSecret": "s"}),
    (
        "POST /numberOrders:lookupNumberRequirements",
        lambda c: c.orders.requirements("AU", "MOBILE").attachments[0].mandatory,
        {
            "fields": {"rules": []},
            "attachments": [{"id": "a", "mandatory": True, "template": [{"name": "x", "url": "y"}]}],
        },
        {"regionCode": "AU", "numberType": "MOBILE"},
    ),
    (
        "POST /numberOrders:createNumberOrder",
        lambda c: (
            c.orders.create("AU", "MOBILE", "+61400000142", sms=SmsLink("PlanAlpha")).order_numbers[0].phone_number
        ),
        NUMBER_ORDER,
        {
            "regionCode": "AU",
            "numberType": "MOBILE",
            "smsConfiguration": {"servicePlanId": "PlanAlpha"},
            "numberOrderOption": {"phoneNumbers": ["+61400000142"]},
        },
    ),
    (
        "POST /numberOrders:createNumberOrder",
        lambda c: c.orders.create_quantity("AU", "MOBILE", 3, sequential=True, voice=VoiceLink.trunk("t")),
        NUMBER_ORDER,
        {
            "regionCode": "AU",
            "numberType": "MOBILE",
            "voiceConfiguration": {"type": "EST", "trunkId": "t"},
            "quantityOrderOption": {"requestedQuantity": 3, "sequential": True},
        },
    ),
    (f"GET /numberOrders/{ORDER}", lambda c: c.orders.get(ORDER).expire_time.day, NUMBER_ORDER, None),
    (
        f"PUT /numberOrders/{ORDER}/registration",
        lambda c: c.orders.register(ORDER, {"data": [1]}).logs[0].message,
        REGISTRATION,
        {"requestDetails": {"data": [1]}},
    ),
    (f"GET /numberOrders/{ORDER}/registration", lambda c: c.orders.registration(ORDER).attachments, REGISTRATION, None),
    (f"GET {IMPORTED}/importedNumbers/{N}", lambda c: c.imported.get(N).display_name, IMPORTED_NUMBER, None),
    (
        f"PATCH {IMPORTED}/importedNumbers/{N}",
        lambda c: c.imported.update(N, sms=SmsLink("", "")).phone_number,
        IMPORTED_NUMBER,
        {"smsConfiguration": {"servicePlanId": "", "campaignId": ""}},
    ),
    (f"DELETE {IMPORTED}/importedNumbers/{N}", lambda c: c.imported.delete(N), {}, None),
    (
        f"POST {IMPORTED}/qualifiedNumbers:addNumbers",
        lambda c: c.qualified.add([N])[0].hosted_number.status,
        {"qualifiedNumbers": [QUALIFIED]},
        {"phoneNumbers": [N]},
    ),
    (f"GET {IMPORTED}/qualifiedNumbers/{N}", lambda c: c.qualified.get(N).global_process_state, QUALIFIED, None),
    (f"DELETE {IMPORTED}/qualifiedNumbers/{N}", lambda c: c.qualified.delete(N), {}, None),
    (
        f"POST {IMPORTED}/qualifiedNumbers/{N}:sendVoiceChallenge",
        lambda c: c.qualified.send_voice_challenge(N),
        QUALIFIED,
        None,
    ),
    (
        f"POST {IMPORTED}/qualifiedNumbers/{N}:verifyVoiceChallenge",
        lambda c: c.qualified.verify_voice_challenge(N, "1234"),
        QUALIFIED,
        {"code": "1234"},
    ),
    (f"GET {IMPORTED}/hostingOrders/{HOSTING}", lambda c: c.hosting.get(HOSTING).state, HOSTING_ORDER, None),
    (
        f"GET {IMPORTED}/hostingOrders/{HOSTING}/report",
        lambda c: c.hosting.report(HOSTING).osr_updated,
        {"total": 4, "osrUpdated": 3},
        None,
    ),
    (f"GET {IMPORTED}/hostingOrders/{HOSTING}/numbers", lambda c: list(c.hosting.numbers(HOSTING)), NUMBERS_PAGE, None),
    (
        f"GET {IMPORTED}/hostingOrders/{HOSTING}/numbers/{N}",
        lambda c: c.hosting.number(HOSTING, N).osr_update["nnid"],
        NUMBERS_PAGE["numbers"][0],  # type: ignore[index]
        None,
    ),
    (
        f"GET {IMPORTED}/importedNumbers",
        lambda c: list(c.imported.list()),
        {"importedNumbers": [IMPORTED_NUMBER]},
        None,
    ),
    (f"GET {IMPORTED}/qualifiedNumbers", lambda c: list(c.qualified.list()), {"qualifiedNumbers": [QUALIFIED]}, None),
    (f"GET {IMPORTED}/hostingOrders", lambda c: list(c.hosting.list()), {"hostingOrders": [HOSTING_ORDER]}, None),
    (f"GET {IMPORTED}/callbackConfiguration", lambda c: c.imported_callback_configuration.get(), CALLBACKS, None),
    (
        f"PATCH {IMPORTED}/callbackConfiguration",
        lambda c: c.imported_callback_configuration.update("s"),
        CALLBACKS,
        {"hmacSecret": "s"},
    ),
    (
        f"POST {IMPORTED}/hostingOrders:importNumbers",
        lambda c: c.hosting.import_numbers("US", [N], "plan").hosting_order_id,
        HOSTING_ORDER,
        ENABLE,
    ),
    (
        f"POST {IMPORTED}/hostingOrders:textEnableNumbers",
        lambda c: c.hosting.text_enable("US", [N], "plan", campaign_id="C").hosting_order_id,
        HOSTING_ORDER,
        {**ENABLE, "campaignId": "C", "blanketLoaInfo": {}},
    ),
    (
        f"POST {IMPORTED}/hostingOrders:textEnableTollFreeNumbers",
        lambda c: c.hosting.text_enable_toll_free("US", [N], "plan", LOA).hosting_order_id,
        HOSTING_ORDER,
        {**ENABLE, "directLoaInfo": SENT_LOA},
    ),
    (
        f"POST {IMPORTED}/qualifiedNumbers:textEnableNumbers",
        lambda c: c.qualified.text_enable("US", [N], "plan", LOA).hosting_order_id,
        {"hostingOrderId": HOSTING},
        {**ENABLE, "directLoaInfo": SENT_LOA},
    ),
    (
        f"POST {IMPORTED}/qualifiedNumbers:textEnableTollFreeNumbers",
        lambda c: c.qualified.text_enable_toll_free("US", [N], "plan", LOA).hosting_order_id,
        HOSTING_ORDER,
        {**ENABLE, "directLoaInfo": SENT_LOA},
    ),
]


@pytest.mark.parametrize(
    ("route", "call", "answer", "sent"), CASES, ids=[f"{case[0].split('/')[-1]}-{at}" for at, case in enumerate(CASES)]
)
def test_an_endpoint(route: str, call: Callable[[Numbers], Any], answer: Any, sent: Any) -> None:
    stub = StubApi({f"GET {IMPORTED}/hostingOrders": (200, {"hostingOrders": []})})
    stub.routes[route] = (200, answer)
    with stub.client() as client:
        call(client)

    assert stub.calls[-1] == route.replace(f"/v1/projects/{PROJECT}", "")
    assert (json.loads(stub.requests[-1].content) if stub.requests[-1].content else None) == sent


def test_an_attachment_is_multipart() -> None:
    stub = StubApi({f"POST /numberOrders/{ORDER}/attachments/a": (200, b"")})
    with stub.client() as client:
        client.orders.upload(
            ORDER, "a", b"%PDF", file_name="loa.pdf", mime_type="application/pdf", document_type="Passport"
        )

    request = stub.requests[-1]
    assert request.headers["content-type"].startswith("multipart/form-data")
    assert b'filename="loa.pdf"' in request.content
    assert b"Passport" in request.content


def test_importing_a_number_looks_whether_it_was_there() -> None:
    stub = StubApi(
        {f"GET {IMPORTED}/importedNumbers/{N}": (404, {}), f"POST {IMPORTED}/importedNumbers": (200, IMPORTED_NUMBER)}
    )
    with stub.client() as client:
        client.imported.add(N, "US", SmsLink("plan"))

    assert [call.split("/")[0] for call in stub.calls] == ["GET ", "POST "]
    assert stub.body() == {"phoneNumber": N, "regionCode": "US", "smsConfiguration": {"servicePlanId": "plan"}}


def test_submitting_looks_at_the_state_before() -> None:
    stub = StubApi(
        {f"GET /numberOrders/{ORDER}": (200, NUMBER_ORDER), f"POST /numberOrders/{ORDER}/submit": (200, NUMBER_ORDER)}
    )
    with stub.client() as client:
        client.orders.submit(ORDER)

    assert [call.split()[0] for call in stub.calls] == ["GET", "POST"]
    assert stub.requests[-1].content == b""
