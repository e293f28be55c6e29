-- Shares of units (P7). A unit is ten thousand shares, whether it is sold in shares or as a whole. Each unit has ten thousand
-- numbers of its own in one row of numbers, so that one index over ranges sees that no share is anybody's twice: a unit is sold
-- once, and the shares of it that are sold are never more than the whole (invariant 3).
--
-- The release that reserves without shares cannot run on this, nor this one without it: no release has run before.
ALTER TABLE properties
    ADD COLUMN number bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
    ADD COLUMN in_shares boolean NOT NULL DEFAULT false;

ALTER TABLE reservations ADD COLUMN shares int8multirange;
UPDATE reservations SET shares = int8multirange(int8range(number * 10000, number * 10000 + 10000))
    FROM properties WHERE properties.id = property_id;
ALTER TABLE reservations
    ALTER COLUMN shares SET NOT NULL,
    ADD CHECK (NOT isempty(shares)),
    ADD CONSTRAINT reservations_shares EXCLUDE USING gist (shares WITH &&) WHERE (state IN ('held', 'paid'));

-- Whether a unit can be shown to somebody: who has bought it, or a share of it, and else everybody while it is for sale here.
-- A hold does not matter: it may lapse before anybody comes.
CREATE FUNCTION can_be_shown(unit text, viewer uuid) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (SELECT FROM reservations WHERE property_id = unit AND state = 'paid' AND user_id = viewer)
        OR NOT withdrawn
           AND (in_shares OR NOT EXISTS (SELECT FROM reservations WHERE property_id = unit AND state = 'paid'))
    FROM properties WHERE id = unit
$$;

-- One live reservation of a unit was enough; now it is one of a share.
DROP INDEX reservations_live;
CREATE INDEX reservations_live ON reservations (property_id) WHERE state IN ('held', 'paid');
