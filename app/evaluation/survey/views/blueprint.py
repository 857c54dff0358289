"""The blueprint that the pages of surveys share, and the words they need."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from babel.dates import format_skeleton
from flask import Blueprint
from flask_babel import get_locale, gettext

from app.evaluation.survey.questions import Kind, Question
from app.web import translation

bp = Blueprint("survey", __name__)


def question_label(question: Question) -> str:
    """Say a question in the reader's language; what has no English stays Chinese."""
    return question.label_en or question.label if _is_english() else question.label


def answer_labels(question: Question) -> dict[str, str]:
    """Say each answer that can be tapped, by its value."""
    if question.kind is Kind.SCALE:
        return {
            "1": gettext("very dissatisfied"),
            "2": gettext("rather dissatisfied"),
            "3": gettext("fair"),
            "4": gettext("satisfied"),
            "5": gettext("very satisfied"),
        }
    if question.kind is Kind.TEN:
        return {value: value for value in question.values}
    return {
        one.value: one.label_en or one.label if _is_english() else one.label
        for one in question.options
    }


def condition_label(question: Question, values: str) -> str:
    """Say an answer that brings another question up; `values` with commas."""
    words = {"2,1": gettext("dissatisfied"), "5,4": gettext("content")}
    if question.kind is Kind.SCALE:
        return str(words.get(values, values))
    if question.kind is Kind.TEN:
        numbers = values.split(",")
        return f"{numbers[0]}–{numbers[-1]}"
    labels = answer_labels(question)
    return str(gettext(" or ")).join(labels.get(one, one) for one in values.split(","))


def shown_after(question: Question, asked: Sequence[Question]) -> str:
    """Say after which answer a question is shown; empty if always."""
    before = {one.key: one for one in asked}
    return str(gettext(", ")).join(
        f"{question_label(before[key])} → {condition_label(before[key], ','.join(wanted))}"
        for key, wanted in question.show_if.items()
        if key in before
    )


def month_name(month: date) -> str:
    """Write a month with its year."""
    return format_skeleton("yMMMM", month, locale=get_locale())


def _is_english() -> bool:
    return translation.current() == "en"


@bp.app_context_processor
def words() -> dict[str, Any]:
    """Give the words of surveys to the pages that show them."""
    return {
        "question_label": question_label,
        "answer_labels": answer_labels,
        "month_name": month_name,
        "shown_after": shown_after,
    }
