-- What a person was asked about a waiting record, and what they answered. One question per record and person, ever:
-- asking again shows the same choices, and an answer is final. No row says which choice was right.

CREATE TABLE person.question (
    record_id   uuid        NOT NULL,
    person_id   uuid        NOT NULL,
    question_id uuid        NOT NULL,
    topic       text        NOT NULL,
    model       text        NOT NULL,      -- version of the weights
    asked_at    timestamptz NOT NULL,
    asked_of    text        NOT NULL,      -- account
    sealed      bytea       NOT NULL,      -- the choices, and which one the record has
    PRIMARY KEY (record_id, person_id)
);
CREATE INDEX question_of_person ON person.question (person_id);
CREATE INDEX question_of_account ON person.question (asked_of, asked_at);

-- Append only. What an answer moved is a decision, taken back like a steward's.
CREATE TABLE person.answer (
    record_id   uuid        NOT NULL,
    answer_id   uuid        NOT NULL,
    person_id   uuid        NOT NULL,
    question_id uuid        NOT NULL,
    topic       text        NOT NULL,
    outcome     text        NOT NULL CHECK (outcome IN ('agrees', 'differs', 'none', 'silent')),
    at          timestamptz NOT NULL,
    actor       text        NOT NULL,
    bits        real        NOT NULL,      -- weight of the answer
    before      real        NOT NULL,      -- probability of this person before and after
    after       real        NOT NULL,
    decision_id uuid,                      -- what it moved, if anything
    PRIMARY KEY (record_id, answer_id)
);
CREATE INDEX answer_to_question ON person.answer (question_id);

DO $$
DECLARE name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['question', 'answer'] LOOP
        EXECUTE format('ALTER TABLE person.%I ENABLE ROW LEVEL SECURITY', name);
        EXECUTE format('ALTER TABLE person.%I FORCE ROW LEVEL SECURITY', name);
        EXECUTE format('CREATE POLICY worker ON person.%I TO pccovid_worker
                        USING ((SELECT coalesce(current_setting(''pccovid.purpose'', true), '''')) <> '''')', name);
        EXECUTE format('GRANT SELECT, INSERT ON person.%I TO pccovid_worker', name);
    END LOOP;
END $$;
-- Locking a question while it is answered.
GRANT UPDATE ON person.question TO pccovid_worker;
-- A steward sees what was answered about records that wait in their area.
CREATE POLICY application ON person.answer FOR SELECT TO pccovid_app USING (
    EXISTS (SELECT 1 FROM person.review v WHERE v.record_id = answer.record_id));
GRANT SELECT ON person.answer TO pccovid_app;
