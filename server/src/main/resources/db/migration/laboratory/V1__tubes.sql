-- Tubes: who is in them and what laboratories say about them. Results become facts of every member.
CREATE TABLE laboratory.sample (
    tube_hash   bytea NOT NULL,              -- keyed hash of the tube's barcode
    sample_hash bytea NOT NULL,
    record_id   uuid  NOT NULL,
    sealed      bytea NOT NULL,              -- when, by whom, pool or not
    content     bytea NOT NULL,              -- keyed hash of the row
    PRIMARY KEY (tube_hash, sample_hash)
);
CREATE INDEX sample_by_sample ON laboratory.sample (sample_hash);

CREATE TABLE laboratory.result (
    tube_hash   bytea NOT NULL,
    result_hash bytea NOT NULL,
    sealed      bytea NOT NULL,
    content     bytea NOT NULL,
    PRIMARY KEY (tube_hash, result_hash)
);
CREATE INDEX result_by_result ON laboratory.result (result_hash);

ALTER TABLE laboratory.sample ENABLE ROW LEVEL SECURITY;
ALTER TABLE laboratory.sample FORCE ROW LEVEL SECURITY;
CREATE POLICY worker ON laboratory.sample TO pccovid_worker
    USING ((SELECT coalesce(current_setting('pccovid.purpose', true), '')) <> '');
ALTER TABLE laboratory.result ENABLE ROW LEVEL SECURITY;
ALTER TABLE laboratory.result FORCE ROW LEVEL SECURITY;
CREATE POLICY worker ON laboratory.result TO pccovid_worker
    USING ((SELECT coalesce(current_setting('pccovid.purpose', true), '')) <> '');
GRANT USAGE ON SCHEMA laboratory TO pccovid_app, pccovid_worker;
GRANT SELECT, INSERT, UPDATE, DELETE ON laboratory.sample, laboratory.result TO pccovid_worker;
