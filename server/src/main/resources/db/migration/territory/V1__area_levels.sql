-- Territory: the published epidemic level of areas. Code lists are not here: they ship with the program.

GRANT USAGE ON SCHEMA territory TO pccovid_app, pccovid_worker;

-- One row per level an authority published for an area; never about a person. A later row for the same area
-- supersedes the earlier one. Distribution key: area.
CREATE TABLE territory.area_level (
    area      text        NOT NULL CHECK (area <> ''),
    from_at   timestamptz NOT NULL,
    until_at  timestamptz,
    level     smallint    NOT NULL CHECK (level BETWEEN 1 AND 4),
    code_list text        NOT NULL,
    decision  text        NOT NULL,
    PRIMARY KEY (area, from_at)
);
GRANT SELECT ON territory.area_level TO pccovid_app, pccovid_worker;
GRANT INSERT ON territory.area_level TO pccovid_worker;
