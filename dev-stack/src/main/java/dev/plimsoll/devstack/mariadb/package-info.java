/// MariaDB as a source for tests and trials: found, or fetched from the distribution's packages,
/// and run in a folder without any system service. Needs nothing but the JDK, so that tests can run
/// it in their own JVM.
@NullMarked
package dev.plimsoll.devstack.mariadb;

import org.jspecify.annotations.NullMarked;
