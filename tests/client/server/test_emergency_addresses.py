"""Emergency addresses: each method against the server."""

import pytest

from numberbank.client import Address, InvalidRequest, NotFound, Numbers

ADDRESS = Address("12", "Maple Avenue", "Boise", "ID", "83702", location="Apartment 3")


def test_an_address_is_validated_provisioned_read_and_removed(client: Numbers) -> None:
    number = client.rent_any("US", "LOCAL").phone_number
    with pytest.raises(NotFound) as none:
        client.emergency_addresses.get(number)

    validated = client.emergency_addresses.validate(number, "Front desk", ADDRESS)
    provisioned = client.emergency_addresses.provision(number, "Front desk", ADDRESS)
    read = client.emergency_addresses.get(number)
    client.emergency_addresses.deprovision(number)

    assert none.value.number == number
    assert (validated.phone_number, validated.display_name) == (number, "Front desk")
    assert validated.validation_result == "NEAR_MATCH"
    assert validated.validated_address is not None
    assert validated.validated_address.street_info == "Maple Avenue"
    assert validated.corrected_address == provisioned == read
    assert (read.street_number, read.street_info, read.location) == ("12", "Maple Ave", "Apt 3")
    assert (read.city, read.state, read.postal_code) == ("Boise", "ID", "83702")
    with pytest.raises(NotFound):
        client.emergency_addresses.get(number)


def test_what_is_no_address(client: Numbers) -> None:
    number = client.rent_any("US", "LOCAL").phone_number
    wrong = Address("12", "Maple Avenue", "Boise", "ID", "02108")

    validated = client.emergency_addresses.validate(number, "Front desk", wrong)
    with pytest.raises(InvalidRequest) as refused:
        client.emergency_addresses.provision(number, "Front desk", wrong)

    assert validated.validation_result == "NO_MATCH"
    assert validated.validation_message
    assert validated.corrected_address is None
    assert validated.candidate_addresses
    assert refused.value.violations
    assert refused.value.number == number
