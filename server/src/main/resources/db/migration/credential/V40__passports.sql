-- Vaccine passports (5772/QD-BYT) are issued too; the identifier in the certificate is made of credential_id.
ALTER TABLE credential.issued DROP CONSTRAINT issued_form_check;
ALTER TABLE credential.issued ADD CONSTRAINT issued_form_check CHECK (form IN ('LIVE', 'PRINTED', 'PASSPORT'));
