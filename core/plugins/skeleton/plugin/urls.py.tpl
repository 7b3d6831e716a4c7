from django.urls import path

from . import views

#: They answer below /${path}/ on every site where the plugin is on.
urlpatterns = [path("", views.index, name="index")]
