-- Applications with their provisioning settings, and what each has of every account.

CREATE TABLE application (
  id               text COLLATE "C" PRIMARY KEY,
  instance_id      text COLLATE "C" NOT NULL REFERENCES instance ON DELETE CASCADE,
  -- The preset it was made from (src/push/presets.ts).
  template         text COLLATE "C" NOT NULL,
  name             text NOT NULL,
  enabled          boolean NOT NULL DEFAULT true,
  -- Everything of src/model/application.ts `Provisioning`; secrets inside are sealed.
  provisioning     jsonb NOT NULL,
  -- Grows with every change that could give an account another payload, or bring it in or out of scope.
  settings_version bigint NOT NULL DEFAULT 1,
  version          bigint NOT NULL DEFAULT 1,
  -- The changes that were projected: all that this snapshot sees.
  log_seen         pg_snapshot NOT NULL DEFAULT pg_current_snapshot(),
  -- The whole target is left alone until then, and why.
  paused_until     timestamptz,
  pause            jsonb,
  -- Deletions made without a person's word since `deletions_since`: the guard of live push looks at these too.
  deletions        integer NOT NULL DEFAULT 0,
  deletions_since  timestamptz NOT NULL DEFAULT now(),
  created_at       timestamptz NOT NULL DEFAULT now(),
  updated_at       timestamptz NOT NULL DEFAULT now()
);
CREATE UNIQUE INDEX application_name ON application (instance_id, lower(name));

-- One account at one target: the remote user it is, what that user should be, what the target last acknowledged.
-- No foreign key to account: the row outlives it until the remote user is gone too.
CREATE TABLE target_link (
  application_id   text COLLATE "C" NOT NULL REFERENCES application ON DELETE CASCADE,
  account_id       text COLLATE "C" NOT NULL,
  -- The account's username when it was projected, for people.
  label            text NOT NULL,
  remote_id        text COLLATE "C",
  -- The name the target has, and the two names in the form in which the target compares them.
  remote_name      text,
  remote_key       text COLLATE "C",
  desired_key      text COLLATE "C",
  -- The account's version and the application's settings_version that `desired` was made from.
  account_version  bigint,
  settings_version bigint NOT NULL,
  projected_at     timestamptz NOT NULL DEFAULT now(),
  desired          json,
  desired_hash     bytea,
  acked            json,
  acked_hash       bytea,
  acked_at         timestamptz,
  op               text COLLATE "C" NOT NULL CHECK (op IN ('create', 'update', 'disable', 'delete')),
  -- due: to be sent; synced: the target has it; parked: refused until something changes; conflict: the name is somebody
  -- else's; held: a deletion that waits for a person; off: its operation is switched off; left: out of scope, left alone;
  -- disabled: out of scope, switched off at the target.
  state            text COLLATE "C" NOT NULL CHECK (state IN
                     ('due', 'synced', 'parked', 'conflict', 'held', 'off', 'left', 'disabled')),
  -- Set before a request is sent, cleared when its outcome is known: a row found with it is looked up before any create.
  attempting       boolean NOT NULL DEFAULT false,
  -- The pusher that has the row in hand; one that is gone has lost its lock, and the next clears its claims.
  claim            text COLLATE "C",
  -- Waits for another account to give its name at the target free.
  blocked          boolean NOT NULL DEFAULT false,
  -- A person has released this deletion.
  confirmed        boolean NOT NULL DEFAULT false,
  attempts         integer NOT NULL DEFAULT 0,
  next_attempt_at  timestamptz NOT NULL DEFAULT now(),
  -- { code, params, at }; params also hold the target's status, scimType, detail and requestId.
  error            jsonb,
  PRIMARY KEY (application_id, account_id)
) WITH (fillfactor = 70);
CREATE UNIQUE INDEX target_link_remote ON target_link (application_id, remote_id);
CREATE INDEX target_link_remote_key ON target_link (application_id, remote_key);
CREATE INDEX target_link_desired_key ON target_link (application_id, desired_key) WHERE state = 'due';
CREATE INDEX target_link_due ON target_link (application_id, next_attempt_at)
  WHERE state = 'due' AND claim IS NULL AND NOT blocked;
CREATE INDEX target_link_waiting ON target_link (application_id) WHERE state = 'due' AND (claim IS NOT NULL OR blocked);
CREATE INDEX target_link_state ON target_link (application_id, state, account_id) WHERE state NOT IN ('synced', 'due');
CREATE INDEX target_link_account ON target_link (account_id);
