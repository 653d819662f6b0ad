-- Sealed movements lie in one partition a day, so that a day whose key is destroyed is dropped, and tokens repeat for nobody: every row
-- of a record has a token of its own, and a place has one an hour. Rows of before are moved by the service, which alone can open them.
ALTER TABLE place.visit_at_place RENAME TO old_visit_at_place;
ALTER TABLE place.movement_of_record RENAME TO old_movement_of_record;
ALTER INDEX place.visit_at_place_pkey RENAME TO old_visit_at_place_pkey;
ALTER INDEX place.visit_at_place_by_visit RENAME TO old_visit_at_place_by_visit;
ALTER INDEX place.movement_of_record_pkey RENAME TO old_movement_of_record_pkey;
ALTER INDEX place.movement_of_record_by_movement RENAME TO old_movement_of_record_by_movement;
REVOKE ALL ON place.old_visit_at_place, place.old_movement_of_record FROM pccovid_worker, pccovid_app;

-- Place of an hour to who came.
CREATE TABLE place.visit_at_place (
    day         date  NOT NULL,
    place_token bytea NOT NULL,              -- custody's token of the venue, gate or vehicle and the hour
    visit_token bytea NOT NULL,              -- custody's token of the source's key, for this table alone
    content     bytea NOT NULL,              -- custody's token of the row, for this table alone
    sealed      bytea NOT NULL,              -- record, times; under the key of the day
    PRIMARY KEY (place_token, visit_token, day)
) PARTITION BY RANGE (day);
CREATE INDEX visit_at_place_by_visit ON place.visit_at_place (visit_token);

-- The n-th movement of a record on a day: no two rows of this table share a value.
CREATE TABLE place.movement_of_record (
    day            date  NOT NULL,
    movement_token bytea NOT NULL,           -- custody's token of the record and n
    sealed         bytea NOT NULL,           -- where, times; under the key of the day
    PRIMARY KEY (movement_token, day)
) PARTITION BY RANGE (day);

DO $$
DECLARE name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['visit_at_place', 'movement_of_record'] LOOP
        EXECUTE format('ALTER TABLE place.%I ENABLE ROW LEVEL SECURITY', name);
        EXECUTE format('ALTER TABLE place.%I FORCE ROW LEVEL SECURITY', name);
        EXECUTE format('CREATE POLICY worker ON place.%I TO pccovid_worker USING'
            ' ((SELECT coalesce(current_setting(''pccovid.purpose'', true), '''')) <> '''')', name);
        EXECUTE format('CREATE POLICY custody ON place.%I TO pccovid_custody USING (true)', name);
        EXECUTE format('CREATE POLICY custody ON place.%I TO pccovid_custody USING (true)', 'old_' || name);
    END LOOP;
END $$;

-- The worker seals and never reads what is sealed; custody reads.
GRANT USAGE ON SCHEMA place TO pccovid_custody;
GRANT INSERT, DELETE ON place.visit_at_place TO pccovid_worker;
GRANT SELECT (day, place_token, visit_token, content) ON place.visit_at_place TO pccovid_worker;
GRANT INSERT ON place.movement_of_record TO pccovid_worker;
GRANT UPDATE (sealed) ON place.movement_of_record TO pccovid_worker;
GRANT SELECT (day, movement_token) ON place.movement_of_record TO pccovid_worker;
GRANT SELECT ON place.visit_at_place, place.movement_of_record TO pccovid_custody;
GRANT SELECT, DELETE ON place.old_visit_at_place, place.old_movement_of_record TO pccovid_custody;
GRANT SELECT ON place.venue TO pccovid_custody;

-- Days are made and dropped by the owner's hand, asked for by custody. Attaching does not stop those who write other days.
CREATE FUNCTION place.make_day(wanted date) RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    parent text;
    part text;
    made boolean := false;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('place.make_day', 0));
    FOREACH parent IN ARRAY ARRAY['visit_at_place', 'movement_of_record'] LOOP
        part := parent || '_' || to_char(wanted, 'YYYYMMDD');
        IF to_regclass('place.' || part) IS NULL THEN
            EXECUTE format('CREATE TABLE place.%I (LIKE place.%I INCLUDING ALL)', part, parent);
            EXECUTE format('ALTER TABLE place.%I ATTACH PARTITION place.%I FOR VALUES FROM (%L) TO (%L)',
                parent, part, wanted, wanted + 1);
            made := true;
        END IF;
    END LOOP;
    RETURN made;
END $$;

-- Only a day whose key is destroyed, as its proof says, can be dropped.
CREATE FUNCTION place.drop_day(wanted date) RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    parent text;
    part text;
    dropped boolean := false;
BEGIN
    IF NOT EXISTS (SELECT FROM custody.proof p WHERE p.day = wanted AND p.kind = 'visits') THEN
        RAISE EXCEPTION 'the key of % is not destroyed', wanted;
    END IF;
    SET LOCAL lock_timeout = '3s';
    FOREACH parent IN ARRAY ARRAY['visit_at_place', 'movement_of_record'] LOOP
        part := parent || '_' || to_char(wanted, 'YYYYMMDD');
        IF to_regclass('place.' || part) IS NOT NULL THEN
            EXECUTE format('DROP TABLE place.%I', part);
            dropped := true;
        END IF;
    END LOOP;
    RETURN dropped;
END $$;

-- Days that have tables.
CREATE FUNCTION place.days() RETURNS SETOF date LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT to_date(right(c.relname, 8), 'YYYYMMDD') FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE n.nspname = 'place' AND c.relkind = 'r' AND c.relname ~ '^movement_of_record_[0-9]{8}$' ORDER BY 1
$$;
REVOKE ALL ON FUNCTION place.make_day(date), place.drop_day(date), place.days() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION place.make_day(date), place.drop_day(date), place.days() TO pccovid_custody;
