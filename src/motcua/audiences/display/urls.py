"""The addresses of screens on the wall."""

from django.urls import path

from motcua.audiences.display.views import queueing

app_name = "display"
urlpatterns = [path("<int:point_id>/", queueing.board, name="board")]
