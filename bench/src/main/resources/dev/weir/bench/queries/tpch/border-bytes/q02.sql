-- The nations of the region; the supply side has rows of all of supplier's texts.
select 'geo|supply' as border, 'geo' as side, count(*) as row_count, sum(8 + 4 + strlen(n_name)) as bytes
from nation, region
where n_regionkey = r_regionkey and r_name = 'EUROPE';
