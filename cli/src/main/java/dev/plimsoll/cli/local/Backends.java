package dev.plimsoll.cli.local;

import dev.plimsoll.devstack.StackDescription;
import dev.plimsoll.devstack.folder.Secrets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/// What the services stand on, embedded or external alike.
///
/// @param kafka bootstrap servers
/// @param postgres with the services' schemas
/// @param passwords by role
record Backends(String kafka, Postgres postgres, Map<String, String> passwords, S3 s3) {
  record Postgres(String host, int port, String database) {
    String jdbcUrl() {
      return "jdbc:postgresql://%s:%d/%s"
          .formatted(host.contains(":") ? "[" + host + "]" : host, port, database);
    }

    @Override
    public String toString() {
      return host + ":" + port + "/" + database;
    }
  }

  record S3(
      String endpoint,
      String region,
      String bucket,
      String accessKey,
      String secretKey,
      boolean pathStyle) {
    @Override
    public String toString() {
      return "S3[" + endpoint + "/" + bucket + "]";
    }
  }

  static Backends of(StackDescription stack, Secrets secrets) {
    return new Backends(
        stack.kafkaBootstrap(),
        new Postgres(stack.postgresHost(), stack.postgresPort(), stack.postgresDatabase()),
        Secrets.ROLES.stream().collect(Collectors.toMap(role -> role, secrets::rolePassword)),
        new S3(
            stack.s3Endpoint(),
            stack.s3Region(),
            stack.s3Bucket(),
            secrets.s3AccessKey(),
            secrets.s3SecretKey(),
            true));
  }

  /// What a service is told by its environment, where no list of processes shows it.
  Map<String, String> environment(ServiceName service) {
    Map<String, String> environment = new LinkedHashMap<>();
    environment.put("KAFKA_BOOTSTRAP_SERVERS", kafka);
    String role = service.role();
    if (role != null) {
      environment.put("QUARKUS_DATASOURCE_JDBC_URL", postgres.jdbcUrl());
      environment.put("QUARKUS_DATASOURCE_USERNAME", role);
      environment.put("QUARKUS_DATASOURCE_PASSWORD", passwords.getOrDefault(role, ""));
    }
    // The one writes objects, the other deletes those that nobody needs any more.
    if (service == ServiceName.SYNC || service == ServiceName.MATERIALIZER) {
      environment.put("PLIMSOLL_S3_ENDPOINT", s3.endpoint());
      environment.put("PLIMSOLL_S3_REGION", s3.region());
      environment.put("PLIMSOLL_S3_ACCESS_KEY", s3.accessKey());
      environment.put("PLIMSOLL_S3_SECRET_KEY", s3.secretKey());
      environment.put("PLIMSOLL_S3_PATH_STYLE", Boolean.toString(s3.pathStyle()));
    }
    if (service == ServiceName.SYNC) {
      environment.put("PLIMSOLL_S3_BUCKET", s3.bucket());
    }
    return environment;
  }

  /// Without the passwords.
  @Override
  public String toString() {
    return "Backends[" + kafka + ", " + postgres + ", " + s3 + "]";
  }
}
