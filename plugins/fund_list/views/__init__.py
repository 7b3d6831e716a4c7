"""The admin's pages of the fund list: its budget years, and what is disclosed of its funds."""
