-- What remains of destroyed days, and who opened which day for which case. No movement lies here:
-- sealed movements are with place, their keys outside the database.

CREATE TABLE custody.proof (
    day          date        NOT NULL,
    destroyed_at timestamptz NOT NULL,
    fingerprint  text        NOT NULL,
    reason       text        NOT NULL,
    PRIMARY KEY (day)
);

CREATE TABLE custody.opening (
    opening_id     uuid        NOT NULL,
    case_id        uuid        NOT NULL,
    day            date        NOT NULL,
    movements      integer     NOT NULL,
    first_officer  text        NOT NULL,
    second_officer text        NOT NULL,
    reason         text        NOT NULL,
    opened_at      timestamptz NOT NULL,
    PRIMARY KEY (opening_id)
);

CREATE INDEX opening_by_officer ON custody.opening (first_officer, opened_at);

GRANT USAGE ON SCHEMA custody TO pccovid_app, pccovid_worker;
-- Lines are added and read, never changed.
GRANT SELECT, INSERT ON custody.proof, custody.opening TO pccovid_worker;
GRANT SELECT ON custody.proof TO pccovid_app;
