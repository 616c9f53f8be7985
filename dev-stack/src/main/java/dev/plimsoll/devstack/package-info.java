/// Kafka, PostgreSQL and S3 in one JVM, with their data under one folder.
@NullMarked
package dev.plimsoll.devstack;

import org.jspecify.annotations.NullMarked;
