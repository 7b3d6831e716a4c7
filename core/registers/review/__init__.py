"""The review of drafts: sent as one package, moved by a flow, approved, published on a set day."""
