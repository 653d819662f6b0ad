-- Questions to the population register and the insurer about the fields of one record, and what they answered.
-- A question waits here until it is answered, whatever happens to us or to them meanwhile.

CREATE TABLE person.verification_request (
    record_id    uuid        NOT NULL,
    request_id   uuid        NOT NULL,
    register     text        NOT NULL CHECK (register IN ('population', 'insurance')),
    version      int         NOT NULL,       -- of the record: what was asked
    area         text        NOT NULL,       -- residence as the record tells it
    state        text        NOT NULL CHECK (state IN ('waiting', 'exported', 'answered')),
    requested_at timestamptz NOT NULL,
    requested_by text        NOT NULL,       -- user name, or worker
    due_at       timestamptz NOT NULL,       -- not asked before
    attempts     int         NOT NULL,       -- calls that ended without an answer about the record
    trouble      text        NOT NULL,       -- of the last such call: a word of ours, never a text of theirs
    PRIMARY KEY (record_id, request_id)
);
-- One open question per record and register: asking twice changes nothing.
CREATE UNIQUE INDEX verification_open ON person.verification_request (record_id, register) WHERE state <> 'answered';
CREATE INDEX verification_due ON person.verification_request (register, due_at) WHERE state = 'waiting';
CREATE INDEX verification_by_id ON person.verification_request (request_id);

-- Append only. A later answer to the same question stands beside the earlier one; the newest counts.
CREATE TABLE person.verification_answer (
    record_id   uuid        NOT NULL,
    answer_id   uuid        NOT NULL,
    request_id  uuid        NOT NULL,
    register    text        NOT NULL,
    version     int         NOT NULL,
    channel     text        NOT NULL CHECK (channel IN ('call', 'file')),
    code        text        NOT NULL,        -- as the register gave it
    grade       text        NOT NULL,
    detail      text        NOT NULL,
    standing    text        NOT NULL CHECK (standing IN ('confirmed', 'differs', 'not_confirmed', 'no_answer')),
    answered_at timestamptz NOT NULL,        -- by the register's own clock, else when it arrived
    received_at timestamptz NOT NULL,
    PRIMARY KEY (record_id, answer_id)
);

DO $$
DECLARE name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['verification_request', 'verification_answer'] LOOP
        EXECUTE format('ALTER TABLE person.%I ENABLE ROW LEVEL SECURITY', name);
        EXECUTE format('ALTER TABLE person.%I FORCE ROW LEVEL SECURITY', name);
        EXECUTE format('CREATE POLICY worker ON person.%I TO pccovid_worker
                        USING ((SELECT coalesce(current_setting(''pccovid.purpose'', true), '''')) <> '''')', name);
        -- Seen by who may see the record's person, or its review.
        EXECUTE format('CREATE POLICY application ON person.%I FOR SELECT TO pccovid_app USING (
                EXISTS (SELECT 1 FROM person.record_person l WHERE l.record_id = %I.record_id)
                OR EXISTS (SELECT 1 FROM person.review v WHERE v.record_id = %I.record_id))', name, name, name);
        EXECUTE format('GRANT SELECT ON person.%I TO pccovid_app', name);
    END LOOP;
END $$;
GRANT SELECT, INSERT, UPDATE ON person.verification_request TO pccovid_worker;
GRANT SELECT, INSERT ON person.verification_answer TO pccovid_worker;
