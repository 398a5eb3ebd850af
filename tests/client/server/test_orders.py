"""Number orders: each method against the server."""

import pytest
from support.client_project import Project
from support.orders import AU_DATA, LETTER, PDF

from numberbank.client import InvalidRequest, NotFound, Numbers, SmsLink, Verdict, VoiceLink


def test_an_order_from_the_requirements_to_the_numbers(client: Numbers, project: Project) -> None:
    requirements = client.orders.requirements("AU", "MOBILE")
    (offered,) = client.search("AU", "MOBILE", size=1)
    order = client.orders.create("AU", "MOBILE", offered.phone_number, sms=SmsLink("plan"))
    empty = client.orders.registration(order.id_number_order)
    registered = client.orders.register(order.id_number_order, {"data": AU_DATA})
    client.orders.upload(order.id_number_order, LETTER, PDF, file_name="letter.pdf", mime_type="application/pdf")
    submitted = client.orders.submit(order.id_number_order)
    project.advance("PT2M")
    completed = client.orders.get(order.id_number_order)
    (attachment,) = client.orders.registration(order.id_number_order).attachments

    assert requirements.fields["rules"]
    assert [(each.id, each.mandatory) for each in requirements.attachments] == [(LETTER, True)]
    assert "application/pdf" in requirements.attachments[0].allowed_mime_types
    (number,) = order.order_numbers
    assert number.phone_number == offered.phone_number
    assert number.number_price is not None
    assert number.number_price.monthly_price == offered.monthly_price
    assert (order.state, order.region_code, order.number_type) == ("CREATED", "AU", "MOBILE")
    assert order.sms_configuration == {"servicePlanId": "plan"}
    assert order.expire_time is not None
    assert (empty.request_details, empty.attachments, empty.logs) == ({}, (), ())
    assert registered.request_details == {"data": AU_DATA}
    assert (submitted.state, submitted.expire_time) == ("IN_REVIEW", None)
    assert (attachment.attachment_id, attachment.file_name) == (LETTER, "letter.pdf")
    assert (attachment.mime_type, attachment.upload_status) == ("application/pdf", "COMPLETED")
    assert completed.state == "COMPLETED"
    assert client.get(offered.phone_number).project_id == project.id


def test_create_quantity_takes_every_argument(client: Numbers) -> None:
    order = client.orders.create_quantity(
        "US",
        "LOCAL",
        3,
        pattern="+1203",
        search_pattern="START",
        sequential=True,
        capabilities=["SMS", "VOICE"],
        sms=SmsLink("plan", "campaign"),
        voice=VoiceLink.trunk("trunk"),
        callback_url="http://127.0.0.1:9/",
    )

    numbers = [int(number.phone_number) for number in order.order_numbers]
    assert numbers == list(range(numbers[0], numbers[0] + 3))
    assert all(str(number).startswith("1203") for number in numbers)
    assert order.order_numbers[0].capabilities == ("SMS", "VOICE")
    assert order.sms_configuration == {"servicePlanId": "plan", "campaignId": "campaign"}
    assert order.voice_configuration == {"type": "EST", "trunkId": "trunk"}


def test_what_the_reviewer_says_is_in_the_registration(client: Numbers, project: Project) -> None:
    (offered,) = client.search("AU", "MOBILE", size=1)
    order = client.orders.create("AU", "MOBILE", offered.phone_number).id_number_order
    details = {"data": [AU_DATA[0], {**AU_DATA[1], "city": "REVIEW_BLOCK"}, AU_DATA[2]]}
    client.orders.register(order, details)
    client.orders.upload(order, LETTER, PDF, file_name="letter.pdf", mime_type="application/pdf")
    client.orders.submit(order)
    project.advance("PT2M")

    (log,) = client.orders.registration(order).logs

    assert client.orders.get(order).state == "BLOCKED"
    assert log.message
    assert log.create_time is not None


def test_refusals(client: Numbers) -> None:
    with pytest.raises(NotFound):
        client.orders.requirements("US", "LOCAL")
    with pytest.raises(NotFound) as unknown:
        client.orders.get("01k7m2tq6w8x9y0z1a2b3c4d5e")
    with pytest.raises(InvalidRequest) as many:
        client.orders.create_quantity("US", "LOCAL", 101)
    order = client.orders.create_quantity("AU", "MOBILE", 1).id_number_order
    with pytest.raises(InvalidRequest) as early:
        client.orders.submit(order)
    with pytest.raises(InvalidRequest) as wrong:
        client.orders.register(order, {"data": []})

    assert unknown.value.verdict is None
    assert [violation.field for violation in many.value.violations] == ["quantityOrderOption.requestedQuantity"]
    assert many.value.verdict is early.value.verdict is Verdict.NOT_DONE
    assert early.value.violations
    assert wrong.value.violations
