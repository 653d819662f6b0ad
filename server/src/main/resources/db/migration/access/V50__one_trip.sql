-- The rule every policy rests on, worded as before, in steps whose plans a connection keeps: the single query was
-- parsed and planned again by every statement that met a policy. The list of areas is only taken apart when neither
-- the nation nor the person decides.
CREATE OR REPLACE FUNCTION access.may_read(person_id uuid, area text) RETURNS boolean
    LANGUAGE plpgsql STABLE PARALLEL SAFE
AS $$
DECLARE
    areas  text := nullif(current_setting('pccovid.areas', true), '');
    person text := nullif(current_setting('pccovid.person', true), '');
BEGIN
    IF coalesce(current_setting('pccovid.purpose', true), '') = '' THEN
        RETURN false;
    END IF;
    IF areas = '*' OR person_id = ANY (string_to_array(person, ',')::uuid[]) THEN
        RETURN true;
    END IF;
    RETURN areas IS NOT NULL AND coalesce((
        SELECT bool_or(own.prefix = '*' OR area = own.prefix OR starts_with(area, own.prefix || '/'))
          FROM unnest(string_to_array(areas, ',')) AS own(prefix)), false);
END
$$;

-- What every call asks first, in one round trip instead of three: which session a cookie's secret belongs to.
CREATE FUNCTION access.session_of(secret bytea) RETURNS SETOF access.session
    LANGUAGE plpgsql VOLATILE
AS $$
BEGIN
    PERFORM set_config('pccovid.actor', 'service', true), set_config('pccovid.purpose', 'SIGN_IN', true),
            set_config('pccovid.category', 'SYSTEM', true), set_config('pccovid.areas', '', true),
            set_config('pccovid.person', '', true);
    RETURN QUERY SELECT s.* FROM access.session s WHERE s.token_hash = secret;
END
$$;

-- Appends one line of a writer's chain where the person is found in the same statement: hash = SHA-256 over the hash
-- before it and every column, each text with its length (as AccessLines.link). Actor and purpose are those of the
-- transaction, so the policy on lines holds as for any other.
CREATE FUNCTION access.line(line_writer uuid, line_seq bigint, before bytea, line_at timestamptz, line_office text,
                            line_role text, line_category text, line_person uuid, line_what text) RETURNS bytea
    LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
    line_actor   text   := current_setting('pccovid.actor', true);
    line_purpose text   := current_setting('pccovid.purpose', true);
    micros       bigint := (extract(epoch FROM line_at) * 1000000)::bigint;
    line_hash    bytea;
BEGIN
    line_hash := sha256(before || uuid_send(line_writer) || int8send(line_seq) || int8send(micros / 1000000)
                        || int8send(micros % 1000000 * 1000) || uuid_send(line_person)
                        || int4send(octet_length(line_actor)) || convert_to(line_actor, 'UTF8')
                        || int4send(octet_length(line_office)) || convert_to(line_office, 'UTF8')
                        || int4send(octet_length(line_role)) || convert_to(line_role, 'UTF8')
                        || int4send(octet_length(line_purpose)) || convert_to(line_purpose, 'UTF8')
                        || int4send(octet_length(line_category)) || convert_to(line_category, 'UTF8')
                        || int4send(octet_length(line_what)) || convert_to(line_what, 'UTF8'));
    INSERT INTO access.access_line (person_id, writer, seq, at, actor, office, role, purpose, category, what, hash)
    VALUES (line_person, line_writer, line_seq, line_at, line_actor, line_office, line_role, line_purpose,
            line_category, line_what, line_hash);
    RETURN line_hash;
END
$$;

REVOKE ALL ON FUNCTION access.session_of(bytea),
    access.line(uuid, bigint, bytea, timestamptz, text, text, text, uuid, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION access.session_of(bytea),
    access.line(uuid, bigint, bytea, timestamptz, text, text, text, uuid, text) TO pccovid_app;
