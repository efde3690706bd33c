-- The keys of the parts, or their sales.
select 'sales|supply' as border, 'supply' as side, count(*) as row_count, count(*) * 8 as bytes
from part
where p_brand = 'Brand#23' and p_container = 'MED BOX' and exists (select * from lineitem where l_partkey = p_partkey)
union all
select 'sales|supply', 'sales', count(*), count(*) * (8 + 8 + 8)
from lineitem, part
where l_partkey = p_partkey and p_brand = 'Brand#23' and p_container = 'MED BOX';
