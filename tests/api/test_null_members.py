"""In a change, a member that is null is one that is empty, and one that is absent is left alone."""

from support.apps import Api
from support.inventory import US_LOCAL, store


async def test_null_clears_name_and_callback_url(api: Api) -> None:
    await store(api.context, US_LOCAL)
    rented = await api.client.post(
        api.path("/availableNumbers/+12013500000:rent"), json={"callbackUrl": "https://hooks.example.com/"}
    )
    assert rented.status_code == 200
    path = api.path("/activeNumbers/+12013500000")
    await api.client.patch(path, json={"displayName": "Front desk"})

    without_name = (await api.client.patch(path, json={"displayName": None})).json()
    without_url = (await api.client.patch(path, json={"callbackUrl": None})).json()

    assert (without_name["displayName"], without_name["callbackUrl"]) == ("", "https://hooks.example.com/")
    assert without_url["callbackUrl"] == ""
