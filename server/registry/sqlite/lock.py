import fcntl
import os
from pathlib import Path

from server.errors import DatabaseRefused


class FileLock:
    """The lock beside a register, for the file system frees it with its process."""

    def __init__(self, register: Path) -> None:
        path = register.resolve()  # one lock, however the register is called
        self._path = path.with_name(f"{path.name}-runs.lock")
        try:
            # no child of ours may hold it after us
            self._file = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise DatabaseRefused(
                f"{self._path} cannot be used as a lock: {error.strerror}"
            ) from None

    async def take(self) -> bool:
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        except OSError as error:
            raise DatabaseRefused(f"{self._path} cannot be locked: {error.strerror}") from None
        return True

    async def held(self) -> bool:
        return True

    async def release(self) -> None:
        os.close(self._file)
