package dev.plimsoll.postgres.catalog;

/// Names by which replicas are told apart, and ignored.
public final class ReplicaNames {
  /// Expression over `pg_stat_replication r`: the application's name, and the address where many
  /// have that name.
  public static final String SQL =
      """
      coalesce(nullif(r.application_name, ''), 'a replica')
        || CASE WHEN r.application_name IN ('', 'walreceiver')
                THEN coalesce(' of ' || r.client_addr::text, '') ELSE '' END""";

  private ReplicaNames() {}
}
