/// MariaDB and MySQL as sources: what they hold, and their rows in the form that everything after
/// them works on.
@NullMarked
package dev.plimsoll.connector.mariadb;

import org.jspecify.annotations.NullMarked;
