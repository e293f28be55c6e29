-- Conversations: who may continue one, what it asks for so far, and what was said.

CREATE TABLE chat_sessions (
    id         uuid PRIMARY KEY,
    -- The guest whose signed token opens it.
    guest_id   uuid NOT NULL,
    -- What the person is looking for, as the last turn left it.
    filters    jsonb NOT NULL DEFAULT '{}',
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL
);

CREATE INDEX chat_sessions_guest ON chat_sessions (guest_id, updated_at DESC);

CREATE TABLE chat_messages (
    id           uuid PRIMARY KEY,
    session_id   uuid NOT NULL REFERENCES chat_sessions ON DELETE CASCADE,
    -- Counts from 1 within the conversation; the constraint keeps two turns at once apart.
    position     integer NOT NULL CHECK (position > 0),
    role         text NOT NULL CHECK (role IN ('user', 'assistant')),
    language     text NOT NULL CHECK (language IN ('ar', 'en')),
    text         text NOT NULL,
    -- The units that the message showed: the evidence for what it says.
    property_ids text[] NOT NULL DEFAULT '{}',
    created_at   timestamptz NOT NULL,
    UNIQUE (session_id, position)
);
