-- What id_tokens of the RAM side are signed with: one key for each cloud account, made when it is first asked for.

CREATE TABLE cloud_key (
  account_id   text COLLATE "C" PRIMARY KEY REFERENCES cloud_account ON DELETE CASCADE,
  -- JWK (RFC 7517) with kid, alg and use, as the JWKS shows it.
  public_key   json NOT NULL,
  -- PKCS #8, sealed with the key of this installation.
  private_key  text NOT NULL,
  -- Makes the OpenID (sub) of a RAM user out of its id. Not sealed: who reads this reads the ids as well.
  subject_salt text NOT NULL,
  created_at   timestamptz NOT NULL DEFAULT now()
);

-- Only a code has one: it goes into the id_token (OpenID Connect Core §3.1.2.1).
ALTER TABLE cloud_token ADD COLUMN nonce text;
