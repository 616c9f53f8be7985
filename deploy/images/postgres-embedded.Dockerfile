# The server that the embedded stack has, for tests: newer than any of Debian's, without extensions of
# others. Its artifact is in the built tree.
ARG BASE=debian:trixie-slim

FROM ${BASE} AS postgres-embedded
ENV DEBIAN_FRONTEND=noninteractive LANG=C.UTF-8 PATH=/opt/postgresql/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
COPY dev-stack/target/lib/embedded-postgres-binaries-*.jar /tmp/
RUN groupadd -g 10004 postgres && useradd -u 10004 -g postgres -d /var/lib/postgresql -s /bin/bash postgres \
    && apt-get update && apt-get install -y --no-install-recommends xz-utils unzip \
    && rm -rf /var/lib/apt/lists/* \
    && mkdir -p /opt/postgresql && cd /opt/postgresql \
    && unzip -q /tmp/embedded-postgres-binaries-*.jar '*.txz' -d /tmp && tar -xJf /tmp/*.txz && rm -f /tmp/* \
    && install -d -o postgres -g postgres -m 700 /var/lib/postgresql/data
COPY deploy/images/postgres/ /usr/local/bin/
USER postgres
VOLUME /var/lib/postgresql/data
EXPOSE 5432
STOPSIGNAL SIGINT
ENTRYPOINT ["/usr/local/bin/start-postgres"]
