"""Walks all active numbers with the iterator of the official Python SDK, and prints how many there are."""

import os

from sinch import SinchClient


def main(url: str, page_size: int) -> None:
    client = SinchClient(
        project_id=os.environ["SINCH_PROJECT_ID"],
        key_id=os.environ["SINCH_KEY_ID"],
        key_secret=os.environ["SINCH_KEY_SECRET"],
    )
    client.configuration.auth_origin = client.configuration.numbers_origin = url
    with client.configuration.transport.http_session:
        print(sum(1 for number in client.numbers.list(page_size=page_size).iterator() if number.phone_number))


if __name__ == "__main__":
    main(os.environ["NUMBERBANK_URL"], int(os.environ["PAGE_SIZE"]))
