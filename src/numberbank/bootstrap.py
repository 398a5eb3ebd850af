"""Puts the parts together: the only module that knows them all."""

import asyncio
import gc
import random
import signal
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import httpx2
from starlette.applications import Starlette

from numberbank.api.app import ServerState, create_app
from numberbank.callbacks.connections import open_connections
from numberbank.callbacks.resolver import Resolver
from numberbank.callbacks.sender import CallbackSender
from numberbank.connectors.emergency import HttpEmergencyConnector, NoEmergencySystem
from numberbank.connectors.http import HttpConnector, HttpRegistry, HttpVoice, OperatorSystem, open_client
from numberbank.connectors.mail import KeepingMailer, MissingMailer, SmtpMailer
from numberbank.connectors.registry import ManualRegistry, SimulatedRegistry
from numberbank.connectors.simulated import SimulatedConnector
from numberbank.connectors.voice import MissingVoice, SimulatedVoice
from numberbank.domain.clock import SystemClock
from numberbank.domain.policy import Policy
from numberbank.domain.provisioning import ProvisioningKind
from numberbank.domain.randomness import Randomness
from numberbank.services.access_keys import AccessKeys
from numberbank.services.claims import Claims
from numberbank.services.context import Context
from numberbank.services.document_vault import DocumentStore, DocumentVault
from numberbank.services.wakeup import Wakeup
from numberbank.settings import MANUAL, DocumentSettings, Settings, read_settings
from numberbank.storage.document_bucket import BucketStore
from numberbank.storage.document_folder import FolderStore
from numberbank.storage.embedded import default_data_dir
from numberbank.storage.pool import Database, open_database
from numberbank.telemetry import configure_logs
from numberbank.worker.callbacks import AT_ONCE, CallbackWork
from numberbank.worker.crowding import CrowdingWork
from numberbank.worker.due_work import DueWork
from numberbank.worker.emergency_updates import EmergencyConnector, EmergencyWork
from numberbank.worker.hosting import HostingOrderWork, OsrUpdateWork
from numberbank.worker.lifecycle import AgingWork, ExpiryWork, RenewalWork
from numberbank.worker.loop import Worker
from numberbank.worker.mail import Mailer, MailWork
from numberbank.worker.number_orders import DocumentWork, ReservationWork, RetentionWork, ReviewWork
from numberbank.worker.provisioning import Connector, ProvisioningWork
from numberbank.worker.qualification import ChallengeExpiryWork, EligibilityWork, Registry, Voice, VoiceCallWork


@asynccontextmanager
async def open_context(
    dsn: str, policy: Policy, seed: int | None = None, documents: DocumentSettings | None = None
) -> AsyncIterator[Context]:
    """A context on the database at `dsn`. Without a `seed`, ids and choices come from the system's randomness."""
    rng = random.SystemRandom() if seed is None else random.Random(seed)
    async with open_database(dsn) as database:
        wakeup, claims = Wakeup(database), Claims(database)
        ringing = asyncio.create_task(wakeup.run())
        try:
            vault = _open_vault(database, documents or DocumentSettings())
            yield Context(database, SystemClock(), Randomness(rng, seed), policy, wakeup, claims.make, vault)
        finally:
            ringing.cancel()
            await claims.finish()


def _open_vault(database: Database, settings: DocumentSettings) -> DocumentVault:
    store: DocumentStore
    if settings.bucket:
        store = BucketStore(settings.bucket, settings.prefix)
    else:
        store = FolderStore(settings.folder or default_data_dir() / "documents")
    return DocumentVault(database, store, settings.key)


def access_keys(context: Context) -> AccessKeys:
    fresh_key = random.SystemRandom().randbytes(32)
    return AccessKeys(context.database, fresh_key, context.policy.token_lifetime)


def serve_app() -> Starlette:
    """The application of one API process, configured by the environment."""
    configure_logs()
    settings = read_settings()

    @asynccontextmanager
    async def open_state() -> AsyncIterator[ServerState]:
        async with open_context(settings.database_url, settings.policy, documents=settings.documents) as context:
            keep_what_is_there()
            yield ServerState(context, access_keys(context), settings.operator_token)

    return create_app(open_state)


def keep_what_is_there() -> None:
    """Spares the garbage collector what a started process has and keeps: modules, schemas, routes.

    It would go through all of that again and again while answers of many objects are made, for a quarter of the time
    of a long list.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, *gc.get_threshold()[1:])


@asynccontextmanager
async def open_work(context: Context, settings: Settings) -> AsyncIterator[Callable[[], list[DueWork]]]:
    """A maker of works, one of each kind of due work, that share their connections to the outside."""
    guarded = not context.policy.private_callbacks
    async with open_connections(AT_ONCE, Resolver(), guarded=guarded) as receivers, open_client() as systems:
        simulated = SimulatedConnector(context.policy.simulated_delay)
        connectors: dict[ProvisioningKind, Connector] = dict.fromkeys(ProvisioningKind, simulated)
        for kind, url in settings.connector_urls.items():
            connectors[kind] = HttpConnector(OperatorSystem(systems, url, settings.connector_secret))
        registry = _registry(context, settings, systems)
        voice = _voice(settings, systems)
        mailer = _mailer(settings)
        emergency: EmergencyConnector = NoEmergencySystem()
        if settings.emergency_connector_url:
            emergency = HttpEmergencyConnector(systems, settings.emergency_connector_url, settings.connector_secret)
        sender = CallbackSender(receivers, guarded=guarded)

        def make() -> list[DueWork]:
            return [
                EligibilityWork(context, registry),
                VoiceCallWork(context, voice),
                ChallengeExpiryWork(context),
                HostingOrderWork(context),
                OsrUpdateWork(context, registry),
                MailWork(context, mailer),
                ProvisioningWork(context, connectors),
                RenewalWork(context),
                ExpiryWork(context),
                AgingWork(context),
                EmergencyWork(context, emergency),
                ReservationWork(context),
                ReviewWork(context),
                RetentionWork(context),
                DocumentWork(context),
                CallbackWork(context, sender),
                CrowdingWork(context),
            ]

        yield make


def _registry(context: Context, settings: Settings, systems: httpx2.AsyncClient) -> Registry:
    if settings.registry_url is None:
        return SimulatedRegistry(context.policy.simulated_delay)
    if settings.registry_url == MANUAL:
        return ManualRegistry()
    return HttpRegistry(OperatorSystem(systems, settings.registry_url, settings.connector_secret))


def _voice(settings: Settings, systems: httpx2.AsyncClient) -> Voice:
    if settings.call_url is None:
        return SimulatedVoice() if settings.sandbox else MissingVoice()
    return HttpVoice(OperatorSystem(systems, settings.call_url, settings.connector_secret))


def _mailer(settings: Settings) -> Mailer:
    smtp = settings.smtp
    if smtp is None:
        return KeepingMailer() if settings.sandbox else MissingMailer()
    return SmtpMailer(smtp.host, smtp.port, tls=smtp.tls, user=smtp.user, password=smtp.password, sender=smtp.sender)


async def run_worker(settings: Settings, on_started: Callable[[], None]) -> None:
    """Runs due work until SIGTERM or SIGINT, then finishes what is under way; `on_started` is called when it begins."""
    configure_logs()
    async with (
        open_context(settings.database_url, settings.policy, documents=settings.documents) as context,
        open_work(context, settings) as make_work,
    ):
        worker = Worker(context, make_work())
        keep_what_is_there()
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, worker.stop)
        on_started()
        await worker.run()
