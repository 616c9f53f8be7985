# Images of what Plimsoll stands on, for machines that reach no image registry: Kafka and an S3 store
# from their Maven artifacts, which the built tree has, Prometheus from Debian's packages; databases
# have files of their own. Where a registry can be reached, name the makers' own images in
# docker-compose.yml's variables instead.
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
# Makes its key store at the start.
RUN apt-get update && apt-get install -y --no-install-recommends openssl \
    && rm -rf /var/lib/apt/lists/*
RUN groupadd -g 10003 s3 && useradd -u 10003 -g s3 -M -d /nonexistent s3 \
    && mkdir -p /var/lib/s3 && chown s3:s3 /var/lib/s3
COPY dev-stack/target/lib/ /opt/s3/
COPY deploy/images/s3/ /usr/local/bin/
USER s3
VOLUME /var/lib/s3
EXPOSE 9000
ENTRYPOINT ["/usr/local/bin/start-s3"]

FROM ${BASE} AS prometheus
ENV DEBIAN_FRONTEND=noninteractive
RUN apt-get update && apt-get install -y --no-install-recommends prometheus \
    && rm -rf /var/lib/apt/lists/*
USER prometheus
EXPOSE 9090
ENTRYPOINT ["/usr/bin/prometheus", "--config.file=/etc/plimsoll/prometheus.yml", "--storage.tsdb.path=/prometheus"]
