from django.urls import path

from images import views

urlpatterns = [
    path("colours/<int:hue>-<int:saturation>.css", views.film_colour, name="film-colour"),
    path("colours/neutral.css", views.film_colour, {"hue": None, "saturation": None}, name="neutral-colour"),
]
