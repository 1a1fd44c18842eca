"""The schema's history, by tortoise's own migrations; the same files serve SQLite and PostgreSQL.

A new one: `tortoise -c storage.migrations.TORTOISE_ORM makemigrations -n <what_it_does>`, then read it:
an added column must be nullable or filled first, for `AddField(default=…)` writes no DEFAULT and fails
on a filled table.
"""

TORTOISE_ORM = {
    "connections": {"default": "sqlite://:memory:"},
    "apps": {"storage": {"models": ["storage.database.models", "storage.database.models_law", "storage.database.models_shared", "storage.database.models_sketches"], "migrations": "storage.migrations"}},
}
