-- Who holds a unit, and what was paid for it.
--
-- Whoever changes more than one of these locks in this order: the user, the unit, the reservation, the payment.

-- A unit that is not for sale here any more, whoever lets it go. It can be had (`available`) while it is neither withdrawn
-- nor anybody's.
ALTER TABLE properties
    ADD COLUMN withdrawn boolean NOT NULL DEFAULT false,
    ADD CHECK (NOT (withdrawn AND available));

CREATE TABLE reservations (
    id               uuid PRIMARY KEY,
    property_id      text NOT NULL REFERENCES properties,
    -- Whoever is erased takes nothing along that is still going on.
    user_id          uuid REFERENCES users ON DELETE SET NULL,
    idempotency_key  text NOT NULL,
    state            text NOT NULL CHECK (state IN ('held', 'paid', 'lapsed', 'cancelled', 'refunded')),
    price_piastres   bigint NOT NULL CHECK (price_piastres > 0),
    deposit_piastres bigint NOT NULL CHECK (deposit_piastres BETWEEN 1 AND price_piastres),
    held_until       timestamptz NOT NULL,
    created_at       timestamptz NOT NULL,
    UNIQUE (user_id, idempotency_key),
    CHECK (user_id IS NOT NULL OR state NOT IN ('held', 'paid'))
);

-- A unit is sold once (invariant 3).
CREATE UNIQUE INDEX reservations_live ON reservations (property_id) WHERE state IN ('held', 'paid');
CREATE INDEX reservations_user ON reservations (user_id, created_at DESC);
CREATE INDEX reservations_held ON reservations (held_until) WHERE state = 'held';

CREATE TABLE payments (
    id                  uuid PRIMARY KEY,
    -- Whoever was declined pays again under the same order, so there is one for a reservation.
    reservation_id      uuid NOT NULL UNIQUE REFERENCES reservations,
    amount_piastres     bigint NOT NULL CHECK (amount_piastres > 0),
    -- Paymob's; NULL until it has answered.
    order_id            bigint UNIQUE,
    checkout_url        text,
    -- What callbacks have told so far, whatever order they came in. The state follows from it.
    declined            boolean NOT NULL DEFAULT false,
    succeeded           boolean NOT NULL DEFAULT false,
    voided              boolean NOT NULL DEFAULT false,
    refunded_piastres   bigint NOT NULL DEFAULT 0 CHECK (refunded_piastres BETWEEN 0 AND amount_piastres),
    -- Paymob's transaction that succeeded, to which a refund is asked.
    transaction_id      bigint,
    -- When Paymob was last asked about it, because no callback had come.
    asked_at            timestamptz,
    -- Somebody paid for what they cannot have.
    refund_requested_at timestamptz,
    created_at          timestamptz NOT NULL,
    CHECK (succeeded = (transaction_id IS NOT NULL)),
    CHECK (refund_requested_at IS NULL OR succeeded)
);

CREATE INDEX payments_open ON payments (created_at) WHERE NOT succeeded AND order_id IS NOT NULL;

-- Callbacks of Paymob (the inbox): each takes effect once, for ever (invariant 4).
CREATE TABLE payment_events (
    id              bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    -- Of all that is signed.
    fingerprint     bytea NOT NULL UNIQUE CHECK (length(fingerprint) = 32),
    order_id        bigint NOT NULL,
    transaction_id  bigint NOT NULL,
    amount_piastres bigint NOT NULL,
    received_at     timestamptz NOT NULL,
    -- Why it changed nothing and somebody must look; NULL where it was understood.
    kept_aside      text CHECK (kept_aside ~ '^[a-z_]+$')
);

CREATE INDEX payment_events_order ON payment_events (order_id);
CREATE INDEX payment_events_kept_aside ON payment_events (id DESC) WHERE kept_aside IS NOT NULL;

-- What is to be told to users (the outbox), written with the change that it tells of (invariant 5).
CREATE TABLE notices (
    id             uuid PRIMARY KEY,
    user_id        uuid NOT NULL REFERENCES users ON DELETE CASCADE,
    reservation_id uuid NOT NULL REFERENCES reservations,
    what           text NOT NULL CHECK (what IN ('reserved', 'lapsed', 'paid', 'refund_requested', 'refunded')),
    created_at     timestamptz NOT NULL,
    -- When it went into the queue.
    queued_at      timestamptz
);

CREATE INDEX notices_waiting ON notices (created_at) WHERE queued_at IS NULL;
