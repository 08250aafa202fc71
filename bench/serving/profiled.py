"""Our server under a profile, from one SIGUSR1 to the next, which is written on SIGTERM."""

import cProfile
import os
import signal

from server import listening
from server.settings import Settings

if __name__ == "__main__":
    profile, on = cProfile.Profile(), False

    def toggle(*_: object) -> None:
        global on
        on = not on
        if on:
            profile.enable()
        else:
            profile.disable()

    signal.signal(signal.SIGUSR1, toggle)
    signal.signal(signal.SIGTERM, lambda *_: None)  # uvicorn ends on it, and then raises it again
    listening.serve(Settings.read(), lent={})
    profile.dump_stats(os.environ["PROFILE"])
