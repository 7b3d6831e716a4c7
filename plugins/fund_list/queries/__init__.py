"""What the fund list is asked: whether drafts may stand in it, and how its years stand."""
