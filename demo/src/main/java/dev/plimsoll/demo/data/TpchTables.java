package dev.plimsoll.demo.data;

import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.demo.data.DemoTable.Column;
import io.trino.tpch.Customer;
import io.trino.tpch.CustomerGenerator;
import io.trino.tpch.Distributions;
import io.trino.tpch.LineItem;
import io.trino.tpch.LineItemGenerator;
import io.trino.tpch.Nation;
import io.trino.tpch.NationGenerator;
import io.trino.tpch.Order;
import io.trino.tpch.OrderGenerator;
import io.trino.tpch.Part;
import io.trino.tpch.PartGenerator;
import io.trino.tpch.PartSupplier;
import io.trino.tpch.PartSupplierGenerator;
import io.trino.tpch.Region;
import io.trino.tpch.RegionGenerator;
import io.trino.tpch.Supplier;
import io.trino.tpch.SupplierGenerator;
import io.trino.tpch.TextPool;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// TPC-H's eight tables with their primary keys, at any scale factor. Keys and figures are the
/// benchmark's own; comments come from a pool of text that is smaller than its 300 MB, which would
/// take longer to make than the rows.
///
/// Source: TPC Benchmark H, revision 3.0.1, clause 1.4 (tables) and 4.2 (data).
final class TpchTables {
  static final String SCHEMA = "tpch";
  private static final int TEXT_POOL_BYTES = 4 * 1024 * 1024;

  private TpchTables() {}

  static List<DemoTable> at(double scale) {
    Distributions words = Distributions.getDefaultDistributions();
    TextPool pool = new TextPool(TEXT_POOL_BYTES, words);
    return List.of(
        lineitem(new LineItemGenerator(scale, 1, 1, words, () -> pool), scale),
        orders(new OrderGenerator(scale, 1, 1, words, () -> pool), scale),
        partsupp(new PartSupplierGenerator(scale, 1, 1, () -> pool), scale),
        part(new PartGenerator(scale, 1, 1, words, () -> pool), scale),
        customer(new CustomerGenerator(scale, 1, 1, words, () -> pool), scale),
        supplier(new SupplierGenerator(scale, 1, 1, words, () -> pool), scale),
        nation(new NationGenerator(words, () -> pool)),
        region(new RegionGenerator(words, () -> pool)));
  }

  private static DemoTable lineitem(Iterable<LineItem> rows, double scale) {
    return table(
        "lineitem",
        List.of("l_orderkey", "l_linenumber"),
        6_001_215 * scale,
        copy -> {
          for (LineItem row : rows) {
            copy.integer(row.orderKey())
                .integer(row.partKey())
                .integer(row.supplierKey())
                .integer(row.lineNumber())
                .integer(row.quantity())
                .hundredths(row.extendedPriceInCents())
                .hundredths(row.discountPercent())
                .hundredths(row.taxPercent())
                .text(row.returnFlag())
                .text(row.status())
                .date(row.shipDate())
                .date(row.commitDate())
                .date(row.receiptDate())
                .text(row.shipInstructions())
                .text(row.shipMode())
                .text(row.comment())
                .endRow();
          }
        },
        DemoTable.columns(
            "l_orderkey", "bigint NOT NULL",
            "l_partkey", "bigint NOT NULL",
            "l_suppkey", "bigint NOT NULL",
            "l_linenumber", "integer NOT NULL",
            "l_quantity", "numeric(15,2) NOT NULL",
            "l_extendedprice", "numeric(15,2) NOT NULL",
            "l_discount", "numeric(15,2) NOT NULL",
            "l_tax", "numeric(15,2) NOT NULL",
            "l_returnflag", "character(1) NOT NULL",
            "l_linestatus", "character(1) NOT NULL",
            "l_shipdate", "date NOT NULL",
            "l_commitdate", "date NOT NULL",
            "l_receiptdate", "date NOT NULL",
            "l_shipinstruct", "character(25) NOT NULL",
            "l_shipmode", "character(10) NOT NULL",
            "l_comment", "character varying(44) NOT NULL"));
  }

  private static DemoTable orders(Iterable<Order> rows, double scale) {
    return table(
        "orders",
        List.of("o_orderkey"),
        1_500_000 * scale,
        copy -> {
          for (Order row : rows) {
            copy.integer(row.orderKey())
                .integer(row.customerKey())
                .text(String.valueOf(row.orderStatus()))
                .hundredths(row.totalPriceInCents())
                .date(row.orderDate())
                .text(row.orderPriority())
                .text(row.clerk())
                .integer(row.shipPriority())
                .text(row.comment())
                .endRow();
          }
        },
        DemoTable.columns(
            "o_orderkey", "bigint NOT NULL",
            "o_custkey", "bigint NOT NULL",
            "o_orderstatus", "character(1) NOT NULL",
            "o_totalprice", "numeric(15,2) NOT NULL",
            "o_orderdate", "date NOT NULL",
            "o_orderpriority", "character(15) NOT NULL",
            "o_clerk", "character(15) NOT NULL",
            "o_shippriority", "integer NOT NULL",
            "o_comment", "character varying(79) NOT NULL"));
  }

  private static DemoTable partsupp(Iterable<PartSupplier> rows, double scale) {
    return table(
        "partsupp",
        List.of("ps_partkey", "ps_suppkey"),
        800_000 * scale,
        copy -> {
          Set<Long> suppliersOfPart = new HashSet<>();
          long part = -1;
          for (PartSupplier row : rows) {
            if (row.partKey() != part) {
              part = row.partKey();
              suppliersOfPart.clear();
            }
            // With fewer than some 240 suppliers (scale 0.024) the benchmark's formula names one
            // twice for some parts.
            if (!suppliersOfPart.add(row.supplierKey())) {
              continue;
            }
            copy.integer(row.partKey())
                .integer(row.supplierKey())
                .integer(row.availableQuantity())
                .hundredths(row.supplyCostInCents())
                .text(row.comment())
                .endRow();
          }
        },
        DemoTable.columns(
            "ps_partkey", "bigint NOT NULL",
            "ps_suppkey", "bigint NOT NULL",
            "ps_availqty", "integer NOT NULL",
            "ps_supplycost", "numeric(15,2) NOT NULL",
            "ps_comment", "character varying(199) NOT NULL"));
  }

  private static DemoTable part(Iterable<Part> rows, double scale) {
    return table(
        "part",
        List.of("p_partkey"),
        200_000 * scale,
        copy -> {
          for (Part row : rows) {
            copy.integer(row.partKey())
                .text(row.name())
                .text(row.manufacturer())
                .text(row.brand())
                .text(row.type())
                .integer(row.size())
                .text(row.container())
                .hundredths(row.retailPriceInCents())
                .text(row.comment())
                .endRow();
          }
        },
        DemoTable.columns(
            "p_partkey", "bigint NOT NULL",
            "p_name", "character varying(55) NOT NULL",
            "p_mfgr", "character(25) NOT NULL",
            "p_brand", "character(10) NOT NULL",
            "p_type", "character varying(25) NOT NULL",
            "p_size", "integer NOT NULL",
            "p_container", "character(10) NOT NULL",
            "p_retailprice", "numeric(15,2) NOT NULL",
            "p_comment", "character varying(23) NOT NULL"));
  }

  private static DemoTable customer(Iterable<Customer> rows, double scale) {
    return table(
        "customer",
        List.of("c_custkey"),
        150_000 * scale,
        copy -> {
          for (Customer row : rows) {
            copy.integer(row.customerKey())
                .text(row.name())
                .text(row.address())
                .integer(row.nationKey())
                .text(row.phone())
                .hundredths(row.accountBalanceInCents())
                .text(row.marketSegment())
                .text(row.comment())
                .endRow();
          }
        },
        DemoTable.columns(
            "c_custkey", "bigint NOT NULL",
            "c_name", "character varying(25) NOT NULL",
            "c_address", "character varying(40) NOT NULL",
            "c_nationkey", "integer NOT NULL",
            "c_phone", "character(15) NOT NULL",
            "c_acctbal", "numeric(15,2) NOT NULL",
            "c_mktsegment", "character(10) NOT NULL",
            "c_comment", "character varying(117) NOT NULL"));
  }

  private static DemoTable supplier(Iterable<Supplier> rows, double scale) {
    return table(
        "supplier",
        List.of("s_suppkey"),
        10_000 * scale,
        copy -> {
          for (Supplier row : rows) {
            copy.integer(row.supplierKey())
                .text(row.name())
                .text(row.address())
                .integer(row.nationKey())
                .text(row.phone())
                .hundredths(row.accountBalanceInCents())
                .text(row.comment())
                .endRow();
          }
        },
        DemoTable.columns(
            "s_suppkey", "bigint NOT NULL",
            "s_name", "character(25) NOT NULL",
            "s_address", "character varying(40) NOT NULL",
            "s_nationkey", "integer NOT NULL",
            "s_phone", "character(15) NOT NULL",
            "s_acctbal", "numeric(15,2) NOT NULL",
            "s_comment", "character varying(101) NOT NULL"));
  }

  private static DemoTable nation(Iterable<Nation> rows) {
    return table(
        "nation",
        List.of("n_nationkey"),
        25,
        copy -> {
          for (Nation row : rows) {
            copy.integer(row.nationKey())
                .text(row.name())
                .integer(row.regionKey())
                .text(row.comment())
                .endRow();
          }
        },
        DemoTable.columns(
            "n_nationkey", "integer NOT NULL",
            "n_name", "character(25) NOT NULL",
            "n_regionkey", "integer NOT NULL",
            "n_comment", "character varying(152)"));
  }

  private static DemoTable region(Iterable<Region> rows) {
    return table(
        "region",
        List.of("r_regionkey"),
        5,
        copy -> {
          for (Region row : rows) {
            copy.integer(row.regionKey()).text(row.name()).text(row.comment()).endRow();
          }
        },
        DemoTable.columns(
            "r_regionkey", "integer NOT NULL",
            "r_name", "character(25) NOT NULL",
            "r_comment", "character varying(152)"));
  }

  private static DemoTable table(
      String name,
      List<String> primaryKey,
      double expectedRows,
      DemoTable.RowMaker rows,
      List<Column> columns) {
    return new DemoTable(
        new QualifiedName(SCHEMA, name), columns, primaryKey, Math.round(expectedRows), rows);
  }
}
