-- Messages go to accounts, and an account is known by its id.
CREATE INDEX account_by_id ON resident.account (account_id);
