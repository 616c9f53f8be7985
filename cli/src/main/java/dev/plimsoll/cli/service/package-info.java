/// How a command finds a service and speaks with it.
@NullMarked
package dev.plimsoll.cli.service;

import org.jspecify.annotations.NullMarked;
