"""Addresses of static files that change when their content does, so browsers keep them for good."""

import hashlib
from functools import lru_cache
from pathlib import Path

from flask import Flask, Response, current_app, request, send_from_directory, url_for

from app.web.access import public

YEAR_SECONDS = 31_536_000


def init_app(app: Flask) -> None:
    """Serve `/static/` with compressed copies, and give templates `asset()`."""
    app.add_url_rule("/static/<path:filename>", endpoint="static", view_func=_serve)
    app.jinja_env.globals["asset"] = asset


def asset(filename: str) -> str:
    """Give the versioned address of a file below `static/`; files stay as they are while we run."""
    if current_app.debug:
        _address.cache_clear()
    return _address(str(current_app.static_folder), request.script_root, filename)


@lru_cache(maxsize=512)
def _address(folder: str, _script_root: str, filename: str) -> str:
    path = Path(folder) / filename
    version = hashlib.sha256(path.read_bytes()).hexdigest()[:10] if path.exists() else "0"
    return url_for("static", filename=filename, v=version)


@public
def _serve(filename: str) -> Response:
    folder = str(current_app.static_folder)
    wants_gzip = "gzip" in request.headers.get("Accept-Encoding", "").lower()
    compressed = f"{filename}.gz"
    if wants_gzip and not filename.endswith(".gz") and (Path(folder) / compressed).is_file():
        response = send_from_directory(folder, compressed, max_age=YEAR_SECONDS)
        response.headers["Content-Encoding"] = "gzip"
        response.mimetype = _mimetype(filename)
    else:
        response = send_from_directory(folder, filename, max_age=YEAR_SECONDS)
    response.vary.add("Accept-Encoding")
    response.cache_control.public = True
    response.cache_control.immutable = "v" in request.args
    return response


def _mimetype(filename: str) -> str:
    kinds = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
    return kinds.get(Path(filename).suffix, "application/octet-stream")
