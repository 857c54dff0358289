"""Finds the browser of the tests, or installs it on Debian as root.

python -m tools.browser --install
"""

import os
import shutil
import subprocess
import sys

NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
PACKAGES = ("chromium", "fonts-noto-cjk")
LEFT_OUT = (
    "The browser tests are left out: no Chromium. Install one "
    "(on Debian: apt-get install chromium fonts-noto-cjk) or name it in ZOUBAN_CHROMIUM."
)


def find() -> str | None:
    """Give the path of a Chromium, if there is one."""
    named = os.environ.get("ZOUBAN_CHROMIUM")
    return named or next(filter(None, map(shutil.which, NAMES)), None)


def is_required() -> bool:
    """Whether its absence is a failure: on a server that tests every change it is."""
    return os.environ.get("CI", "").lower() in {"1", "true"}


def install() -> None:
    """Install Chromium and Chinese letters where that needs no questions: Debian, as root."""
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return
    print("Installing Chromium and Chinese letters", flush=True)
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for arguments in (("update",), ("install", "--yes", "--no-install-recommends", *PACKAGES)):
        done = subprocess.run(
            ["apt-get", "-qq", *arguments], env=quiet, stdout=subprocess.DEVNULL, check=False
        )
        if done.returncode:
            return


def has_chinese_letters() -> bool:
    """Whether a Chinese font is installed, as far as fontconfig can tell."""
    if not shutil.which("fc-list"):
        return False
    fonts = subprocess.run(["fc-list", ":lang=zh"], capture_output=True, text=True, check=False)
    return bool(fonts.stdout.strip())


def main() -> None:
    """Install what is missing; say in one line what will be left out."""
    if "--install" in sys.argv[1:] and not (find() and has_chinese_letters()):
        install()
    if not find():
        sys.exit(LEFT_OUT) if is_required() else print(LEFT_OUT)


if __name__ == "__main__":
    main()
