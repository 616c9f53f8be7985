package dev.plimsoll.contracts.database;

/// The kind of server that a database is on.
public enum DatabaseKind {
  /// 14 to 18.
  POSTGRES("PostgreSQL", "postgres", false),
  /// 10.11 or later; MySQL from 8.0 on speaks the same protocol and is taken too, untested.
  MARIADB("MariaDB", "mysql", true),
  /// Amazon Redshift, cluster or serverless: loaded into, never read from.
  REDSHIFT("Redshift", "redshift", false);

  private final String title;
  private final String scheme;
  private final boolean namesDatabasesAsSchemas;

  DatabaseKind(String title, String scheme, boolean namesDatabasesAsSchemas) {
    this.title = title;
    this.scheme = scheme;
    this.namesDatabasesAsSchemas = namesDatabasesAsSchemas;
  }

  /// Its name in sentences.
  public String title() {
    return title;
  }

  /// The scheme of its address as a URI.
  ///
  /// Source: OpenLineage, "Dataset naming".
  public String scheme() {
    return scheme;
  }

  /// Whether a schema is a database there, so that a table's name has it already.
  public boolean namesDatabasesAsSchemas() {
    return namesDatabasesAsSchemas;
  }
}
