-- Two persons that were joined may be parted again: whose overrides count for whom is a history of yes and no, and
-- the newest line decides. Append only.
ALTER TABLE pass.override_follow
    ADD COLUMN no      int     NOT NULL DEFAULT 0,
    ADD COLUMN follows boolean NOT NULL DEFAULT true;
ALTER TABLE pass.override_follow DROP CONSTRAINT override_follow_pkey;
ALTER TABLE pass.override_follow ADD PRIMARY KEY (person_id, from_person, no);
ALTER TABLE pass.override_follow ALTER COLUMN no DROP DEFAULT, ALTER COLUMN follows DROP DEFAULT;

DO $$
DECLARE name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['override', 'override_end'] LOOP
        EXECUTE format('DROP POLICY application ON pass.%I', name);
        EXECUTE format('CREATE POLICY application ON pass.%1$I FOR SELECT TO pccovid_app
                        USING (access.may_read(person_id, area)
                               OR EXISTS (SELECT 1 FROM pass.override_follow f WHERE f.from_person = %1$I.person_id
                                                 AND access.may_read(f.person_id, f.area) AND f.follows
                                                 AND NOT EXISTS (SELECT 1 FROM pass.override_follow l
                                                                  WHERE l.person_id = f.person_id
                                                                    AND l.from_person = f.from_person AND l.no > f.no)))',
                       name);
    END LOOP;
END $$;
