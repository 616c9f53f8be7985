/// Certificates of servers that speak TLS on this machine.
@NullMarked
package dev.plimsoll.devstack.tls;

import org.jspecify.annotations.NullMarked;
