-- Keys of parts and suppliers of the sales that count, or these sales; nations of suppliers; keys of the customers' nations.
with matches as (
    select p_partkey, s_suppkey
    from part, supplier, lineitem, orders, customer, nation, region
    where p_partkey = l_partkey and s_suppkey = l_suppkey and l_orderkey = o_orderkey and o_custkey = c_custkey and c_nationkey = n_nationkey
        and n_regionkey = r_regionkey and r_name = 'AMERICA' and o_orderdate between date '1995-01-01' and date '1996-12-31'
        and p_type = 'ECONOMY ANODIZED STEEL'
)
select 'sales|supply' as border, 'supply' as side, count(distinct p_partkey) + count(distinct s_suppkey) as row_count,
    count(distinct p_partkey) * 8 + count(distinct s_suppkey) * (8 + 8) as bytes from matches
union all
select 'sales|supply', 'sales', count(*), count(*) * (8 + 8 + 4 + 8 + 8) from matches
union all
select 'geo|supply', 'geo', count(*), sum(8 + 4 + strlen(n_name)) from nation
union all
select 'geo|sales', 'geo', count(*), count(*) * 8 from nation, region where n_regionkey = r_regionkey and r_name = 'AMERICA';
