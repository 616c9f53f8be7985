# MariaDB from Debian's packages: 11.8 on trixie, 10.11 on bookworm.
ARG BASE=debian:trixie-slim

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
