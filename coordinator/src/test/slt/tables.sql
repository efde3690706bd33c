-- The tables of the logic tests, in DuckDB's SQL.
create table numbers as select
    i::integer as id,
    case when i % 7 = 0 then null else (i % 5)::integer end as k,
    case when i % 11 = 0 then null else (i * 37 % 101 - 50)::bigint end as n,
    case when i % 13 = 0 then null else (i * 1.25)::decimal(12, 2) end as d,
    case when i % 6 = 0 then null else i / 4.0::double end as x
from range(1, 61) t(i);

create table words as select * from (values
    (1, 'apple', 'a'), (2, 'Banana', 'b'), (3, 'cherry pie with a long tail', 'c'), (4, null, 'd'), (5, '', 'e'),
    (6, 'äpfel', null), (7, 'apple', 'g'), (8, '100% sure', 'h'), (9, 'under_score', 'i'), (10, 'naïve café 東京', 'j')) t(id, word, letter);

create table kinds as select * from (values
    (1::tinyint, 1::smallint, 1::integer, 1::bigint, 1.5::real, 1.5::double, 1.10::decimal(9, 2), 12345678901234567890.123456::decimal(38, 6),
        true, date '2020-02-29', timestamp '2020-02-29 12:34:56.789', timestamptz '2020-02-29 12:34:56+00', time '12:34:56', 'text', '\x01\xFF'::blob),
    (-128, -32768, -2147483648, -9223372036854775808, -0.25, -1e300, -9999999.99, -99999999999999999999999999999999.999999,
        false, date '0001-01-01', timestamp '1969-12-31 23:59:59.999999', timestamptz '1969-12-31 23:59:59+00', time '00:00:00', '', ''::blob),
    (127, 32767, 2147483647, 9223372036854775807, 3.25, 1e300, 9999999.99, 99999999999999999999999999999999.999999,
        true, date '9999-12-31', timestamp '2262-01-01 00:00:00', timestamptz '2100-06-15 08:00:00+00', time '23:59:59.999999', 'zzz', '\x00'::blob),
    (null, null, null, null, null, null, null, null, null, null, null, null, null, null, null))
    t(a_tinyint, a_smallint, an_integer, a_bigint, a_real, a_double, a_decimal, a_wide, a_boolean, a_date, a_timestamp, an_instant, a_time, a_text, some_bytes);

create table empty as select 1::integer as id, 'x' as word where false;
