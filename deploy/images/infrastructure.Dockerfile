# Images of what Plimsoll stands on, for machines that reach no image registry: PostgreSQL 17 with
# pgvector and hypopg, MariaDB and Prometheus from Debian's packages, Kafka and an S3 store from their
# Maven artifacts, which the built tree has. Where a registry can be reached, name the makers' own
# images in docker-compose.yml's variables instead.
ARG BASE=debian:trixie-slim

FROM ${BASE} AS java
ENV DEBIAN_FRONTEND=noninteractive
RUN apt-get update \
    && apt-get install -y --no-install-recommends openjdk-25-jre-headless \
    && rm -rf /var/lib/apt/lists/*

FROM java AS kafka
RUN groupadd -g 10002 kafka && useradd -u 10002 -g kafka -M -d /nonexistent kafka \
    && mkdir -p /var/lib/kafka && chown kafka:kafka /var/lib/kafka
COPY dev-stack/target/lib/ /opt/kafka/
COPY deploy/images/kafka/ /usr/local/bin/
USER kafka
VOLUME /var/lib/kafka
EXPOSE 9092
ENTRYPOINT ["/usr/local/bin/start-kafka"]

FROM java AS s3
RUN groupadd -g 10003 s3 && useradd -u 10003 -g s3 -M -d /nonexistent s3 \
    && mkdir -p /var/lib/s3 && chown s3:s3 /var/lib/s3
COPY dev-stack/target/lib/ /opt/s3/
COPY deploy/images/s3/ /usr/local/bin/
USER s3
VOLUME /var/lib/s3
EXPOSE 9000
ENTRYPOINT ["/usr/local/bin/start-s3"]

FROM ${BASE} AS postgres
ARG POSTGRES=17
ENV DEBIAN_FRONTEND=noninteractive LANG=C.UTF-8 PATH=/usr/lib/postgresql/${POSTGRES}/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
# The same user in every image, so that volumes stay readable.
RUN groupadd -g 10004 postgres && useradd -u 10004 -g postgres -d /var/lib/postgresql -s /bin/bash postgres \
    && mkdir -p /etc/postgresql-common && echo 'create_main_cluster = false' > /etc/postgresql-common/createcluster.conf \
    && apt-get update \
    && apt-get install -y --no-install-recommends postgresql-${POSTGRES} postgresql-${POSTGRES}-pgvector \
       postgresql-${POSTGRES}-hypopg \
    && rm -rf /var/lib/apt/lists/* \
    && install -d -o postgres -g postgres -m 700 /var/lib/postgresql/data
COPY deploy/images/postgres/ /usr/local/bin/
USER postgres
VOLUME /var/lib/postgresql/data
EXPOSE 5432
STOPSIGNAL SIGINT
ENTRYPOINT ["/usr/local/bin/start-postgres"]

FROM ${BASE} AS mariadb
ENV DEBIAN_FRONTEND=noninteractive
RUN apt-get update && apt-get install -y --no-install-recommends mariadb-server \
    && rm -rf /var/lib/apt/lists/* /var/lib/mysql/* \
    && install -d -o mysql -g mysql -m 700 /var/lib/mysql /run/mysqld
COPY deploy/images/mariadb/ /usr/local/bin/
USER mysql
VOLUME /var/lib/mysql
EXPOSE 3306
ENTRYPOINT ["/usr/local/bin/start-mariadb"]

FROM ${BASE} AS prometheus
ENV DEBIAN_FRONTEND=noninteractive
RUN apt-get update && apt-get install -y --no-install-recommends prometheus \
    && rm -rf /var/lib/apt/lists/*
USER prometheus
EXPOSE 9090
ENTRYPOINT ["/usr/bin/prometheus", "--config.file=/etc/plimsoll/prometheus.yml", "--storage.tsdb.path=/prometheus"]
