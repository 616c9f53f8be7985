/// What `deploy/` and `docker-compose.yml` say, compared with the sources and with rules of safety.
@NullMarked
package dev.plimsoll.systemtests.deploy;

import org.jspecify.annotations.NullMarked;
