"""Opinions on single entries of a package (197号 四（六）逐条逐项审查), and their answers."""
