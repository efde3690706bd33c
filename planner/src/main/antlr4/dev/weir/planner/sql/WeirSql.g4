/*
 * Weir's SQL. Layered by precedence instead of left-recursive, so chains make flat trees and every decision
 * looks only a few tokens ahead. One thing is decided before parsing: SqlParser gives a '(' that opens a
 * query the type QUERY_OPEN, so '(' expression and '(' query need no unbounded lookahead.
 */
grammar WeirSql;

options { caseInsensitive = true; }

tokens { QUERY_OPEN }

singleStatement : statement ';'* EOF ;
singleExpression : expression EOF ;
singleType : type EOF ;

// ---------------------------------------------------------------- statements

statement
    : query                                                                       # queryStatement
    | EXPLAIN POLICY anything*                                                    # explainPolicy
    | EXPLAIN ANALYZE? VERBOSE? ('(' explainOption (',' explainOption)* ')')? statement # explain
    | SHOW CATALOGS like?                                                         # showCatalogs
    | SHOW SCHEMAS ((FROM | IN) identifier)? like?                                # showSchemas
    | SHOW TABLES ((FROM | IN) qualifiedName)? like?                              # showTables
    | SHOW COLUMNS (FROM | IN) qualifiedName like?                                # showColumns
    | (DESCRIBE | DESC) TABLE? qualifiedName                                      # describe
    | SHOW FUNCTIONS like?                                                        # showFunctions
    | SHOW SESSION like?                                                          # showSession
    | SHOW STATS FOR (qualifiedName | QUERY_OPEN query ')')                       # showStats
    | SHOW CREATE TABLE qualifiedName                                             # showCreateTable
    | USE qualifiedName                                                           # use
    | SET SESSION? qualifiedName ('=' | TO) expression                            # setSession
    | RESET SESSION? qualifiedName                                                # resetSession
    | PREPARE identifier (FROM | AS) statement                                    # prepare
    | EXECUTE identifier (USING expression (',' expression)*
        | '(' (expression (',' expression)*)? ')')?                               # execute
    | DEALLOCATE PREPARE? identifier                                              # deallocate
    | KILL QUERY? expression                                                      # kill
    | CALL qualifiedName '(' (argument (',' argument)*)? ')'                      # call
    | unsupportedKind anything*                                                   # unsupported
    ;

explainOption
    : TYPE identifier
    | FORMAT identifier
    | ANALYZE booleanWord?
    | VERBOSE booleanWord?
    ;

booleanWord : TRUE | FALSE ;

like : LIKE STRING ;

unsupportedKind
    : CREATE (OR REPLACE)? (EXTERNAL | TEMPORARY | TEMP)? (TABLE | VIEW | MATERIALIZED VIEW | SCHEMA | FUNCTION | ROLE | INDEX)
    | CREATE (OR REPLACE)? (ROW | MASK | AGGREGATION | EGRESS | PROJECTION) POLICY
    | INSERT INTO
    | DELETE FROM
    | UPDATE
    | MERGE INTO
    | TRUNCATE TABLE
    | REFRESH MATERIALIZED VIEW
    | ALTER (TABLE | VIEW | MATERIALIZED VIEW | SCHEMA | (ROW | MASK | AGGREGATION | EGRESS | PROJECTION)? POLICY)
    | DROP (TABLE | VIEW | MATERIALIZED VIEW | SCHEMA | FUNCTION | ROLE | (ROW | MASK | AGGREGATION | EGRESS | PROJECTION)? POLICY)
    | GRANT
    | REVOKE
    | PUBLISH POLICY
    | SHOW EFFECTIVE POLICY
    | SHOW CREATE (VIEW | MATERIALIZED VIEW | SCHEMA | FUNCTION)
    | SHOW (GRANTS | ROLES | POLICIES)
    | ANALYZE
    | COMMENT ON
    | START TRANSACTION
    | BEGIN
    | COMMIT
    | ROLLBACK
    | COPY
    ;

anything : ~(';' | UNRECOGNIZED | OPEN_STRING | OPEN_COMMENT | OPEN_NAME) ;

// ---------------------------------------------------------------- queries

query : with? queryTerm (ORDER BY sortItem (',' sortItem)*)? rowLimit ;

rowLimit
    : offset (limit | fetch)?
    | limit offset?
    | fetch
    |
    ;

offset : OFFSET expression (ROW | ROWS)? ;

limit : LIMIT limitCount ;

fetch : FETCH (FIRST | NEXT) expression? (ROW | ROWS) (ONLY | WITH TIES) ;

limitCount : ALL | expression ;

with : WITH RECURSIVE? commonTable (',' commonTable)* ;

commonTable : identifier columnAliases? AS (NOT? MATERIALIZED)? QUERY_OPEN query ')' ;

columnAliases : '(' identifier (',' identifier)* ')' ;

queryTerm : intersectTerm (unionTail)* ;
unionTail : (UNION | EXCEPT) setQuantifier? intersectTerm ;
intersectTerm : queryPrimary (intersectTail)* ;
intersectTail : INTERSECT setQuantifier? queryPrimary ;

setQuantifier : DISTINCT | ALL ;

queryPrimary
    : select                                     # selectPrimary
    | VALUES expression (',' expression)*        # valuesPrimary
    | TABLE qualifiedName                        # tablePrimary
    | QUERY_OPEN query ')'                       # nestedPrimary
    ;

select
    : SELECT setQuantifier? selectItem (',' selectItem)*
      (FROM relation (',' relation)*)?
      (WHERE where=expression)?
      (GROUP BY groupBy)?
      (HAVING having=expression)?
      (WINDOW namedWindow (',' namedWindow)*)?
      (QUALIFY qualify=expression)?
      (WINDOW namedWindow (',' namedWindow)*)?
    ;

selectItem
    : '*' starExclude? starReplace?                          # allColumns
    | qualifiedName '.' '*' starExclude? starReplace?        # tableColumns
    | expression (AS asAlias | bareAlias)?                   # singleColumn
    ;

asAlias : identifier | STRING ;

starExclude : (EXCLUDE | EXCEPT) ('(' identifier (',' identifier)* ')' | identifier) ;

starReplace : REPLACE '(' replacement (',' replacement)* ')' ;

replacement : expression AS identifier ;

groupBy
    : ALL
    | setQuantifier? groupingElement (',' groupingElement)*
    ;

groupingElement
    : ROLLUP '(' (groupingElement (',' groupingElement)*)? ')'             # rollup
    | CUBE '(' (groupingElement (',' groupingElement)*)? ')'               # cube
    | GROUPING SETS '(' groupingElement (',' groupingElement)* ')'         # groupingSets
    | '(' ')'                                                              # emptySet
    | expression                                                           # groupingExpression
    ;

sortItem : expression (ASC | DESC)? (NULLS (FIRST | LAST))? ;

namedWindow : identifier AS windowDefinition ;

windowDefinition
    : '(' base=bareAlias? (PARTITION BY expression (',' expression)*)? (ORDER BY sortItem (',' sortItem)*)? windowFrame? ')'
    ;

windowFrame
    : (ROWS | RANGE | GROUPS) (frameBound | BETWEEN frameBound AND frameBound)
      (EXCLUDE (NO OTHERS | CURRENT ROW | GROUP | TIES))?
    ;

frameBound
    : UNBOUNDED (PRECEDING | FOLLOWING)
    | CURRENT ROW
    | value (PRECEDING | FOLLOWING)
    ;

// ---------------------------------------------------------------- relations

relation : sampled joinTail* ;

joinTail
    : CROSS JOIN sampled                                     # crossJoin
    | NATURAL joinType JOIN sampled                          # naturalJoin
    | joinType JOIN relation joinCondition                   # conditionJoin
    ;

joinType : INNER? | (LEFT | RIGHT | FULL) OUTER? ;

joinCondition
    : ON expression
    | USING '(' identifier (',' identifier)* ')'
    ;

sampled : aliased (TABLESAMPLE (BERNOULLI | SYSTEM) '(' expression ')')? ;

aliased : relationPrimary ((AS identifier | relationAlias) columnAliases?)? ;

// AT follows an expression, but no relation.
relationAlias : bareAlias | AT ;

relationPrimary
    : qualifiedName                                                         # tableName
    | STRING                                                                # fileName
    | LATERAL? QUERY_OPEN query ')'                                         # subqueryRelation
    | UNNEST '(' expression (',' expression)* ')' (WITH ORDINALITY)?        # unnest
    | LATERAL? qualifiedName '(' (argument (',' argument)*)? ')'            # tableFunction
    | TABLE '(' qualifiedName '(' (argument (',' argument)*)? ')' ')'       # tableFunctionCall
    | '(' relation ')'                                                      # nestedRelation
    ;

// ---------------------------------------------------------------- expressions, loosest first

expression : conjunction (OR conjunction)* ;

conjunction : negation (AND negation)* ;

negation : NOT* predicate ;

predicate : value predicateTail* ;

predicateTail
    : comparisonOperator value                                                # comparison
    | comparisonOperator (ANY | SOME | ALL) QUERY_OPEN query ')'              # quantified
    | NOT? BETWEEN (SYMMETRIC | ASYMMETRIC)? value AND value                  # between
    | NOT? IN '(' expression (',' expression)* ')'                            # inList
    | NOT? IN QUERY_OPEN query ')'                                            # inSubquery
    | NOT? (LIKE | ILIKE) value (ESCAPE value)?                               # likePattern
    | IS NOT? NULL                                                            # isNull
    | IS NOT? (TRUE | FALSE | UNKNOWN)                                        # isTruth
    | IS NOT? DISTINCT FROM value                                             # distinctFrom
    ;

comparisonOperator : '=' | '<>' | '!=' | '<' | '<=' | '>' | '>=' ;

value : sum ('||' sum)* ;

sum : product (('+' | '-') product)* ;

product : signed (('*' | '/' | '%') signed)* ;

signed : ('+' | '-')* postfix ;

postfix : primary postfixTail* ;

postfixTail
    : '::' type                       # castTail
    | '[' expression ']'              # subscriptTail
    | '.' identifier                  # fieldTail
    | AT TIME ZONE primary            # zoneTail
    ;

primary
    : NULL                                                                        # nullLiteral
    | (TRUE | FALSE)                                                              # booleanLiteral
    | INTEGER_VALUE                                                               # integerLiteral
    | DECIMAL_VALUE                                                               # decimalLiteral
    | DOUBLE_VALUE                                                                # doubleLiteral
    | STRING                                                                      # stringLiteral
    | BINARY_STRING                                                               # binaryLiteral
    | '?'                                                                         # parameter
    | literalType STRING                                                          # typedLiteral
    | INTERVAL sign=('+' | '-')? (STRING | INTEGER_VALUE) from=intervalField (TO to=intervalField)? # intervalLiteral
    | '(' expression (',' expression)* ')'                                        # parenthesized
    | QUERY_OPEN query ')'                                                        # scalarSubquery
    | EXISTS QUERY_OPEN query ')'                                                 # exists
    | CASE expression? whenClause+ (ELSE otherwise=expression)? END               # caseExpression
    | (CAST | TRY_CAST) '(' expression AS type ')'                                # cast
    | EXTRACT '(' (identifier | STRING) FROM expression ')'                       # extract
    | SUBSTRING '(' value FROM value (FOR value)? ')'                             # substring
    | POSITION '(' value IN value ')'                                             # position
    | TRIM '(' (LEADING | TRAILING | BOTH)? characters=value? FROM source=value ')' # trim
    | currentKind ('(' INTEGER_VALUE? ')')?                                       # currentValue
    | ARRAY '[' (expression (',' expression)*)? ']'                               # arrayConstructor
    | (qualifiedName | LEFT | RIGHT | REPLACE) '(' callArguments ')' withinGroup? filter? (nullTreatment? OVER over)? # functionCall
    | qualifiedName                                                               # columnReference
    ;

literalType
    : DATE | DECIMAL | UUID
    | (TIME | TIMESTAMP) ('(' INTEGER_VALUE ')')? ((WITH | WITHOUT) TIME ZONE)?
    ;

intervalField
    : YEAR | YEARS | QUARTER | QUARTERS | MONTH | MONTHS | WEEK | WEEKS | DAY | DAYS | HOUR | HOURS
    | MINUTE | MINUTES | SECOND | SECONDS
    ;

whenClause : WHEN condition=expression THEN result=expression ;

currentKind
    : CURRENT_DATE | CURRENT_TIME | CURRENT_TIMESTAMP | LOCALTIME | LOCALTIMESTAMP
    | CURRENT_USER | CURRENT_CATALOG | CURRENT_SCHEMA
    ;

callArguments
    : '*'
    | (setQuantifier? argument (',' argument)* (ORDER BY sortItem (',' sortItem)*)? nullTreatment?)?
    ;

argument : (identifier '=>')? expression ;

withinGroup : WITHIN GROUP '(' ORDER BY sortItem (',' sortItem)* ')' ;

filter : FILTER '(' WHERE expression ')' ;

nullTreatment : (IGNORE | RESPECT) NULLS ;

over : identifier | windowDefinition ;

// ---------------------------------------------------------------- types and names

type : typeBase (ARRAY ('[' INTEGER_VALUE ']')?)* ;

typeBase
    : (TIME | TIMESTAMP) ('(' typeParameter (',' typeParameter)* ')')? ((WITH | WITHOUT) TIME ZONE)?  # timeType
    | INTERVAL (YEAR TO MONTH | DAY TO SECOND)                                                     # intervalType
    | DOUBLE PRECISION                                                                             # doublePrecision
    | (CHARACTER | CHAR) VARYING ('(' typeParameter ')')?                                          # characterVarying
    | ROW '(' rowField (',' rowField)* ')'                                                         # rowType
    | typeName ('(' typeParameter (',' typeParameter)* ')' | '<' type (',' type)* '>')?            # plainType
    ;

typeName : NAME | QUOTED_NAME | DATE | DECIMAL | UUID | ARRAY | CHAR | CHARACTER | DOUBLE ;
typeParameter : INTEGER_VALUE | type ;
rowField : (identifier type) | type ;

qualifiedName : identifier ('.' identifier)* ;

identifier
    : NAME
    | QUOTED_NAME
    | nonReserved
    | notBareAlias
    ;

// An alias without AS: words that may follow a relation or an expression need AS or quotes.
bareAlias
    : NAME
    | QUOTED_NAME
    | nonReserved
    ;

notBareAlias
    : AT | FETCH | FILTER | GROUPS | IGNORE | LIMIT | OFFSET | OVER | PARTITION | QUALIFY | RANGE | RESPECT | ROWS
    | TABLESAMPLE | WINDOW | WITHIN | ILIKE | EXCLUDE | REPLACE
    ;

nonReserved
    : AGGREGATION | ANALYZE | ASC | ASYMMETRIC | BEGIN | BERNOULLI | BOTH | CALL | CATALOGS | CHAR | CHARACTER
    | COLUMNS | COMMENT | COMMIT | COPY | CURRENT | DATE | DAY | DAYS | DECIMAL | DESC | DOUBLE | EFFECTIVE | EGRESS | EXPLAIN
    | EXTERNAL | FIRST | FOLLOWING | FORMAT | FUNCTION | FUNCTIONS | GRANT | GRANTS | GROUPING | HOUR | HOURS
    | INDEX | INTERVAL | KILL | LAST | LEADING | MASK | MATERIALIZED | MERGE | MINUTE | MINUTES | MONTH
    | MONTHS | NEXT | NO | NULLS | ONLY | ORDINALITY | OTHERS | POLICIES | POLICY | POSITION | PRECEDING | PRECISION
    | PROJECTION | PUBLISH | QUARTER | QUARTERS | QUERY | REFRESH | RESET | REVOKE | ROLE | ROLES
    | ROLLBACK | ROW | SCHEMA | SCHEMAS | SECOND | SECONDS | SESSION | SET | SETS | SHOW | START | STATS | SUBSTRING
    | SYSTEM | TABLES | TEMP | TEMPORARY | TIES | TIME | TIMESTAMP | TO | TRAILING | TRANSACTION | TRIM | TRUNCATE | TYPE
    | UNBOUNDED | UNKNOWN | UPDATE | USE | UUID | VARYING | VERBOSE | VIEW | WEEK | WEEKS | WITHOUT | YEAR | YEARS | ZONE
    ;

// ---------------------------------------------------------------- keywords

AGGREGATION : 'AGGREGATION' ;
ALL : 'ALL' ;
ALTER : 'ALTER' ;
ANALYZE : 'ANALYZE' ;
AND : 'AND' ;
ANY : 'ANY' ;
ARRAY : 'ARRAY' ;
AS : 'AS' ;
ASC : 'ASC' ;
ASYMMETRIC : 'ASYMMETRIC' ;
AT : 'AT' ;
BEGIN : 'BEGIN' ;
BERNOULLI : 'BERNOULLI' ;
BETWEEN : 'BETWEEN' ;
BOTH : 'BOTH' ;
BY : 'BY' ;
CALL : 'CALL' ;
CASE : 'CASE' ;
CAST : 'CAST' ;
CATALOGS : 'CATALOGS' ;
CHAR : 'CHAR' ;
CHARACTER : 'CHARACTER' ;
COLUMNS : 'COLUMNS' ;
COMMENT : 'COMMENT' ;
COMMIT : 'COMMIT' ;
COPY : 'COPY' ;
CREATE : 'CREATE' ;
CROSS : 'CROSS' ;
CUBE : 'CUBE' ;
CURRENT : 'CURRENT' ;
CURRENT_CATALOG : 'CURRENT_CATALOG' ;
CURRENT_DATE : 'CURRENT_DATE' ;
CURRENT_SCHEMA : 'CURRENT_SCHEMA' ;
CURRENT_TIME : 'CURRENT_TIME' ;
CURRENT_TIMESTAMP : 'CURRENT_TIMESTAMP' ;
CURRENT_USER : 'CURRENT_USER' ;
DATE : 'DATE' ;
DAY : 'DAY' ;
DAYS : 'DAYS' ;
DEALLOCATE : 'DEALLOCATE' ;
DECIMAL : 'DECIMAL' ;
DELETE : 'DELETE' ;
DESC : 'DESC' ;
DESCRIBE : 'DESCRIBE' ;
DISTINCT : 'DISTINCT' ;
DOUBLE : 'DOUBLE' ;
DROP : 'DROP' ;
EFFECTIVE : 'EFFECTIVE' ;
EGRESS : 'EGRESS' ;
ELSE : 'ELSE' ;
END : 'END' ;
ESCAPE : 'ESCAPE' ;
EXCEPT : 'EXCEPT' ;
EXCLUDE : 'EXCLUDE' ;
EXECUTE : 'EXECUTE' ;
EXISTS : 'EXISTS' ;
EXPLAIN : 'EXPLAIN' ;
EXTERNAL : 'EXTERNAL' ;
EXTRACT : 'EXTRACT' ;
FALSE : 'FALSE' ;
FETCH : 'FETCH' ;
FILTER : 'FILTER' ;
FIRST : 'FIRST' ;
FOLLOWING : 'FOLLOWING' ;
FOR : 'FOR' ;
FORMAT : 'FORMAT' ;
FROM : 'FROM' ;
FULL : 'FULL' ;
FUNCTION : 'FUNCTION' ;
FUNCTIONS : 'FUNCTIONS' ;
GRANT : 'GRANT' ;
GRANTS : 'GRANTS' ;
GROUP : 'GROUP' ;
GROUPING : 'GROUPING' ;
GROUPS : 'GROUPS' ;
HAVING : 'HAVING' ;
HOUR : 'HOUR' ;
HOURS : 'HOURS' ;
IGNORE : 'IGNORE' ;
ILIKE : 'ILIKE' ;
IN : 'IN' ;
INDEX : 'INDEX' ;
INNER : 'INNER' ;
INSERT : 'INSERT' ;
INTERSECT : 'INTERSECT' ;
INTERVAL : 'INTERVAL' ;
INTO : 'INTO' ;
IS : 'IS' ;
JOIN : 'JOIN' ;
KILL : 'KILL' ;
LAST : 'LAST' ;
LATERAL : 'LATERAL' ;
LEADING : 'LEADING' ;
LEFT : 'LEFT' ;
LIKE : 'LIKE' ;
LIMIT : 'LIMIT' ;
LOCALTIME : 'LOCALTIME' ;
LOCALTIMESTAMP : 'LOCALTIMESTAMP' ;
MASK : 'MASK' ;
MATERIALIZED : 'MATERIALIZED' ;
MERGE : 'MERGE' ;
MINUTE : 'MINUTE' ;
MINUTES : 'MINUTES' ;
MONTH : 'MONTH' ;
MONTHS : 'MONTHS' ;
NATURAL : 'NATURAL' ;
NEXT : 'NEXT' ;
NO : 'NO' ;
NOT : 'NOT' ;
NULL : 'NULL' ;
NULLS : 'NULLS' ;
OFFSET : 'OFFSET' ;
ON : 'ON' ;
ONLY : 'ONLY' ;
OR : 'OR' ;
ORDER : 'ORDER' ;
ORDINALITY : 'ORDINALITY' ;
OTHERS : 'OTHERS' ;
OUTER : 'OUTER' ;
OVER : 'OVER' ;
PARTITION : 'PARTITION' ;
POLICIES : 'POLICIES' ;
POLICY : 'POLICY' ;
POSITION : 'POSITION' ;
PRECEDING : 'PRECEDING' ;
PRECISION : 'PRECISION' ;
PREPARE : 'PREPARE' ;
PROJECTION : 'PROJECTION' ;
PUBLISH : 'PUBLISH' ;
QUALIFY : 'QUALIFY' ;
QUARTER : 'QUARTER' ;
QUARTERS : 'QUARTERS' ;
QUERY : 'QUERY' ;
RANGE : 'RANGE' ;
RECURSIVE : 'RECURSIVE' ;
REFRESH : 'REFRESH' ;
REPLACE : 'REPLACE' ;
RESET : 'RESET' ;
RESPECT : 'RESPECT' ;
REVOKE : 'REVOKE' ;
RIGHT : 'RIGHT' ;
ROLE : 'ROLE' ;
ROLES : 'ROLES' ;
ROLLBACK : 'ROLLBACK' ;
ROLLUP : 'ROLLUP' ;
ROW : 'ROW' ;
ROWS : 'ROWS' ;
SCHEMA : 'SCHEMA' ;
SCHEMAS : 'SCHEMAS' ;
SECOND : 'SECOND' ;
SECONDS : 'SECONDS' ;
SELECT : 'SELECT' ;
SESSION : 'SESSION' ;
SET : 'SET' ;
SETS : 'SETS' ;
SHOW : 'SHOW' ;
SOME : 'SOME' ;
START : 'START' ;
STATS : 'STATS' ;
SUBSTRING : 'SUBSTRING' ;
SYMMETRIC : 'SYMMETRIC' ;
SYSTEM : 'SYSTEM' ;
TABLE : 'TABLE' ;
TABLES : 'TABLES' ;
TABLESAMPLE : 'TABLESAMPLE' ;
TEMP : 'TEMP' ;
TEMPORARY : 'TEMPORARY' ;
THEN : 'THEN' ;
TIES : 'TIES' ;
TIME : 'TIME' ;
TIMESTAMP : 'TIMESTAMP' ;
TO : 'TO' ;
TRAILING : 'TRAILING' ;
TRANSACTION : 'TRANSACTION' ;
TRIM : 'TRIM' ;
TRUE : 'TRUE' ;
TRUNCATE : 'TRUNCATE' ;
TRY_CAST : 'TRY_CAST' ;
TYPE : 'TYPE' ;
UNBOUNDED : 'UNBOUNDED' ;
UNION : 'UNION' ;
UNKNOWN : 'UNKNOWN' ;
UNNEST : 'UNNEST' ;
UPDATE : 'UPDATE' ;
USE : 'USE' ;
USING : 'USING' ;
UUID : 'UUID' ;
VALUES : 'VALUES' ;
VARYING : 'VARYING' ;
VERBOSE : 'VERBOSE' ;
VIEW : 'VIEW' ;
WEEK : 'WEEK' ;
WEEKS : 'WEEKS' ;
WHEN : 'WHEN' ;
WHERE : 'WHERE' ;
WINDOW : 'WINDOW' ;
WITH : 'WITH' ;
WITHIN : 'WITHIN' ;
WITHOUT : 'WITHOUT' ;
YEAR : 'YEAR' ;
YEARS : 'YEARS' ;
ZONE : 'ZONE' ;

// ---------------------------------------------------------------- symbols

OPEN : '(' ;
CLOSE : ')' ;
OPEN_BRACKET : '[' ;
CLOSE_BRACKET : ']' ;
COMMA : ',' ;
DOT : '.' ;
SEMICOLON : ';' ;
QUESTION : '?' ;
EQUAL : '=' ;
NOT_EQUAL : '<>' ;
BANG_EQUAL : '!=' ;
LESS : '<' ;
LESS_OR_EQUAL : '<=' ;
GREATER : '>' ;
GREATER_OR_EQUAL : '>=' ;
PLUS : '+' ;
MINUS : '-' ;
STAR : '*' ;
SLASH : '/' ;
PERCENT : '%' ;
CONCATENATE : '||' ;
DOUBLE_COLON : '::' ;
ARROW : '=>' ;

// Only for better messages.
DOUBLE_EQUAL : '==' ;
DOUBLE_AMPERSAND : '&&' ;

// ---------------------------------------------------------------- literals and names

INTEGER_VALUE : DIGITS ;
DECIMAL_VALUE : DIGITS '.' DIGITS? | '.' DIGITS ;
DOUBLE_VALUE : (DIGITS ('.' DIGITS?)? | '.' DIGITS) 'E' [+-]? DIGITS ;
BAD_NUMBER : DIGITS [\p{L}_] [\p{L}\p{Nd}_$]* ;
BINARY_STRING : 'X' '\'' (~'\'')* '\'' ;
STRING : '\'' (~'\'' | '\'\'')* '\'' ;
OPEN_STRING : '\'' (~'\'' | '\'\'')* ;
NAME : [\p{L}_] [\p{L}\p{Nd}_$]* ;
QUOTED_NAME : '"' (~'"' | '""')+ '"' ;
OPEN_NAME : '"' (~'"' | '""')* ;
BACKQUOTED_NAME : '`' ~'`'* '`' ;

LINE_COMMENT : '--' ~[\r\n]* -> skip ;
BLOCK_COMMENT : '/*' .*? '*/' -> skip ;
OPEN_COMMENT : '/*' ;
SPACE : [ \t\r\n\f\u00a0\u200b\ufeff]+ -> skip ;
UNRECOGNIZED : . ;

fragment DIGITS : [0-9]+ ;
