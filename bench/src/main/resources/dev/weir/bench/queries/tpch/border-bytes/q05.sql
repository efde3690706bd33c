-- Suppliers that sold to customers of their own nation, or the sales themselves; the nations of the region.
with matches as (
    select s_suppkey, s_nationkey
    from customer, orders, lineitem, supplier, nation, region
    where c_custkey = o_custkey and l_orderkey = o_orderkey and l_suppkey = s_suppkey and c_nationkey = s_nationkey and s_nationkey = n_nationkey
        and n_regionkey = r_regionkey and r_name = 'ASIA' and o_orderdate >= date '1994-01-01' and o_orderdate < date '1995-01-01'
)
select 'sales|supply' as border, 'supply' as side, count(distinct s_suppkey) as row_count, count(distinct s_suppkey) * (8 + 8) as bytes from matches
union all
select 'sales|supply', 'sales', count(*), count(*) * (8 + 8 + 8 + 8) from matches
union all
select 'geo|supply', 'geo', count(*), sum(8 + 4 + strlen(n_name)) from nation, region where n_regionkey = r_regionkey and r_name = 'ASIA';
