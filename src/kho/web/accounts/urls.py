"""Addresses about people, below /work."""

from django.urls import path

from kho.web.accounts import people, sessions

urlpatterns = [
    path("/people", people.people, name="people"),
    path("/people/<int:number>", people.person, name="person"),
    path("/people/roles/<int:number>/take", people.take, name="membership_take"),
    path("/people/invitations/<int:number>/withdraw", people.withdraw, name="invitation_withdraw"),
    path("/people/invitations/<int:number>/again", people.send_again, name="invitation_again"),
    path("/sessions", sessions.sessions, name="sessions"),
    path("/sessions/<int:number>/end", sessions.end, name="session_end"),
]
