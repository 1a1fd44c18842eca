"""A slower disk: a small library, built when asked for, that delays fsync in the servers."""

import subprocess
from pathlib import Path

_SOURCE = Path(__file__).with_suffix(".c")


def environment(folder: Path, delay_ms: float) -> dict[str, str]:
    """Return what a server's environment needs so that its fsync takes *delay_ms* longer.

    Raises:
        OSError, subprocess.CalledProcessError: there is no C compiler here (`cc`).
    """
    if not delay_ms:
        return {}
    built = folder / "slow_disk.so"
    command = ["cc", "-shared", "-fPIC", "-O2", "-o", str(built), str(_SOURCE), "-ldl"]
    subprocess.run(command, check=True)
    return {"LD_PRELOAD": str(built), "SLOW_DISK_US": str(int(delay_ms * 1000))}
