-- The sales of the month, or the parts that were sold.
select 'sales|supply' as border, 'sales' as side, count(*) as row_count, count(*) * (8 + 8 + 8) as bytes
from lineitem
where l_shipdate >= date '1995-09-01' and l_shipdate < date '1995-10-01'
union all
select 'sales|supply', 'supply', count(*), sum(8 + 4 + strlen(p_type))
from part
where exists (select * from lineitem where l_partkey = p_partkey and l_shipdate >= date '1995-09-01' and l_shipdate < date '1995-10-01');
