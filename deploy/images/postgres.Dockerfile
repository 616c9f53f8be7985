# PostgreSQL from Debian's packages, with pgvector and hypopg where the release has them: 17 on trixie,
# 15 on bookworm (without pgvector).
ARG BASE=debian:trixie-slim

FROM ${BASE} AS postgres
ARG POSTGRES=17
ENV DEBIAN_FRONTEND=noninteractive LANG=C.UTF-8 PATH=/usr/lib/postgresql/${POSTGRES}/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
# The same user in every image, so that volumes stay readable.
RUN groupadd -g 10004 postgres && useradd -u 10004 -g postgres -d /var/lib/postgresql -s /bin/bash postgres \
    && mkdir -p /etc/postgresql-common && echo 'create_main_cluster = false' > /etc/postgresql-common/createcluster.conf \
    && apt-get update \
    && apt-get install -y --no-install-recommends postgresql-${POSTGRES} \
       $(apt-cache --names-only search "^postgresql-${POSTGRES}-(pgvector|hypopg)\$" | cut -d ' ' -f 1) \
    && rm -rf /var/lib/apt/lists/* \
    && install -d -o postgres -g postgres -m 700 /var/lib/postgresql/data
COPY deploy/images/postgres/ /usr/local/bin/
USER postgres
VOLUME /var/lib/postgresql/data
EXPOSE 5432
STOPSIGNAL SIGINT
ENTRYPOINT ["/usr/local/bin/start-postgres"]
