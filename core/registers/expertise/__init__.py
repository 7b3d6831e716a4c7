"""Argumentation by experts (专家论证): each votes on the entries that were sent to him."""
