# ${title}

One sentence that says what this plugin is for.

## Purpose

What a citizen or an official can do with it that could not be done before.

## Legal basis

The law, regulation or standard that asks for it, with the article.

## Data

`Entry`: one entry of one site, written by `actions.publish` alone. Disabling the plugin keeps it.

## Doors

`api.entries_of(site)`; the page `/${path}/` of each site; the search documents `entry`.

## Quality

- [ ] The conformance suite passes.
- [ ] Every page takes the same number of queries for one row and for a thousand.
- [ ] Pages work without JavaScript and axe finds nothing.
- [ ] The texts are translated (`make messages`).
