-- Venues, and movements stored only sealed by custody. The two indexes of a visit share no value: without the
-- keys of the day nobody can say who was where, or list one person's places.
CREATE TABLE place.venue (
    venue_hash  bytea       NOT NULL,        -- keyed hash of the source's key
    area        text        NOT NULL,
    kind        text        NOT NULL,
    received_at timestamptz NOT NULL,
    sealed      bytea       NOT NULL,        -- name, address, registrant
    content     bytea       NOT NULL,
    PRIMARY KEY (venue_hash)
);

-- Place of the day to who came: the token changes every day.
CREATE TABLE place.visit_at_place (
    place_token bytea NOT NULL,              -- custody's token of the venue
    visit_token bytea NOT NULL,              -- custody's token of the source's key, for this table alone
    content     bytea NOT NULL,              -- custody's token of the row, for this table alone
    day         date  NOT NULL,
    sealed      bytea NOT NULL,              -- record, time, direction; under the key of the day
    PRIMARY KEY (place_token, visit_token)
);
CREATE INDEX visit_at_place_by_visit ON place.visit_at_place (visit_token);

-- Record of the day to where it was: visits and trips look alike.
CREATE TABLE place.movement_of_record (
    record_token   bytea NOT NULL,           -- custody's token of the record
    movement_token bytea NOT NULL,           -- custody's token of the source's key, for this table alone
    content        bytea NOT NULL,           -- custody's token of the row, for this table alone
    day            date  NOT NULL,
    sealed         bytea NOT NULL,           -- venue or trip, time; under the key of the day
    PRIMARY KEY (record_token, movement_token)
);
CREATE INDEX movement_of_record_by_movement ON place.movement_of_record (movement_token);

ALTER TABLE place.visit_at_place ENABLE ROW LEVEL SECURITY;
ALTER TABLE place.visit_at_place FORCE ROW LEVEL SECURITY;
CREATE POLICY worker ON place.visit_at_place TO pccovid_worker
    USING ((SELECT coalesce(current_setting('pccovid.purpose', true), '')) <> '');
ALTER TABLE place.movement_of_record ENABLE ROW LEVEL SECURITY;
ALTER TABLE place.movement_of_record FORCE ROW LEVEL SECURITY;
CREATE POLICY worker ON place.movement_of_record TO pccovid_worker
    USING ((SELECT coalesce(current_setting('pccovid.purpose', true), '')) <> '');
GRANT USAGE ON SCHEMA place TO pccovid_app, pccovid_worker;
GRANT SELECT ON place.venue TO pccovid_app;
GRANT SELECT, INSERT, UPDATE ON place.venue TO pccovid_worker;
GRANT SELECT, INSERT, DELETE ON place.visit_at_place, place.movement_of_record TO pccovid_worker;
