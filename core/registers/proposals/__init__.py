"""Proposals to change a law or 三定 provisions: made by bodies, received by the legal office."""
