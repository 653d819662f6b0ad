-- Replays ask which records once counted for a person. First links, nearly all events, are not in this index.
CREATE INDEX link_event_by_prior ON person.link_event (prior_person) WHERE prior_person IS NOT NULL;
