-- The units for sale, and their vectors. What a listing does not say is NULL, which means unknown.

CREATE EXTENSION IF NOT EXISTS vector;

CREATE TABLE properties (
    id                    text PRIMARY KEY CHECK (id ~ '^[A-Z]{2,4}[0-9]{1,9}$'),
    title                 text NOT NULL CHECK (title <> ''),
    title_ar              text NOT NULL CHECK (title_ar <> ''),
    property_type         text NOT NULL CHECK (property_type IN (
        'Apartment', 'Studio', 'Duplex', 'Penthouse', 'Townhouse', 'Twinhouse', 'Villa',
        'Chalet', 'Cabin', 'Office', 'Clinic', 'Retail', 'Unit')),
    location              text NOT NULL CHECK (location <> ''),
    location_ar           text NOT NULL CHECK (location_ar <> ''),
    compound              text CHECK (compound <> ''),
    compound_ar           text CHECK (compound_ar <> ''),
    developer             text CHECK (developer <> ''),
    developer_ar          text CHECK (developer_ar <> ''),
    size_sqm              integer CHECK (size_sqm BETWEEN 10 AND 100000),
    bedrooms              smallint CHECK (bedrooms BETWEEN 0 AND 20),
    bathrooms             smallint CHECK (bathrooms BETWEEN 0 AND 20),
    price_piastres        bigint NOT NULL CHECK (price_piastres > 0),
    price_per_sqm_piastres bigint GENERATED ALWAYS AS (price_piastres / size_sqm) STORED,
    delivered             boolean NOT NULL DEFAULT false,
    delivery_year         smallint CHECK (delivery_year BETWEEN 2000 AND 2100),
    finishing             text CHECK (finishing IN ('Fully Finished', 'Semi Finished', 'Core and Shell')),
    sale_type             text CHECK (sale_type IN ('Developer', 'Resale')),
    down_payment_percent  smallint CHECK (down_payment_percent BETWEEN 0 AND 100),
    down_payment_piastres bigint CHECK (down_payment_piastres >= 0),
    plan_years            smallint CHECK (plan_years BETWEEN 1 AND 40),
    monthly_installment_piastres bigint CHECK (monthly_installment_piastres > 0),
    image                 text,
    description           text NOT NULL,
    description_ar        text,
    sample                boolean NOT NULL,
    available             boolean NOT NULL DEFAULT true,
    -- SHA-256 of everything above but the id: two listings with one hash are one unit listed twice.
    content_hash          bytea NOT NULL UNIQUE CHECK (length(content_hash) = 32),
    -- The folded words of both languages, as questions are folded.
    search_text           text NOT NULL,
    search                tsvector GENERATED ALWAYS AS (
        to_tsvector('english', search_text) || to_tsvector('arabic', search_text)) STORED,
    created_at            timestamptz NOT NULL DEFAULT now(),
    updated_at            timestamptz NOT NULL DEFAULT now(),
    CHECK (NOT (delivered AND delivery_year IS NOT NULL)),
    -- A payment plan is whole or absent.
    CHECK (num_nulls(down_payment_percent, down_payment_piastres, plan_years, monthly_installment_piastres) IN (0, 4))
);

-- No index serves the searches below: each filter may be absent, so a scan of what is available is what they
-- are, and at a few thousand units the cheapest.

-- One vector for each unit and model: vectors of two models never meet in one search.
CREATE TABLE property_embeddings (
    property_id text NOT NULL REFERENCES properties ON DELETE CASCADE,
    model       text NOT NULL,
    embedding   halfvec(1536) NOT NULL,
    PRIMARY KEY (model, property_id)
);

-- Out-of-line storage would cost a look-up a row; a vector of 3 KB fits in a page.
ALTER TABLE property_embeddings ALTER COLUMN embedding SET STORAGE PLAIN;

-- What it means to meet the filters of the API: one home for every search. A field that the filters leave
-- out asks for nothing; a unit whose value is unknown does not meet a filter on it. Money is in pounds.
CREATE FUNCTION matching_properties(filters jsonb) RETURNS SETOF properties
LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT p.*
    FROM jsonb_to_record(filters) AS f (
        types text[], locations text[], compounds text[], developers text[],
        min_bedrooms int, max_bedrooms int, min_bathrooms int, max_bathrooms int,
        min_size_sqm bigint, max_size_sqm bigint, min_price bigint, max_price bigint,
        max_down_payment_percent int, max_down_payment bigint, min_plan_years int,
        max_monthly_installment bigint, delivered boolean, max_delivery_year int,
        finishing text[], sale_type text)
    JOIN properties p ON p.available
        AND (f.types IS NULL OR p.property_type = ANY (f.types))
        AND (f.locations IS NULL OR p.location = ANY (f.locations))
        AND (f.compounds IS NULL OR p.compound = ANY (f.compounds))
        AND (f.developers IS NULL OR p.developer = ANY (f.developers))
        AND (f.min_bedrooms IS NULL OR p.bedrooms >= f.min_bedrooms)
        AND (f.max_bedrooms IS NULL OR p.bedrooms <= f.max_bedrooms)
        AND (f.min_bathrooms IS NULL OR p.bathrooms >= f.min_bathrooms)
        AND (f.max_bathrooms IS NULL OR p.bathrooms <= f.max_bathrooms)
        AND (f.min_size_sqm IS NULL OR p.size_sqm >= f.min_size_sqm)
        AND (f.max_size_sqm IS NULL OR p.size_sqm <= f.max_size_sqm)
        AND (f.min_price IS NULL OR p.price_piastres >= f.min_price * 100)
        AND (f.max_price IS NULL OR p.price_piastres <= f.max_price * 100)
        AND (f.max_down_payment_percent IS NULL OR p.down_payment_percent <= f.max_down_payment_percent)
        AND (f.max_down_payment IS NULL OR p.down_payment_piastres <= f.max_down_payment * 100)
        AND (f.min_plan_years IS NULL OR p.plan_years >= f.min_plan_years)
        AND (f.max_monthly_installment IS NULL OR p.monthly_installment_piastres <= f.max_monthly_installment * 100)
        AND (f.delivered IS NOT TRUE OR p.delivered)
        AND (f.max_delivery_year IS NULL OR p.delivered OR p.delivery_year <= f.max_delivery_year)
        AND (f.finishing IS NULL OR p.finishing = ANY (f.finishing))
        AND (f.sale_type IS NULL OR p.sale_type = f.sale_type)
$$;

-- How far a value is from a range, in parts of its bound: 0 inside and where nothing is asked, 1000 where the
-- value is unknown.
CREATE FUNCTION distance_from_range(value bigint, at_least bigint, at_most bigint) RETURNS float8
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE
        WHEN at_least IS NULL AND at_most IS NULL THEN 0
        WHEN value IS NULL THEN 1000
        ELSE greatest(at_least - value, value - at_most, 0)::float8 / greatest(coalesce(at_most, at_least), 1)
    END
$$;
