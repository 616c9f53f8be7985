package dev.plimsoll.contracts.database;

/// Which server a database is on.
public enum DatabaseKind {
  /// 14 to 18.
  POSTGRES("PostgreSQL"),
  /// 10.11 or later; MySQL from 8.0 on speaks the same protocol and is taken too, untested.
  MARIADB("MariaDB"),
  /// Amazon Redshift, cluster or serverless: loaded into, never read from.
  REDSHIFT("Redshift");

  private final String title;

  DatabaseKind(String title) {
    this.title = title;
  }

  /// Its name in sentences.
  public String title() {
    return title;
  }
}
