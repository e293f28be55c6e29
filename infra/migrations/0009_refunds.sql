-- Money that we ask Paymob to give back, and callbacks that somebody has seen to.

ALTER TABLE payments
    -- When Paymob was asked last to give it back.
    ADD COLUMN refund_asked_at timestamptz,
    ADD CHECK (refund_asked_at IS NULL OR refund_requested_at IS NOT NULL);

CREATE INDEX payments_to_give_back ON payments (refund_requested_at) WHERE refund_requested_at IS NOT NULL;

ALTER TABLE payment_events
    -- When somebody has seen to it.
    ADD COLUMN seen_at timestamptz,
    ADD CHECK (seen_at IS NULL OR kept_aside IS NOT NULL);

DROP INDEX payment_events_kept_aside;
CREATE INDEX payment_events_kept_aside ON payment_events (id DESC) WHERE kept_aside IS NOT NULL AND seen_at IS NULL;
