package dev.plimsoll.cli.local;

import dev.plimsoll.contracts.database.SslMode;
import dev.plimsoll.devstack.StackDescription;
import dev.plimsoll.devstack.folder.Secrets;
import dev.plimsoll.devstack.kafka.KafkaLogin;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Kafka, PostgreSQL and S3 of the services, embedded or external, with passwords by role.
record Backends(Kafka kafka, Postgres postgres, Map<String, String> passwords, S3 s3) {
  /// @param security client settings by Kafka's names; empty where the environment has them, if any
  record Kafka(String bootstrap, Map<String, String> security) {
    @Override
    public String toString() {
      return bootstrap;
    }
  }

  /// @param rootCertificate a file; null for the driver's default
  record Postgres(
      String host, int port, String database, SslMode sslMode, @Nullable String rootCertificate) {
    String jdbcUrl() {
      String url =
          "jdbc:postgresql://%s:%d/%s?sslmode=%s"
              .formatted(
                  host.contains(":") ? "[" + host + "]" : host, port, database, sslMode.value());
      return rootCertificate == null
          ? url
          : url + "&sslrootcert=" + URLEncoder.encode(rootCertificate, StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
      return host + ":" + port + "/" + database;
    }
  }

  /// @param authority file of who has signed the store's certificate, in PEM; null for the JDK's
  ///     authorities, or where the environment names one
  record S3(
      String endpoint,
      String region,
      String bucket,
      String accessKey,
      String secretKey,
      boolean pathStyle,
      @Nullable String authority) {
    @Override
    public String toString() {
      return "S3[" + endpoint + "/" + bucket + "]";
    }
  }

  static Backends of(StackDescription stack, Secrets secrets) {
    StackDescription.@Nullable Secured secured = stack.secured();
    return new Backends(
        kafka(stack, secrets.kafkaPassword()),
        new Postgres(
            stack.postgres().host(),
            stack.postgres().port(),
            stack.postgres().database(),
            // Without certificates it speaks no TLS, and listens on this machine's own address.
            secured == null ? SslMode.DISABLE : SslMode.VERIFY_FULL,
            secured == null ? null : secured.authority()),
        Secrets.ROLES.stream().collect(Collectors.toMap(role -> role, secrets::rolePassword)),
        new S3(
            secured == null ? stack.s3().endpoint() : secured.s3(),
            stack.s3().region(),
            stack.s3().bucket(),
            secrets.s3AccessKey(),
            secrets.s3SecretKey(),
            true,
            secured == null ? null : secured.authority()));
  }

  private static Kafka kafka(StackDescription stack, String password) {
    StackDescription.@Nullable Secured secured = stack.secured();
    if (secured != null) {
      return new Kafka(secured.kafka(), KafkaLogin.client(password, secured.authority()));
    }
    return new Kafka(
        stack.kafka().bootstrap(), stack.kafka().login() ? KafkaLogin.client(password) : Map.of());
  }

  /// Environment variables of a service: in contrast to arguments, the list of processes hides
  /// them.
  Map<String, String> environment(ServiceName service) {
    Map<String, String> environment = new LinkedHashMap<>();
    environment.put("KAFKA_BOOTSTRAP_SERVERS", kafka.bootstrap());
    kafka.security().forEach((name, value) -> environment.put(variable(name), value));
    String role = service.role();
    if (role != null) {
      environment.put("QUARKUS_DATASOURCE_JDBC_URL", postgres.jdbcUrl());
      environment.put("QUARKUS_DATASOURCE_USERNAME", role);
      environment.put("QUARKUS_DATASOURCE_PASSWORD", passwords.getOrDefault(role, ""));
    }
    if (service.usesS3()) {
      environment.put("PLIMSOLL_S3_ENDPOINT", s3.endpoint());
      environment.put("PLIMSOLL_S3_REGION", s3.region());
      environment.put("PLIMSOLL_S3_ACCESS_KEY", s3.accessKey());
      environment.put("PLIMSOLL_S3_SECRET_KEY", s3.secretKey());
      environment.put("PLIMSOLL_S3_PATH_STYLE", Boolean.toString(s3.pathStyle()));
      environment.put("PLIMSOLL_S3_BUCKET", s3.bucket());
      if (s3.authority() != null) {
        environment.put("PLIMSOLL_S3_CA", s3.authority());
      }
    }
    return environment;
  }

  private static String variable(String kafkaSetting) {
    return "KAFKA_" + kafkaSetting.replace('.', '_').toUpperCase(Locale.ROOT);
  }

  @Override
  public String toString() {
    return "Backends[" + kafka + ", " + postgres + ", " + s3 + "]";
  }
}
