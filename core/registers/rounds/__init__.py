"""Rounds (清理工作): the bodies of a government clear a whole register by the same days."""
