-- The RAM side: cloud accounts with their OAuth applications, tokens and RAM users.

CREATE TABLE cloud_account (
  id          text COLLATE "C" PRIMARY KEY,
  instance_id text COLLATE "C" NOT NULL REFERENCES instance ON DELETE CASCADE,
  name        text NOT NULL,
  -- The first part of the logon suffix <alias>.onaliyun.com; the account id until somebody sets one.
  alias       text COLLATE "C" NOT NULL CHECK (alias = lower(alias)),
  user_quota  integer NOT NULL DEFAULT 1000 CHECK (user_quota >= 0),
  -- Kept with every insert and delete of a RAM user: counting 100,000 rows for each create would not do.
  user_count  integer NOT NULL DEFAULT 0 CHECK (user_count >= 0),
  created_at  timestamptz NOT NULL DEFAULT now(),
  updated_at  timestamptz NOT NULL DEFAULT now()
) WITH (fillfactor = 50);
CREATE UNIQUE INDEX cloud_account_alias ON cloud_account (alias);
CREATE INDEX cloud_account_instance ON cloud_account (instance_id);

CREATE TABLE cloud_app (
  id                     text COLLATE "C" PRIMARY KEY CHECK (id ~ '^[0-9]{19}$'),
  account_id             text COLLATE "C" NOT NULL REFERENCES cloud_account ON DELETE CASCADE,
  app_name               text COLLATE "C" NOT NULL,
  display_name           text NOT NULL,
  type                   text NOT NULL CHECK (type IN ('WebApp', 'NativeApp', 'ServerApp')),
  access_token_validity  integer NOT NULL CHECK (access_token_validity BETWEEN 900 AND 10800),
  refresh_token_validity integer NOT NULL CHECK (refresh_token_validity BETWEEN 7200 AND 31536000),
  secret_required        boolean NOT NULL,
  scopes                 text[] NOT NULL,
  redirect_uris          text[] NOT NULL DEFAULT '{}',
  -- What an administrator granted to a ServerApp (ProvisionApplication); the other types need no grant.
  authorised_scopes      text[] NOT NULL DEFAULT '{}',
  created_at             timestamptz NOT NULL DEFAULT now(),
  updated_at             timestamptz NOT NULL DEFAULT now()
);
CREATE UNIQUE INDEX cloud_app_name ON cloud_app (account_id, lower(app_name));

CREATE TABLE cloud_app_secret (
  id         uuid PRIMARY KEY,
  app_id     text COLLATE "C" NOT NULL REFERENCES cloud_app ON DELETE CASCADE,
  -- SHA-256, hex; the value itself is shown once and kept nowhere.
  hash       text COLLATE "C" NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX cloud_app_secret_app ON cloud_app_secret (app_id);

CREATE TABLE cloud_user (
  id              text COLLATE "C" PRIMARY KEY CHECK (id ~ '^[0-9]{18}$'),
  account_id      text COLLATE "C" NOT NULL REFERENCES cloud_account ON DELETE CASCADE,
  external_id     text COLLATE "C",
  user_name       text COLLATE "C" NOT NULL,
  -- NFC, lower case: what makes two names the same.
  user_name_key   text COLLATE "C" NOT NULL,
  display_name    text NOT NULL,
  provision_type  text NOT NULL CHECK (provision_type IN ('Manual', 'SCIM')),
  -- The login profile: argon2id, NULL while the user has no console password.
  password_hash   text,
  logon_failures  integer NOT NULL DEFAULT 0,
  logon_failed_at timestamptz,
  version         bigint NOT NULL DEFAULT 1,
  created_at      timestamptz NOT NULL DEFAULT now(),
  updated_at      timestamptz NOT NULL DEFAULT now()
);
CREATE UNIQUE INDEX cloud_user_name ON cloud_user (account_id, user_name_key);
CREATE UNIQUE INDEX cloud_user_external_id ON cloud_user (account_id, external_id);
CREATE INDEX cloud_user_account ON cloud_user (account_id, id);

-- What a RAM user holds. No cascade from the user: the database itself refuses to delete one that still has any.
-- Deferred, so that a whole cloud account can go in one statement.
CREATE TABLE cloud_user_attachment (
  account_id text COLLATE "C" NOT NULL REFERENCES cloud_account ON DELETE CASCADE,
  user_id    text COLLATE "C" NOT NULL REFERENCES cloud_user DEFERRABLE INITIALLY DEFERRED,
  kind       text NOT NULL CHECK (kind IN ('AccessKey', 'MFADevice', 'Policy', 'Group')),
  name       text COLLATE "C" NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (user_id, kind, name)
);
CREATE INDEX cloud_user_attachment_account ON cloud_user_attachment (account_id);

-- Access tokens, refresh tokens and authorization codes, by SHA-256. What they hang on takes them along when deleted:
-- the application, the secret they were got with, the user who logged on.
CREATE TABLE cloud_token (
  hash           text COLLATE "C" PRIMARY KEY,
  kind           text NOT NULL CHECK (kind IN ('access', 'refresh', 'code')),
  app_id         text COLLATE "C" NOT NULL REFERENCES cloud_app ON DELETE CASCADE,
  secret_id      uuid REFERENCES cloud_app_secret ON DELETE CASCADE,
  user_id        text COLLATE "C" REFERENCES cloud_user ON DELETE CASCADE,
  -- One log-on of a person: the code and every token that came of it.
  grant_id       uuid,
  scopes         text[] NOT NULL,
  redirect_uri   text,
  code_challenge text,
  offline        boolean NOT NULL DEFAULT false,
  used_at        timestamptz,
  expires_at     timestamptz NOT NULL,
  created_at     timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX cloud_token_app ON cloud_token (app_id, expires_at);
CREATE INDEX cloud_token_secret ON cloud_token (secret_id) WHERE secret_id IS NOT NULL;
CREATE INDEX cloud_token_user ON cloud_token (user_id) WHERE user_id IS NOT NULL;
CREATE INDEX cloud_token_grant ON cloud_token (grant_id) WHERE grant_id IS NOT NULL;

-- Every write to the RAM side; nothing updates or deletes rows here. No foreign keys: it outlives what it tells of.
CREATE TABLE cloud_log (
  seq        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  at         timestamptz NOT NULL DEFAULT now(),
  account_id text COLLATE "C" NOT NULL,
  -- An administrator's name, or app:<client id> for a SCIM client.
  actor      text COLLATE "C" NOT NULL,
  action     text COLLATE "C" NOT NULL,
  subject_id text COLLATE "C" NOT NULL,
  before     json,
  after      json
);
CREATE INDEX cloud_log_account ON cloud_log (account_id, seq);
CREATE INDEX cloud_log_subject ON cloud_log (subject_id, seq);

CREATE FUNCTION cloud_log_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'cloud_log is append-only';
END $$;
CREATE TRIGGER cloud_log_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON cloud_log
  FOR EACH STATEMENT EXECUTE FUNCTION cloud_log_is_append_only();
