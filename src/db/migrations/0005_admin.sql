-- Who administers Muster: people with a password, programs with a token, and what keeps their retries from doubling.

CREATE TABLE administrator (
  id            text COLLATE "C" PRIMARY KEY,
  username      text COLLATE "C" NOT NULL,
  -- argon2id
  password_hash text NOT NULL,
  role          text NOT NULL CHECK (role IN ('admin', 'operator', 'read-only')),
  disabled      boolean NOT NULL DEFAULT false,
  created_at    timestamptz NOT NULL DEFAULT now(),
  last_logon_at timestamptz
);
CREATE UNIQUE INDEX administrator_username ON administrator (lower(username));

CREATE TABLE api_token (
  id           text COLLATE "C" PRIMARY KEY,
  name         text NOT NULL,
  -- SHA-256 of the whole token; the token itself is shown once and kept nowhere.
  hash         bytea NOT NULL UNIQUE,
  role         text NOT NULL CHECK (role IN ('admin', 'operator', 'read-only')),
  -- The one instance it may be used for; NULL: all, and what lies above instances.
  instance_id  text COLLATE "C" REFERENCES instance ON DELETE CASCADE,
  expires_at   timestamptz,
  last_used_at timestamptz,
  created_by   text NOT NULL,
  -- Whose it is: it ends with the administrator and may do no more; NULL: the machine's own.
  administrator_id text COLLATE "C" REFERENCES administrator ON DELETE CASCADE,
  created_at   timestamptz NOT NULL DEFAULT now()
);
CREATE UNIQUE INDEX api_token_name ON api_token (lower(name));
CREATE INDEX api_token_administrator ON api_token (administrator_id);

CREATE TABLE admin_session (
  -- SHA-256 of the cookie's value.
  hash             bytea PRIMARY KEY,
  administrator_id text COLLATE "C" NOT NULL REFERENCES administrator ON DELETE CASCADE,
  created_at       timestamptz NOT NULL DEFAULT now(),
  last_seen_at     timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX admin_session_administrator ON admin_session (administrator_id);

CREATE TABLE idempotency_key (
  caller       text COLLATE "C" NOT NULL,
  key          text COLLATE "C" NOT NULL,
  -- SHA-256 of method, path, query and body.
  request_hash bytea NOT NULL,
  status       integer,
  -- The answer, sealed: it may hold a secret that is shown once. NULL while the first call is under way.
  response     text,
  created_at   timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (caller, key)
);
CREATE INDEX idempotency_key_created ON idempotency_key (created_at);
