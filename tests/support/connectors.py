"""Provisioning jobs, stepped in this process."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

from numberbank.connectors.http import TIMEOUT, HttpConnector, OperatorSystem, open_client
from numberbank.connectors.simulated import SimulatedConnector
from numberbank.domain.provisioning import ProvisioningKind
from numberbank.services.context import Context
from numberbank.worker.provisioning import ProvisioningWork
from support.connector_stub import SECRET, ConnectorStub


def simulated_work(context: Context, delay: timedelta = timedelta()) -> ProvisioningWork:
    return ProvisioningWork(context, dict.fromkeys(ProvisioningKind, SimulatedConnector(delay)))


@asynccontextmanager
async def http_work(context: Context, stub: ConnectorStub, seconds: float = TIMEOUT) -> AsyncIterator[ProvisioningWork]:
    """`seconds` is how long an attempt may take."""
    async with open_client() as client:
        connector = HttpConnector(OperatorSystem(client, stub.url, SECRET, seconds))
        yield ProvisioningWork(context, dict.fromkeys(ProvisioningKind, connector))
