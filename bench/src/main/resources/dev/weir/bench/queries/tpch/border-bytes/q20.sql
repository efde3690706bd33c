-- Sales of the parts by suppliers of the nation, summed up, or the offers and the suppliers with their texts; the nation's key.
with offers as (
    select ps_partkey, ps_suppkey
    from partsupp, part, supplier, nation
    where ps_partkey = p_partkey and p_name like 'forest%' and ps_suppkey = s_suppkey and s_nationkey = n_nationkey and n_name = 'CANADA'
        and exists (select * from lineitem where l_partkey = ps_partkey and l_suppkey = ps_suppkey
            and l_shipdate >= date '1994-01-01' and l_shipdate < date '1995-01-01')
)
select 'sales|supply' as border, 'sales' as side, count(*) as row_count, count(*) * (8 + 8 + 16) as bytes from offers
union all
select 'sales|supply', 'supply', (select count(*) from offers) + count(*),
    (select count(*) from offers) * (8 + 8 + 4) + sum(8 + 4 + strlen(s_name) + 4 + strlen(s_address))
from supplier where s_suppkey in (select ps_suppkey from offers)
union all
select 'geo|supply', 'geo', count(*), count(*) * 8 from nation where n_name = 'CANADA';
