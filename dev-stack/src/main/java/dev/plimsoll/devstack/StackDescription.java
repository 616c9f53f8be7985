package dev.plimsoll.devstack;

import dev.plimsoll.contracts.problem.Problem;
import org.jspecify.annotations.Nullable;

/// Where the parts of a running stack are: the one line it prints to stdout when it is ready.
///
/// @param pid of the stack's JVM
/// @param kafkaBootstrap `host:port`
/// @param kafkaLogin whether its clients log in ([dev.plimsoll.devstack.kafka.KafkaLogin])
/// @param postgresHost address, always of this machine
/// @param s3Endpoint URL, to be used with path style
/// @param mariaDbPort of this machine; null where MariaDB was not wanted or cannot run
/// @param mariaDbProblem why it cannot, where it was wanted: the rest of the stack runs all the
///     same
/// @param secretsFile path of properties readable by its owner only; its keys are those of
///     [dev.plimsoll.devstack.folder.Secrets]
public record StackDescription(
    long pid,
    String kafkaBootstrap,
    boolean kafkaLogin,
    String postgresHost,
    int postgresPort,
    String postgresDatabase,
    String s3Endpoint,
    String s3Region,
    String s3Bucket,
    @Nullable Integer mariaDbPort,
    @Nullable Problem mariaDbProblem,
    String secretsFile) {}
