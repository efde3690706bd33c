-- Suppliers of the two nations that sold to the other one, or the sales; the two nations for suppliers and for customers.
with matches as (
    select s_suppkey
    from supplier, lineitem, orders, customer, nation n1, nation n2
    where s_suppkey = l_suppkey and o_orderkey = l_orderkey and c_custkey = o_custkey and s_nationkey = n1.n_nationkey and c_nationkey = n2.n_nationkey
        and ((n1.n_name = 'FRANCE' and n2.n_name = 'GERMANY') or (n1.n_name = 'GERMANY' and n2.n_name = 'FRANCE'))
        and l_shipdate between date '1995-01-01' and date '1996-12-31'
)
select 'sales|supply' as border, 'supply' as side, count(distinct s_suppkey) as row_count, count(distinct s_suppkey) * (8 + 8) as bytes from matches
union all
select 'sales|supply', 'sales', count(*), count(*) * (8 + 8 + 4 + 8 + 8) from matches
union all
select 'geo|supply', 'geo', count(*), sum(8 + 4 + strlen(n_name)) from nation where n_name in ('FRANCE', 'GERMANY')
union all
select 'geo|sales', 'geo', count(*), sum(8 + 4 + strlen(n_name)) from nation where n_name in ('FRANCE', 'GERMANY');
