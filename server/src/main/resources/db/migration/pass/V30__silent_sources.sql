-- Sources whose silence stands in the colours of packs that ask for it. Nothing about persons.
CREATE TABLE pass.silence (
    source text        NOT NULL,
    at     timestamptz NOT NULL,   -- when colours were first worked out with it
    PRIMARY KEY (source)
);
GRANT SELECT, INSERT, DELETE ON pass.silence TO pccovid_worker;
