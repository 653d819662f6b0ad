-- Bluetooth encounters that people proven ill handed over: sealed by custody under the key of the day, in one partition a day.
GRANT USAGE ON SCHEMA proximity TO pccovid_app, pccovid_worker, pccovid_custody;

-- The n-th row of a record on a day, for whoever saw and whoever was seen: no two rows share a value.
CREATE TABLE proximity.encounter (
    day             date  NOT NULL,
    encounter_token bytea NOT NULL,          -- custody's token of the record and n
    sealed          bytea NOT NULL,          -- the other record, who saw whom, signal strengths; under the key of the day
    PRIMARY KEY (encounter_token, day)
) PARTITION BY RANGE (day);

-- One-time codes: a case's word that this person may hand over now.
CREATE TABLE proximity.upload_code (
    code_hash bytea       NOT NULL,
    case_id   uuid        NOT NULL,
    record_id uuid        NOT NULL,
    ends_at   timestamptz NOT NULL,
    used_at   timestamptz,
    PRIMARY KEY (code_hash)
);

-- What was handed over: numbers only.
CREATE TABLE proximity.upload (
    upload_id   uuid        NOT NULL,
    case_id     uuid        NOT NULL,
    received_at timestamptz NOT NULL,
    consent     text        NOT NULL,        -- the text agreed to, by its version
    messages    integer     NOT NULL,
    kept        integer     NOT NULL,
    foreign_ids integer     NOT NULL,        -- not ours, or changed
    misplaced   integer     NOT NULL,        -- ours, but not current when it was seen
    PRIMARY KEY (upload_id)
);

DO $$
DECLARE name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['encounter', 'upload_code', 'upload'] LOOP
        EXECUTE format('ALTER TABLE proximity.%I ENABLE ROW LEVEL SECURITY', name);
        EXECUTE format('ALTER TABLE proximity.%I FORCE ROW LEVEL SECURITY', name);
        EXECUTE format('CREATE POLICY worker ON proximity.%I TO pccovid_worker USING'
            ' ((SELECT coalesce(current_setting(''pccovid.purpose'', true), '''')) <> '''')', name);
    END LOOP;
END $$;
CREATE POLICY custody ON proximity.encounter TO pccovid_custody USING (true);
GRANT INSERT ON proximity.encounter TO pccovid_worker;
GRANT SELECT (day, encounter_token) ON proximity.encounter TO pccovid_worker;
GRANT SELECT ON proximity.encounter TO pccovid_custody;
GRANT SELECT, INSERT, UPDATE, DELETE ON proximity.upload_code TO pccovid_worker;
GRANT SELECT, INSERT ON proximity.upload TO pccovid_worker;

CREATE FUNCTION proximity.make_day(wanted date) RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    part text := 'encounter_' || to_char(wanted, 'YYYYMMDD');
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('proximity.make_day', 0));
    IF to_regclass('proximity.' || part) IS NOT NULL THEN
        RETURN false;
    END IF;
    EXECUTE format('CREATE TABLE proximity.%I (LIKE proximity.encounter INCLUDING ALL)', part);
    EXECUTE format('ALTER TABLE proximity.encounter ATTACH PARTITION proximity.%I FOR VALUES FROM (%L) TO (%L)',
        part, wanted, wanted + 1);
    RETURN true;
END $$;

CREATE FUNCTION proximity.drop_day(wanted date) RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    part text := 'encounter_' || to_char(wanted, 'YYYYMMDD');
BEGIN
    IF NOT EXISTS (SELECT FROM custody.proof p WHERE p.day = wanted AND p.kind = 'encounters') THEN
        RAISE EXCEPTION 'the key of % is not destroyed', wanted;
    END IF;
    SET LOCAL lock_timeout = '3s';
    IF to_regclass('proximity.' || part) IS NULL THEN
        RETURN false;
    END IF;
    EXECUTE format('DROP TABLE proximity.%I', part);
    RETURN true;
END $$;

CREATE FUNCTION proximity.days() RETURNS SETOF date LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT to_date(right(c.relname, 8), 'YYYYMMDD') FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE n.nspname = 'proximity' AND c.relkind = 'r' AND c.relname ~ '^encounter_[0-9]{8}$' ORDER BY 1
$$;
REVOKE ALL ON FUNCTION proximity.make_day(date), proximity.drop_day(date), proximity.days() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION proximity.make_day(date), proximity.drop_day(date), proximity.days() TO pccovid_custody;
