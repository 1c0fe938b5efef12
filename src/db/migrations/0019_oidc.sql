-- Signing keys of an instance, and OpenID Connect: what its grants and tokens stand in, secrets of applications, whom to
-- tell that a session has ended.

-- At most one key in each state. `next` is published before it signs, `previous` after it has signed.
CREATE TABLE signing_key (
  instance_id text COLLATE "C" NOT NULL REFERENCES instance ON DELETE CASCADE,
  use         text COLLATE "C" NOT NULL CHECK (use IN ('oidc', 'saml')),
  state       text COLLATE "C" NOT NULL CHECK (state IN ('next', 'current', 'previous')),
  kid         text COLLATE "C" NOT NULL,
  public_jwk  jsonb NOT NULL,
  -- PEM
  certificate text NOT NULL,
  -- PKCS #8 in PEM, sealed.
  private_key text NOT NULL,
  created_at  timestamptz NOT NULL DEFAULT now(),
  -- When it began to sign.
  signs_since timestamptz,
  -- When it ceased to.
  signed_until timestamptz,
  PRIMARY KEY (instance_id, use, state)
);
CREATE UNIQUE INDEX signing_key_kid ON signing_key (kid);

-- Grants, codes, tokens, interactions and requests under way. What a browser or client brings is stored as SHA-256 only.
CREATE TABLE oidc_record (
  instance_id    text COLLATE "C" NOT NULL REFERENCES instance ON DELETE CASCADE,
  -- Model of oidc-provider: AccessToken, AuthorizationCode, …
  kind           text COLLATE "C" NOT NULL,
  id_hash        bytea NOT NULL,
  application_id text COLLATE "C" REFERENCES application ON DELETE CASCADE,
  account_id     text COLLATE "C" REFERENCES account ON DELETE CASCADE,
  grant_id       text COLLATE "C",
  -- The session it was made in; without a foreign key, since sessions are kept for as long as their own part likes.
  session_id     text COLLATE "C",
  -- Is worth nothing once that session has ended.
  bound          boolean NOT NULL DEFAULT false,
  -- SHA-256 of what a person types for a device.
  user_code      bytea,
  payload        jsonb NOT NULL,
  -- The id itself, where it has to be found by other means.
  sealed_id      text,
  consumed_at    timestamptz,
  expires_at     timestamptz NOT NULL,
  PRIMARY KEY (instance_id, kind, id_hash)
);
CREATE INDEX oidc_record_expires ON oidc_record (expires_at);
CREATE INDEX oidc_record_grant ON oidc_record (grant_id) WHERE grant_id IS NOT NULL;
CREATE INDEX oidc_record_session ON oidc_record (session_id) WHERE session_id IS NOT NULL;
CREATE INDEX oidc_record_account ON oidc_record (account_id) WHERE account_id IS NOT NULL;
CREATE INDEX oidc_record_application ON oidc_record (application_id) WHERE application_id IS NOT NULL;
CREATE UNIQUE INDEX oidc_record_user_code ON oidc_record (instance_id, user_code) WHERE user_code IS NOT NULL;

CREATE TABLE oidc_client_secret (
  id             text COLLATE "C" PRIMARY KEY,
  application_id text COLLATE "C" NOT NULL REFERENCES application ON DELETE CASCADE,
  -- SHA-256 of a random value of 256 bits.
  hash           bytea NOT NULL,
  -- Its last characters, to tell secrets apart.
  ending         text COLLATE "C" NOT NULL,
  created_at     timestamptz NOT NULL DEFAULT now(),
  -- To the minute.
  last_used_at   timestamptz
);
CREATE INDEX oidc_client_secret_application ON oidc_client_secret (application_id);

-- What people have allowed applications that ask for consent.
CREATE TABLE oidc_consent (
  application_id text COLLATE "C" NOT NULL REFERENCES application ON DELETE CASCADE,
  account_id     text COLLATE "C" NOT NULL REFERENCES account ON DELETE CASCADE,
  scopes         text[] NOT NULL,
  given_at       timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (application_id, account_id)
);
CREATE INDEX oidc_consent_account ON oidc_consent (account_id);

-- Applications to be told when a session ends, with what they call the person.
CREATE TABLE oidc_session_client (
  session_id     text COLLATE "C" NOT NULL,
  application_id text COLLATE "C" NOT NULL REFERENCES application ON DELETE CASCADE,
  instance_id    text COLLATE "C" NOT NULL REFERENCES instance ON DELETE CASCADE,
  subject        text NOT NULL,
  since          timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (session_id, application_id)
);
CREATE INDEX oidc_session_client_application ON oidc_session_client (application_id);

-- Logout tokens on their way.
CREATE TABLE oidc_logout (
  id             bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  instance_id    text COLLATE "C" NOT NULL REFERENCES instance ON DELETE CASCADE,
  application_id text COLLATE "C" NOT NULL REFERENCES application ON DELETE CASCADE,
  session_id     text COLLATE "C" NOT NULL,
  subject        text NOT NULL,
  attempts       integer NOT NULL DEFAULT 0,
  next_at        timestamptz NOT NULL DEFAULT now(),
  ended_at       timestamptz NOT NULL DEFAULT now(),
  -- A listener may hear twice of the same end.
  UNIQUE (session_id, application_id)
);
CREATE INDEX oidc_logout_next ON oidc_logout (next_at);
CREATE INDEX oidc_logout_application ON oidc_logout (application_id);
