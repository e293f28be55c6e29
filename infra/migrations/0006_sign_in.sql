-- More that proves who somebody is: a mail, an account at Google, a wallet. One person may have several.

ALTER TABLE identities
    DROP CONSTRAINT identities_kind_check,
    ADD CONSTRAINT identities_kind_check CHECK (kind IN ('phone', 'email', 'google', 'wallet'));

-- A password opens an account together with the mail of the account.
CREATE TABLE passwords (
    user_id    uuid PRIMARY KEY REFERENCES users ON DELETE CASCADE,
    -- Argon2id, as a PHC string; made under a key that is not in this database.
    hash       text NOT NULL CHECK (hash LIKE '$argon2id$%'),
    changed_at timestamptz NOT NULL
);
