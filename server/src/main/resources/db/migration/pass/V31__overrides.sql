-- Colours that two officers set against the rules. Who, which offices, on which legal basis and until when stay
-- readable for counting and for the auditor; the document, the reason and the officers' names are sealed.

-- What one officer proposed; the state is the only thing that changes. Distribution key: person_id.
CREATE TABLE pass.override_proposal (
    person_id       uuid        NOT NULL,
    override_id     uuid        NOT NULL,
    area            text        NOT NULL,   -- residence when it was proposed
    colour          text        NOT NULL CHECK (colour IN ('GREEN', 'YELLOW', 'RED')),
    prior_colour    text        NOT NULL CHECK (prior_colour IN ('GREEN', 'YELLOW', 'RED')),
    basis           text        NOT NULL CHECK (basis IN ('isolation', 'correction', 'decision')),
    document_hash   bytea       NOT NULL,   -- keyed hash of the document's number
    proposed_by     text        NOT NULL,
    proposer_office text        NOT NULL,
    proposer_role   text        NOT NULL CHECK (proposer_role IN ('HEALTH_WORKER', 'TRACER')),
    proposed_at     timestamptz NOT NULL,
    ends_at         timestamptz NOT NULL,
    state           text        NOT NULL CHECK (state IN ('open', 'held', 'confirmed', 'refused', 'withdrawn')),
    decided_by      text,
    decided_at      timestamptz,
    sealed          bytea       NOT NULL,
    PRIMARY KEY (person_id, override_id),
    CHECK (colour <> prior_colour),
    CHECK (ends_at > proposed_at AND ends_at - proposed_at <= interval '336 hours')
);
CREATE INDEX override_proposal_open ON pass.override_proposal (proposed_at) WHERE state IN ('open', 'held');

-- What two officers set; never updated. Distribution key: person_id.
CREATE TABLE pass.override (
    person_id        uuid        NOT NULL,
    override_id      uuid        NOT NULL,
    area             text        NOT NULL,
    colour           text        NOT NULL CHECK (colour IN ('GREEN', 'YELLOW', 'RED')),
    prior_colour     text        NOT NULL CHECK (prior_colour IN ('GREEN', 'YELLOW', 'RED')),
    basis            text        NOT NULL CHECK (basis IN ('isolation', 'correction', 'decision')),
    document_hash    bytea       NOT NULL,
    worse            boolean     NOT NULL,  -- towards a worse colour
    explained        boolean     NOT NULL,  -- a laboratory or tracing fact was there when it was confirmed
    proposed_by      text        NOT NULL,
    proposer_office  text        NOT NULL,
    proposer_role    text        NOT NULL CHECK (proposer_role IN ('HEALTH_WORKER', 'TRACER')),
    confirmed_by     text        NOT NULL,
    confirmer_office text        NOT NULL,
    confirmer_role   text        NOT NULL CHECK (confirmer_role = 'SUPERVISOR'),
    starts_at        timestamptz NOT NULL,
    ends_at          timestamptz NOT NULL,
    sealed           bytea       NOT NULL,
    PRIMARY KEY (person_id, override_id),
    CHECK (proposed_by <> confirmed_by),
    CHECK (colour <> prior_colour),
    CHECK (ends_at > starts_at AND ends_at - starts_at <= interval '336 hours')
);
CREATE INDEX override_by_time ON pass.override (starts_at);

-- One that ended before its time; append only. Distribution key: person_id.
CREATE TABLE pass.override_end (
    person_id   uuid        NOT NULL,
    override_id uuid        NOT NULL,
    area        text        NOT NULL,
    ended_at    timestamptz NOT NULL,
    ended_by    text        NOT NULL,
    office      text        NOT NULL,
    why         text        NOT NULL CHECK (why IN ('officer', 'alarm', 'request')),
    PRIMARY KEY (person_id, override_id)
);

-- Two persons turned out to be one: whose overrides count for whom too; append only. Distribution key: person_id.
CREATE TABLE pass.override_follow (
    person_id   uuid        NOT NULL,
    area        text        NOT NULL,
    from_person uuid        NOT NULL,
    at          timestamptz NOT NULL,
    PRIMARY KEY (person_id, from_person)
);
CREATE INDEX override_follow_from ON pass.override_follow (from_person);

-- Patterns of overrides that no fact explains. About officers and offices, never about a person.
CREATE TABLE pass.override_alarm (
    alarm_id     uuid        NOT NULL,
    pattern      text        NOT NULL CHECK (pattern IN ('proposer', 'confirmer', 'proposer_office', 'confirmer_office',
                                                         'basis_in_district', 'document')),
    key          text        NOT NULL,     -- user name, office, district and basis, or hash of the document
    worse        boolean     NOT NULL,     -- towards a worse colour, or towards a better one
    raised_at    timestamptz NOT NULL,
    window_hours int         NOT NULL,
    most         int         NOT NULL,
    counted      int         NOT NULL,
    state        text        NOT NULL CHECK (state IN ('open', 'released', 'upheld')),
    decided_by   text,
    decided_at   timestamptz,
    reason       text,
    PRIMARY KEY (alarm_id)
);
CREATE UNIQUE INDEX override_alarm_open ON pass.override_alarm (pattern, key, worse) WHERE state = 'open';

DO $$
DECLARE name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['override_proposal', 'override', 'override_end', 'override_follow', 'override_alarm'] LOOP
        EXECUTE format('ALTER TABLE pass.%I ENABLE ROW LEVEL SECURITY', name);
        EXECUTE format('ALTER TABLE pass.%I FORCE ROW LEVEL SECURITY', name);
        EXECUTE format('CREATE POLICY worker_reads ON pass.%I FOR SELECT TO pccovid_worker
                        USING ((SELECT coalesce(current_setting(''pccovid.purpose'', true), '''')) <> '''')', name);
    END LOOP;
    FOREACH name IN ARRAY ARRAY['override_proposal', 'override_follow'] LOOP
        EXECUTE format('CREATE POLICY application ON pass.%I FOR SELECT TO pccovid_app
                        USING (access.may_read(person_id, area))', name);
    END LOOP;
    FOREACH name IN ARRAY ARRAY['override', 'override_end'] LOOP
        EXECUTE format('CREATE POLICY application ON pass.%1$I FOR SELECT TO pccovid_app
                        USING (access.may_read(person_id, area)
                               OR EXISTS (SELECT 1 FROM pass.override_follow f WHERE f.from_person = %1$I.person_id))',
                       name);
    END LOOP;
END $$;
GRANT SELECT ON pass.override_proposal, pass.override, pass.override_end, pass.override_follow TO pccovid_app;

-- The database itself asks for two officers: a proposal carries whoever acts in its transaction, and an override can
-- only be written by another one, for a proposal that waits and says the same.
CREATE POLICY worker_proposes ON pass.override_proposal FOR INSERT TO pccovid_worker
    WITH CHECK (access.purpose_is('OVERRIDE') AND state = 'open'
                AND proposed_by = current_setting('pccovid.actor', true));
CREATE POLICY worker_decides ON pass.override_proposal FOR UPDATE TO pccovid_worker
    USING (access.purpose_is('OVERRIDE'))
    WITH CHECK (access.purpose_is('OVERRIDE')
                AND (state NOT IN ('confirmed', 'refused') OR proposed_by <> current_setting('pccovid.actor', true)));
CREATE POLICY worker_confirms ON pass.override FOR INSERT TO pccovid_worker
    WITH CHECK (access.purpose_is('OVERRIDE')
                AND confirmed_by = current_setting('pccovid.actor', true)
                AND EXISTS (SELECT 1 FROM pass.override_proposal p
                             WHERE p.person_id = override.person_id AND p.override_id = override.override_id
                               AND p.state IN ('open', 'held') AND p.proposed_by = override.proposed_by
                               AND p.proposer_office = override.proposer_office
                               AND p.proposer_role = override.proposer_role AND p.colour = override.colour
                               AND p.basis = override.basis AND p.document_hash = override.document_hash
                               AND p.area = override.area AND p.ends_at = override.ends_at));
CREATE POLICY worker_ends ON pass.override_end FOR INSERT TO pccovid_worker
    WITH CHECK (ended_by = current_setting('pccovid.actor', true));
CREATE POLICY worker_follows ON pass.override_follow FOR INSERT TO pccovid_worker
    WITH CHECK ((SELECT coalesce(current_setting('pccovid.purpose', true), '')) <> '');
CREATE POLICY worker_raises ON pass.override_alarm FOR INSERT TO pccovid_worker
    WITH CHECK (access.purpose_is('OVERRIDE') AND state = 'open');
CREATE POLICY worker_settles ON pass.override_alarm FOR UPDATE TO pccovid_worker
    USING (access.purpose_is('AUDIT') AND state IN ('open', 'upheld'))
    WITH CHECK (access.purpose_is('AUDIT') AND decided_by = current_setting('pccovid.actor', true));

GRANT SELECT, INSERT ON pass.override, pass.override_end, pass.override_follow TO pccovid_worker;
GRANT SELECT, INSERT, UPDATE (state, decided_by, decided_at) ON pass.override_proposal TO pccovid_worker;
GRANT SELECT, INSERT, UPDATE (state, decided_by, decided_at, reason) ON pass.override_alarm TO pccovid_worker;
