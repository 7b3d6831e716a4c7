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
{% pager entries %}
{% endblock %}
