-- What we hold true, on whose word. Facts are never updated: a correction is a new version, a retraction is a
-- version without content. Details are sealed; kind, time and area stay readable for counting.

CREATE TABLE fact.fact (
    key_hash     bytea       NOT NULL,       -- keyed hash of source and the source's key of the fact, 16 bytes
    version      int         NOT NULL,
    fact_id      uuid        NOT NULL,
    record_id    uuid        NOT NULL,
    source       text        NOT NULL,
    kind         text        NOT NULL,
    at           timestamptz NOT NULL,
    area         text        NOT NULL,       -- where it happened
    received_at  timestamptz NOT NULL,
    content_hash bytea       NOT NULL,
    details      bytea,                      -- sealed; null: this version retracts the one before
    PRIMARY KEY (key_hash, version)
);
CREATE INDEX fact_by_record ON fact.fact (record_id);

-- Projection keyed by person: whom each current fact counts for. The only rows deleted and inserted again.
CREATE TABLE fact.person_fact (
    person_id        uuid        NOT NULL,
    fact_id          uuid        NOT NULL,
    record_id        uuid        NOT NULL,
    residence        text        NOT NULL,   -- of the person, for row-level security
    source           text        NOT NULL,
    kind             text        NOT NULL,
    at               timestamptz NOT NULL,
    area             text        NOT NULL,
    received_at      timestamptz NOT NULL,
    link_probability real        NOT NULL,
    details          bytea       NOT NULL,
    PRIMARY KEY (person_id, fact_id)
);

ALTER TABLE fact.fact ENABLE ROW LEVEL SECURITY;
ALTER TABLE fact.fact FORCE ROW LEVEL SECURITY;
ALTER TABLE fact.person_fact ENABLE ROW LEVEL SECURITY;
ALTER TABLE fact.person_fact FORCE ROW LEVEL SECURITY;
CREATE POLICY worker ON fact.fact TO pccovid_worker
    USING ((SELECT coalesce(current_setting('pccovid.purpose', true), '')) <> '');
CREATE POLICY worker ON fact.person_fact TO pccovid_worker
    USING ((SELECT coalesce(current_setting('pccovid.purpose', true), '')) <> '');
CREATE POLICY application ON fact.person_fact FOR SELECT TO pccovid_app
    USING (access.may_read(person_id, residence));

GRANT USAGE ON SCHEMA fact TO pccovid_app, pccovid_worker;
GRANT SELECT ON fact.person_fact TO pccovid_app;
GRANT SELECT, INSERT ON fact.fact TO pccovid_worker;
GRANT SELECT, INSERT, DELETE ON fact.person_fact TO pccovid_worker;
