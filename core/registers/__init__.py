"""Effective-dated public registers: the one way every public list is kept and shown.

Here stands what a register *is*: its declaration (``spec``), its tables (``models``), its days
(``time``, ``exclusion``), its codes, what is read (``queries``) and what is written (``actions``,
``drafts``, ``publishing``), and what must be approved first (``approval``, ``packages``). Around
it:

- ``dictionaries/``  the code tables, and their way from files into the database;
- ``exchange/``      files in and out: import, export, and the mappings of foreign columns;
- ``admin/``         the editors' screens;
- ``public/``        the readers' pages, files and JSON, below a register's page on a site;
- ``review/``        the way of a package of drafts: sent, examined, approved, published.

``review`` knows ``admin``, ``public`` and ``admin`` know ``exchange``, all know what stands here,
and nothing here knows them.
"""
