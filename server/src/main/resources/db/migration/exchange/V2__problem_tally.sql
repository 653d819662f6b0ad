-- Problems of finished runs, counted by column and rule: what a source should put right, without reading every problem
-- again. A run that was counted has a row without column and code.
CREATE TABLE exchange.problem_tally (
    run_id      uuid     NOT NULL,
    column_name text     NOT NULL,
    code        text     NOT NULL,
    severity    smallint NOT NULL,
    rows        bigint   NOT NULL,
    PRIMARY KEY (run_id, column_name, code, severity)
);
ALTER TABLE exchange.problem_tally ENABLE ROW LEVEL SECURITY;
ALTER TABLE exchange.problem_tally FORCE ROW LEVEL SECURITY;
CREATE POLICY worker ON exchange.problem_tally TO pccovid_worker
    USING ((SELECT coalesce(current_setting('pccovid.purpose', true), '')) <> '');
GRANT SELECT, INSERT ON exchange.problem_tally TO pccovid_worker;
CREATE INDEX run_by_start ON exchange.run (started_at);
