-- Sources, links, runs and their plans.

CREATE TABLE source (
  id               text COLLATE "C" PRIMARY KEY,
  instance_id      text COLLATE "C" NOT NULL REFERENCES instance ON DELETE CASCADE,
  kind             text COLLATE "C" NOT NULL,
  name             text NOT NULL,
  enabled          boolean NOT NULL DEFAULT true,
  -- The kind's own settings; secrets inside are sealed.
  config           jsonb NOT NULL,
  mappings         jsonb NOT NULL,
  target_org_id    text COLLATE "C" NOT NULL REFERENCES org_unit,
  -- Lower number wins where several sources fill one field.
  priority         integer NOT NULL DEFAULT 100,
  guard            jsonb NOT NULL,
  leavers          jsonb NOT NULL,
  -- Grows with every change that could make the same record mean something else; part of each record's hash.
  settings_version bigint NOT NULL DEFAULT 1,
  version          bigint NOT NULL DEFAULT 1,
  created_at       timestamptz NOT NULL DEFAULT now(),
  updated_at       timestamptz NOT NULL DEFAULT now()
);
CREATE UNIQUE INDEX source_name ON source (instance_id, lower(name));

-- One record of a source and what it became. `locator`: where the record is now (normalised DN); `refs`: what it names.
CREATE TABLE link (
  source_id   text COLLATE "C" NOT NULL REFERENCES source ON DELETE CASCADE,
  kind        text COLLATE "C" NOT NULL,
  key         text COLLATE "C" NOT NULL,
  entity_id   text COLLATE "C" NOT NULL,
  locator     text COLLATE "C" NOT NULL,
  alias       text COLLATE "C",
  parents     text[] NOT NULL DEFAULT '{}',
  refs        text[] NOT NULL DEFAULT '{}',
  hash        bytea NOT NULL,
  -- What this source contributes to the entity's fields, and the raw attributes it came from.
  values      json NOT NULL,
  raw         json NOT NULL,
  -- Set while a record is gone but its account is kept disabled by the leaver policy.
  gone_since  timestamptz,
  linked_at   timestamptz NOT NULL DEFAULT now(),
  changed_at  timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (source_id, kind, key)
);
CREATE INDEX link_entity ON link (entity_id);
CREATE INDEX link_locator ON link USING hash (locator);
CREATE INDEX link_alias ON link (source_id, alias) WHERE alias IS NOT NULL;

-- One execution of a sync or a push. It is its own queue: workers claim pending rows.
CREATE TABLE run (
  id          text COLLATE "C" PRIMARY KEY,
  instance_id text COLLATE "C" NOT NULL REFERENCES instance ON DELETE CASCADE,
  kind        text COLLATE "C" NOT NULL CHECK (kind IN ('sync', 'push')),
  -- The source or the application.
  subject_id  text COLLATE "C" NOT NULL,
  trigger     text NOT NULL,
  mode        text NOT NULL CHECK (mode IN ('run', 'plan')),
  state       text NOT NULL,
  options     jsonb NOT NULL DEFAULT '{}',
  counters    jsonb NOT NULL DEFAULT '{}',
  progress    jsonb NOT NULL DEFAULT '{}',
  -- The check of the run: both sides of every equation, and whether they agree.
  books       jsonb,
  guard       jsonb,
  error       jsonb,
  cancel      boolean NOT NULL DEFAULT false,
  created_by  text NOT NULL,
  created_at  timestamptz NOT NULL DEFAULT now(),
  started_at  timestamptz,
  ended_at    timestamptz
);
CREATE UNIQUE INDEX run_one_active ON run (subject_id) WHERE state IN ('pending', 'running');
CREATE INDEX run_instance ON run (instance_id, id);
CREATE INDEX run_pending ON run (created_at) WHERE state = 'pending';

-- The kept plan of a run that waits (dry run, or held by the guard): one line per change.
CREATE TABLE plan_change (
  run_id         text COLLATE "C" NOT NULL REFERENCES run ON DELETE CASCADE,
  n              integer NOT NULL,
  kind           text COLLATE "C" NOT NULL,
  key            text COLLATE "C" NOT NULL,
  op             text COLLATE "C" NOT NULL,
  label          text NOT NULL,
  entity_id      text COLLATE "C",
  -- The entity's version when the plan was made: another one at apply means the plan is stale.
  entity_version bigint,
  before         json,
  after          json,
  why            text NOT NULL,
  -- What apply needs beyond what a person reads.
  detail         json,
  PRIMARY KEY (run_id, n)
);

-- Records of a run that did not end well, with the reason; the good ones are told by change_log.
CREATE TABLE run_record (
  id      bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  run_id  text COLLATE "C" NOT NULL REFERENCES run ON DELETE CASCADE,
  kind    text COLLATE "C" NOT NULL,
  key     text COLLATE "C" NOT NULL,
  label   text NOT NULL,
  outcome text COLLATE "C" NOT NULL,
  code    text COLLATE "C" NOT NULL,
  params  jsonb NOT NULL DEFAULT '{}'
);
CREATE INDEX run_record_run ON run_record (run_id, id);
CREATE INDEX run_record_key ON run_record (key);
