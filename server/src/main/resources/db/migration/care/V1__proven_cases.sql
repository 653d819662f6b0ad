-- Proven cases, opened from what laboratories and clinics say. A case belongs to the record of its proof; whom it
-- counts for follows the links.

-- Distribution key: case_id.
CREATE TABLE care.proven_case (
    case_id     uuid        NOT NULL,
    record_id   uuid        NOT NULL,
    person_id   uuid,                       -- null while the record is not surely anybody's
    area        text        NOT NULL,       -- residence of the person, or where the sample was taken; row-level security
    state       text        NOT NULL CHECK (state IN ('open', 'recovered', 'lapsed', 'withdrawn')),
    proof       text        NOT NULL CHECK (proof IN ('own_pcr', 'diagnosis')),
    sampled_at  timestamptz NOT NULL,       -- first proof of this illness
    result_at   timestamptz NOT NULL,
    received_at timestamptz NOT NULL,
    opened_at   timestamptz NOT NULL,
    closed_at   timestamptz,
    look_at     timestamptz,                -- when the rules can next say otherwise; null once closed
    PRIMARY KEY (case_id)
);
CREATE INDEX proven_case_of_record ON care.proven_case (record_id);
CREATE INDEX proven_case_of_person ON care.proven_case (person_id) WHERE person_id IS NOT NULL;
CREATE INDEX proven_case_due ON care.proven_case (look_at) WHERE state = 'open';

-- Records to look at again. Written in the transaction that changed them. Distribution key: record_id.
CREATE TABLE care.mark (
    record_id uuid        NOT NULL,
    due_at    timestamptz NOT NULL,
    PRIMARY KEY (record_id)
);
CREATE INDEX mark_due ON care.mark (due_at);

DO $$
DECLARE name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['proven_case', 'mark'] LOOP
        EXECUTE format('ALTER TABLE care.%I ENABLE ROW LEVEL SECURITY', name);
        EXECUTE format('ALTER TABLE care.%I FORCE ROW LEVEL SECURITY', name);
        EXECUTE format('CREATE POLICY worker ON care.%I TO pccovid_worker
                        USING ((SELECT coalesce(current_setting(''pccovid.purpose'', true), '''')) <> '''')', name);
    END LOOP;
END $$;
CREATE POLICY application ON care.proven_case FOR SELECT TO pccovid_app USING (access.may_read(person_id, area));

GRANT USAGE ON SCHEMA care TO pccovid_app, pccovid_worker;
GRANT SELECT ON care.proven_case TO pccovid_app;
GRANT SELECT, INSERT, UPDATE ON care.proven_case TO pccovid_worker;
GRANT SELECT, INSERT, UPDATE, DELETE ON care.mark TO pccovid_worker;
