-- All nations; the sales side has a row a customer.
select 'geo|sales' as border, 'geo' as side, count(*) as row_count, sum(8 + 4 + strlen(n_name)) as bytes from nation;
