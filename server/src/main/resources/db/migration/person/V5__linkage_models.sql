-- Models by which records are weighed, as texts: levels of agreement with m and u, frequencies of words that many bear.
-- Nobody's data. Append only; the newest adoption is the model in force, none means the one this version ships.
CREATE TABLE person.linkage_model (
    version    text        NOT NULL,
    content    text        NOT NULL,
    trained_at timestamptz NOT NULL,
    trained_by text        NOT NULL,
    records    bigint      NOT NULL,         -- how many records it was learnt from
    PRIMARY KEY (version)
);

-- What a model would decide otherwise than the one in force, counted before anybody may adopt it.
CREATE TABLE person.linkage_model_review (
    version  text        NOT NULL,
    at       timestamptz NOT NULL,
    beside   text        NOT NULL,           -- the model in force then
    records  bigint      NOT NULL,           -- judged by both
    changes  text        NOT NULL,           -- `before>after=count`, space between
    PRIMARY KEY (version, at)
);

CREATE TABLE person.linkage_model_adoption (
    adoption_id uuid        NOT NULL,
    version     text        NOT NULL,
    at          timestamptz NOT NULL,
    approved_by text        NOT NULL,
    seconded_by text        NOT NULL,
    reason      text        NOT NULL,
    PRIMARY KEY (adoption_id)
);

GRANT SELECT ON person.linkage_model, person.linkage_model_review, person.linkage_model_adoption TO pccovid_app;
GRANT SELECT, INSERT ON person.linkage_model, person.linkage_model_review, person.linkage_model_adoption
    TO pccovid_worker;
