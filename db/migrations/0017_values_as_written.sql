-- outside a transaction
-- One table at a time: a lead that comes in is checked against its org, so whoever holds orgs must not wait for leads.
-- How people of an org, and those who fill in an endpoint's forms, write numbers (BCP 47). An endpoint without one: as the org.
ALTER TABLE "orgs" ADD COLUMN IF NOT EXISTS "locale" text DEFAULT 'en' NOT NULL;
--> statement-breakpoint
ALTER TABLE "endpoints" ADD COLUMN IF NOT EXISTS "locale" text;
--> statement-breakpoint
-- What is stored gets the language of its zone, where a zone has one; 'en' otherwise, as numbers were read before.
DO $$
DECLARE is_hidden boolean := row_security_active('orgs');
BEGIN
  IF is_hidden THEN ALTER TABLE orgs NO FORCE ROW LEVEL SECURITY; END IF;
  UPDATE orgs SET locale = known.locale
  FROM (VALUES
    ('Europe/Bucharest', 'ro'), ('Europe/Chisinau', 'ro-MD'), ('Europe/Berlin', 'de'), ('Europe/Vienna', 'de-AT'),
    ('Europe/Zurich', 'de-CH'), ('Europe/Paris', 'fr'), ('Europe/Brussels', 'fr-BE'), ('Europe/Madrid', 'es'),
    ('Europe/Rome', 'it'), ('Europe/Lisbon', 'pt-PT'), ('Europe/Amsterdam', 'nl'), ('Europe/Warsaw', 'pl'),
    ('Europe/Prague', 'cs'), ('Europe/Bratislava', 'sk'), ('Europe/Budapest', 'hu'), ('Europe/Sofia', 'bg'),
    ('Europe/Athens', 'el'), ('Europe/Istanbul', 'tr'), ('Europe/Kyiv', 'uk'), ('Europe/Kiev', 'uk'),
    ('Europe/Moscow', 'ru'), ('Europe/Stockholm', 'sv'), ('Europe/Copenhagen', 'da'), ('Europe/Oslo', 'nb'),
    ('Europe/Helsinki', 'fi'), ('America/Sao_Paulo', 'pt-BR'), ('America/Mexico_City', 'es-MX'),
    ('America/New_York', 'en-US'), ('America/Chicago', 'en-US'), ('America/Denver', 'en-US'),
    ('America/Los_Angeles', 'en-US'), ('Europe/London', 'en-GB'), ('Europe/Dublin', 'en-IE'), ('Asia/Kolkata', 'en-IN')
  ) AS known (time_zone, locale)
  WHERE orgs.time_zone = known.time_zone AND orgs.locale = 'en';
  IF is_hidden THEN ALTER TABLE orgs FORCE ROW LEVEL SECURITY; END IF;
END $$;
--> statement-breakpoint
-- Text without case and accents, in Latin letters, the same for ever and on every machine: an index is built of it, so `unaccent`, which reads a
-- file, and the database's own collation cannot serve. Other scripts letter by letter: who types Petrov finds Петров.
CREATE OR REPLACE FUNCTION folded(given text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  -- Most text is ASCII.
  SELECT CASE WHEN octet_length(given) = length(given) THEN lower(given COLLATE "und-x-icu") ELSE translate(
    replace(replace(replace(
      regexp_replace(lower(normalize(given, NFKD) COLLATE "und-x-icu"), '[\u0300-\u036f]', '', 'g'),
      'ß', 'ss'), 'æ', 'ae'), 'œ', 'oe'),
    'łøđðıħŧ’абвгдежзиклмнопрстуфхцчшщыэюяієґαβγδεζηθικλμνξοπρσςτυφχψωъь',
    'loddiht''abvgdezziklmnoprstufhccssyeuaiegavgdezitiklmnxoprsstyfhpo') END
$$;
--> statement-breakpoint
-- What is found by: the parts of words of a name, an e-mail and an id, and a phone with its country's code and without it (ITU E.164). Each begins
-- with a mark, which is the org's: so an org's words lie together in the index, and nobody waits for what others are called. None
-- is too long for an index.
CREATE OR REPLACE FUNCTION words_of(mark text, name text, email text, phone text, external_id text) RETURNS tsvector
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
  parts text := translate(
    concat_ws(' ', left(public.folded(name), 200), left(email, 254), left(lower(external_id), 200)), '-._@''/&(),;', '           ');
  national text := regexp_replace(
    phone, '^\+([17]|2[078]|3[0-469]|4[013-9]|5[1-8]|6[0-6]|8[1246]|9[0-58]|' ||
      '2[1-69]\d|3[578]\d|42\d|5[09]\d|6[7-9]\d|8[035789]\d|9[679]\d)', '');
  words text := btrim(regexp_replace(concat_ws(' ', parts, phone, national), '\s+', ' ', 'g'));
BEGIN
  RETURN array_to_tsvector(CASE WHEN words = '' THEN '{}' ELSE string_to_array(mark || replace(words, ' ', ' ' || mark), ' ') END);
END $$;
--> statement-breakpoint
-- Apart from the leads, whose rows change many times while these words stay: each change would put all of them into the index again.
CREATE TABLE IF NOT EXISTS "lead_words" (
  "org_id" uuid NOT NULL,
  "lead_id" uuid NOT NULL,
  "words" tsvector NOT NULL,
  CONSTRAINT "lead_words_org_id_lead_id_pk" PRIMARY KEY ("org_id", "lead_id")
);
--> statement-breakpoint
ALTER TABLE "lead_words" DROP CONSTRAINT IF EXISTS "lead_words_org_id_orgs_id_fk", ADD CONSTRAINT "lead_words_org_id_orgs_id_fk" FOREIGN KEY ("org_id") REFERENCES "public"."orgs"("id");
--> statement-breakpoint
-- Rows that wait to be put into the index are looked through at each search, so they are few.
CREATE INDEX IF NOT EXISTS "lead_words_words" ON "lead_words" USING gin ("words") WITH (gin_pending_list_limit = 1024);
--> statement-breakpoint
ALTER TABLE lead_words ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE lead_words FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
DROP POLICY IF EXISTS tenant ON lead_words;
CREATE POLICY tenant ON lead_words USING (org_id = nullif(current_setting('app.org_id', true), '')::uuid)
  WITH CHECK (org_id = nullif(current_setting('app.org_id', true), '')::uuid);
--> statement-breakpoint
GRANT SELECT ON lead_words TO pinggo_app;
--> statement-breakpoint
DROP POLICY IF EXISTS lookup ON lead_words;
CREATE POLICY lookup ON lead_words TO pinggo_lookup USING (true) WITH CHECK (true);
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE, DELETE ON lead_words TO pinggo_lookup;
--> statement-breakpoint
DROP POLICY IF EXISTS lookup ON leads;
CREATE POLICY lookup ON leads FOR SELECT TO pinggo_lookup USING (true);
--> statement-breakpoint
GRANT SELECT (org_id, id, owner_id, name, email, phone, external_id) ON leads TO pinggo_lookup;
--> statement-breakpoint
-- Whoever writes a lead, also a process of the version before. One statement may write leads of several orgs.
CREATE OR REPLACE FUNCTION keep_lead_words() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN
    DELETE FROM public.lead_words w WHERE w.org_id = OLD.org_id AND w.lead_id = OLD.id;
    RETURN NULL;
  END IF;
  INSERT INTO public.lead_words (org_id, lead_id, words)
  VALUES (NEW.org_id, NEW.id, public.words_of(right(NEW.org_id::text, 4), NEW.name, NEW.email, NEW.phone, NEW.external_id))
  ON CONFLICT (org_id, lead_id) DO UPDATE SET words = excluded.words;
  RETURN NULL;
END $$;
--> statement-breakpoint
-- The words of leads that are there already, so many at a time: `db/after-migrations.ts` calls it until there are none, and drops it.
CREATE OR REPLACE FUNCTION fill_lead_words(after_org uuid, after_id uuid, most int) RETURNS TABLE (last_org uuid, last_id uuid)
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
  WITH batch AS MATERIALIZED (
    SELECT l.org_id, l.id, public.words_of(right(l.org_id::text, 4), l.name, l.email, l.phone, l.external_id) AS words
    FROM public.leads l WHERE (l.org_id, l.id) > (after_org, after_id) ORDER BY l.org_id, l.id LIMIT most
  ), put AS (
    INSERT INTO public.lead_words (org_id, lead_id, words) SELECT b.org_id, b.id, b.words FROM batch b ON CONFLICT DO NOTHING
  )
  SELECT b.org_id, b.id FROM batch b ORDER BY b.org_id DESC, b.id DESC LIMIT 1
$$;
--> statement-breakpoint
-- Leads of the org of this transaction, and of no other, that have these words, at most so many, in no order. Row-level security would
-- ask its own question first, and matching is not leakproof, so no index would serve.
CREATE OR REPLACE FUNCTION leads_with_words(asked tsquery, only_owner uuid, most int) RETURNS SETOF uuid
LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 100
SET search_path = pg_catalog, public SET enable_seqscan = off SET plan_cache_mode = force_custom_plan SET jit = off AS $$
DECLARE
  org uuid := nullif(current_setting('app.org_id', true), '')::uuid;
BEGIN
  IF only_owner IS NULL THEN
    RETURN QUERY SELECT w.lead_id FROM public.lead_words w WHERE w.org_id = org AND w.words @@ asked LIMIT most;
  ELSE
    RETURN QUERY SELECT w.lead_id FROM public.lead_words w JOIN public.leads l ON l.org_id = w.org_id AND l.id = w.lead_id
      WHERE w.org_id = org AND w.words @@ asked AND l.owner_id = only_owner LIMIT most;
  END IF;
END $$;
--> statement-breakpoint
DO $$
DECLARE f text;
BEGIN
  GRANT CREATE ON SCHEMA public TO pinggo_lookup;
  FOREACH f IN ARRAY ARRAY['keep_lead_words()', 'fill_lead_words(uuid, uuid, int)', 'leads_with_words(tsquery, uuid, int)'] LOOP
    EXECUTE format('ALTER FUNCTION %s OWNER TO pinggo_lookup', f);
    EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', f);
  END LOOP;
  GRANT EXECUTE ON FUNCTION leads_with_words(tsquery, uuid, int) TO pinggo_app;
  -- Who migrates is a member of the role, or a superuser.
  REVOKE CREATE ON SCHEMA public FROM pinggo_lookup;
END $$;
--> statement-breakpoint
CREATE OR REPLACE TRIGGER lead_words AFTER DELETE OR UPDATE OF name, email, phone, external_id ON leads
  FOR EACH ROW EXECUTE FUNCTION keep_lead_words();
--> statement-breakpoint
-- Not as it is received: whoever sends it waits for that. Its first settlement, moments later, is early enough.
CREATE OR REPLACE TRIGGER lead_words_of_begun AFTER UPDATE OF status ON leads
  FOR EACH ROW WHEN (OLD.status = 'RECEIVED' AND NEW.status <> 'RECEIVED') EXECUTE FUNCTION keep_lead_words();
--> statement-breakpoint
CREATE OR REPLACE TRIGGER lead_words_of_inserted AFTER INSERT ON leads
  FOR EACH ROW WHEN (NEW.status <> 'RECEIVED') EXECUTE FUNCTION keep_lead_words();
