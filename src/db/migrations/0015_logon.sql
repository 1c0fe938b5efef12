-- How people log on: settings of an instance, the ways to log on, log-ons under way, sessions, what passwords were.

-- No row: the defaults of the program.
CREATE TABLE logon_settings (
  instance_id text COLLATE "C" PRIMARY KEY REFERENCES instance ON DELETE CASCADE,
  settings    jsonb NOT NULL,
  version     bigint NOT NULL DEFAULT 1,
  updated_at  timestamptz NOT NULL DEFAULT now()
);

-- Password and passkey once for each instance, one for each source that can log people on, any number of providers.
CREATE TABLE logon_method (
  id          text COLLATE "C" PRIMARY KEY,
  instance_id text COLLATE "C" NOT NULL REFERENCES instance ON DELETE CASCADE,
  kind        text COLLATE "C" NOT NULL CHECK (kind IN ('password', 'source', 'oidc', 'passkey')),
  source_id   text COLLATE "C" REFERENCES source ON DELETE CASCADE,
  enabled     boolean NOT NULL DEFAULT false,
  -- { en, zh } on the log-on page; NULL: as the kind or the source is called.
  title       jsonb,
  -- By the schema of the kind; secrets sealed.
  settings    jsonb NOT NULL DEFAULT '{}',
  version     bigint NOT NULL DEFAULT 1,
  created_at  timestamptz NOT NULL DEFAULT now(),
  updated_at  timestamptz NOT NULL DEFAULT now(),
  CHECK ((kind = 'source') = (source_id IS NOT NULL))
);
CREATE INDEX logon_method_instance ON logon_method (instance_id);
CREATE UNIQUE INDEX logon_method_own ON logon_method (instance_id, kind) WHERE kind IN ('password', 'passkey');
CREATE UNIQUE INDEX logon_method_source ON logon_method (source_id);

CREATE TABLE logon_attempt (
  -- SHA-256 of the cookie's value.
  hash           bytea PRIMARY KEY,
  instance_id    text COLLATE "C" NOT NULL REFERENCES instance ON DELETE CASCADE,
  -- A path of this server.
  return_to      text NOT NULL,
  hint           text,
  -- Set by the first factor.
  account_id     text COLLATE "C" REFERENCES account ON DELETE CASCADE,
  method_id      text COLLATE "C",
  -- RFC 8176.
  amr            text[] NOT NULL DEFAULT '{}',
  second_passed  boolean NOT NULL DEFAULT false,
  remember       boolean NOT NULL DEFAULT false,
  password_state text COLLATE "C" CHECK (password_state IN ('expired', 'must_change', 'expires', 'weak')),
  -- Name to sealed value: challenges, nonces and the like.
  state          jsonb NOT NULL DEFAULT '{}',
  expires_at     timestamptz NOT NULL
);
CREATE INDEX logon_attempt_expires ON logon_attempt (expires_at);
CREATE INDEX logon_attempt_account ON logon_attempt (account_id) WHERE account_id IS NOT NULL;

CREATE TABLE person_session (
  id               text COLLATE "C" PRIMARY KEY,
  -- SHA-256 of the cookie's value.
  hash             bytea NOT NULL UNIQUE,
  instance_id      text COLLATE "C" NOT NULL REFERENCES instance ON DELETE CASCADE,
  -- No foreign key: that a session ended is told of after its account is gone.
  account_id       text COLLATE "C" NOT NULL,
  method_id        text COLLATE "C",
  -- RFC 8176.
  methods          text[] NOT NULL,
  address          text,
  agent            text,
  started_at       timestamptz NOT NULL DEFAULT now(),
  authenticated_at timestamptz NOT NULL DEFAULT now(),
  last_seen_at     timestamptz NOT NULL DEFAULT now(),
  ended_at         timestamptz,
  ended_why        text COLLATE "C",
  -- Who is to know of the end has been told; a teller that dies leaves the row to be told of again.
  told_at          timestamptz,
  tell_after       timestamptz
);
CREATE INDEX person_session_account ON person_session (account_id) WHERE ended_at IS NULL;
CREATE INDEX person_session_instance ON person_session (instance_id, id) WHERE ended_at IS NULL;
CREATE INDEX person_session_untold ON person_session (ended_at) WHERE ended_at IS NOT NULL AND told_at IS NULL;

-- Whoever switches an account off, deletes it or changes its password ends its sessions, by whatever way: a sync, too.
-- `muster.keep_session` spares the session in which people change their own password.
CREATE FUNCTION end_sessions_of_account() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  why  text;
  kept text;
BEGIN
  IF TG_OP = 'DELETE' THEN
    why := 'account_deleted';
  ELSIF NOT NEW.enabled THEN
    why := 'account_disabled';
  ELSE
    why := 'password_changed';
    kept := nullif(current_setting('muster.keep_session', true), '');
  END IF;
  UPDATE person_session SET ended_at = now(), ended_why = why
   WHERE account_id = OLD.id AND ended_at IS NULL AND id IS DISTINCT FROM kept;
  RETURN NULL;
END $$;
CREATE TRIGGER account_deleted_ends_sessions AFTER DELETE ON account
  FOR EACH ROW EXECUTE FUNCTION end_sessions_of_account();
CREATE TRIGGER account_changed_ends_sessions AFTER UPDATE OF enabled, password_hash ON account
  FOR EACH ROW WHEN ((OLD.enabled AND NOT NEW.enabled)
    OR (OLD.password_hash IS NOT NULL AND OLD.password_hash IS DISTINCT FROM NEW.password_hash))
  EXECUTE FUNCTION end_sessions_of_account();

-- Browsers an account has logged on from: where it may have failed more often, and where a second factor was given.
CREATE TABLE known_browser (
  -- SHA-256 of the cookie's value.
  hash         bytea NOT NULL,
  account_id   text COLLATE "C" NOT NULL REFERENCES account ON DELETE CASCADE,
  instance_id  text COLLATE "C" NOT NULL REFERENCES instance ON DELETE CASCADE,
  -- Networks it came from, the latest last.
  networks     text[] NOT NULL,
  -- Until then no second factor is asked for here.
  second_until timestamptz,
  last_seen_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (account_id, hash)
);
CREATE INDEX known_browser_seen ON known_browser (last_seen_at);

-- Failed log-ons. `key`: SHA-256 of the account, name or network it is about, so that what somebody typed into the
-- wrong field is not kept.
CREATE TABLE logon_failure (
  instance_id   text COLLATE "C" NOT NULL REFERENCES instance ON DELETE CASCADE,
  kind          text COLLATE "C" NOT NULL,
  key           bytea NOT NULL,
  -- Those of a network leak away with time, so not whole.
  failures      double precision NOT NULL,
  last_at       timestamptz NOT NULL,
  blocked_until timestamptz NOT NULL,
  PRIMARY KEY (instance_id, kind, key)
);
CREATE INDEX logon_failure_last ON logon_failure (last_at);

-- No foreign keys to account: an account in the recycle bin comes back with its password, and with what is known of it.
CREATE TABLE password_state (
  account_id  text COLLATE "C" PRIMARY KEY,
  instance_id text COLLATE "C" NOT NULL REFERENCES instance ON DELETE CASCADE,
  changed_at  timestamptz NOT NULL,
  -- Set by an administrator, to be changed at the next log-on.
  temporary   boolean NOT NULL DEFAULT false
);
CREATE TABLE password_history (
  id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  account_id  text COLLATE "C" NOT NULL,
  instance_id text COLLATE "C" NOT NULL REFERENCES instance ON DELETE CASCADE,
  -- argon2id
  hash        text NOT NULL,
  set_at      timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX password_history_account ON password_history (account_id, id);

CREATE TABLE password_reset (
  -- SHA-256 of the token in the mail.
  hash        bytea PRIMARY KEY,
  instance_id text COLLATE "C" NOT NULL REFERENCES instance ON DELETE CASCADE,
  account_id  text COLLATE "C" NOT NULL REFERENCES account ON DELETE CASCADE,
  -- Where it was sent: worth nothing once the account has another address.
  email       text NOT NULL,
  expires_at  timestamptz NOT NULL
);
CREATE INDEX password_reset_account ON password_reset (account_id);
