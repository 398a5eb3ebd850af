"""Both document stores, through the vault as services use them."""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from support.bucket import bucket

from numberbank.domain.sealing import BrokenSeal
from numberbank.services.context import Context
from numberbank.services.document_vault import DocumentStore, DocumentVault
from numberbank.storage.document_bucket import BucketStore
from numberbank.storage.document_folder import FolderStore

CONTENT = bytes(range(256)) * 4000


@pytest.fixture(params=["folder", "bucket"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[DocumentStore]:
    if request.param == "folder":
        yield FolderStore(tmp_path / "a" / "b")
        return
    with bucket() as server:
        yield BucketStore(
            "papers",
            "orders",
            endpoint_url=server.url,
            aws_access_key_id="id",
            aws_secret_access_key="secret",
            region_name="eu-west-1",
        )


def test_a_store_keeps_gives_and_deletes(store: DocumentStore) -> None:
    store.put("0123ab", BytesIO(CONTENT))
    store.put("0123cd", BytesIO(b"other"))
    with store.open("0123ab") as file:
        assert file.read() == CONTENT

    store.delete(["0123ab", "never"])

    with pytest.raises(FileNotFoundError):
        store.open("0123ab")
    with store.open("0123cd") as file:
        assert file.read() == b"other"


async def put(vault: DocumentVault, document_id: str) -> None:
    file = await vault.receive(document_id)
    file.write(CONTENT)
    await vault.put(document_id, file)
    file.close()


async def read(vault: DocumentVault, document_id: str) -> bytes:
    return b"".join([piece async for piece in vault.open(document_id)])


async def test_the_vault_seals_what_it_keeps(context: Context, store: DocumentStore) -> None:
    vault = DocumentVault(context.database, store, b"k" * 32)

    await put(vault, "0123ab")

    with store.open("0123ab") as file:
        assert CONTENT[:256] not in file.read()
    assert await read(vault, "0123ab") == CONTENT
    with pytest.raises(BrokenSeal):
        await read(DocumentVault(context.database, store, b"x" * 32), "0123ab")


async def test_an_installation_without_a_key_makes_one_for_all_its_processes(context: Context, tmp_path: Path) -> None:
    store = FolderStore(tmp_path)
    await put(DocumentVault(context.database, store, None), "0123ab")

    assert await read(DocumentVault(context.database, store, None), "0123ab") == CONTENT


def test_a_put_that_fails_leaves_no_part(tmp_path: Path) -> None:
    class Broken(BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            raise OSError("broken")

    with pytest.raises(OSError, match="broken"):
        FolderStore(tmp_path).put("0123ab", Broken())

    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
