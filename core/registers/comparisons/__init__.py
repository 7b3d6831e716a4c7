"""Comparisons of all governments below one on two days, counted by a job."""
