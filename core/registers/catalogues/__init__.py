"""The standard catalogue (基本目录): the province lays it down, governments take it over (认领)."""
