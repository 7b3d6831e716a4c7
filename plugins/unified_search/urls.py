"""Under ``/search/`` of every site: the page, all of it as a file, what is suggested while typing,
what readers say."""

from django.urls import path

from plugins.unified_search import views

urlpatterns = [
    path("", views.search, name="search"),
    path("found.csv", views.as_table, name="search_table"),
    path("suggest/", views.suggestions, name="suggestions"),
    path("said/", views.said, name="said"),
]
