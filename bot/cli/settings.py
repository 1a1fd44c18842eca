"""What subcommands share: the option `-c`, the configuration it names, and the exit codes."""

import argparse
import os
from pathlib import Path

from bot.config import loader
from bot.runtime.redact import hide
from bot.texts import operator

#: Exit codes of every command (product.md §6).
OK, FAILED, MISUSED = 0, 1, 2


def takes_config(parser: argparse.ArgumentParser) -> None:
    """Give *parser* the option `-c` that says where the configuration lies."""
    parser.add_argument(
        "-c",
        "--config",
        type=Path,
        default=Path("config.toml"),
        metavar="FILE",
        help=operator.USAGE_CONFIG,
    )


def settings_of(args: argparse.Namespace) -> loader.Settings:
    """Return the configuration that `-c` names; its secrets are kept out of every log from now on.

    Raises:
        BadConfig: `bot/cli/main.py` shows it and exits with 2.
    """
    settings = loader.load(args.config, os.environ)
    hide(loader.secrets_of(settings))
    return settings
