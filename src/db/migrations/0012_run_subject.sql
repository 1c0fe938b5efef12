-- Events make many runs; those of one source are looked for often.
CREATE INDEX run_subject ON run (subject_id, id);
