package dev.plimsoll.contracts.database;

/// The kind of a database's server, and its differences in addresses; connectors have the others.
public enum DatabaseKind {
  /// 14 to 18.
  POSTGRES("PostgreSQL", "postgres", 5432, true, true, Loading.BATCHES, false),
  /// 10.11 or later; MySQL from 8.0 on speaks the same protocol and is taken too, untested.
  MARIADB("MariaDB", "mysql", 3306, false, true, Loading.NEVER, true),
  /// Amazon Redshift, cluster or serverless: a target only.
  REDSHIFT("Redshift", "redshift", 5439, true, false, Loading.FILES, false);

  public enum Loading {
    /// Batch by batch, in the order of their offsets.
    BATCHES,
    /// Whole files, which the server fetches.
    FILES,
    NEVER
  }

  private final String title;
  private final String scheme;
  private final int port;
  private final boolean addressedAsPostgres;
  private final boolean read;
  private final Loading loading;
  private final boolean namesDatabasesAsSchemas;

  DatabaseKind(
      String title,
      String scheme,
      int port,
      boolean addressedAsPostgres,
      boolean read,
      Loading loading,
      boolean namesDatabasesAsSchemas) {
    this.title = title;
    this.scheme = scheme;
    this.port = port;
    this.addressedAsPostgres = addressedAsPostgres;
    this.read = read;
    this.loading = loading;
    this.namesDatabasesAsSchemas = namesDatabasesAsSchemas;
  }

  public String title() {
    return title;
  }

  /// The scheme of its address as a URI. Source: OpenLineage, "Dataset naming".
  public String scheme() {
    return scheme;
  }

  public int port() {
    return port;
  }

  /// Whether clients look for an address in connection service files and `PG*` variables, and for a
  /// password in a pgpass file.
  public boolean isAddressedAsPostgres() {
    return addressedAsPostgres;
  }

  public boolean isRead() {
    return read;
  }

  public Loading loading() {
    return loading;
  }

  /// Whether a schema is a database, so that a table's name has it already.
  public boolean namesDatabasesAsSchemas() {
    return namesDatabasesAsSchemas;
  }
}
