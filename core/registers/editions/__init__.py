"""Editions: a government's list gets a number on a day, and is compared with the one before."""
