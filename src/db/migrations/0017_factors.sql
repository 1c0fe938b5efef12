-- Second factors, passkeys, and the mails that go out to people.

-- What a person may see and change of a custom field in the portal.
ALTER TABLE custom_field ADD COLUMN portal text NOT NULL DEFAULT 'hide'
  CHECK (portal IN ('hide', 'read_only', 'read_write'));

-- Time-based one-time passwords (RFC 6238).
CREATE TABLE totp_factor (
  account_id     text COLLATE "C" PRIMARY KEY REFERENCES account ON DELETE CASCADE,
  -- Sealed; NULL until the first enrolment is confirmed.
  secret         text,
  confirmed_at   timestamptz,
  -- The last time step whose code was accepted: none counts twice.
  last_step      bigint,
  -- Sealed: an enrolment under way, and the session or log-on it belongs to.
  pending_secret text,
  pending_for    text COLLATE "C",
  pending_at     timestamptz
);

CREATE TABLE recovery_code (
  account_id text COLLATE "C" NOT NULL REFERENCES account ON DELETE CASCADE,
  hash       bytea NOT NULL,
  used_at    timestamptz,
  PRIMARY KEY (account_id, hash)
);

-- The code last sent for each purpose.
CREATE TABLE email_code (
  account_id text COLLATE "C" NOT NULL REFERENCES account ON DELETE CASCADE,
  purpose    text NOT NULL CHECK (purpose IN ('logon', 'verify')),
  -- The address it was sent to: it proves that one and no other.
  email      text NOT NULL,
  -- Hash of the code, sealed: six digits are guessed from a bare hash at once.
  code       text NOT NULL,
  tries      integer NOT NULL DEFAULT 0,
  sent_at    timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (account_id, purpose)
);

-- Wrong codes in a row; the next one is looked at after blocked_until.
CREATE TABLE factor_failure (
  account_id    text COLLATE "C" PRIMARY KEY REFERENCES account ON DELETE CASCADE,
  failures      integer NOT NULL,
  blocked_until timestamptz NOT NULL
);

-- The user handle of WebAuthn: random, so that an authenticator tells nobody who its owner is.
CREATE TABLE passkey_user (
  account_id text COLLATE "C" PRIMARY KEY REFERENCES account ON DELETE CASCADE,
  handle     bytea NOT NULL UNIQUE
);

CREATE TABLE passkey (
  id            text COLLATE "C" PRIMARY KEY,
  instance_id   text COLLATE "C" NOT NULL REFERENCES instance ON DELETE CASCADE,
  account_id    text COLLATE "C" NOT NULL REFERENCES account ON DELETE CASCADE,
  name          text NOT NULL,
  -- base64url, as browsers send it.
  credential_id text COLLATE "C" NOT NULL UNIQUE,
  -- COSE
  public_key    bytea NOT NULL,
  counter       bigint NOT NULL,
  transports    text[] NOT NULL,
  -- Kept by a provider that copies it to other devices.
  synced        boolean NOT NULL,
  created_at    timestamptz NOT NULL DEFAULT now(),
  last_used_at  timestamptz
);
CREATE INDEX passkey_account ON passkey (account_id);

-- One challenge for each purpose of a session or log-on; taken away when it is answered, rightly or not.
CREATE TABLE passkey_challenge (
  binding    text COLLATE "C" NOT NULL,
  purpose    text NOT NULL CHECK (purpose IN ('register', 'first', 'second')),
  challenge  text NOT NULL,
  made_at    timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (binding, purpose)
);
CREATE INDEX passkey_challenge_made ON passkey_challenge (made_at);

-- Mails of the last day by hash of their recipient: how many one address may get.
CREATE TABLE mail_sent (
  recipient bytea NOT NULL,
  sent_at   timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX mail_sent_recipient ON mail_sent (recipient, sent_at);
CREATE INDEX mail_sent_at ON mail_sent (sent_at);
