package dev.plimsoll.benchmarks.extract;

/// What the two servers say differently.
enum Dialect {
  POSTGRES {
    @Override
    String numbers(long first, long last, String name) {
      return "(SELECT n AS %s FROM generate_series(%d::bigint, %d::bigint) AS g (n)) AS numbers_%s"
          .formatted(name, first, last, name);
    }

    @Override
    String whole(String expression) {
      return "CAST(" + expression + " AS bigint)";
    }

    @Override
    String real(String expression) {
      return "CAST(" + expression + " AS double precision)";
    }
  },
  MARIADB {
    @Override
    String numbers(long first, long last, String name) {
      return "(SELECT seq AS %s FROM seq_%d_to_%d) AS numbers_%s"
          .formatted(name, first, last, name);
    }

    @Override
    String whole(String expression) {
      return "CAST(" + expression + " AS SIGNED)";
    }

    @Override
    String real(String expression) {
      return "CAST(" + expression + " AS DOUBLE)";
    }
  };

  /// Whole numbers as a table of one column, to stand after FROM.
  ///
  /// @param name of the column
  abstract String numbers(long first, long last, String name);

  abstract String whole(String expression);

  abstract String real(String expression);
}
