-- What a process practises on: each way that scans, expressions, joins, aggregations, sorts and results have, over
-- dev.weir.worker.sample.SampleTables. Short statements, run again and again; their answers are thrown away.
SELECT state, paid, sum(amount), sum(price), sum(price * (1 - rebate / 100)), sum(price * (1 - rebate / 100) * (1 + tax / 100)), avg(amount), avg(price), count(*)
FROM lines WHERE sent <= DATE '1997-06-01' - INTERVAL '30' DAY GROUP BY state, paid ORDER BY state, paid;
SELECT sum(price * rebate) FROM lines WHERE sent >= DATE '1993-01-01' AND sent < DATE '1993-01-01' + INTERVAL '1' YEAR AND rebate BETWEEN 2.00 AND 6.00 AND amount < 24;
SELECT l.receipt, sum(l.price * (1 - l.rebate / 100)) AS value, r.placed, r.shelf FROM buyers b, receipts r, lines l
WHERE b.sector = 'amber' AND b.id = r.buyer AND l.receipt = r.id AND r.placed < DATE '1995-04-20' AND l.sent > DATE '1995-04-06'
GROUP BY l.receipt, r.placed, r.shelf ORDER BY value DESC, r.placed LIMIT 10;
SELECT urgency, count(*) FROM receipts r WHERE placed >= DATE '1993-08-01' AND placed < DATE '1994-11-01'
AND EXISTS (SELECT * FROM lines l WHERE l.receipt = r.id AND l.due < l.arrived) GROUP BY urgency ORDER BY urgency;
SELECT p.name, sum(l.price * (1 - l.rebate / 100)) AS value FROM buyers b, receipts r, lines l, sellers s, places p, areas a
WHERE b.id = r.buyer AND l.receipt = r.id AND l.seller = s.id AND b.place = s.place AND s.place = p.id AND p.area = a.id AND a.name = 'CORAL'
GROUP BY p.name ORDER BY value DESC;
SELECT year, sum(CASE WHEN place = 'PLACE C' THEN volume ELSE 0 END) / sum(volume) AS share FROM (
SELECT extract(YEAR FROM r.placed) AS year, l.price * (1 - l.rebate) AS volume, p.name AS place FROM goods g JOIN lines l ON g.id = l.good
JOIN receipts r ON l.receipt = r.id JOIN sellers s ON s.id = l.seller JOIN places p ON s.place = p.id WHERE g.kind LIKE '%CORAL') AS v GROUP BY year ORDER BY year;
SELECT p.name, extract(YEAR FROM r.placed) AS year, sum(l.price * (1 - l.rebate) - k.cost * l.amount) FROM goods g, sellers s, lines l, stock k, receipts r, places p
WHERE s.id = l.seller AND k.seller = l.seller AND k.good = l.good AND g.id = l.good AND r.id = l.receipt AND s.place = p.id AND g.name LIKE '%black%'
GROUP BY p.name, extract(YEAR FROM r.placed) ORDER BY 1, 2 DESC;
SELECT b.id, b.name, sum(l.price * (1 - l.rebate / 100)) AS value, b.balance, p.name, b.phone, b.remark FROM buyers b, receipts r, lines l, places p
WHERE b.id = r.buyer AND l.receipt = r.id AND l.state = 'R' AND b.place = p.id GROUP BY b.id, b.name, b.balance, b.phone, p.name, b.remark ORDER BY value DESC LIMIT 20;
SELECT good, sum(cost * pieces) AS value FROM stock, sellers WHERE seller = id GROUP BY good HAVING sum(cost * pieces) > (SELECT sum(cost * pieces) * 0.001 FROM stock) ORDER BY value DESC;
SELECT way, sum(CASE WHEN urgency = '1-careful' OR urgency = '2-deposits' THEN 1 ELSE 0 END), sum(CASE WHEN urgency <> '1-careful' AND urgency <> '2-deposits' THEN 1 ELSE 0 END)
FROM receipts r, lines l WHERE r.id = l.receipt AND way IN ('AIR', 'BOAT') AND due < arrived AND sent < due AND arrived >= DATE '1993-01-01' GROUP BY way ORDER BY way;
SELECT n, count(*) FROM (SELECT b.id, count(r.id) FROM buyers b LEFT JOIN receipts r ON b.id = r.buyer AND r.remark NOT LIKE '%silent%ideas%' GROUP BY b.id) AS c (id, n) GROUP BY n ORDER BY 2 DESC, 1 DESC;
SELECT 100.00 * sum(CASE WHEN g.kind LIKE 'CAREFUL%' THEN l.price * (1 - l.rebate) ELSE 0 END) / sum(l.price * (1 - l.rebate)) FROM lines l, goods g
WHERE l.good = g.id AND l.sent >= DATE '1994-09-01' AND l.sent < DATE '1994-12-01';
WITH value AS (SELECT seller, sum(price * (1 - rebate)) AS total FROM lines WHERE sent >= DATE '1993-01-01' AND sent < DATE '1993-06-01' GROUP BY seller)
SELECT s.id, s.name, v.total FROM sellers s, value v WHERE s.id = v.seller AND v.total = (SELECT max(total) FROM value) ORDER BY s.id;
SELECT g.brand, g.kind, g.size, count(DISTINCT k.seller) AS n FROM stock k, goods g WHERE g.id = k.good AND g.brand <> 'Brand#21' AND g.kind NOT LIKE 'QUICK%'
AND g.size IN (2, 5, 11, 17, 26, 33, 41, 48) AND k.seller NOT IN (SELECT id FROM sellers WHERE remark LIKE '%furious%after%') GROUP BY g.brand, g.kind, g.size ORDER BY n DESC, g.brand, g.kind, g.size;
SELECT sum(l.price) / 7.0 FROM lines l, goods g WHERE g.id = l.good AND g.brand = 'Brand#14' AND g.box = 'quick BOX' AND l.amount < (SELECT 0.6 * avg(i.amount) FROM lines i WHERE i.good = g.id);
SELECT b.name, b.id, r.id, r.placed, r.total, sum(l.amount) FROM buyers b, receipts r, lines l WHERE r.id IN (SELECT receipt FROM lines GROUP BY receipt HAVING sum(amount) > 150)
AND b.id = r.buyer AND r.id = l.receipt GROUP BY b.name, b.id, r.id, r.placed, r.total ORDER BY r.total DESC, r.placed LIMIT 100;
SELECT sum(l.price * (1 - l.rebate)) FROM lines l, goods g WHERE (g.id = l.good AND g.brand = 'Brand#25' AND g.box IN ('quick BOX', 'careful BOX') AND l.amount BETWEEN 1 AND 20 AND g.size BETWEEN 1 AND 15 AND l.way IN ('AIR', 'POST'))
OR (g.id = l.good AND g.brand = 'Brand#14' AND g.box IN ('deposits BOX', 'special BOX') AND l.amount BETWEEN 10 AND 30 AND g.size BETWEEN 1 AND 30 AND l.way IN ('AIR', 'POST'));
SELECT s.name FROM sellers s WHERE s.id IN (SELECT k.seller FROM stock k WHERE k.good IN (SELECT id FROM goods WHERE name LIKE 'coral%')
AND k.pieces > (SELECT 0.1 * sum(l.amount) FROM lines l WHERE l.good = k.good AND l.seller = k.seller AND l.sent >= DATE '1993-01-01')) ORDER BY s.name;
SELECT s.name, count(*) AS n FROM sellers s, lines l1, receipts r, places p WHERE s.id = l1.seller AND r.id = l1.receipt AND r.status = 'F' AND l1.arrived > l1.due
AND EXISTS (SELECT * FROM lines l2 WHERE l2.receipt = l1.receipt AND l2.seller <> l1.seller)
AND NOT EXISTS (SELECT * FROM lines l3 WHERE l3.receipt = l1.receipt AND l3.seller <> l1.seller AND l3.arrived > l3.due)
AND s.place = p.id GROUP BY s.name ORDER BY n DESC, s.name LIMIT 100;
SELECT code, count(*), sum(balance) FROM (SELECT substring(phone FROM 1 FOR 2) AS code, balance FROM buyers b WHERE substring(phone FROM 1 FOR 2) IN ('11', '17', '24', '32')
AND balance > (SELECT avg(balance) FROM buyers WHERE balance > 0.00) AND NOT EXISTS (SELECT * FROM receipts r WHERE r.buyer = b.id)) AS v GROUP BY code ORDER BY code;
SELECT s.balance, s.name, p.name, g.id, g.brand FROM goods g, sellers s, stock k, places p, areas a WHERE g.id = k.good AND s.id = k.seller AND g.size > 40 AND g.kind LIKE '%AMBER' AND s.place = p.id AND p.area = a.id
AND k.cost = (SELECT min(i.cost) FROM stock i, sellers j, places q, areas b WHERE g.id = i.good AND j.id = i.seller AND j.place = q.id AND q.area = b.id) ORDER BY s.balance DESC, p.name, s.name, g.id LIMIT 100;
SELECT remark, count(*), max(weight), min(at) FROM lines GROUP BY remark ORDER BY remark LIMIT 5;
SELECT good, count(DISTINCT seller), min(sent), max(arrived), sum(weight), avg(weight) FROM lines WHERE gift OR weight > 100.5 GROUP BY good ORDER BY 5 DESC LIMIT 10;
SELECT upper(name), lower(box), length(kind), coalesce(brand, 'none'), CAST(size AS varchar), CAST(price AS double) * 1.1, size % 7, abs(size - 20) FROM goods WHERE name LIKE '%a%' ORDER BY price, name;
SELECT id, placed, total, sum(total) OVER (PARTITION BY buyer ORDER BY placed, id), rank() OVER (PARTITION BY buyer ORDER BY total DESC) FROM receipts WHERE id < 1500;
SELECT count(*), count(weight), sum(number), min(remark), max(at), bool_or(gift) FROM lines WHERE at >= TIMESTAMP '1993-05-01 00:00:00' AND way <> 'AIR';
SELECT r.status, l.way, count(*) FROM lines l FULL JOIN receipts r ON l.receipt = r.id AND l.number = 1 GROUP BY r.status, l.way;
SELECT DISTINCT buyer FROM receipts UNION SELECT id FROM buyers;
SELECT receipt, number, good, amount, price, state, sent, way, remark, weight, gift, at FROM lines WHERE number < 3
