-- SAML 2.0: requests under way, what was seen, whom service providers know by which name. Rows that have run out are
-- removed by those who write new ones.

-- A request of an application, kept while the person logs on. The browser gets its token and a secret that ties it to the
-- browser; only hashes of both are here.
CREATE TABLE saml_request (
  token_hash     text COLLATE "C" PRIMARY KEY,
  browser_hash   text COLLATE "C" NOT NULL,
  application_id text COLLATE "C" NOT NULL REFERENCES application ON DELETE CASCADE,
  -- src/saml/authn-request.ts `AuthnRequest`, and the RelayState that goes back unread.
  request        jsonb NOT NULL,
  relay_state    text,
  created_at     timestamptz NOT NULL DEFAULT now(),
  expires_at     timestamptz NOT NULL
);
CREATE INDEX saml_request_expires ON saml_request (expires_at);
CREATE INDEX saml_request_application ON saml_request (application_id);

-- Ids of messages that were accepted: each is accepted once.
CREATE TABLE saml_seen (
  application_id text COLLATE "C" NOT NULL REFERENCES application ON DELETE CASCADE,
  id_hash        text COLLATE "C" NOT NULL,
  expires_at     timestamptz NOT NULL,
  PRIMARY KEY (application_id, id_hash)
);
CREATE INDEX saml_seen_expires ON saml_seen (expires_at);

-- The pseudonym of a person at an application that asked for a persistent NameID.
CREATE TABLE saml_pseudonym (
  application_id text COLLATE "C" NOT NULL REFERENCES application ON DELETE CASCADE,
  account_id     text COLLATE "C" NOT NULL REFERENCES account ON DELETE CASCADE,
  value          text COLLATE "C" NOT NULL,
  created_at     timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (application_id, account_id)
);
CREATE INDEX saml_pseudonym_account ON saml_pseudonym (account_id);

-- Which session here stands behind a session at an application, for single log-out.
CREATE TABLE saml_session (
  session_index  text COLLATE "C" PRIMARY KEY,
  application_id text COLLATE "C" NOT NULL REFERENCES application ON DELETE CASCADE,
  session_id     text COLLATE "C" NOT NULL,
  account_id     text COLLATE "C" NOT NULL,
  name_id        text NOT NULL,
  created_at     timestamptz NOT NULL DEFAULT now(),
  expires_at     timestamptz NOT NULL
);
CREATE INDEX saml_session_expires ON saml_session (expires_at);
CREATE INDEX saml_session_name ON saml_session (application_id, md5(name_id));
