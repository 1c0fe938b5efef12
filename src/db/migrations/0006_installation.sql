-- What belongs to the whole installation: one row.

CREATE TABLE installation (
  one       boolean PRIMARY KEY DEFAULT true CHECK (one),
  -- A known text sealed with the key of this installation: tells a wrong key at the start.
  key_check text NOT NULL
);
