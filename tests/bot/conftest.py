"""The office in which the staff's tests play."""

from typing import Any

import pytest
from office import Office, office

from storage.store import Store


@pytest.fixture
def the_office(store: Store, clock: Any) -> Office:
    """An office with its people, on a fresh database, at 09:00 of a working day."""
    return office(store, clock)
