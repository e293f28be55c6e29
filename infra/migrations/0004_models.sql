-- Conversations with models: who answered, what tools computed for it, what was stopped, and what people asked of people.

ALTER TABLE chat_messages
    -- Who gave the answer; NULL for questions, and for answers from before this column.
    ADD COLUMN tier text CHECK (tier IN ('claude', 'openai', 'guide')),
    -- What tools computed for the answer, as [{kind, amount, of}]: it may be repeated later in the conversation.
    ADD COLUMN figures jsonb NOT NULL DEFAULT '[]';

-- Sentences of models that were stopped because a claim in them stood in nothing that was read.
CREATE TABLE hallucinations (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    message_id uuid NOT NULL REFERENCES chat_messages ON DELETE CASCADE,
    model      text NOT NULL,
    reason     text NOT NULL,
    claim      text NOT NULL,
    sentence   text NOT NULL,
    created_at timestamptz NOT NULL
);

CREATE INDEX hallucinations_message ON hallucinations (message_id);

-- Viewings that were asked for. Nobody has confirmed one yet.
CREATE TABLE viewings (
    id          uuid PRIMARY KEY,
    session_id  uuid NOT NULL REFERENCES chat_sessions ON DELETE CASCADE,
    property_id text NOT NULL REFERENCES properties,
    -- In Cairo.
    wished_date date NOT NULL,
    wished_time time NOT NULL,
    phone       text NOT NULL CHECK (phone ~ '^\+201[0125][0-9]{8}$'),
    name        text,
    language    text NOT NULL CHECK (language IN ('ar', 'en')),
    status      text NOT NULL DEFAULT 'requested' CHECK (status IN ('requested')),
    created_at  timestamptz NOT NULL,
    -- Asked for twice is asked for once.
    UNIQUE (session_id, property_id, wished_date, wished_time)
);

-- People who want to be called by a person.
CREATE TABLE callbacks (
    id         uuid PRIMARY KEY,
    session_id uuid NOT NULL REFERENCES chat_sessions ON DELETE CASCADE,
    reason     text NOT NULL,
    phone      text NOT NULL CHECK (phone ~ '^\+201[0125][0-9]{8}$'),
    language   text NOT NULL CHECK (language IN ('ar', 'en')),
    created_at timestamptz NOT NULL,
    UNIQUE (session_id, phone)
);
