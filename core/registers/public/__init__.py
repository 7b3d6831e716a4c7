"""What readers get of a register: the list of a site, one entry with its history, the comparison of
two versions, the list over all sites, and the same as files, JSON and search documents."""
