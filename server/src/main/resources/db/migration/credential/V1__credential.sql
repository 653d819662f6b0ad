-- Credential: which codes were issued to whom, so that they can be revoked. The code itself is not kept.

GRANT USAGE ON SCHEMA credential TO pccovid_app, pccovid_worker;

-- Distribution key: person_id.
CREATE TABLE credential.issued (
    person_id     uuid        NOT NULL,
    credential_id uuid        NOT NULL,
    form          text        NOT NULL CHECK (form IN ('LIVE', 'PRINTED')),
    area          text        NOT NULL,
    issued_at     timestamptz NOT NULL,
    expires_at    timestamptz NOT NULL,
    PRIMARY KEY (person_id, credential_id)
);
ALTER TABLE credential.issued ENABLE ROW LEVEL SECURITY;
ALTER TABLE credential.issued FORCE ROW LEVEL SECURITY;
GRANT SELECT, INSERT ON credential.issued TO pccovid_app, pccovid_worker;
CREATE POLICY app ON credential.issued TO pccovid_app USING (access.may_read(person_id, area));
CREATE POLICY worker ON credential.issued TO pccovid_worker
    USING (coalesce(current_setting('pccovid.purpose', true), '') <> '');
