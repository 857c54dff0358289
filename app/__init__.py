"""Zouban (走班): after-school clubs, chosen fairly and run well. Here is the app's factory."""

import os
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import jinja2
from flask import Flask
from flask_login import current_user
from flask_migrate import Migrate
from flask_wtf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

from app.accounts import viewer
from app.accounts import views as accounts_views
from app.accounts.cli import school_cli
from app.accounts.panels import ChildPanel
from app.accounts.policy import FINDERS
from app.accounts.services.students import use_followers
from app.attendance import collector_models, gate_models
from app.attendance import jobs as attendance_jobs
from app.attendance import models as attendance_models
from app.attendance import views as attendance_views
from app.attendance.cli import attendance_cli
from app.attendance.doors import Door
from app.audit.cli import audit_cli
from app.core import clock, engine
from app.core.db import db
from app.courses import origin_models
from app.courses import views as courses_views
from app.courses.cli import catalogue_cli
from app.courses.services.copying import use_decisions
from app.demo.cli import demo_cli
from app.enrollment import exchange_models, repair_models
from app.enrollment import jobs as enrollment_jobs
from app.enrollment import models as enrollment_models
from app.enrollment import views as enrollment_views
from app.enrollment.services import follow_leaver
from app.evaluation.actions import jobs as actions_jobs
from app.evaluation.actions import views as actions_views
from app.evaluation.diagnosis import jobs as diagnosis_jobs
from app.evaluation.diagnosis import models as diagnosis_models
from app.evaluation.diagnosis import views as diagnosis_views
from app.evaluation.ideas import models as ideas_models
from app.evaluation.ideas import views as ideas_views
from app.evaluation.patrol import models as patrol_models
from app.evaluation.patrol import views as patrol_views
from app.evaluation.summary import models as summary_models
from app.evaluation.summary import views as summary_views
from app.evaluation.summary.services import decided_for
from app.evaluation.survey import jobs as survey_jobs
from app.evaluation.survey import models as survey_models
from app.evaluation.survey import views as survey_views
from app.evaluation.voices import jobs as voices_jobs
from app.evaluation.voices import models as voices_models
from app.evaluation.voices import views as voices_views
from app.files import models as files_models
from app.home import demonstration
from app.home import views as home_views
from app.jobs import models as jobs_models
from app.jobs.cli import jobs_cli
from app.lottery import jobs as lottery_jobs
from app.lottery import models as lottery_models
from app.lottery import views as lottery_views
from app.lottery.cli import draw_cli
from app.messages import jobs as messages_jobs
from app.messages import post
from app.messages import views as messages_views
from app.operations.cli import backup_cli, restore_cli
from app.privacy import views as privacy_views
from app.privacy.cli import child_cli
from app.rosters import models as rosters_models
from app.rosters import views as rosters_views
from app.rosters.cli import roster_cli
from app.safety import discipline_models, duty_models, incident_models
from app.safety import jobs as safety_jobs
from app.safety import models as safety_models
from app.safety import views as safety_views
from app.schools import views as schools_views
from app.timetable import jobs as timetable_jobs
from app.timetable import models as timetable_models
from app.timetable import views as timetable_views
from app.web import (
    access,
    assets,
    colours,
    dates,
    errors,
    figures,
    headers,
    health,
    ids,
    navigation,
    transaction,
    translation,
    typed,
    uploads,
)
from app.web import views as web_views
from app.web.cli import access_cli

ROOT = Path(__file__).resolve().parent.parent
VIEWS = (
    web_views,
    accounts_views,
    home_views,
    courses_views,
    messages_views,
    schools_views,
    privacy_views,
    rosters_views,
    timetable_views,
    enrollment_views,
    attendance_views,
    lottery_views,
    safety_views,
    actions_views,
    patrol_views,
    diagnosis_views,
    ideas_views,
    survey_views,
    summary_views,
    voices_views,
)
COMMANDS = (
    audit_cli,
    access_cli,
    catalogue_cli,
    backup_cli,
    restore_cli,
    draw_cli,
    school_cli,
    roster_cli,
    child_cli,
    jobs_cli,
    attendance_cli,
    demo_cli,
)
JOBS = (
    messages_jobs,
    timetable_jobs,
    enrollment_jobs,
    attendance_jobs,
    lottery_jobs,
    safety_jobs,
    actions_jobs,
    diagnosis_jobs,
    survey_jobs,
    voices_jobs,
)
# The highest models; they import all others.
TABLES = (
    attendance_models,
    collector_models,
    gate_models,
    enrollment_models,
    files_models,
    patrol_models,
    jobs_models,
    lottery_models,
    origin_models,
    exchange_models,
    repair_models,
    rosters_models,
    survey_models,
    summary_models,
    voices_models,
    safety_models,
    diagnosis_models,
    ideas_models,
    duty_models,
    incident_models,
    discipline_models,
    timetable_models,
)


def create_app(config: Mapping[str, Any] | None = None) -> Flask:
    """Build the app; settings come from the environment (docs/operating.md), then `config`."""
    app = Flask(
        __name__,
        instance_path=os.environ.get("ZOUBAN_INSTANCE", str(ROOT / "instance")),
        template_folder=str(ROOT / "templates"),
        static_folder=None,
    )
    app.static_folder = str(ROOT / "static")
    app.request_class = typed.TypedRequest
    Path(app.instance_path).mkdir(mode=0o700, parents=True, exist_ok=True)
    app.config.from_mapping(_settings(Path(app.instance_path)))
    app.config.from_mapping(config or {})
    _clock(app)
    post.check(app.config["MAIL"])
    if proxies := app.config["TRUSTED_PROXIES"]:
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]  # -- Flask's documented hook
            app.wsgi_app, x_for=proxies, x_proto=proxies, x_host=proxies
        )
    ids.init_app(app)
    transaction.init_app(app)
    uploads.init_app(app)
    headers.init_app(app)
    _templates(app)
    _extensions(app)
    _views(app)
    use_followers(follow_leaver)
    use_decisions(decided_for)
    return app


def _clock(app: Flask) -> None:
    """Let a demonstration move its clock; a real school lives in the present."""
    if app.config["DEMONSTRATION"]:
        clock.use_shift(demonstration.shift_source(Path(app.instance_path)))
    else:
        clock.use_shift()


def _settings(instance: Path) -> dict[str, Any]:
    environ = os.environ
    url = environ.get("DATABASE_URL", f"sqlite:///{instance / 'zouban.db'}")
    for old in ("postgres://", "postgresql://"):
        if url.startswith(old):
            url = "postgresql+psycopg://" + url.removeprefix(old)
    return {
        "SECRET_KEY": environ.get("ZOUBAN_SECRET_KEY") or _kept_secret(instance / "secret-key"),
        "SQLALCHEMY_DATABASE_URI": url,
        "DEMONSTRATION": _is_demonstration(instance),
        "MAIL": environ.get("ZOUBAN_MAIL", ""),
        "PUBLIC_URL": environ.get("ZOUBAN_PUBLIC_URL", ""),
        "TRUSTED_PROXIES": int(environ.get("ZOUBAN_TRUSTED_PROXIES", "0")),
        "SESSION_COOKIE_SECURE": environ.get("ZOUBAN_HTTPS") == "1",
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "PERMANENT_SESSION_LIFETIME": 60 * 60 * 24 * 200,  # a term on a family's own device
        "MAX_CONTENT_LENGTH": 256 * 1024,  # upload views raise it for themselves
        "MAX_FORM_PARTS": 2000,
        "WTF_CSRF_TIME_LIMIT": None,  # the token lives as long as the session it is bound to
        "BABEL_DEFAULT_LOCALE": translation.DEFAULT_LOCALE,
        "BABEL_DEFAULT_TIMEZONE": "Asia/Shanghai",
        "BABEL_TRANSLATION_DIRECTORIES": str(ROOT / "translations"),
        "SIGN_IN_ENDPOINT": "accounts.sign_in",
    }


def _is_demonstration(instance: Path) -> bool:
    """Whether the fictitious schools are shown: where they were made, unless a setting says no."""
    said = os.environ.get("ZOUBAN_DEMONSTRATION")
    return demonstration.is_made(instance) if said is None else said == "1"


def _kept_secret(path: Path) -> str:
    """Read the server's key, made once and readable by this account only."""
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(secrets.token_hex(32))
    return path.read_text()


def _templates(app: Flask) -> None:
    app.jinja_env.undefined = jinja2.StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals["locale_name"] = translation.current
    app.jinja_env.globals["filled"] = translation.filled
    dates.init_app(app)
    figures.init_app(app)

    @app.context_processor
    def layout() -> dict[str, object]:
        signed_in = current_user.is_authenticated
        roles = current_user.roles if signed_in else frozenset()
        menu = navigation.menu(roles)
        return {
            "viewer": current_user if signed_in else None,
            "school": current_user.school if signed_in else None,
            "locale": translation.current(),
            "colours": colours.current(),
            "nav_groups": menu.groups,
            "dock": menu.dock,
            "may_find_children": not roles.isdisjoint(FINDERS),
        }


def _extensions(app: Flask) -> None:
    assets.init_app(app)
    translation.init_app(app)
    db.init_app(app)
    with app.app_context():
        engine.prepare(db.engine)
    Migrate(app, db, directory=str(ROOT / "migrations"), render_as_batch=True)
    viewer.login_manager.init_app(app)
    CSRFProtect(app)
    errors.init_app(app)


def _views(app: Flask) -> None:
    app.register_blueprint(health.bp)
    entries: list[navigation.Entry] = []
    panels: list[ChildPanel] = []
    doors: list[Door] = []
    for views in VIEWS:
        app.register_blueprint(views.bp)
        entries += getattr(views, "NAVIGATION", ())
        panels += getattr(views, "CHILD_PANELS", ())
        doors += getattr(views, "DOORS", ())
    app.extensions["navigation"] = entries
    app.extensions["child_panels"] = panels
    app.extensions["doors"] = doors
    app.extensions["tasks"] = {task.name: task for jobs in JOBS for task in jobs.TASKS}
    for command in COMMANDS:
        app.cli.add_command(command)
    access.access_policy(app)  # raises MissingAccess: the app does not start (promise 1)
