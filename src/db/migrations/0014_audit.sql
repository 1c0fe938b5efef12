-- One audit log: who did what, from where, with what result. Entries are written as things happen; a worker then puts
-- them in order and chains them by hash (position, hash), once and for all.
CREATE TABLE audit_entry (
  id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  at           timestamptz NOT NULL DEFAULT clock_timestamp(),
  -- NULL: the installation as a whole (administrators, tokens). No foreign key: it outlives what it tells of.
  instance_id  text COLLATE "C",
  -- logon, session, sso, administration, sync, push, audit
  category     text COLLATE "C" NOT NULL,
  -- A stable name such as logon.refused.
  action       text COLLATE "C" NOT NULL,
  actor_kind   text COLLATE "C" NOT NULL CHECK (actor_kind IN ('person', 'administrator', 'token', 'application', 'system')),
  actor_id     text COLLATE "C",
  actor_name   text NOT NULL,
  subject_kind text COLLATE "C",
  subject_id   text COLLATE "C",
  subject_name text,
  result       text COLLATE "C" NOT NULL CHECK (result IN ('ok', 'refused', 'failed')),
  -- A code of the error catalogue, or a finer one for the log only.
  reason       text COLLATE "C",
  address      text,
  agent        text,
  details      json,
  before       json,
  after        json,
  position     bigint,
  hash         bytea
) WITH (fillfactor = 70);
CREATE INDEX audit_entry_instance ON audit_entry (instance_id, id);
CREATE INDEX audit_entry_actor ON audit_entry (actor_id, id) WHERE actor_id IS NOT NULL;
CREATE INDEX audit_entry_subject ON audit_entry (subject_id, id) WHERE subject_id IS NOT NULL;
CREATE UNIQUE INDEX audit_entry_position ON audit_entry (position) WHERE position IS NOT NULL;
CREATE INDEX audit_entry_unchained ON audit_entry (id) WHERE position IS NULL;

-- The head of the chain, sealed with the key of the installation, which the database does not have: whoever rewrites
-- the chain cannot rewrite these. One an hour, and the newest.
CREATE TABLE audit_anchor (
  position bigint PRIMARY KEY,
  sealed   text NOT NULL,
  at       timestamptz NOT NULL DEFAULT now()
);

-- Where entries are sent to as they come; `delivered` is the position of the last one that arrived.
CREATE TABLE audit_stream (
  id          text COLLATE "C" PRIMARY KEY,
  -- NULL: everything of the installation.
  instance_id text COLLATE "C" REFERENCES instance ON DELETE CASCADE,
  name        text NOT NULL,
  enabled     boolean NOT NULL DEFAULT true,
  -- src/model/audit.ts AuditStreamTarget; its secret is sealed.
  target      jsonb NOT NULL,
  delivered   bigint NOT NULL DEFAULT 0,
  attempts    integer NOT NULL DEFAULT 0,
  next_at     timestamptz NOT NULL DEFAULT now(),
  error       jsonb,
  created_at  timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX audit_stream_instance ON audit_stream (instance_id);

CREATE FUNCTION audit_entry_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND OLD.position IS NULL AND NEW.position IS NOT NULL
     AND to_jsonb(NEW) - 'position' - 'hash' = to_jsonb(OLD) - 'position' - 'hash' THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'audit_entry is append-only';
END $$;
CREATE TRIGGER audit_entry_append_only BEFORE UPDATE OR DELETE ON audit_entry
  FOR EACH ROW EXECUTE FUNCTION audit_entry_is_append_only();
CREATE TRIGGER audit_entry_not_emptied BEFORE TRUNCATE ON audit_entry
  FOR EACH STATEMENT EXECUTE FUNCTION audit_entry_is_append_only();

-- Where an administrator's call came from.
ALTER TABLE change_log ADD COLUMN address text;

CREATE FUNCTION audit_actor_kind(name text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
  SELECT CASE
    WHEN name LIKE 'token:%' THEN 'token'
    WHEN name LIKE 'app:%' THEN 'application'
    WHEN name LIKE 'person:%' THEN 'person'
    WHEN name IN ('schedule', 'event', 'events', 'lab', 'system', 'live', 'live push') THEN 'system'
    ELSE 'administrator'
  END
$$;

-- What a person or a program changed is an entry of its own; what a run changed is told by one entry of the run, with a
-- digest over its lines of change_log.
CREATE FUNCTION audit_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO audit_entry (instance_id, category, action, actor_kind, actor_name, subject_kind, subject_id, subject_name,
      result, address, details, before, after)
    VALUES (nullif(NEW.instance_id, ''), 'administration', NEW.entity || '.' || NEW.op, audit_actor_kind(NEW.actor), NEW.actor,
      NEW.entity, NEW.entity_id, coalesce(NEW.after->>'username', NEW.before->>'username', NEW.after->>'name', NEW.before->>'name'),
      'ok', NEW.address, json_build_object('change', NEW.seq), NEW.before, NEW.after);
  RETURN NULL;
END $$;
CREATE TRIGGER change_log_audit AFTER INSERT ON change_log
  FOR EACH ROW WHEN (NEW.run_id IS NULL) EXECUTE FUNCTION audit_change();

CREATE FUNCTION audit_cloud_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO audit_entry (instance_id, category, action, actor_kind, actor_name, subject_kind, subject_id, subject_name,
      result, details, before, after)
    VALUES ((SELECT instance_id FROM cloud_account WHERE id = NEW.account_id), 'administration', 'cloud.' || NEW.action,
      audit_actor_kind(NEW.actor), NEW.actor, 'cloud', NEW.subject_id, coalesce(NEW.after->>'userName', NEW.after->>'name'),
      'ok', json_build_object('cloudAccount', NEW.account_id, 'change', NEW.seq), NEW.before, NEW.after);
  RETURN NULL;
END $$;
-- SCIM clients are left out: a push of 100,000 users is one entry on the side that pushes, and cloud_log has each of them.
CREATE TRIGGER cloud_log_audit AFTER INSERT ON cloud_log
  FOR EACH ROW WHEN (NEW.actor NOT LIKE 'app:%') EXECUTE FUNCTION audit_cloud_change();

CREATE FUNCTION audit_run() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO audit_entry (instance_id, category, action, actor_kind, actor_name, subject_kind, subject_id, subject_name,
      result, reason, details)
    VALUES (NEW.instance_id, NEW.kind, NEW.kind || '.' || NEW.state,
      CASE WHEN NEW.trigger IN ('schedule', 'event') THEN 'system' ELSE audit_actor_kind(NEW.created_by) END, NEW.created_by,
      CASE NEW.kind WHEN 'sync' THEN 'source' ELSE 'application' END, NEW.subject_id,
      coalesce((SELECT name FROM source WHERE id = NEW.subject_id), (SELECT name FROM application WHERE id = NEW.subject_id)),
      CASE WHEN NEW.state IN ('failed', 'cancelled') THEN 'failed' ELSE 'ok' END, NEW.error->>'code',
      json_build_object('run', NEW.id, 'trigger', NEW.trigger, 'mode', NEW.mode, 'counters', NEW.counters));
  RETURN NULL;
END $$;
CREATE TRIGGER run_audit AFTER UPDATE OF state ON run FOR EACH ROW
  WHEN (OLD.state IS DISTINCT FROM NEW.state
    AND NEW.state IN ('planned', 'awaiting_confirmation', 'success', 'partial_success', 'failed', 'cancelled', 'discarded'))
  EXECUTE FUNCTION audit_run();
