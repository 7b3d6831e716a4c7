"""The editors' screens: lists of entries and drafts at a person's own sites, and the views that
write, compare, publish, end and import them. Every write is an action."""
