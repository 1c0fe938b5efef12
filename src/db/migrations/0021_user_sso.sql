-- User SSO of the RAM side: a cloud account as a SAML 2.0 service provider, and the log-on sessions of RAM users.

CREATE TABLE cloud_user_sso (
  account_id            text COLLATE "C" PRIMARY KEY REFERENCES cloud_account ON DELETE CASCADE,
  sso_enabled           boolean NOT NULL DEFAULT false,
  -- As it was uploaded; it was read and checked before.
  metadata_document     text,
  domain_alias          text COLLATE "C" CHECK (domain_alias = lower(domain_alias)),
  auxiliary_domain      text COLLATE "C" CHECK (auxiliary_domain = lower(auxiliary_domain)),
  sso_login_with_domain boolean NOT NULL DEFAULT true,
  authn_sign_algo       text COLLATE "C" NOT NULL DEFAULT 'rsa-sha256' CHECK (authn_sign_algo IN ('rsa-sha256', 'rsa-sha512')),
  updated_at            timestamptz NOT NULL DEFAULT now(),
  CHECK (NOT sso_enabled OR metadata_document IS NOT NULL)
);

-- What AuthnRequests are signed with: one key for each cloud account, made when it is first asked for.
CREATE TABLE cloud_saml_key (
  account_id  text COLLATE "C" PRIMARY KEY REFERENCES cloud_account ON DELETE CASCADE,
  -- X.509, PEM, signed by the key itself: SAML metadata name keys by certificates.
  certificate text NOT NULL,
  -- PKCS #8, sealed with the key of this installation.
  private_key text NOT NULL,
  created_at  timestamptz NOT NULL DEFAULT now()
);

-- AuthnRequests that went to the identity provider, each bound to the browser that was sent there.
CREATE TABLE cloud_sso_request (
  -- The ID of the AuthnRequest; the answer repeats it as InResponseTo.
  id           text COLLATE "C" PRIMARY KEY,
  account_id   text COLLATE "C" NOT NULL REFERENCES cloud_account ON DELETE CASCADE,
  -- SHA-256 of the browser's cookie.
  browser_hash text COLLATE "C" NOT NULL,
  -- Parameters of the authorization request that goes on after the log-on; NULL: the log-on was for the console.
  parameters   json,
  -- An answer is taken once.
  answered_at  timestamptz,
  -- Known once the answer has come back to the same browser.
  user_id      text COLLATE "C" REFERENCES cloud_user ON DELETE CASCADE,
  expires_at   timestamptz NOT NULL
);
CREATE INDEX cloud_sso_request_account ON cloud_sso_request (account_id, expires_at);
CREATE INDEX cloud_sso_request_user ON cloud_sso_request (user_id) WHERE user_id IS NOT NULL;

-- Assertions that were taken, until they expire by themselves: none counts twice.
CREATE TABLE cloud_sso_assertion (
  account_id text COLLATE "C" NOT NULL REFERENCES cloud_account ON DELETE CASCADE,
  -- SHA-256 of issuer and ID: an ID may be long.
  hash       text COLLATE "C" NOT NULL,
  expires_at timestamptz NOT NULL,
  PRIMARY KEY (account_id, hash)
);
CREATE INDEX cloud_sso_assertion_expires ON cloud_sso_assertion (account_id, expires_at);

-- An answer that was taken and waits for the browser's next step: the POST from the identity provider's site brings
-- no cookies along, the GET it is redirected to does.
CREATE TABLE cloud_sso_landing (
  -- SHA-256 of the ticket in the address.
  hash               text COLLATE "C" PRIMARY KEY,
  account_id         text COLLATE "C" NOT NULL REFERENCES cloud_account ON DELETE CASCADE,
  user_id            text COLLATE "C" NOT NULL REFERENCES cloud_user ON DELETE CASCADE,
  -- NULL: begun at the identity provider.
  request_id         text COLLATE "C" REFERENCES cloud_sso_request ON DELETE CASCADE,
  -- SessionNotOnOrAfter of the answer.
  session_expires_at timestamptz,
  expires_at         timestamptz NOT NULL
);
CREATE INDEX cloud_sso_landing_account ON cloud_sso_landing (account_id, expires_at);
CREATE INDEX cloud_sso_landing_user ON cloud_sso_landing (user_id);
CREATE INDEX cloud_sso_landing_request ON cloud_sso_landing (request_id) WHERE request_id IS NOT NULL;

-- A RAM user who is logged on to the console of a cloud account.
CREATE TABLE cloud_session (
  -- SHA-256 of the cookie.
  hash       text COLLATE "C" PRIMARY KEY,
  account_id text COLLATE "C" NOT NULL REFERENCES cloud_account ON DELETE CASCADE,
  user_id    text COLLATE "C" NOT NULL REFERENCES cloud_user ON DELETE CASCADE,
  via        text NOT NULL CHECK (via IN ('password', 'sso')),
  created_at timestamptz NOT NULL DEFAULT now(),
  expires_at timestamptz NOT NULL
);
CREATE INDEX cloud_session_account ON cloud_session (account_id, expires_at);
CREATE INDEX cloud_session_user ON cloud_session (user_id);
