-- A person who misses something is shown which waiting records might be theirs.
CREATE INDEX review_candidates ON person.review USING gin (candidates) WHERE state = 'open';
