-- Phones that signed in, the devices they signed in on, and the persons they proved to stand for.
-- All of it is read under the purpose SIGN_IN only, never by an endpoint's own scope.

GRANT USAGE ON SCHEMA resident TO pccovid_app;

-- An account is a phone number: its keyed hash to find it, its sealed text to reach it.
-- Distribution key: phone_hash.
CREATE TABLE resident.account (
    phone_hash   bytea       NOT NULL PRIMARY KEY,
    account_id   uuid        NOT NULL,
    phone_sealed bytea       NOT NULL,
    created_at   timestamptz NOT NULL
);

-- The one code in force for a phone. Distribution key: phone_hash.
CREATE TABLE resident.sign_in_code (
    phone_hash bytea       NOT NULL PRIMARY KEY,
    code_hash  bytea       NOT NULL,
    sent_at    timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    attempts   integer     NOT NULL DEFAULT 0
);

-- A browser or phone that holds a secret of ours. Distribution key: device_id.
CREATE TABLE resident.device (
    device_id   uuid        NOT NULL PRIMARY KEY,
    secret_hash bytea       NOT NULL,
    created_at  timestamptz NOT NULL
);

-- Account A stands for person P since, proven how. Distribution key: account_id.
CREATE TABLE resident.claim (
    account_id uuid        NOT NULL,
    claim_id   uuid        NOT NULL,
    person_id  uuid        NOT NULL,
    level      text        NOT NULL CHECK (level IN ('number', 'card', 'vouched')),
    made_at    timestamptz NOT NULL,
    revoked_at timestamptz,
    PRIMARY KEY (account_id, claim_id)
);
CREATE UNIQUE INDEX claim_once ON resident.claim (account_id, person_id) WHERE revoked_at IS NULL;
CREATE INDEX claim_person ON resident.claim (person_id) WHERE revoked_at IS NULL;

-- A claim shows something only on a device it was proven on. Distribution key: account_id.
CREATE TABLE resident.claim_device (
    account_id uuid        NOT NULL,
    claim_id   uuid        NOT NULL,
    device_id  uuid        NOT NULL,
    proven_at  timestamptz NOT NULL,
    PRIMARY KEY (account_id, claim_id, device_id)
);

-- A health worker saw the person; the next code typed for this phone proves the claim on its device.
-- Distribution key: phone_hash.
CREATE TABLE resident.vouch (
    phone_hash bytea       NOT NULL,
    person_id  uuid        NOT NULL,
    vouched_by text        NOT NULL,
    expires_at timestamptz NOT NULL,
    PRIMARY KEY (phone_hash, person_id)
);

-- What an account should know about its claims: somebody else claimed the same person, or it was proven
-- on a further device. Distribution key: account_id.
CREATE TABLE resident.notice (
    account_id uuid        NOT NULL,
    notice_id  uuid        NOT NULL,
    claim_id   uuid        NOT NULL,
    at         timestamptz NOT NULL,
    kind       text        NOT NULL CHECK (kind IN ('claimed_elsewhere', 'proven_on_new_device')),
    PRIMARY KEY (account_id, notice_id)
);

-- Counters behind every limit; keys are keyed hashes. Distribution key: key_hash.
CREATE TABLE resident.tally (
    key_hash     bytea       NOT NULL,
    kind         text        NOT NULL,
    window_start timestamptz NOT NULL,
    count        integer     NOT NULL,
    PRIMARY KEY (key_hash, kind, window_start)
);
CREATE INDEX tally_age ON resident.tally (window_start);

DO $$
DECLARE name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['account', 'sign_in_code', 'device', 'claim', 'claim_device', 'vouch', 'notice', 'tally']
    LOOP
        EXECUTE format('ALTER TABLE resident.%I ENABLE ROW LEVEL SECURITY', name);
        EXECUTE format('ALTER TABLE resident.%I FORCE ROW LEVEL SECURITY', name);
        EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON resident.%I TO pccovid_app', name);
        EXECUTE format('CREATE POLICY sign_in ON resident.%I TO pccovid_app
                        USING (access.purpose_is(''SIGN_IN'')) WITH CHECK (access.purpose_is(''SIGN_IN''))', name);
    END LOOP;
END $$;
