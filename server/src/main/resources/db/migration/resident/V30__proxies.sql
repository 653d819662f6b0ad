-- Who may see and show the pass of a child or of somebody who asked for it. Read under the purpose SIGN_IN only, like
-- claims; every look is an access line of the dependant.

-- A code that one side made and the other types. Distribution key: code_hash.
CREATE TABLE resident.proxy_offer (
    code_hash    bytea       NOT NULL PRIMARY KEY,
    dependant_id uuid        NOT NULL,
    evidence     text        NOT NULL CHECK (evidence IN ('code', 'desk')),
    offered_by   text        NOT NULL,   -- account of the dependant, or user name of the officer
    ends_at      timestamptz NOT NULL,
    expires_at   timestamptz NOT NULL
);

-- Account A shows the pass of a dependant until a date. Distribution key: account_id.
CREATE TABLE resident.proxy (
    account_id     uuid        NOT NULL,
    proxy_id       uuid        NOT NULL,
    guardian_claim uuid        NOT NULL,   -- the guardian's own claim, which proves them on a device
    guardian_id    uuid        NOT NULL,
    dependant_id   uuid        NOT NULL,
    evidence       text        NOT NULL CHECK (evidence IN ('code', 'desk')),
    offered_by     text        NOT NULL,
    since          timestamptz NOT NULL,
    ends_at        timestamptz NOT NULL,
    ended_at       timestamptz,
    ended_by       text        CHECK (ended_by IN ('guardian', 'dependant', 'desk')),
    PRIMARY KEY (account_id, proxy_id),
    CHECK (guardian_id <> dependant_id),
    CHECK (ends_at > since),
    CHECK ((ended_at IS NULL) = (ended_by IS NULL))
);
CREATE INDEX proxy_of_dependant ON resident.proxy (dependant_id) WHERE ended_at IS NULL;

DO $$
DECLARE name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['proxy_offer', 'proxy'] LOOP
        EXECUTE format('ALTER TABLE resident.%I ENABLE ROW LEVEL SECURITY', name);
        EXECUTE format('ALTER TABLE resident.%I FORCE ROW LEVEL SECURITY', name);
        EXECUTE format('CREATE POLICY sign_in ON resident.%I TO pccovid_app
                        USING (access.purpose_is(''SIGN_IN'')) WITH CHECK (access.purpose_is(''SIGN_IN''))', name);
    END LOOP;
END $$;
GRANT SELECT, INSERT, DELETE ON resident.proxy_offer TO pccovid_app;
GRANT SELECT, INSERT, UPDATE (ended_at, ended_by) ON resident.proxy TO pccovid_app;
