"""A mail server on a real socket, as small as it can be."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import Message


@dataclass
class MailServer:
    port: int = 0
    refuse_recipients: bool = False
    received: list[Message] = field(default_factory=list)


@asynccontextmanager
async def mail_server() -> AsyncIterator[MailServer]:
    state = MailServer()

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        def say(line: str) -> None:
            writer.write(f"{line}\r\n".encode())

        say("220 mail.example.test")
        while line := await reader.readline():
            match line.split(b" ")[0].strip().upper():
                case b"RCPT" if state.refuse_recipients:
                    say("550 no such mailbox")
                case b"DATA":
                    say("354 go on")
                    data = await reader.readuntil(b"\r\n.\r\n")
                    state.received.append(message_from_bytes(data[:-3]))
                    say("250 taken")
                case b"QUIT":
                    say("221 bye")
                    break
                case _:
                    say("250 fine")
        writer.close()

    server = await asyncio.start_server(talk, "127.0.0.1", 0)
    state.port = server.sockets[0].getsockname()[1]
    async with server:
        yield state
