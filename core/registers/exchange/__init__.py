"""Files in and out: a row is read by a mapping, matched with what is kept and becomes a draft; what
is written here is read back identical."""
