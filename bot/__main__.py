"""`python -m bot` is `yousu`."""

import sys

from bot.cli import main

sys.exit(main())
