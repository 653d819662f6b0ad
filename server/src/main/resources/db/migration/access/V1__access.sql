-- Access: who asks, why, how far. Row-level security of every module rests on access.may_read.

GRANT USAGE ON SCHEMA access TO pccovid_app, pccovid_worker;

-- True when a purpose is stated and the row is about a person the actor stands for, or one whose
-- residence lies under an area of the actor. Unknown residence ('') is visible to the nation ('*') only.
CREATE FUNCTION access.may_read(person_id uuid, area text) RETURNS boolean
    LANGUAGE sql STABLE PARALLEL SAFE
AS $$
    SELECT coalesce(
        coalesce(current_setting('pccovid.purpose', true), '') <> ''
        AND (
            current_setting('pccovid.areas', true) = '*'
            OR person_id = ANY (string_to_array(nullif(current_setting('pccovid.person', true), ''), ',')::uuid[])
            OR EXISTS (
                SELECT 1
                  FROM unnest(string_to_array(nullif(current_setting('pccovid.areas', true), ''), ',')) AS own(prefix)
                 WHERE own.prefix = '*' OR area = own.prefix OR starts_with(area, own.prefix || '/'))
        ), false)
$$;

-- True when the current transaction states this purpose.
CREATE FUNCTION access.purpose_is(purpose text) RETURNS boolean
    LANGUAGE sql STABLE PARALLEL SAFE
AS $$ SELECT coalesce(current_setting('pccovid.purpose', true), '') = purpose $$;

REVOKE ALL ON FUNCTION access.may_read(uuid, text), access.purpose_is(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION access.may_read(uuid, text), access.purpose_is(text) TO pccovid_app, pccovid_worker;

-- One line per read of a person. Lines of one writer form a chain: hash = SHA-256(previous hash, content).
-- Distribution key: person_id.
CREATE TABLE access.access_line (
    person_id  uuid        NOT NULL,
    writer     uuid        NOT NULL,
    seq        bigint      NOT NULL,
    at         timestamptz NOT NULL,
    actor      text        NOT NULL,
    office     text        NOT NULL,
    role       text        NOT NULL,
    purpose    text        NOT NULL,
    category   text        NOT NULL,
    what       text        NOT NULL,
    hash       bytea       NOT NULL,
    PRIMARY KEY (person_id, writer, seq)
);
CREATE INDEX access_line_chain ON access.access_line (writer, seq);
ALTER TABLE access.access_line ENABLE ROW LEVEL SECURITY;
ALTER TABLE access.access_line FORCE ROW LEVEL SECURITY;
GRANT SELECT, INSERT ON access.access_line TO pccovid_app, pccovid_worker;
CREATE POLICY append_own ON access.access_line FOR INSERT TO pccovid_app, pccovid_worker
    WITH CHECK (coalesce(current_setting('pccovid.purpose', true), '') = purpose
                AND current_setting('pccovid.actor', true) = actor);
CREATE POLICY read_own ON access.access_line FOR SELECT TO pccovid_app
    USING (access.purpose_is('AUDIT')
           OR (access.purpose_is('SELF_SERVICE')
               AND person_id = ANY (string_to_array(nullif(current_setting('pccovid.person', true), ''), ',')::uuid[])));

-- The head of each writer's chain, signed every hour and when the writer ends well.
CREATE TABLE access.chain_head (
    writer      uuid        NOT NULL,
    seq         bigint      NOT NULL,
    at          timestamptz NOT NULL,
    hash        bytea       NOT NULL,
    key_id      text        NOT NULL,
    signature   bytea       NOT NULL, -- ES256 (DER) over writer, seq, seconds of at, hash
    PRIMARY KEY (writer, seq)
);
GRANT SELECT, INSERT ON access.chain_head TO pccovid_app;

-- Sessions of residents and staff: only the hash of the cookie's secret is kept.
-- Distribution key: token_hash.
CREATE TABLE access.session (
    token_hash   bytea       NOT NULL PRIMARY KEY,
    kind         text        NOT NULL CHECK (kind IN ('resident', 'staff')),
    subject      text        NOT NULL,
    device       uuid,
    details      text        NOT NULL,
    started_at   timestamptz NOT NULL,
    seen_at      timestamptz NOT NULL,
    idle_seconds integer     NOT NULL,
    ends_at      timestamptz NOT NULL
);
CREATE INDEX session_subject ON access.session (subject);
CREATE INDEX session_end ON access.session (ends_at);
ALTER TABLE access.session ENABLE ROW LEVEL SECURITY;
ALTER TABLE access.session FORCE ROW LEVEL SECURITY;
GRANT SELECT, INSERT, UPDATE, DELETE ON access.session TO pccovid_app;
CREATE POLICY sign_in ON access.session TO pccovid_app
    USING (access.purpose_is('SIGN_IN')) WITH CHECK (access.purpose_is('SIGN_IN'));

-- Staff of the built-in identity provider. Distribution key: user_name.
CREATE TABLE access.staff_account (
    user_name     text        NOT NULL PRIMARY KEY CHECK (user_name ~ '^[a-z0-9][a-z0-9._-]{1,62}$'),
    display_name  text        NOT NULL,
    password_hash text        NOT NULL,
    office        text        NOT NULL,
    roles         text[]      NOT NULL,
    areas         text[]      NOT NULL,
    created_at    timestamptz NOT NULL,
    disabled_at   timestamptz,
    failed_count  integer     NOT NULL DEFAULT 0,
    locked_until  timestamptz
);
ALTER TABLE access.staff_account ENABLE ROW LEVEL SECURITY;
ALTER TABLE access.staff_account FORCE ROW LEVEL SECURITY;
GRANT SELECT, INSERT, UPDATE ON access.staff_account TO pccovid_app;
CREATE POLICY sign_in ON access.staff_account TO pccovid_app
    USING (access.purpose_is('SIGN_IN')) WITH CHECK (access.purpose_is('SIGN_IN'));

-- Systems that deliver records or read metrics. Distribution key: name.
CREATE TABLE access.system_client (
    name        text        NOT NULL PRIMARY KEY,
    office      text        NOT NULL,
    secret_hash bytea       NOT NULL,
    created_at  timestamptz NOT NULL
);
ALTER TABLE access.system_client ENABLE ROW LEVEL SECURITY;
ALTER TABLE access.system_client FORCE ROW LEVEL SECURITY;
GRANT SELECT, INSERT, UPDATE ON access.system_client TO pccovid_app;
CREATE POLICY sign_in ON access.system_client TO pccovid_app
    USING (access.purpose_is('SIGN_IN')) WITH CHECK (access.purpose_is('SIGN_IN'));
