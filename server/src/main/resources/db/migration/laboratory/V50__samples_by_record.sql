-- A case asks for the signed results of one record.
CREATE INDEX sample_by_record ON laboratory.sample (record_id);
