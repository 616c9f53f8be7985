package dev.plimsoll.devstack;

import dev.plimsoll.contracts.problem.Problem;
import org.jspecify.annotations.Nullable;

/// Description of a running stack: the one line that it prints to stdout when ready. All hosts are
/// this machine.
///
/// @param kafkaBootstrap `host:port`
/// @param kafkaLogin whether its clients log in ([dev.plimsoll.devstack.kafka.KafkaLogin])
/// @param s3Endpoint URL, to be used with path style
/// @param mariaDbPort null where MariaDB was not asked for or cannot run
/// @param mariaDbProblem why MariaDB cannot run, though asked for; the rest of the stack runs
/// @param secretsFile path of [dev.plimsoll.devstack.folder.Secrets]
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
