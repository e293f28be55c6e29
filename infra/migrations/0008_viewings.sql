-- Viewings that end confirmed, refused or called off (P5), and people who want to be called. Neither tells a phone or a name
-- any more (A7). What was asked for before goes: it stood in the clear, belonged to nobody whom anything could be told, and
-- no release has run with it.
DROP TABLE viewings;
DROP TABLE callbacks;

CREATE TABLE viewings (
    id                  uuid PRIMARY KEY,
    user_id             uuid NOT NULL REFERENCES users ON DELETE CASCADE,
    property_id         text NOT NULL REFERENCES properties,
    -- The moment at which its hour begins.
    slot                timestamptz NOT NULL CHECK (extract(epoch FROM slot)::bigint % 3600 = 0),
    state               text NOT NULL CHECK (state IN ('requested', 'confirmed', 'refused', 'cancelled')),
    -- The hour to which a confirmed one is to be moved.
    wished_slot         timestamptz CHECK (extract(epoch FROM wished_slot)::bigint % 3600 = 0),
    -- Why it was refused, called off by us, or not moved.
    reason              text CHECK (reason IN ('slot_taken', 'unit_unavailable', 'too_late', 'too_many', 'by_us')),
    -- Who comes, sealed under the id, with the data key as KMS wrapped it.
    contact_sealed      bytea,
    contact_wrapped_key bytea,
    created_at          timestamptz NOT NULL,
    -- When what is asked for went into the queue of the worker that decides.
    queued_at           timestamptz,
    reminded            boolean NOT NULL DEFAULT false,
    CHECK (wished_slot IS NULL OR state = 'confirmed'),
    CHECK (state <> 'refused' OR reason IS NOT NULL),
    CHECK ((contact_sealed IS NULL) = (contact_wrapped_key IS NULL))
);

-- A unit is shown to one person at a time.
CREATE UNIQUE INDEX viewings_slot ON viewings (property_id, slot) WHERE state = 'confirmed';
-- Asked for twice is asked for once.
CREATE UNIQUE INDEX viewings_wish ON viewings (user_id, property_id, slot) WHERE state IN ('requested', 'confirmed');
CREATE INDEX viewings_user ON viewings (user_id, slot DESC);
CREATE INDEX viewings_to_come ON viewings (slot) WHERE state IN ('requested', 'confirmed');
CREATE INDEX viewings_waiting ON viewings (created_at)
    WHERE state = 'requested' OR wished_slot IS NOT NULL;

CREATE TABLE callbacks (
    id          uuid PRIMARY KEY,
    session_id  uuid NOT NULL REFERENCES chat_sessions ON DELETE CASCADE,
    -- Phone and reason, sealed under the conversation's id, with the data key as KMS wrapped it.
    sealed      bytea NOT NULL,
    wrapped_key bytea NOT NULL,
    language    text NOT NULL CHECK (language IN ('ar', 'en')),
    created_at  timestamptz NOT NULL,
    -- When somebody has called.
    done_at     timestamptz
);

-- Whoever asks again in a conversation is called once, as they said last.
CREATE UNIQUE INDEX callbacks_open ON callbacks (session_id) WHERE done_at IS NULL;

-- What is told is told of a reservation or of a viewing; of a viewing as it stood then.
ALTER TABLE notices
    ALTER COLUMN reservation_id DROP NOT NULL,
    ADD COLUMN viewing_id uuid REFERENCES viewings ON DELETE CASCADE,
    ADD COLUMN slot timestamptz,
    ADD COLUMN reason text,
    DROP CONSTRAINT notices_what_check,
    ADD CONSTRAINT notices_what_check CHECK (
        CASE WHEN viewing_id IS NULL
             THEN reservation_id IS NOT NULL AND what IN ('reserved', 'lapsed', 'paid', 'refund_requested', 'refunded')
             ELSE reservation_id IS NULL AND slot IS NOT NULL
                  AND what IN ('confirmed', 'refused', 'not_moved', 'called_off', 'reminder') END
    );

-- Whoever is erased takes theirs along.
CREATE INDEX notices_user ON notices (user_id, created_at);
CREATE INDEX notices_viewing ON notices (viewing_id) WHERE viewing_id IS NOT NULL;
