"""Outside portals: each edition of a list is given to them, with a receipt for every channel."""
