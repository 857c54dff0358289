"""The school itself: name, time zone, who takes part."""

from flask import Response, flash, render_template, request, url_for
from flask_babel import gettext

from app.core.db import db
from app.core.errors import Invalid
from app.core.roles import Role
from app.schools import services
from app.schools.forms import SettingsForm
from app.schools.services import Settings
from app.schools.views.blueprint import bp, signature, the_school
from app.web.access import allow
from app.web.fragments import to


@bp.get("")
@allow(Role.SCHOOL_ADMIN)
def settings() -> str:
    """Show the settings of the school."""
    return _page(SettingsForm(obj=the_school(), pilot_grades=the_school().grades_that_take_part))


@bp.post("")
@allow(Role.SCHOOL_ADMIN)
def change_settings() -> Response | tuple[str, int]:
    """Change the settings of the school."""
    form = SettingsForm(request.form)
    if form.validate():
        try:
            services.change_settings(db.session(), the_school(), _values(form), **signature())
            flash(gettext("Saved."))
            return to(url_for(".settings"))
        except Invalid as refusal:
            form.refuse(refusal)
    return _page(form), 422


def _values(form: SettingsForm) -> Settings:
    return Settings(
        name=form.name.data or "",
        name_en=form.name_en.data or "",
        time_zone=form.time_zone.data or "",
        starts_on=form.starts_on.data,
        pilot_grades=form.pilot_grades.data or (),
        allows_paid_agencies=form.allows_paid_agencies.data,
    )


def _page(form: SettingsForm) -> str:
    return render_template("schools/settings.html", form=form, tab="settings")
