-- Offers of the parts and suppliers with nation, or the sales of these parts; all nations.
with offers as (
    select ps_partkey, ps_suppkey
    from part, partsupp
    where p_partkey = ps_partkey and p_name like '%green%'
        and exists (select * from lineitem where l_partkey = ps_partkey and l_suppkey = ps_suppkey)
)
select 'sales|supply' as border, 'supply' as side, count(*) + count(distinct ps_suppkey) as row_count,
    count(*) * (8 + 8 + 8) + count(distinct ps_suppkey) * (8 + 8) as bytes from offers
union all
select 'sales|supply', 'sales', count(*), count(*) * (8 + 8 + 4 + 8 + 8 + 8) from lineitem, part where l_partkey = p_partkey and p_name like '%green%'
union all
select 'geo|supply', 'geo', count(*), sum(8 + 4 + strlen(n_name)) from nation;
