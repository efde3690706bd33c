-- The key of the nation.
select 'geo|supply' as border, 'geo' as side, count(*) as row_count, count(*) * 8 as bytes from nation where n_name = 'GERMANY';
