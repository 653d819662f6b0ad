-- A gate that is shown a code may read whose this one is, and no other: the transaction names the credential.
CREATE POLICY shown ON credential.issued FOR SELECT TO pccovid_app
    USING (access.purpose_is('GATE_CHECK')
           AND credential_id = nullif(current_setting('pccovid.credential', true), '')::uuid);
