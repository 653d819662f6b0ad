-- A gate that is shown a code online asks whose it is: exact, where the filter offline only suspects.
CREATE INDEX issued_by_credential ON credential.issued (credential_id);
