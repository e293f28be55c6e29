-- Who people are. Nothing here tells a phone: it is found by a blind index and kept sealed.

CREATE TABLE users (
    id         uuid PRIMARY KEY,
    role       text NOT NULL DEFAULT 'investor' CHECK (role IN ('investor', 'agent', 'analyst', 'admin')),
    language   text NOT NULL CHECK (language IN ('ar', 'en')),
    created_at timestamptz NOT NULL
);

-- What proves that somebody is a user: for now a phone.
CREATE TABLE identities (
    kind        text NOT NULL CHECK (kind IN ('phone')),
    -- HMAC-SHA256 of it under a key that is not in this database.
    blind_index bytea NOT NULL CHECK (length(blind_index) = 32),
    user_id     uuid NOT NULL REFERENCES users ON DELETE CASCADE,
    -- It, sealed under a data key, and that key as KMS wrapped it.
    sealed      bytea NOT NULL,
    wrapped_key bytea NOT NULL,
    verified_at timestamptz NOT NULL,
    PRIMARY KEY (kind, blind_index)
);

CREATE INDEX identities_user ON identities (user_id);

-- A conversation is a guest's until its guest signs in; then it is the user's, and goes with the user.
ALTER TABLE chat_sessions
    ALTER COLUMN guest_id DROP NOT NULL,
    ADD COLUMN user_id uuid REFERENCES users ON DELETE CASCADE,
    ADD CHECK (num_nonnulls(guest_id, user_id) = 1);

CREATE INDEX chat_sessions_user ON chat_sessions (user_id, updated_at DESC) WHERE user_id IS NOT NULL;

-- What matters and when it happened (O7). Each row holds the hash of the one before: taking one out or changing it shows.
-- It names nobody: an actor is a random id, and what it stood for goes with the user.
CREATE TABLE audit_log (
    position      bigint PRIMARY KEY CHECK (position > 0),
    at            timestamptz NOT NULL,
    action        text NOT NULL CHECK (action ~ '^[a-z_]+$'),
    actor         text NOT NULL,
    subject       text NOT NULL,
    previous_hash bytea NOT NULL CHECK (length(previous_hash) = 32),
    hash          bytea NOT NULL CHECK (length(hash) = 32)
);

CREATE FUNCTION audit_log_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the audit log is append-only';
END
$$;

CREATE TRIGGER audit_log_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_log
    FOR EACH STATEMENT EXECUTE FUNCTION audit_log_is_append_only();
