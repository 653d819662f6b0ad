-- Whom each record is about. Names, numbers and phones are stored only inside sealed columns; look-ups go by
-- keyed hashes. Every primary key starts with the column its table would be distributed by.

-- One row per row of another system: which record it is and which version is current.
CREATE TABLE person.source_key (
    key_hash     bytea    NOT NULL,      -- keyed hash of source and source key, 16 bytes
    source       text     NOT NULL,
    record_id    uuid     NOT NULL,
    version      int      NOT NULL,
    content_hash bytea    NOT NULL,      -- keyed hash of what we keep of the row
    PRIMARY KEY (key_hash)
);

-- What arrived, version by version; never updated.
CREATE TABLE person.record (
    record_id        uuid        NOT NULL,
    version          int         NOT NULL,
    source           text        NOT NULL,
    authoritative    boolean     NOT NULL,
    area             text        NOT NULL,   -- residence as this record tells it
    received_at      timestamptz NOT NULL,
    sealed_original  bytea       NOT NULL,   -- source key and the columns we may keep
    sealed_canonical bytea       NOT NULL,   -- the fields we score with
    PRIMARY KEY (record_id, version)
);

-- One human each, as far as we know. Merged persons stay as a signpost.
CREATE TABLE person.person (
    person_id   uuid        NOT NULL,
    area        text        NOT NULL,        -- current residence
    birth_year  smallint,
    verified    boolean     NOT NULL,        -- the population register knows this person
    created_at  timestamptz NOT NULL,
    merged_into uuid,
    PRIMARY KEY (person_id)
);

-- Projection of link_event: record to person …
CREATE TABLE person.record_person (
    record_id   uuid   NOT NULL,
    person_id   uuid   NOT NULL,
    area        text   NOT NULL,
    probability real   NOT NULL,
    event_id    uuid   NOT NULL,
    decided_by  text   NOT NULL,
    PRIMARY KEY (record_id)
);

-- … and person to records.
CREATE TABLE person.person_record (
    person_id   uuid    NOT NULL,
    record_id   uuid    NOT NULL,
    version     int     NOT NULL,
    area        text    NOT NULL,
    PRIMARY KEY (person_id, record_id)
);

-- Everything ever decided about a record; append only.
CREATE TABLE person.link_event (
    record_id     uuid        NOT NULL,
    event_id      uuid        NOT NULL,
    kind          text        NOT NULL CHECK (kind IN ('linked', 'created', 'held', 'unlinked', 'kept_apart')),
    at            timestamptz NOT NULL,
    person_id     uuid,                      -- whom it counts for afterwards
    prior_person  uuid,                      -- whom it counted for before
    probability   real        NOT NULL,
    decided_by    text        NOT NULL,
    model_version text        NOT NULL,
    evidence      text        NOT NULL,      -- field:level:bits, never a value
    reason        text        NOT NULL,
    undoes        uuid,
    PRIMARY KEY (record_id, event_id)
);
CREATE INDEX link_event_by_id ON person.link_event (event_id);

-- Keyed hashes by which persons are found again: a key belongs to a person as long as one record carries it.
-- Waiting records hold keys too, so that whoever arrives later wakes them.
CREATE TABLE person.blocking_key (
    key       bigint   NOT NULL,
    holder_id uuid     NOT NULL,             -- person, or waiting record
    waiting   boolean  NOT NULL,
    key_id    smallint NOT NULL,             -- which hashing key made it
    PRIMARY KEY (key, holder_id)
);

-- Records that count for nobody yet.
CREATE TABLE person.waiting (
    record_id   uuid NOT NULL,
    version     int  NOT NULL,
    probability real NOT NULL,               -- of the best candidate
    reason      text NOT NULL,
    PRIMARY KEY (record_id)
);

-- One row per strong identifier ever seen: locked while a record carrying it is linked.
CREATE TABLE person.identifier_lock (
    key bigint NOT NULL,
    PRIMARY KEY (key)
);

-- What a steward decides next.
CREATE TABLE person.review (
    review_id     uuid        NOT NULL,
    record_id     uuid        NOT NULL,
    area          text        NOT NULL,
    opened_at     timestamptz NOT NULL,
    probability   real        NOT NULL,
    reason        text        NOT NULL,
    candidates    uuid[]      NOT NULL,
    probabilities real[]      NOT NULL,
    state         text        NOT NULL CHECK (state IN ('open', 'accepted', 'apart', 'settled')),
    decided_at    timestamptz,
    decided_by    text,
    PRIMARY KEY (record_id, review_id)
);
CREATE INDEX review_open ON person.review (review_id) WHERE state = 'open';
CREATE INDEX review_by_id ON person.review (review_id);

-- Pairs of records a human said are two people, in both directions; persons may be renamed, records not.
CREATE TABLE person.kept_apart (
    record_id       uuid        NOT NULL,
    other_record_id uuid        NOT NULL,
    at              timestamptz NOT NULL,
    decided_by      text        NOT NULL,
    PRIMARY KEY (record_id, other_record_id)
);

-- Persons and waiting records that the settle pass looks at again, because something came near them.
CREATE TABLE person.unsettled (
    item_id uuid    NOT NULL,
    waiting boolean NOT NULL,
    PRIMARY KEY (item_id)
);

DO $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['source_key', 'record', 'person', 'record_person', 'person_record', 'link_event',
                                'blocking_key', 'identifier_lock', 'review', 'kept_apart', 'unsettled', 'waiting'] LOOP
        EXECUTE format('ALTER TABLE person.%I ENABLE ROW LEVEL SECURITY', name);
        EXECUTE format('ALTER TABLE person.%I FORCE ROW LEVEL SECURITY', name);
        EXECUTE format('CREATE POLICY worker ON person.%I TO pccovid_worker
                        USING ((SELECT coalesce(current_setting(''pccovid.purpose'', true), '''')) <> '''')', name);
    END LOOP;
END $$;

CREATE POLICY application ON person.person FOR SELECT TO pccovid_app USING (access.may_read(person_id, area));
CREATE POLICY application ON person.record_person FOR SELECT TO pccovid_app USING (access.may_read(person_id, area));
CREATE POLICY application ON person.person_record FOR SELECT TO pccovid_app USING (access.may_read(person_id, area));
CREATE POLICY application ON person.review FOR SELECT TO pccovid_app USING (access.may_read(NULL::uuid, area));
-- A record is seen by who may see its person, or its open review.
CREATE POLICY application ON person.record FOR SELECT TO pccovid_app USING (
    EXISTS (SELECT 1 FROM person.record_person l WHERE l.record_id = record.record_id)
    OR EXISTS (SELECT 1 FROM person.review v WHERE v.record_id = record.record_id));
CREATE POLICY application ON person.link_event FOR SELECT TO pccovid_app USING (
    EXISTS (SELECT 1 FROM person.record_person l WHERE l.record_id = link_event.record_id)
    OR EXISTS (SELECT 1 FROM person.review v WHERE v.record_id = link_event.record_id));

GRANT USAGE ON SCHEMA person TO pccovid_app, pccovid_worker;
GRANT SELECT ON person.person, person.record_person, person.person_record, person.review, person.record,
    person.link_event TO pccovid_app;
GRANT SELECT, INSERT ON person.record, person.link_event, person.kept_apart TO pccovid_worker;
GRANT SELECT, INSERT, UPDATE ON person.source_key, person.person, person.identifier_lock, person.review
    TO pccovid_worker;
GRANT SELECT, INSERT, DELETE ON person.blocking_key TO pccovid_worker;
GRANT SELECT, INSERT, UPDATE, DELETE ON person.record_person, person.person_record, person.unsettled,
    person.waiting TO pccovid_worker;
