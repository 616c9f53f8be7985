package dev.plimsoll.benchmarks.extract;

/// SQL where the two servers differ.
enum Dialect {
  POSTGRES(
      "(SELECT n AS %1$s FROM generate_series(%2$d::bigint, %3$d::bigint) AS g (n)) AS numbers_%1$s",
      "bigint", "double precision", "VACUUM (FREEZE, ANALYZE)"),
  MARIADB(
      "(SELECT seq AS %1$s FROM seq_%2$d_to_%3$d) AS numbers_%1$s",
      "SIGNED", "DOUBLE", "ANALYZE TABLE");

  private final String numbers;
  private final String whole;
  private final String real;
  private final String analyze;

  Dialect(String numbers, String whole, String real, String analyze) {
    this.numbers = numbers;
    this.whole = whole;
    this.real = real;
    this.analyze = analyze;
  }

  /// Whole numbers as a table of the one column `name`, for FROM.
  String numbers(long first, long last, String name) {
    return numbers.formatted(name, first, last);
  }

  String whole(String expression) {
    return "CAST(%s AS %s)".formatted(expression, whole);
  }

  String real(String expression) {
    return "CAST(%s AS %s)".formatted(expression, real);
  }

  /// Statement that settles a table before it is read.
  String analyze(String table) {
    return analyze + " " + table;
  }
}
