-- Several rows that are added by one statement are all added or none: each has its own client, and which are missing nobody could tell.
CREATE FUNCTION require_all(added bigint, expected bigint) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
    IF added <> expected THEN RAISE EXCEPTION '% of % rows could be added', added, expected USING ERRCODE = 'cardinality_violation'; END IF;
    RETURN true;
END
$$;
