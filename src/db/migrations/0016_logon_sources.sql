-- Whom an OpenID provider means: bound at the first log-on, by the subject from then on.
CREATE TABLE logon_binding (
  method_id  text COLLATE "C" NOT NULL REFERENCES logon_method ON DELETE CASCADE,
  -- Subjects are unique within their issuer only; a method that is led to another one starts anew.
  issuer     text COLLATE "C" NOT NULL,
  subject    text COLLATE "C" NOT NULL,
  account_id text COLLATE "C" NOT NULL REFERENCES account ON DELETE CASCADE,
  -- The account was created by this log-on.
  created    boolean NOT NULL,
  -- What the provider's claims made of the account's fields last: a field that is something else by now was changed by hand.
  given      json NOT NULL DEFAULT '{}',
  bound_at   timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (method_id, issuer, subject)
);
-- An account is one person at a provider.
CREATE UNIQUE INDEX logon_binding_account ON logon_binding (account_id, method_id, issuer);
