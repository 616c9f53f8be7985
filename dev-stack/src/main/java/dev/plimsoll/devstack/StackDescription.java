package dev.plimsoll.devstack;

/// Where the parts of a running stack are: the one line it prints to stdout when it is ready.
///
/// @param pid of the stack's JVM
/// @param kafkaBootstrap `host:port`
/// @param postgresHost address, always of this machine
/// @param s3Endpoint URL, to be used with path style
/// @param secretsFile path of properties readable by its owner only; its keys are those of
///     [dev.plimsoll.devstack.folder.Secrets]
public record StackDescription(
    long pid,
    String kafkaBootstrap,
    String postgresHost,
    int postgresPort,
    String postgresDatabase,
    String s3Endpoint,
    String s3Region,
    String s3Bucket,
    String secretsFile) {}
