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
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/// TPC-H's eight tables with primary keys, at any scale factor. Keys and figures are the
/// benchmark's; comments come from a smaller pool of text than its 300 MB, which would take longer
/// to make than the rows.
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
        rows,
        bigint("l_orderkey", LineItem::orderKey),
        bigint("l_partkey", LineItem::partKey),
        bigint("l_suppkey", LineItem::supplierKey),
        integer("l_linenumber", LineItem::lineNumber),
        integer("l_quantity", "numeric(15,2) NOT NULL", LineItem::quantity),
        numeric("l_extendedprice", LineItem::extendedPriceInCents),
        numeric("l_discount", LineItem::discountPercent),
        numeric("l_tax", LineItem::taxPercent),
        text("l_returnflag", "character(1) NOT NULL", LineItem::returnFlag),
        text("l_linestatus", "character(1) NOT NULL", LineItem::status),
        date("l_shipdate", LineItem::shipDate),
        date("l_commitdate", LineItem::commitDate),
        date("l_receiptdate", LineItem::receiptDate),
        text("l_shipinstruct", "character(25) NOT NULL", LineItem::shipInstructions),
        text("l_shipmode", "character(10) NOT NULL", LineItem::shipMode),
        text("l_comment", "character varying(44) NOT NULL", LineItem::comment));
  }

  private static DemoTable orders(Iterable<Order> rows, double scale) {
    return table(
        "orders",
        List.of("o_orderkey"),
        1_500_000 * scale,
        rows,
        bigint("o_orderkey", Order::orderKey),
        bigint("o_custkey", Order::customerKey),
        text("o_orderstatus", "character(1) NOT NULL", row -> String.valueOf(row.orderStatus())),
        numeric("o_totalprice", Order::totalPriceInCents),
        date("o_orderdate", Order::orderDate),
        text("o_orderpriority", "character(15) NOT NULL", Order::orderPriority),
        text("o_clerk", "character(15) NOT NULL", Order::clerk),
        integer("o_shippriority", Order::shipPriority),
        text("o_comment", "character varying(79) NOT NULL", Order::comment));
  }

  private static DemoTable partsupp(Iterable<PartSupplier> rows, double scale) {
    return table(
        "partsupp",
        List.of("ps_partkey", "ps_suppkey"),
        800_000 * scale,
        distinct(rows),
        bigint("ps_partkey", PartSupplier::partKey),
        bigint("ps_suppkey", PartSupplier::supplierKey),
        integer("ps_availqty", PartSupplier::availableQuantity),
        numeric("ps_supplycost", PartSupplier::supplyCostInCents),
        text("ps_comment", "character varying(199) NOT NULL", PartSupplier::comment));
  }

  private static DemoTable part(Iterable<Part> rows, double scale) {
    return table(
        "part",
        List.of("p_partkey"),
        200_000 * scale,
        rows,
        bigint("p_partkey", Part::partKey),
        text("p_name", "character varying(55) NOT NULL", Part::name),
        text("p_mfgr", "character(25) NOT NULL", Part::manufacturer),
        text("p_brand", "character(10) NOT NULL", Part::brand),
        text("p_type", "character varying(25) NOT NULL", Part::type),
        integer("p_size", Part::size),
        text("p_container", "character(10) NOT NULL", Part::container),
        numeric("p_retailprice", Part::retailPriceInCents),
        text("p_comment", "character varying(23) NOT NULL", Part::comment));
  }

  private static DemoTable customer(Iterable<Customer> rows, double scale) {
    return table(
        "customer",
        List.of("c_custkey"),
        150_000 * scale,
        rows,
        bigint("c_custkey", Customer::customerKey),
        text("c_name", "character varying(25) NOT NULL", Customer::name),
        text("c_address", "character varying(40) NOT NULL", Customer::address),
        integer("c_nationkey", Customer::nationKey),
        text("c_phone", "character(15) NOT NULL", Customer::phone),
        numeric("c_acctbal", Customer::accountBalanceInCents),
        text("c_mktsegment", "character(10) NOT NULL", Customer::marketSegment),
        text("c_comment", "character varying(117) NOT NULL", Customer::comment));
  }

  private static DemoTable supplier(Iterable<Supplier> rows, double scale) {
    return table(
        "supplier",
        List.of("s_suppkey"),
        10_000 * scale,
        rows,
        bigint("s_suppkey", Supplier::supplierKey),
        text("s_name", "character(25) NOT NULL", Supplier::name),
        text("s_address", "character varying(40) NOT NULL", Supplier::address),
        integer("s_nationkey", Supplier::nationKey),
        text("s_phone", "character(15) NOT NULL", Supplier::phone),
        numeric("s_acctbal", Supplier::accountBalanceInCents),
        text("s_comment", "character varying(101) NOT NULL", Supplier::comment));
  }

  private static DemoTable nation(Iterable<Nation> rows) {
    return table(
        "nation",
        List.of("n_nationkey"),
        25,
        rows,
        integer("n_nationkey", Nation::nationKey),
        text("n_name", "character(25) NOT NULL", Nation::name),
        integer("n_regionkey", Nation::regionKey),
        text("n_comment", "character varying(152)", Nation::comment));
  }

  private static DemoTable region(Iterable<Region> rows) {
    return table(
        "region",
        List.of("r_regionkey"),
        5,
        rows,
        integer("r_regionkey", Region::regionKey),
        text("r_name", "character(25) NOT NULL", Region::name),
        text("r_comment", "character varying(152)", Region::comment));
  }

  // With fewer than some 240 suppliers (scale 0.024) the benchmark's formula names one twice for
  // some parts.
  private static Iterable<PartSupplier> distinct(Iterable<PartSupplier> rows) {
    return () -> {
      Set<Long> suppliersOfPart = new HashSet<>();
      long[] part = {-1};
      return StreamSupport.stream(rows.spliterator(), false)
          .filter(
              row -> {
                if (row.partKey() != part[0]) {
                  part[0] = row.partKey();
                  suppliersOfPart.clear();
                }
                return suppliersOfPart.add(row.supplierKey());
              })
          .iterator();
    };
  }

  /// Column with the writer of its values.
  private record Field<R>(Column column, BiConsumer<CopyTextWriter, R> value) {}

  private static <R> Field<R> bigint(String name, ToLongFunction<R> value) {
    return integer(name, "bigint NOT NULL", value);
  }

  private static <R> Field<R> integer(String name, ToLongFunction<R> value) {
    return integer(name, "integer NOT NULL", value);
  }

  private static <R> Field<R> integer(String name, String type, ToLongFunction<R> value) {
    return new Field<>(new Column(name, type), (copy, row) -> copy.integer(value.applyAsLong(row)));
  }

  /// @param value in hundredths
  private static <R> Field<R> numeric(String name, ToLongFunction<R> value) {
    return new Field<>(
        new Column(name, "numeric(15,2) NOT NULL"),
        (copy, row) -> copy.hundredths(value.applyAsLong(row)));
  }

  /// @param value days since 1970
  private static <R> Field<R> date(String name, ToLongFunction<R> value) {
    return new Field<>(
        new Column(name, "date NOT NULL"), (copy, row) -> copy.date(value.applyAsLong(row)));
  }

  private static <R> Field<R> text(String name, String type, Function<R, String> value) {
    return new Field<>(new Column(name, type), (copy, row) -> copy.text(value.apply(row)));
  }

  @SafeVarargs
  private static <R> DemoTable table(
      String name,
      List<String> primaryKey,
      double expectedRows,
      Iterable<R> rows,
      Field<R>... fields) {
    return new DemoTable(
        new QualifiedName(SCHEMA, name),
        Stream.of(fields).map(Field::column).toList(),
        primaryKey,
        Math.round(expectedRows),
        copy -> {
          for (R row : rows) {
            for (Field<R> field : fields) {
              field.value().accept(copy, row);
            }
            copy.endRow();
          }
        });
  }
}
