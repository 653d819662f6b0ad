-- How far the population register has been loaded, as of the end of each of its files. The newest row counts: every
-- verdict until the next one rests on it. Append only. Counts, nobody's data.
CREATE TABLE person.register_survey (
    survey_id uuid        NOT NULL,
    at        timestamptz NOT NULL,
    communes  text[]      NOT NULL,          -- five-digit codes of those that are nearly complete
    PRIMARY KEY (survey_id)
);

GRANT SELECT, INSERT ON person.register_survey TO pccovid_worker;
