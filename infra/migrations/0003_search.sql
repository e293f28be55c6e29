-- Search at any size. What the filters mean is now made into conditions from the filters that are asked for (the code's
-- `repository::conditions`), so that the planner sees each of them and can use the indexes below.

DROP FUNCTION matching_properties(jsonb);

ALTER TABLE properties
    DROP COLUMN search,
    DROP COLUMN search_text,
    -- The index terms of both languages, made as those of questions are: of names (weight A), and of everything else (D).
    -- Empty in rows from before this column until they are ingested again.
    ADD COLUMN search tsvector NOT NULL DEFAULT '',
    -- SHA-256 of what a buyer would compare: units that agree in it are shown once. Rows from before this column are
    -- their own twins until they are ingested again.
    ADD COLUMN twin_hash bytea NOT NULL DEFAULT ''::bytea CHECK (length(twin_hash) IN (0, 32)),
    -- The transaction that first wrote the unit: a later page of a search leaves out what its first page could not see.
    ADD COLUMN created_in xid8 NOT NULL DEFAULT pg_current_xact_id();

CREATE INDEX properties_search ON properties USING gin (search) WHERE available;
CREATE INDEX properties_price ON properties (price_piastres, id) WHERE available;
CREATE INDEX properties_price_per_sqm ON properties (price_per_sqm_piastres, id) WHERE available;
CREATE INDEX properties_size ON properties (size_sqm, id) WHERE available;
CREATE INDEX properties_type_price ON properties (property_type, price_piastres, id) WHERE available;
CREATE INDEX properties_type_price_per_sqm ON properties (property_type, price_per_sqm_piastres, id) WHERE available;
CREATE INDEX properties_place ON properties (location, property_type, price_piastres) WHERE available;
CREATE INDEX properties_compound ON properties (compound, price_piastres) WHERE available;
CREATE INDEX properties_developer ON properties (developer, price_piastres) WHERE available;

-- A compound names its area and its developer: without knowing it, the planner multiplies their shares.
CREATE STATISTICS properties_places (dependencies, mcv) ON location, compound, developer, property_type FROM properties;
CREATE STATISTICS properties_sizes (dependencies, mcv) ON property_type, bedrooms, bathrooms FROM properties;

-- Which model's vectors searches use. Another can be filled beside it, and then serve instead (at most one does).
CREATE TABLE embedding_models (
    model   text PRIMARY KEY CHECK (model <> ''),
    serves  boolean NOT NULL DEFAULT false,
    made_at timestamptz NOT NULL DEFAULT now()
);

CREATE UNIQUE INDEX embedding_models_one_serves ON embedding_models (serves) WHERE serves;

INSERT INTO embedding_models (model, serves) VALUES ('osool-hashing-1', true);

-- A unit that changes loses its vectors of all models.
CREATE INDEX property_embeddings_property ON property_embeddings (property_id);

-- Conversations remember what ranks and the order, too: "cheaper" must not forget the garden.
ALTER TABLE chat_sessions
    ADD COLUMN words text[] NOT NULL DEFAULT '{}',
    ADD COLUMN sort  jsonb;
