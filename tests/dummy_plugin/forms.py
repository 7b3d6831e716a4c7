from django import forms


class DummyForm(forms.Form):
    name = forms.CharField(max_length=60)
