-- Changes as sources tell of them, and what comes with sources that do: further organizations, attributes kept back.

-- One event of a source. Done ones stay a day, so that a repeated one is known again.
CREATE TABLE source_event (
  source_id       text COLLATE "C" NOT NULL REFERENCES source ON DELETE CASCADE,
  -- As the source names it.
  id              text COLLATE "C" NOT NULL,
  came_at         timestamptz NOT NULL DEFAULT now(),
  -- [{ kind, id }] to read again; NULL: only a full check shows what happened.
  touched         jsonb,
  state           text COLLATE "C" NOT NULL DEFAULT 'due' CHECK (state IN ('due', 'done')),
  attempts        integer NOT NULL DEFAULT 0,
  next_attempt_at timestamptz NOT NULL,
  PRIMARY KEY (source_id, id)
);
CREATE INDEX source_event_due ON source_event (source_id, next_attempt_at) WHERE state = 'due';
CREATE INDEX source_event_done ON source_event (came_at) WHERE state = 'done';

-- How the calls of a source went.
CREATE TABLE source_callback (
  source_id       text COLLATE "C" PRIMARY KEY REFERENCES source ON DELETE CASCADE,
  last_probe_at   timestamptz,
  last_event_at   timestamptz,
  last_refused_at timestamptz,
  -- { code, params } of the last refusal.
  last_refusal    jsonb
);

-- Locators of the organizations a person is in besides the one of `parents`.
ALTER TABLE link ADD COLUMN further text[] NOT NULL DEFAULT '{}';
CREATE INDEX link_further ON link (source_id) WHERE further <> '{}';

-- The source that keeps it; NULL for one given by hand, which no sync removes.
ALTER TABLE account_further_org ADD COLUMN source_id text COLLATE "C";
CREATE INDEX account_further_org_source ON account_further_org (source_id) WHERE source_id IS NOT NULL;

-- Attributes that the source kept back at the last full reading.
ALTER TABLE source ADD COLUMN withheld text[] NOT NULL DEFAULT '{}';
