"""Which tables a statement writes."""

import pytest

from core.actions.statements import written

READS = [
    'SELECT "people_post"."id" FROM "people_post" FOR UPDATE OF "people_post"',
    "  (SELECT 1) UNION (SELECT 2)",
    "PRAGMA foreign_keys",
    'SAVEPOINT "s1"',
    'WITH x AS (SELECT 1) SELECT * FROM "people_post"',
    "EXPLAIN SELECT * FROM people_post",
    "COPY people_post TO STDOUT",
    "DECLARE c CURSOR FOR SELECT 1",
    "SELECT ';' FROM people_post WHERE name = 'DELETE FROM people_post'",
    "CREATE INDEX i ON people_post (id)",
]
WRITES = [
    ('INSERT INTO "people_post" ("id") VALUES (%s)', "INSERT", False),
    ("insert or ignore into people_post values (1)", "INSERT", False),
    ("INSERT OR REPLACE INTO people_post VALUES (1)", "REPLACE", True),
    ("REPLACE INTO people_post VALUES (1)", "REPLACE", True),
    ('UPDATE "people_post" SET id = 1', "UPDATE", True),
    ("UPDATE OR IGNORE people_post SET id = 1", "UPDATE", True),
    ("UPDATE ONLY public.people_post SET id = 1", "UPDATE", True),
    ('UPDATE "public"."people_post" SET id = 1', "UPDATE", True),
    ("UPDATE main.[people_post] SET id = 1", "UPDATE", True),
    ("UPDATE `people_post` SET id = 1", "UPDATE", True),
    ("DELETE FROM people_post", "DELETE", True),
    ("DELETE/* quietly */FROM people_post", "DELETE", True),
    ("-- a remark\nDELETE FROM people_post", "DELETE", True),
    ("SELECT 1; DELETE FROM people_post", "DELETE", True),
    ("WITH a AS (SELECT 1) INSERT INTO people_post SELECT * FROM a", "INSERT", False),
    ("WITH a AS (DELETE FROM people_post RETURNING *) SELECT * FROM a", "DELETE", True),
    ("EXPLAIN ANALYZE DELETE FROM people_post", "DELETE", True),
    ("MERGE INTO people_post USING x ON true WHEN MATCHED THEN DELETE", "MERGE", True),
    ("COPY people_post (id, role) FROM STDIN", "COPY", False),
    ("TRUNCATE sessions, people_post CASCADE", "TRUNCATE", True),
    ('TRUNCATE TABLE ONLY "people_post"', "TRUNCATE", True),
    ("DROP TABLE IF EXISTS people_post", "DROP", True),
    ("ALTER TABLE people_post RENAME TO gone", "ALTER", True),
    (
        "INSERT INTO people_post (id) VALUES (1) ON CONFLICT (id) DO UPDATE SET role = 'x'",
        "UPSERT",
        True,
    ),
    ("DO 'BEGIN DELETE FROM people_post; END'", "DELETE", True),
    ("DO $$ BEGIN DELETE FROM people_post; END $$", "DELETE", True),
    ("PREPARE p AS DELETE FROM people_post", "DELETE", True),
]


@pytest.mark.parametrize("text", READS)
def test_a_reading_statement_writes_no_record(text):
    assert "people_post" not in {write.table for write in written(text)}


@pytest.mark.parametrize(("text", "verb", "changes"), WRITES)
def test_every_road_of_a_write_is_seen(text, verb, changes):
    assert (verb, "people_post", changes) in written(text)


def test_a_bulk_insert_too_long_to_remember_is_seen():
    text = "INSERT INTO people_post (id) VALUES " + ", ".join(["(%s)"] * 3000)
    assert [write.table for write in written(text)] == ["people_post"]


def test_words_in_a_text_are_no_statement():
    text = "INSERT INTO django_session VALUES ('UPDATE people_post SET id = 1 -- it''s')"
    assert [write.table for write in written(text)] == ["django_session"]
