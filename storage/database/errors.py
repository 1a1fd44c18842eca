"""Why the memory refuses: one tree; the class says what to do."""

import inspect

from dispatch.errors import DeskError


class StorageError(Exception):
    """The memory could not do what was asked."""

    def __init__(self, message: str | None = None) -> None:
        super().__init__(message or inspect.getdoc(self))


class AlreadyRunning(StorageError):
    """服务正在运行"""


class SchemaBehind(StorageError):
    """The database lacks migrations of this release; run `yousu migrate` first."""


class WrongKey(StorageError):
    """The database was written under another privacy key."""


class KeyMissing(StorageError):
    """The database was written under several privacy keys; not all of them are given."""


class NoAccess(StorageError):
    """The rights forbid what has to be done with this file or folder; its path is the message."""


class FileGone(StorageError):
    """The database file was deleted or replaced while the service runs: stop it, put the file back, start it."""


class Damaged(StorageError):
    """The database file is damaged, or is no database."""


class ReadOnlyStore(StorageError):
    """The store was opened for reading; writing needs the running service stopped."""


class WriterClosed(StorageError):
    """The writer has ended or was never started; nothing was stored."""


class ClaimLost(StorageError):
    """Somebody else took the row over meanwhile; roll everything back and leave it to them."""


class Unreadable(StorageError):
    """The field cannot be decrypted: altered, moved to another row, or written under another key."""


class BadKey(StorageError):
    """A privacy key must be 32 bytes, in base64."""


class NoSuchRow(StorageError):
    """There is no such row in the state that was asked for."""


class StaleTicket(DeskError):
    """Somebody else moved the ticket meanwhile; look again and decide anew."""


class NoSuchTicket(DeskError):
    """There is no ticket of that number."""
