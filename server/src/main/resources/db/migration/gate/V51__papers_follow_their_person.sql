-- A paper is about whoever the record it was issued for is about: when that record counts for somebody else, because two
-- persons turned out to be one or two again, the paper counts there and no longer here. Each person it ever counted for
-- keeps a row of it; holds says for whom it counts now. Nothing else of a paper is ever changed.
ALTER TABLE gate.permit
    ADD COLUMN record_id uuid,                          -- what said so at issue; null for papers from before
    ADD COLUMN holds     boolean NOT NULL DEFAULT true;
CREATE INDEX permit_by_record ON gate.permit (record_id);
CREATE INDEX permit_by_id ON gate.permit (permit_id);

GRANT SELECT, INSERT, UPDATE (holds, area) ON gate.permit TO pccovid_worker;
CREATE POLICY worker_reads ON gate.permit FOR SELECT TO pccovid_worker
    USING ((SELECT coalesce(current_setting('pccovid.purpose', true), '')) <> '');
CREATE POLICY worker_moves_here ON gate.permit FOR INSERT TO pccovid_worker
    WITH CHECK ((SELECT coalesce(current_setting('pccovid.purpose', true), '')) <> '');
CREATE POLICY worker_moves ON gate.permit FOR UPDATE TO pccovid_worker
    USING ((SELECT coalesce(current_setting('pccovid.purpose', true), '')) <> '');

-- Its end holds for everybody it ever counted for.
GRANT SELECT, INSERT ON gate.permit_event TO pccovid_worker;
CREATE POLICY worker_reads ON gate.permit_event FOR SELECT TO pccovid_worker
    USING ((SELECT coalesce(current_setting('pccovid.purpose', true), '')) <> '');
CREATE POLICY worker_appends ON gate.permit_event FOR INSERT TO pccovid_worker
    WITH CHECK ((SELECT coalesce(current_setting('pccovid.purpose', true), '')) <> '');

CREATE OR REPLACE FUNCTION gate.papers(person uuid, into_area text, at timestamptz) RETURNS text[]
    LANGUAGE plpgsql STABLE
AS $$
BEGIN
    RETURN (SELECT coalesce(array_agg(DISTINCT p.kind), '{}')
              FROM gate.permit p
             WHERE p.person_id = person AND p.holds AND p.from_at <= at AND p.until_at > at
               AND (p.destination = '' OR p.destination = into_area OR starts_with(into_area, p.destination || '/'))
               AND NOT EXISTS (SELECT FROM gate.permit_event e
                                WHERE e.person_id = p.person_id AND e.permit_id = p.permit_id
                                  AND e.event = 'REVOKED'));
END
$$;
