"""Long runs that are not part of every test: power failures and opening rushes.

    python -m tools.soak            20 kills and 3 rushes, on SQLite
    python -m tools.soak --kills 100 --rushes 10

A kill ends every process of the server (kill -9) while lists are handed in; after the restart every
acknowledged list must be there whole, and the audit log unbroken.
"""

import argparse
import random
import sys
import tempfile
import threading
from pathlib import Path

from tools.local_server import Server
from tools.measure.load import Answers, fire
from tools.measure.rush import acknowledged, hand_in, lost, rush
from tools.measure.stage import Stage, staged

CONNECTIONS = 16


def main() -> None:
    """Run both parts; end with 1 if anything was lost."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--rushes", type=int, default=3)
    parser.add_argument("--pupils", type=int, default=3000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="zouban-soak-") as folder:
        server = Server(Path(folder), flags=())
        with staged(server, pupils=options.pupils) as stage:
            gone = sum(_kill_during_hand_in(stage, number) for number in range(options.kills))
            gone += sum(_rush(stage, number) for number in range(options.rushes))
        print(server.flask("audit", "verify").strip())
    if gone:
        sys.exit(f"{gone} acknowledged lists were lost.")


def _kill_during_hand_in(stage: Stage, number: int) -> int:
    """Kill the server in the middle of hand-ins; gives how many acknowledged lists are gone."""
    stage.server.start()
    pause = random.Random(number).uniform(0.3, 1.5)  # noqa: S311 -- no secret
    killer = threading.Timer(pause, stage.server.kill)
    killer.start()
    answers = _hand_in_until_killed(stage)
    killer.join()
    stage.server.start()
    stage.server.stop()
    keys = acknowledged(answers)
    gone = lost(stage.app, keys)
    print(f"kill {number + 1}: after {pause:.2f} s, {len(keys)} acknowledged, {len(gone)} lost")
    return len(gone)


def _hand_in_until_killed(stage: Stage) -> Answers:
    each = list(zip(stage.school.pupils, stage.visitors, strict=True))
    lanes = [
        [hand_in(stage.school, pupil, visitor) for pupil, visitor in each[lane::CONNECTIONS]]
        for lane in range(CONNECTIONS)
    ]
    return fire(stage.server.port, lanes)


def _rush(stage: Stage, number: int) -> int:
    with stage.server.running():
        answers = rush(stage.server.port, stage.school, stage.visitors, connections=CONNECTIONS)
    gone = lost(stage.app, acknowledged(answers))
    print(
        f"rush {number + 1}: {len(answers.keys)} lists and 300 pages in {answers.took:.1f} s, "
        f"95 % within {answers.slowest(0.95) * 1000:.0f} ms, {len(gone)} lost, "
        f"answers {dict(answers.statuses)}"
    )
    return len(gone)


if __name__ == "__main__":
    main()
