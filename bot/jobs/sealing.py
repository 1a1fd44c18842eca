"""Where the hourly seal goes beside the database: a line in the log, and a file."""

import structlog

from storage.store import Store
from storage.tickets import anchor, checkpoints

_log = structlog.get_logger(__name__)


async def anchored(store: Store) -> None:
    """Anchor the newest seal; one that the database has lost stays, and is told each time."""
    newest = await checkpoints.latest(store.reader)
    if newest is None:
        return
    _log.info("log_sealed", checkpoint=newest["id"], seal=newest["seal"])
    file = anchor.beside(store.url)
    if file is None:
        return
    before = anchor.read(file)
    if before is not None and not await checkpoints.has(store.reader, before.seal):
        _log.error("anchored_seal_is_missing", checkpoint=before.checkpoint, file=str(file))
        return
    try:
        anchor.put(file, anchor.Anchor(checkpoint=newest["id"], seal=newest["seal"]))
    except OSError as error:
        _log.error("seal_not_anchored", file=str(file), error=type(error).__name__)
