{% extends "base.html" %}{% load i18n %}
{% block title %}{% translate "${title}" %}{% endblock %}
{% block main %}
<h1>{% translate "${title}" %}</h1>
{% if introduction %}<p>{{ introduction }}</p>{% endif %}
{% for entry in entries %}
<article><h2>{{ entry.title }}</h2>{{ entry.text|linebreaks }}</article>
{% empty %}
<p>{% translate "There is nothing here yet." %}</p>
{% endfor %}
{% if entries.has_previous %}<a href="?page={{ entries.previous_page_number }}" rel="prev">{% translate "Newer" %}</a>{% endif %}
{% if entries.has_next %}<a href="?page={{ entries.next_page_number }}" rel="next">{% translate "Older" %}</a>{% endif %}
{% endblock %}
