"""The citizen's addresses. Links already sent in chats must live: none of these may vanish."""

from django.urls import URLPattern, path, register_converter

from motcua.audiences.citizen.units import UnitConverter
from motcua.audiences.citizen.views import (
    answers,
    assets,
    chat,
    home,
    link,
    lists,
    me,
    people,
    take,
    ticket,
    zalo_verifier,
)

register_converter(UnitConverter, "unit")

urlpatterns: list[URLPattern] = [
    path("", home.landing, name="citizen-landing"),
    path("u/<unit:unit>/", home.home, name="citizen-home"),
    path("u/<unit:unit>/now/", home.now_serving, name="citizen-now"),
    path("u/<unit:unit>/answers/", answers.answers, name="citizen-answers"),
    path("u/<unit:unit>/answers/topics/<slug:category>/", answers.topic, name="citizen-answers-topic"),
    path("u/<unit:unit>/answers/entries/<slug:entry>/", answers.answer, name="citizen-answer"),
    path("u/<unit:unit>/answers/entries/<slug:entry>/ratings/", answers.rating, name="citizen-answer-rating"),
    path("u/<unit:unit>/answers/asked/<str:token>/", answers.asked, name="citizen-answers-asked"),
    path("u/<unit:unit>/answers/asked/<str:token>/choice/", answers.choice, name="citizen-answers-choice"),
    path("u/<unit:unit>/chat/", chat.chat, name="citizen-chat"),
    path("u/<unit:unit>/chat/lines/", chat.lines, name="citizen-chat-lines"),
    path("u/<unit:unit>/chat/link/", chat.link, name="citizen-chat-link"),
    path("u/<unit:unit>/chat/opener.js", chat.opener, name="citizen-chat-opener"),
    path("u/<unit:unit>/take/", take.choose, name="citizen-choose"),
    path("u/<unit:unit>/take/<int:shift_id>/", take.take, name="citizen-take"),
    path("take/problem/", take.problem, name="citizen-take-problem"),
    path("u/<unit:unit>/my/", me.my_tickets, name="citizen-my"),
    path("u/<unit:unit>/me/", me.me, name="citizen-me"),
    path("u/<unit:unit>/me/data.json", me.download, name="citizen-data"),
    path("u/<unit:unit>/me/consents/", me.consents, name="citizen-consents"),
    path("u/<unit:unit>/me/erase/", me.erase, name="citizen-erase"),
    path("u/<unit:unit>/me/leave/", me.leave, name="citizen-leave"),
    path("u/<unit:unit>/people/new/", people.add, name="citizen-person-new"),
    path("u/<unit:unit>/people/<int:person_id>/", people.change, name="citizen-person"),
    path("u/<unit:unit>/people/<int:person_id>/remove/", people.remove, name="citizen-person-remove"),
    path("u/<unit:unit>/lists/", lists.lists, name="citizen-lists"),
    path("u/<unit:unit>/lists/<slug:slug>/", lists.one_list, name="citizen-list"),
    path("u/<unit:unit>/lists/<slug:slug>/details/", lists.details, name="citizen-list-details"),
    path("u/<unit:unit>/lists/<slug:slug>/requests/", lists.requests, name="citizen-list-requests"),
    path("t/<str:code>/", ticket.ticket, name="citizen-ticket"),
    path("t/<str:code>/card/", ticket.card, name="citizen-ticket-card"),
    path("t/<str:code>/qr.svg", ticket.qr, name="citizen-ticket-qr"),
    path("t/<str:code>/cancel/", ticket.cancel, name="citizen-cancel"),
    path("l/<str:token>/", link.link, name="citizen-link"),
    path("l/<str:token>/resend/", link.resend, name="citizen-link-resend"),
    path("zalo_verifier<slug:code>.html", zalo_verifier.verifier, name="zalo-verifier"),
    path("assets/citizen.css", assets.css, name="citizen-css"),
    path("assets/citizen.<str:digest>.css", assets.css, name="citizen-css-named"),
]
