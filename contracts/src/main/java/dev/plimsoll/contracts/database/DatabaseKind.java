package dev.plimsoll.contracts.database;

/// The kind of server that a database is on.
public enum DatabaseKind {
  /// 14 to 18.
  POSTGRES,
  /// 10.11 or later; MySQL from 8.0 on speaks the same protocol and is taken too, untested.
  MARIADB,
  /// Amazon Redshift, cluster or serverless: loaded into, never read from.
  REDSHIFT
}
