"""Handovers (承接): what a government gives away is received by those it is given to."""
