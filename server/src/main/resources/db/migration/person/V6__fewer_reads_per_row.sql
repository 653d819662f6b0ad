-- What colours need of every record of a person is its source and whether it is the register's: it stands beside the
-- link now, so that only the register's own record is read.
ALTER TABLE person.person_record ADD COLUMN source text, ADD COLUMN authoritative boolean;
-- Row-level security is forced on the owner too; only this statement may see all rows.
ALTER TABLE person.person_record NO FORCE ROW LEVEL SECURITY;
ALTER TABLE person.record NO FORCE ROW LEVEL SECURITY;
UPDATE person.person_record p SET source = r.source, authoritative = r.authoritative
    FROM person.record r WHERE r.record_id = p.record_id AND r.version = p.version;
ALTER TABLE person.record FORCE ROW LEVEL SECURITY;
ALTER TABLE person.person_record FORCE ROW LEVEL SECURITY;
ALTER TABLE person.person_record ALTER COLUMN source SET NOT NULL, ALTER COLUMN authoritative SET NOT NULL;

-- Of a key that many hold only the 32 oldest are ever looked at, and one more to show it.
ALTER TABLE person.blocking_key NO FORCE ROW LEVEL SECURITY;
DELETE FROM person.blocking_key b USING
    (SELECT key, holder_id, row_number() OVER (PARTITION BY key ORDER BY holder_id) AS place
     FROM person.blocking_key) counted
WHERE counted.place > 33 AND b.key = counted.key AND b.holder_id = counted.holder_id;
ALTER TABLE person.blocking_key FORCE ROW LEVEL SECURITY;

-- A key is looked up far more often than it is written: the index alone answers.
ALTER TABLE person.blocking_key DROP CONSTRAINT blocking_key_pkey;
ALTER TABLE person.blocking_key ADD PRIMARY KEY (key, holder_id) INCLUDE (waiting);
