-- The suppliers of greatest revenue with it, or what is told of them.
with revenue as (
    select l_suppkey, sum(l_extendedprice * (1 - l_discount)) as total
    from lineitem
    where l_shipdate >= date '1996-01-01' and l_shipdate < date '1996-04-01'
    group by l_suppkey
), best as (
    select l_suppkey from revenue where total = (select max(total) from revenue)
)
select 'sales|supply' as border, 'sales' as side, count(*) as row_count, count(*) * (8 + 16) as bytes from best
union all
select 'sales|supply', 'supply', count(*), sum(8 + 4 + strlen(s_name) + 4 + strlen(s_address) + 4 + strlen(s_phone))
from supplier where s_suppkey in (select l_suppkey from best);
