"""What the figures were measured on, without its name."""

import os
import platform
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path


def described(*packages: str) -> str:
    """Date, processor and versions, on one line."""
    cores = os.cpu_count()
    versions = ", ".join(f"{package} {version(package)}" for package in packages)
    today = datetime.now(UTC).date()
    return (
        f"{today}: {cores} cores of {_processor()}, Python {platform.python_version()}, {versions}"
    )


def _processor() -> str:
    cpuinfo = Path("/proc/cpuinfo")
    lines = cpuinfo.read_text().splitlines() if cpuinfo.exists() else []
    models = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return models[0] if models else platform.machine()
