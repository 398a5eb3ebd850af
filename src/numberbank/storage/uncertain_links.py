"""Kinds of links that an operator's system may have made without our record of it.

A job that links is uncertain from the moment its system is asked until its end is recorded, unless that is that the
system was given up. One that is replaced or dropped while its system is at it remains so until nobody holds the number.
"""

from collections import defaultdict
from collections.abc import Sequence

from numberbank.domain.e164 import E164, e164_from_int
from numberbank.domain.provisioning import ProvisioningKind
from numberbank.storage.pool import Connection


async def uncertain_kinds(connection: Connection, digits: Sequence[int]) -> dict[E164, frozenset[ProvisioningKind]]:
    """Of the numbers that have any, once their jobs are locked."""
    rows = await connection.fetch("select e164, kind from uncertain_link where e164 = any ($1::bigint[])", digits)
    kinds: defaultdict[E164, set[ProvisioningKind]] = defaultdict(set)
    for row in rows:
        kinds[e164_from_int(row["e164"])].add(ProvisioningKind(row["kind"]))
    return {number: frozenset(found) for number, found in kinds.items()}
