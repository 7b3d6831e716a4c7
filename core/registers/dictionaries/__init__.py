"""The code tables: one csv file each, with its source, and their way into the database."""
