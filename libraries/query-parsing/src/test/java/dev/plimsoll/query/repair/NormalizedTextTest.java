package dev.plimsoll.query.repair;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.query.Statements;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class NormalizedTextTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "SELECT date $1 | SELECT $1::date",
        "SELECT a FROM t WHERE b>=date $1-interval $2 day | SELECT a FROM t WHERE b>=$1::date-$2::interval day",
        "SELECT interval $1 day to second(3) x | SELECT $1::interval day to second(3) x",
        "SELECT interval $1 days | SELECT $1::interval days",
        "SELECT interval $1 hour | SELECT $1::interval hour",
        "SELECT interval(3) $1 | SELECT $1::interval(3)",
        "SELECT timestamp  with time zone $1 AS t | SELECT $1::timestamp  with time zone AS t",
        "SELECT timestamp(3) $12, double precision $2 | SELECT $12::timestamp(3), $2::double precision",
        "SELECT s.mood $1, \"Odd Type\" $2 | SELECT $1::s.mood, $2::\"Odd Type\"",
        "SELECT extract($1 from x), extract(year from x) | SELECT pg_catalog.extract($1, x), extract(year from x)",
        "SELECT EXTRACT( $1 /* field */ FROM date $2) | SELECT pg_catalog.EXTRACT( $1, $2::date)",
        "SELECT 'é', date $1, '€' | SELECT 'é', $1::date, '€'",
        "SELECT a FROM t WHERE b IN ($1 /*, ... */) LIMIT $2 | SELECT a FROM t WHERE b IN ($1 /*, ... */) LIMIT $2",
        "SELECT cast($1 as date), $2::interval day, substring(a from $3) | SELECT cast($1 as date), $2::interval day, substring(a from $3)",
        "SELECT date '2020-01-01' | SELECT date '2020-01-01'",
      })
  void whatTheServerRefusesIsSaidOtherwise(String normalized, String repaired) {
    String text = NormalizedText.repaired(Statements.parsed(normalized));
    assertThat(text).isEqualTo(repaired);
    // And what is repaired stays so.
    assertThat(NormalizedText.repaired(Statements.parsed(text))).isEqualTo(text);
  }
}
