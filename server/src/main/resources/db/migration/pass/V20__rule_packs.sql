-- Rule packs as this installation knows them, what was done with each, what a rehearsal counted, and the work that follows
-- when rules change. Nothing here is about a person: counts only.

-- Texts. A text is never changed; a corrected draft is the next revision of its version.
CREATE TABLE pass.pack (
    pack         text        NOT NULL,
    version      text        NOT NULL,
    revision     int         NOT NULL,
    content_hash bytea       NOT NULL,   -- SHA-256 of content
    content      text        NOT NULL,   -- YAML
    layer        text        NOT NULL,
    jurisdiction text        NOT NULL,   -- area path; empty: the nation
    author       text        NOT NULL,
    office       text        NOT NULL,
    added_at     timestamptz NOT NULL,
    PRIMARY KEY (pack, version, revision)
);

-- What happened to a text, in order; never updated. The packs in force at an instant follow from these rows alone.
CREATE TABLE pass.pack_event (
    seq       bigint      NOT NULL,
    pack      text        NOT NULL,
    version   text        NOT NULL,
    revision  int         NOT NULL,
    kind      text        NOT NULL CHECK (kind IN ('seeded', 'added', 'checked', 'rehearsed', 'approved', 'scheduled',
                                                   'rolled_back')),
    at        timestamptz NOT NULL,
    effective timestamptz,               -- scheduled: from when; rolled_back: until when
    actor     text        NOT NULL,
    office    text        NOT NULL,
    reason    text        NOT NULL,
    detail    text        NOT NULL,      -- checked: how far it looked; rehearsed, approved: the rehearsal
    PRIMARY KEY (seq)
);

-- A pack tried on everybody before it is published.
CREATE TABLE pass.rehearsal (
    rehearsal_id uuid        NOT NULL,
    pack         text        NOT NULL,
    version      text        NOT NULL,
    revision     int         NOT NULL,
    rules_seq    bigint      NOT NULL,   -- newest publication it was compared with
    at           timestamptz NOT NULL,   -- the instant everybody was judged at, twice
    started_at   timestamptz NOT NULL,
    finished_at  timestamptz,
    seconds      real,
    actor        text        NOT NULL,
    office       text        NOT NULL,
    people       bigint      NOT NULL,
    expected     bigint      NOT NULL,   -- people to judge, as far as known when it began
    unjudged     bigint      NOT NULL,   -- facts that cannot be judged
    examples     text        NOT NULL,   -- JSON: rule to rule with how many, and what five people or more have in common
    failure      text        NOT NULL,   -- empty: none
    PRIMARY KEY (rehearsal_id)
);

-- Exact counts; whoever shows them hides small ones.
CREATE TABLE pass.rehearsal_cell (
    rehearsal_id uuid    NOT NULL,
    area         text    NOT NULL,       -- commune of residence, or what is known of it
    age_band     text    NOT NULL,
    before       text    NOT NULL,
    after        text    NOT NULL,
    lack_before  boolean NOT NULL,       -- red for lack of data
    lack_after   boolean NOT NULL,
    people       bigint  NOT NULL,
    PRIMARY KEY (rehearsal_id, area, age_band, before, after, lack_before, lack_after)
);

-- Everybody covered by rules that changed is looked at once; a slice is a range of persons with its position.
CREATE TABLE pass.recolouring (
    job_id       uuid        NOT NULL,
    slice        int         NOT NULL,
    event_seq    bigint      NOT NULL,
    jurisdiction text        NOT NULL,
    asked_at     timestamptz NOT NULL,
    after_id     uuid        NOT NULL,   -- everybody up to here is done
    up_to        uuid        NOT NULL,
    people       bigint      NOT NULL,
    changed      bigint      NOT NULL,
    done_at      timestamptz,
    PRIMARY KEY (job_id, slice)
);
CREATE INDEX recolouring_open ON pass.recolouring (job_id, slice) WHERE done_at IS NULL;

GRANT SELECT ON pass.pack, pass.pack_event, pass.rehearsal, pass.rehearsal_cell, pass.recolouring TO pccovid_app, pccovid_worker;
GRANT INSERT ON pass.pack, pass.pack_event, pass.rehearsal, pass.rehearsal_cell, pass.recolouring TO pccovid_worker;
GRANT UPDATE ON pass.rehearsal, pass.recolouring TO pccovid_worker;
