"""A document store in a bucket that speaks S3. Address and credentials are those of the AWS tools' own environment.

boto3 comes with `pip install numberbank[s3]` and is imported when a bucket is asked for: nobody else needs it.
"""

from collections.abc import Iterable, Sequence
from typing import IO, Any

_AT_ONCE = 1000
"""ids that one deletion takes, by the rules of S3"""


class BucketStore:
    """Documents under `prefix` in `bucket`, as sealed bytes."""

    def __init__(self, bucket: str, prefix: str = "", **client_options: str) -> None:
        """`client_options` are boto3's own; what is not among them comes from the environment."""
        import boto3

        self._client: Any = boto3.client("s3", **client_options)
        self._bucket = bucket
        self._prefix = f"{prefix.strip('/')}/" if prefix.strip("/") else ""

    def put(self, document_id: str, source: IO[bytes]) -> None:
        self._client.put_object(Bucket=self._bucket, Key=self._prefix + document_id, Body=source)

    def open(self, document_id: str) -> IO[bytes]:
        """Raises FileNotFoundError."""
        try:
            answer = self._client.get_object(Bucket=self._bucket, Key=self._prefix + document_id)
        except self._client.exceptions.NoSuchKey:
            raise FileNotFoundError(document_id) from None
        body: IO[bytes] = answer["Body"]
        return body

    def delete(self, document_ids: Iterable[str]) -> None:
        """One that is not there is deleted already."""
        keys: Sequence[dict[str, str]] = [{"Key": self._prefix + document_id} for document_id in document_ids]
        for start in range(0, len(keys), _AT_ONCE):
            batch = {"Objects": keys[start : start + _AT_ONCE], "Quiet": True}
            answer = self._client.delete_objects(Bucket=self._bucket, Delete=batch)
            if answer.get("Errors"):
                raise OSError(f"documents could not be deleted: {answer['Errors'][0].get('Code', 'unknown')}")
