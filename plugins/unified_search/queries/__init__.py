"""What the administration of search reads, limited to the sites of whoever asks."""
