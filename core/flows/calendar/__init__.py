"""Working days: the calendar that terms are counted by."""
