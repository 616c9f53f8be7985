/// MariaDB as a source for tests and trials: found, or fetched from the distribution's packages,
/// and run in a folder without a system service. Needs only the JDK, so that tests can run it.
@NullMarked
package dev.plimsoll.devstack.mariadb;

import org.jspecify.annotations.NullMarked;
