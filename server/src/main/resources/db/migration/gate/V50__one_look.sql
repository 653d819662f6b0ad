-- Kinds of paper in force for a person who wants to enter an area; row-level security decides what is seen.
CREATE FUNCTION gate.papers(person uuid, into_area text, at timestamptz) RETURNS text[]
    LANGUAGE plpgsql STABLE
AS $$
BEGIN
    RETURN (SELECT coalesce(array_agg(DISTINCT p.kind), '{}')
              FROM gate.permit p
             WHERE p.person_id = person AND p.from_at <= at AND p.until_at > at
               AND (p.destination = '' OR p.destination = into_area OR starts_with(into_area, p.destination || '/'))
               AND NOT EXISTS (SELECT FROM gate.permit_event e
                                WHERE e.person_id = p.person_id AND e.permit_id = p.permit_id
                                  AND e.event = 'REVOKED'));
END
$$;

-- The answers of one moment: for each code (or each person found by a card) whose it is, the pass that stands, the
-- papers in force and the line that says who looked, in one statement and one commit. Each is read under its own
-- keeper and for this one person only. A pass that must be worked out first comes without a colour and without a line.
CREATE FUNCTION gate.look(credentials uuid[], persons uuid[], actors text[], offices text[], roles text[],
                          into_areas text[], at timestamptz, writer uuid, seq bigint, before bytea)
    RETURNS TABLE (nth int, holder uuid, residence text, shown text, known_at timestamptz, in_force text[], line bytea)
    LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
    n bigint := seq;
    head bytea := before;
BEGIN
    PERFORM set_config('pccovid.purpose', 'GATE_CHECK', true), set_config('pccovid.category', 'PASS', true),
            set_config('pccovid.areas', '', true);
    FOR i IN 1 .. cardinality(actors) LOOP
        nth := i;
        holder := persons[i];
        residence := NULL; shown := NULL; known_at := NULL; in_force := NULL; line := NULL;
        IF holder IS NULL THEN
            PERFORM set_config('pccovid.actor', actors[i], true), set_config('pccovid.person', '', true),
                    set_config('pccovid.credential', credentials[i]::text, true);
            SELECT c.person_id INTO holder FROM credential.issued c WHERE c.credential_id = credentials[i];
        END IF;
        IF holder IS NOT NULL THEN
            PERFORM set_config('pccovid.actor', actors[i], true), set_config('pccovid.person', holder::text, true),
                    set_config('pccovid.credential', '', true);
            SELECT p.area, p.colour, p.as_of INTO residence, shown, known_at
              FROM pass.pass p
             WHERE p.person_id = holder AND (p.next_change IS NULL OR p.next_change > at)
               AND NOT EXISTS (SELECT FROM pass.stale s WHERE s.person_id = holder);
            IF FOUND THEN
                in_force := gate.papers(holder, into_areas[i], at);
                n := n + 1;
                head := access.line(writer, n, head, at, offices[i], roles[i], 'PASS', holder, 'gate');
                line := head;
            END IF;
        END IF;
        RETURN NEXT;
    END LOOP;
END
$$;
REVOKE ALL ON FUNCTION gate.papers(uuid, text, timestamptz),
    gate.look(uuid[], uuid[], text[], text[], text[], text[], timestamptz, uuid, bigint, bytea) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION gate.papers(uuid, text, timestamptz),
    gate.look(uuid[], uuid[], text[], text[], text[], text[], timestamptz, uuid, bigint, bytea) TO pccovid_app;
