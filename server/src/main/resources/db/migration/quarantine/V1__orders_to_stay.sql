-- Orders to stay. What an order says is a fact of its record (kind stay_order); here stands what it rests on and who
-- did what. Read by workers alone: officers and persons see orders through their facts.

-- Distribution key: order_id.
CREATE TABLE quarantine.stay_order (
    order_id   uuid        NOT NULL,
    record_id  uuid        NOT NULL,
    reason     text        NOT NULL CHECK (reason IN ('contact', 'case', 'arrival', 'entry')),
    state      text        NOT NULL CHECK (state IN ('given', 'released', 'withdrawn')),
    ordered_at timestamptz NOT NULL,
    PRIMARY KEY (order_id)
);
CREATE INDEX stay_order_of_record ON quarantine.stay_order (record_id);

-- What an order stands on, such as a contact of tracing or a case of care. Distribution key: ground_id.
CREATE TABLE quarantine.ground (
    ground_id uuid        NOT NULL,
    order_id  uuid        NOT NULL,
    fallen_at timestamptz,
    PRIMARY KEY (ground_id, order_id)
);
CREATE INDEX ground_of_order ON quarantine.ground (order_id);

-- Everything that happened to an order; append only. Distribution key: order_id.
CREATE TABLE quarantine.step (
    order_id uuid        NOT NULL,
    step_id  uuid        NOT NULL,
    at       timestamptz NOT NULL,
    kind     text        NOT NULL CHECK (kind IN ('ordered', 'extended', 'released', 'withdrawn')),
    actor    text        NOT NULL,
    office   text        NOT NULL,
    role     text        NOT NULL,
    sealed   bytea       NOT NULL,       -- the reason in words
    PRIMARY KEY (order_id, step_id)
);

DO $$
DECLARE name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['stay_order', 'ground', 'step'] LOOP
        EXECUTE format('ALTER TABLE quarantine.%I ENABLE ROW LEVEL SECURITY', name);
        EXECUTE format('ALTER TABLE quarantine.%I FORCE ROW LEVEL SECURITY', name);
        EXECUTE format('CREATE POLICY worker ON quarantine.%I TO pccovid_worker
                        USING ((SELECT coalesce(current_setting(''pccovid.purpose'', true), '''')) <> '''')', name);
    END LOOP;
END $$;

GRANT USAGE ON SCHEMA quarantine TO pccovid_app, pccovid_worker;
GRANT SELECT, INSERT, UPDATE ON quarantine.stay_order, quarantine.ground TO pccovid_worker;
GRANT SELECT, INSERT ON quarantine.step TO pccovid_worker;
