-- The suppliers of the nation that kept somebody waiting, or keys of suppliers, one a case; the nation's key.
with waiting as (
    select s_suppkey, s_name
    from supplier, lineitem l1, orders, nation
    where s_suppkey = l1.l_suppkey and o_orderkey = l1.l_orderkey and o_orderstatus = 'F' and l1.l_receiptdate > l1.l_commitdate
        and exists (select * from lineitem l2 where l2.l_orderkey = l1.l_orderkey and l2.l_suppkey <> l1.l_suppkey)
        and not exists (select * from lineitem l3
            where l3.l_orderkey = l1.l_orderkey and l3.l_suppkey <> l1.l_suppkey and l3.l_receiptdate > l3.l_commitdate)
        and s_nationkey = n_nationkey and n_name = 'SAUDI ARABIA'
)
select 'sales|supply' as border, 'supply' as side, count(*) as row_count, sum(8 + 4 + strlen(s_name)) as bytes from (select distinct * from waiting)
union all
select 'sales|supply', 'sales', count(*), count(*) * 8 from waiting
union all
select 'geo|supply', 'geo', count(*), count(*) * 8 from nation where n_name = 'SAUDI ARABIA';
