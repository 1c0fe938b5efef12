-- Scheduled synchronizations of a source.

-- { cron, timezone }; NULL: only when somebody asks for it.
ALTER TABLE source ADD COLUMN schedule jsonb;
-- Whoever starts the run due moves this on in the same transaction. NULL without a schedule and while switched off.
ALTER TABLE source ADD COLUMN next_run_at timestamptz;
CREATE INDEX source_next_run ON source (next_run_at) WHERE next_run_at IS NOT NULL;
