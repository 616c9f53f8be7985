/// Kafka, PostgreSQL, S3 and MariaDB in containers, for tests on other versions than the embedded
/// ones, with certificates and logins.
@NullMarked
package dev.plimsoll.containers;

import org.jspecify.annotations.NullMarked;
