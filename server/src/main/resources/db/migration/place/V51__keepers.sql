-- Who registered which venue: both as keyed hashes, so that a copy of the table names nobody.
CREATE TABLE place.keeper (
    keeper_hash   bytea       NOT NULL,
    venue_hash    bytea       NOT NULL,
    address_hash  bytea       NOT NULL,      -- of area and address without what people type differently
    sealed        bytea       NOT NULL,      -- the venue's key
    registered_at timestamptz NOT NULL,
    PRIMARY KEY (keeper_hash, venue_hash)
);
ALTER TABLE place.keeper ENABLE ROW LEVEL SECURITY;
ALTER TABLE place.keeper FORCE ROW LEVEL SECURITY;
CREATE POLICY worker ON place.keeper TO pccovid_worker
    USING ((SELECT coalesce(current_setting('pccovid.purpose', true), '')) <> '');
GRANT SELECT, INSERT ON place.keeper TO pccovid_worker;
