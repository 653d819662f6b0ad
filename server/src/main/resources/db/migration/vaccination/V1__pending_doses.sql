-- Doses whose person has not arrived yet. A dose whose person is known is a fact and nothing here.
CREATE TABLE vaccination.pending_dose (
    subject_hash bytea       NOT NULL,       -- keyed hash of the platform's key of the person
    dose_hash    bytea       NOT NULL,
    received_at  timestamptz NOT NULL,
    sealed       bytea       NOT NULL,
    PRIMARY KEY (subject_hash, dose_hash)
);
CREATE INDEX pending_dose_by_dose ON vaccination.pending_dose (dose_hash);

ALTER TABLE vaccination.pending_dose ENABLE ROW LEVEL SECURITY;
ALTER TABLE vaccination.pending_dose FORCE ROW LEVEL SECURITY;
CREATE POLICY worker ON vaccination.pending_dose TO pccovid_worker
    USING ((SELECT coalesce(current_setting('pccovid.purpose', true), '')) <> '');
GRANT USAGE ON SCHEMA vaccination TO pccovid_app, pccovid_worker;
GRANT SELECT, INSERT, UPDATE, DELETE ON vaccination.pending_dose TO pccovid_worker;
