-- Gate: where movement is checked, by whom and on which device, with which papers; and what is left of a scan.
-- No table here holds a person, a gate and a time together.

GRANT USAGE ON SCHEMA gate TO pccovid_app, pccovid_worker;

-- A place where movement is checked. Never about a person. Distribution key: gate_id.
CREATE TABLE gate.gate (
    gate_id      uuid        NOT NULL PRIMARY KEY,
    name_vi      text        NOT NULL,
    name_en      text        NOT NULL,
    area         text        NOT NULL,        -- area behind it, an area path: where people go who pass
    keeps_visits boolean     NOT NULL,        -- true where tracing needs who passed: sealed, with place
    opened_at    timestamptz NOT NULL,
    opened_by    text        NOT NULL,
    closed_at    timestamptz
);
GRANT SELECT, INSERT, UPDATE ON gate.gate TO pccovid_app;
GRANT SELECT ON gate.gate TO pccovid_worker;

-- Which keeper serves where and when; a keeper without one is answered nothing. Distribution key: keeper.
CREATE TABLE gate.shift (
    keeper   text        NOT NULL,
    gate_id  uuid        NOT NULL,
    from_at  timestamptz NOT NULL,
    until_at timestamptz NOT NULL CHECK (until_at > from_at),
    set_by   text        NOT NULL,
    ended_at timestamptz,
    PRIMARY KEY (keeper, gate_id, from_at)
);
GRANT SELECT, INSERT, UPDATE ON gate.shift TO pccovid_app;

-- A phone that checks codes. Only the hash of its secret is kept. Distribution key: device_id.
CREATE TABLE gate.device (
    device_id   uuid        NOT NULL PRIMARY KEY,
    secret_hash bytea       NOT NULL,
    label       text        NOT NULL,
    gate_id     uuid        NOT NULL,
    keeper      text        NOT NULL,
    enrolled_at timestamptz NOT NULL,
    seen_at     timestamptz NOT NULL,
    lease_until timestamptz NOT NULL,         -- without contact it forgets everything then
    revoked_at  timestamptz,
    revoked_by  text,
    forgot_at   timestamptz                   -- it has said that its data is gone
);
GRANT SELECT, INSERT, UPDATE ON gate.device TO pccovid_app;

-- Papers that let a person move. Never changed: their end is an event. Distribution key: person_id.
CREATE TABLE gate.permit (
    person_id   uuid        NOT NULL,
    permit_id   uuid        NOT NULL,
    kind        text        NOT NULL CHECK (kind IN ('TRAVEL', 'ESSENTIAL_WORKER', 'EMERGENCY')),
    area        text        NOT NULL,         -- residence of the person at issue: who may see it
    destination text        NOT NULL,         -- area it leads into, '' for any
    from_at     timestamptz NOT NULL,
    until_at    timestamptz NOT NULL CHECK (until_at > from_at),
    document    text        NOT NULL,         -- number of the decision or letter
    office      text        NOT NULL,
    issued_by   text        NOT NULL,
    issued_at   timestamptz NOT NULL,
    PRIMARY KEY (person_id, permit_id)
);
ALTER TABLE gate.permit ENABLE ROW LEVEL SECURITY;
ALTER TABLE gate.permit FORCE ROW LEVEL SECURITY;
GRANT SELECT, INSERT ON gate.permit TO pccovid_app;
CREATE POLICY of_a_person ON gate.permit FOR SELECT TO pccovid_app USING (access.may_read(person_id, area));
CREATE POLICY issue ON gate.permit FOR INSERT TO pccovid_app
    WITH CHECK (access.purpose_is('PERMIT') AND issued_by = current_setting('pccovid.actor', true));

-- What happened to a paper, for auditors and for the person. Appended only. Distribution key: person_id.
CREATE TABLE gate.permit_event (
    person_id uuid        NOT NULL,
    permit_id uuid        NOT NULL,
    event     text        NOT NULL CHECK (event IN ('ISSUED', 'REVOKED')),
    area      text        NOT NULL,
    at        timestamptz NOT NULL,
    actor     text        NOT NULL,
    office    text        NOT NULL,
    reason    text        NOT NULL,
    PRIMARY KEY (person_id, permit_id, event)
);
ALTER TABLE gate.permit_event ENABLE ROW LEVEL SECURITY;
ALTER TABLE gate.permit_event FORCE ROW LEVEL SECURITY;
GRANT SELECT, INSERT ON gate.permit_event TO pccovid_app;
CREATE POLICY of_a_person ON gate.permit_event FOR SELECT TO pccovid_app USING (access.may_read(person_id, area));
CREATE POLICY append ON gate.permit_event FOR INSERT TO pccovid_app
    WITH CHECK (access.purpose_is('PERMIT') AND actor = current_setting('pccovid.actor', true));

-- What an office may have in force at a time, and what it has: papers without their persons, so that an
-- employer counts, lists and revokes its own and sees nobody. Distribution key: office.
CREATE TABLE gate.permit_quota (
    office text        NOT NULL,
    kind   text        NOT NULL,
    most   integer     NOT NULL CHECK (most BETWEEN 0 AND 1000000),
    set_by text        NOT NULL,
    set_at timestamptz NOT NULL,
    PRIMARY KEY (office, kind)
);
CREATE TABLE gate.permit_use (
    office      text        NOT NULL,
    permit_id   uuid        NOT NULL,
    kind        text        NOT NULL,
    document    text        NOT NULL,
    destination text        NOT NULL,
    holder_tail text        NOT NULL,         -- last four characters of the document: what the office knows it by
    sealed      bytea       NOT NULL,         -- the person, sealed: only our own code opens it to revoke
    from_at     timestamptz NOT NULL,
    until_at    timestamptz NOT NULL,
    issued_by   text        NOT NULL,
    ended_at    timestamptz,
    PRIMARY KEY (office, permit_id)
);
GRANT SELECT, INSERT, UPDATE ON gate.permit_quota, gate.permit_use TO pccovid_app;

-- Codes whose holder's colour worsened after they were issued. No person. Distribution key: credential_id.
CREATE TABLE gate.worsened (
    credential_id uuid        NOT NULL PRIMARY KEY,
    worsened_at   timestamptz NOT NULL,
    expires_at    timestamptz NOT NULL
);
CREATE INDEX worsened_by_time ON gate.worsened (worsened_at);
GRANT SELECT ON gate.worsened TO pccovid_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON gate.worsened TO pccovid_worker;

-- Signed filters of them for gates without a network: a full one a day, what came since every quarter of an hour.
CREATE TABLE gate.filter (
    kind       text        NOT NULL CHECK (kind IN ('FULL', 'DELTA')),
    until_at   timestamptz NOT NULL,
    from_at    timestamptz NOT NULL,
    entries    integer     NOT NULL,
    false_hits double precision NOT NULL,     -- expected false hits of one scan against this one
    signed     bytea       NOT NULL,
    PRIMARY KEY (kind, until_at)
);
GRANT SELECT ON gate.filter TO pccovid_app;
GRANT SELECT, INSERT, DELETE ON gate.filter TO pccovid_worker;

-- What is left of scans: counts by gate and hour. Distribution key: gate_id.
CREATE TABLE gate.scan_count (
    gate_id uuid        NOT NULL,
    hour    timestamptz NOT NULL,
    shown   text        NOT NULL,             -- live, printed, citizen_card …
    answer  text        NOT NULL,
    offline boolean     NOT NULL,
    scans   bigint      NOT NULL,
    PRIMARY KEY (gate_id, hour, shown, answer, offline)
);
GRANT SELECT, INSERT, UPDATE ON gate.scan_count TO pccovid_app;
-- Batches of scans that have arrived: the same batch counts once. Distribution key: device_id.
CREATE TABLE gate.scan_batch (
    device_id   uuid        NOT NULL,
    batch_id    uuid        NOT NULL,
    received_at timestamptz NOT NULL,
    PRIMARY KEY (device_id, batch_id)
);
GRANT SELECT, INSERT ON gate.scan_batch TO pccovid_app;
GRANT SELECT, DELETE ON gate.scan_batch TO pccovid_worker;

-- How often a keeper asked by number or card and found nobody: counts, never what was asked.
CREATE TABLE gate.lookup_tally (
    keeper text        NOT NULL,
    hour   timestamptz NOT NULL,
    kind   text        NOT NULL CHECK (kind IN ('NUMBER', 'CARD')),
    asked  integer     NOT NULL,
    missed integer     NOT NULL,
    PRIMARY KEY (keeper, hour, kind)
);
-- A keeper who fishes is held until somebody else has looked.
CREATE TABLE gate.lookup_alarm (
    keeper     text        NOT NULL,
    raised_at  timestamptz NOT NULL,
    kind       text        NOT NULL,
    asked      integer     NOT NULL,
    missed     integer     NOT NULL,
    settled_at timestamptz,
    settled_by text,
    PRIMARY KEY (keeper, raised_at)
);
GRANT SELECT, INSERT, UPDATE ON gate.lookup_tally, gate.lookup_alarm TO pccovid_app;
