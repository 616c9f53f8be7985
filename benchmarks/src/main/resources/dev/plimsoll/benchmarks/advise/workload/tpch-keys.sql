-- Primary and foreign keys (clauses 1.4.2.2 and 1.4.2.3); no other index.
ALTER TABLE {schema}.region ADD PRIMARY KEY (r_regionkey);
ALTER TABLE {schema}.nation ADD PRIMARY KEY (n_nationkey);
ALTER TABLE {schema}.supplier ADD PRIMARY KEY (s_suppkey);
ALTER TABLE {schema}.customer ADD PRIMARY KEY (c_custkey);
ALTER TABLE {schema}.part ADD PRIMARY KEY (p_partkey);
ALTER TABLE {schema}.partsupp ADD PRIMARY KEY (ps_partkey, ps_suppkey);
ALTER TABLE {schema}.orders ADD PRIMARY KEY (o_orderkey);
ALTER TABLE {schema}.lineitem ADD PRIMARY KEY (l_orderkey, l_linenumber);
ALTER TABLE {schema}.nation ADD FOREIGN KEY (n_regionkey) REFERENCES {schema}.region;
ALTER TABLE {schema}.supplier ADD FOREIGN KEY (s_nationkey) REFERENCES {schema}.nation;
ALTER TABLE {schema}.customer ADD FOREIGN KEY (c_nationkey) REFERENCES {schema}.nation;
ALTER TABLE {schema}.partsupp ADD FOREIGN KEY (ps_partkey) REFERENCES {schema}.part;
ALTER TABLE {schema}.partsupp ADD FOREIGN KEY (ps_suppkey) REFERENCES {schema}.supplier;
ALTER TABLE {schema}.orders ADD FOREIGN KEY (o_custkey) REFERENCES {schema}.customer;
ALTER TABLE {schema}.lineitem ADD FOREIGN KEY (l_orderkey) REFERENCES {schema}.orders;
ALTER TABLE {schema}.lineitem ADD FOREIGN KEY (l_partkey, l_suppkey) REFERENCES {schema}.partsupp;
