"""`python -m bot` is `yousu`."""

import sys

from bot.cli.main import main

sys.exit(main())
