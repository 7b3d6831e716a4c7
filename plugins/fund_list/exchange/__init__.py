"""Files of the fund list: the projects of a pool, and the shares of an allocation."""
