-- The records to be made, as numbers: organization, number within it, owner, time of creation, name. The comparison's peers use the
-- same formulas, so one search finds as many leads there as here. An owner is one of the organization's ten members.
CREATE TEMP VIEW numbers AS
SELECT o, i, o + :organizations * (i / 20 % 10) AS owner_id,
    timestamptz '2024-01-01' + (i * 7919::bigint % 600000) * interval '1 minute' AS created_at,
    (ARRAY['Ada', 'Grace', 'Alan', 'Edsger', 'Barbara', 'Donald', 'Frances', 'John', 'Leslie', 'Margaret', 'Niklaus', 'Radia', 'Shafi',
        'Silvio', 'Tim', 'Whitfield'])[1 + i % 16] AS first_name,
    (ARRAY['Smith', 'Garcia', 'Nguyen', 'Kim', 'Ivanov', 'Okafor', 'Silva', 'Müller', 'Rossi', 'Tanaka', 'Haddad', 'Cohen', 'Larsen',
        'Novak', 'Dubois', 'Khan', 'Moreau', 'Weber', 'Costa', 'Lindqvist'])[1 + i % 20] AS last_name
FROM generate_series(1, :organizations) o, generate_series(1, CASE WHEN o = 1 THEN :rows ELSE :others END) i;
