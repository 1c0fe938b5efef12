-- The directory: instances, organizations, accounts, groups, memberships, recycle bin, change log.
-- Ids are text, made by the program, ordered by time of making; collation "C" keeps their indexes small and LIKE-able.

CREATE TABLE instance (
  id          text COLLATE "C" PRIMARY KEY CHECK (id ~ '^[a-z][a-z0-9-]{1,39}$'),
  name        text NOT NULL,
  description text,
  root_org_id text COLLATE "C" NOT NULL,
  settings    jsonb NOT NULL DEFAULT '{}',
  created_at  timestamptz NOT NULL DEFAULT now(),
  updated_at  timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE org_unit (
  id          text COLLATE "C" PRIMARY KEY,
  instance_id text COLLATE "C" NOT NULL REFERENCES instance ON DELETE CASCADE,
  parent_id   text COLLATE "C" REFERENCES org_unit,
  name        text NOT NULL,
  description text,
  external_id text COLLATE "C",
  source_type text COLLATE "C" NOT NULL DEFAULT 'build_in',
  source_id   text COLLATE "C",
  overrides   jsonb NOT NULL DEFAULT '{}',
  version     bigint NOT NULL DEFAULT 1,
  created_at  timestamptz NOT NULL DEFAULT now(),
  updated_at  timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX org_unit_parent ON org_unit (parent_id);
CREATE UNIQUE INDEX org_unit_root ON org_unit (instance_id) WHERE parent_id IS NULL;

CREATE TABLE account (
  id                 text COLLATE "C" PRIMARY KEY,
  instance_id        text COLLATE "C" NOT NULL REFERENCES instance ON DELETE CASCADE,
  username           text COLLATE "C" NOT NULL,
  display_name       text,
  email              text COLLATE "C",
  email_verified     boolean NOT NULL DEFAULT false,
  phone_region       text COLLATE "C",
  phone_number       text COLLATE "C",
  phone_verified     boolean NOT NULL DEFAULT false,
  external_id        text COLLATE "C",
  source_type        text COLLATE "C" NOT NULL DEFAULT 'build_in',
  source_id          text COLLATE "C",
  enabled            boolean NOT NULL DEFAULT true,
  locked_until       timestamptz,
  expires_at         timestamptz,
  password_hash      text,
  description        text,
  preferred_language text,
  custom             jsonb NOT NULL DEFAULT '{}',
  -- Fields set by hand that a source would otherwise fill: they win over every link.
  overrides          jsonb NOT NULL DEFAULT '{}',
  primary_org_id     text COLLATE "C" NOT NULL REFERENCES org_unit,
  version            bigint NOT NULL DEFAULT 1,
  created_at         timestamptz NOT NULL DEFAULT now(),
  updated_at         timestamptz NOT NULL DEFAULT now()
);
-- Unique within the instance whatever the case; text_pattern_ops so that the same index answers prefix search.
CREATE UNIQUE INDEX account_username ON account (instance_id, lower(username) text_pattern_ops);
CREATE UNIQUE INDEX account_email ON account (instance_id, lower(email) text_pattern_ops) WHERE email IS NOT NULL;
CREATE UNIQUE INDEX account_phone ON account (instance_id, phone_number text_pattern_ops, phone_region)
  NULLS NOT DISTINCT WHERE phone_number IS NOT NULL;
CREATE INDEX account_display_name ON account (instance_id, lower(display_name) text_pattern_ops);
CREATE INDEX account_org ON account (primary_org_id);
-- A synchronized account's external id is unique through its link; one made here is unique by this.
CREATE UNIQUE INDEX account_external_id ON account (instance_id, external_id) WHERE source_type = 'build_in' AND external_id IS NOT NULL;

-- Organizations beyond the primary one.
CREATE TABLE account_further_org (
  account_id text COLLATE "C" NOT NULL REFERENCES account ON DELETE CASCADE,
  org_id     text COLLATE "C" NOT NULL REFERENCES org_unit ON DELETE CASCADE,
  PRIMARY KEY (account_id, org_id)
);
CREATE INDEX account_further_org_org ON account_further_org (org_id);

CREATE TABLE directory_group (
  id          text COLLATE "C" PRIMARY KEY,
  instance_id text COLLATE "C" NOT NULL REFERENCES instance ON DELETE CASCADE,
  name        text NOT NULL,
  description text,
  external_id text COLLATE "C",
  source_type text COLLATE "C" NOT NULL DEFAULT 'build_in',
  source_id   text COLLATE "C",
  overrides   jsonb NOT NULL DEFAULT '{}',
  version     bigint NOT NULL DEFAULT 1,
  created_at  timestamptz NOT NULL DEFAULT now(),
  updated_at  timestamptz NOT NULL DEFAULT now()
);
CREATE UNIQUE INDEX directory_group_name ON directory_group (instance_id, lower(name) text_pattern_ops);

-- source_id: the source that keeps this membership; NULL for one given by hand, which no sync removes.
CREATE TABLE group_member (
  group_id   text COLLATE "C" NOT NULL REFERENCES directory_group ON DELETE CASCADE,
  account_id text COLLATE "C" NOT NULL REFERENCES account ON DELETE CASCADE,
  source_id  text COLLATE "C",
  PRIMARY KEY (group_id, account_id)
);
CREATE INDEX group_member_account ON group_member (account_id);

CREATE TABLE custom_field (
  instance_id text COLLATE "C" NOT NULL REFERENCES instance ON DELETE CASCADE,
  id          text COLLATE "C" NOT NULL CHECK (id ~ '^[a-z][a-z_]{0,39}$'),
  title       text NOT NULL,
  type        text NOT NULL CHECK (type IN ('string', 'number', 'boolean')),
  required    boolean NOT NULL DEFAULT false,
  is_unique   boolean NOT NULL DEFAULT false,
  created_at  timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (instance_id, id)
);

-- The values of unique custom fields, so that the database itself refuses the second holder.
CREATE TABLE custom_unique_value (
  instance_id text COLLATE "C" NOT NULL,
  field_id    text COLLATE "C" NOT NULL,
  value       text COLLATE "C" NOT NULL,
  account_id  text COLLATE "C" NOT NULL REFERENCES account ON DELETE CASCADE,
  PRIMARY KEY (instance_id, field_id, value),
  FOREIGN KEY (instance_id, field_id) REFERENCES custom_field ON DELETE CASCADE
);
CREATE INDEX custom_unique_value_account ON custom_unique_value (account_id);

-- Deleted accounts, organizations and groups as they were (the whole row, memberships too), until restored or purged.
CREATE TABLE recycle_bin (
  id          text COLLATE "C" PRIMARY KEY,
  instance_id text COLLATE "C" NOT NULL REFERENCES instance ON DELETE CASCADE,
  entity      text NOT NULL CHECK (entity IN ('account', 'org', 'group')),
  name        text NOT NULL,
  -- { row: the entity's row, … }; see src/directory/recycle-bin.ts
  snapshot    jsonb NOT NULL,
  -- The record it was linked to, so that the person who comes back gets the same id.
  source_id   text COLLATE "C",
  source_key  text COLLATE "C",
  deleted_at  timestamptz NOT NULL DEFAULT now(),
  deleted_by  text NOT NULL,
  run_id      text COLLATE "C"
);
CREATE INDEX recycle_bin_instance ON recycle_bin (instance_id, entity, deleted_at);
CREATE INDEX recycle_bin_record ON recycle_bin (source_id, source_key) WHERE source_key IS NOT NULL;

-- Every write to the directory, in order; nothing updates or deletes rows here. Numbers are taken before commit, so a
-- reader does not follow them: it keeps the snapshot it read under and asks which transactions that one did not see.
CREATE TABLE change_log (
  seq         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  txid        xid8 NOT NULL DEFAULT pg_current_xact_id(),
  instance_id text COLLATE "C" NOT NULL,
  at          timestamptz NOT NULL DEFAULT now(),
  actor       text COLLATE "C" NOT NULL,
  run_id      text COLLATE "C",
  entity      text COLLATE "C" NOT NULL,
  entity_id   text COLLATE "C" NOT NULL,
  op          text COLLATE "C" NOT NULL,
  before      json,
  after       json
);
CREATE INDEX change_log_txid ON change_log (txid);
CREATE INDEX change_log_entity ON change_log (entity_id, seq);
CREATE INDEX change_log_run ON change_log (run_id, seq) WHERE run_id IS NOT NULL;

CREATE FUNCTION change_log_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'change_log is append-only';
END $$;
CREATE TRIGGER change_log_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON change_log
  FOR EACH STATEMENT EXECUTE FUNCTION change_log_is_append_only();
