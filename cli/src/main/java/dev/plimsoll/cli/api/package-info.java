/// The services' HTTP APIs, called with the records of the contracts.
@NullMarked
package dev.plimsoll.cli.api;

import org.jspecify.annotations.NullMarked;
