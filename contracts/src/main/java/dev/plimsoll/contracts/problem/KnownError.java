package dev.plimsoll.contracts.problem;

import java.util.Locale;

/// Every error of this version, with its HTTP status and its remedy. Names become codes, which
/// never change; [ErrorCode] has a constant for each.
public enum KnownError {
  // What was asked
  INVALID_REQUEST(
      400, "The request is not valid", "Correct what the detail names and send it again."),
  UNAUTHENTICATED(
      401,
      "A token is needed",
      "Send 'Authorization: Bearer TOKEN'; ./plimsoll status says where the token is."),
  NOT_PERMITTED(403, "Not allowed", "Ask somebody with the right to do it."),
  NOT_FOUND(404, "No such thing", "Check the name or id against a list of what is there."),
  METHOD_NOT_ALLOWED(405, "Not this way", "See /q/openapi for what this address takes."),
  REQUEST_TOO_LARGE(
      413, "The request is too large", "Send less at once; the detail says how much is taken."),
  UNSUPPORTED_MEDIA_TYPE(
      415, "Not this content type", "See /q/openapi for what this address takes."),
  TOO_MANY_REQUESTS(
      RetryCategory.TRANSIENT,
      429,
      "Too many requests at once",
      "Send it again after the seconds that Retry-After says, and fewer at once."),
  TIME_LIMIT(
      422,
      "It took longer than it may",
      "Allow more time (timeoutMs, or plimsoll.query.statement-timeout), or ask for less: with an"
          + " index, fewer rows or conditions that an index serves."),
  CONFLICT(409, "It is in another state", "Read its state again and decide anew."),
  EDITED_MEANWHILE(
      412, "It was changed meanwhile", "Read it again, look at what has changed, and decide anew."),
  WORKER_LOST(
      409,
      "The worker's lease has run out",
      "Stop what it runs: its jobs are tried again by others. Then register anew and claim."),
  USAGE(400, "The command line was not understood", "See --help."),

  // Databases
  DATABASE_UNREACHABLE(
      RetryCategory.TRANSIENT,
      503,
      "The database does not answer",
      "Check host and port, that the server runs and that a firewall lets this machine through."),
  AUTHENTICATION_FAILED(
      422,
      "The database refused the login",
      "Check user and password where the credential reference points (.pgpass, environment or file)."),
  DATABASE_NOT_FOUND(
      422, "No such database on that server", "Check the database's name; psql -l lists them."),
  CREDENTIAL_MISSING(
      422,
      "The password is not where it should be",
      "Put it where the credential reference points: .pgpass, an environment variable or a file."),
  INSUFFICIENT_PRIVILEGE(
      422, "The role lacks a right", "GRANT what the detail names, or use another role."),
  TABLE_NOT_FOUND(
      422,
      "No such table",
      "Check the pattern; it is schema.table with * for any run of characters, and a name with a dot in double quotes."),
  UNSUPPORTED_TYPE(
      422,
      "A column's type cannot be carried",
      "Leave the table out, or cast the column in a view."),
  VALUE_NOT_CARRIED(
      422,
      "A value cannot be carried",
      "Mend the row that the detail names and retry the table, or extract a view that casts the column. For a"
          + " value that is too large, give the service more heap (plimsoll up --heap sync=1024)."),
  SOURCE_UNSTABLE(
      422,
      "The source gives other rows each time it is asked",
      "Extract what the view is made of, or a view without random(), now() and the like; or ask for no proof by the"
          + " source."),
  READER_DIED(
      500,
      "Processes have ended while they read this table",
      "Look in the service's log for what ended them, for example OutOfMemoryError. Give the service more memory"
          + " (plimsoll up --heap sync=1024), or lower plimsoll.sync.largest-row; then retry the table."),
  UNSUPPORTED_SERVER(
      422,
      "This server version is not supported",
      "Use PostgreSQL 14 to 18 (18.0 and 18.1 silently drop rows, so 18.2 or later), or as a source MariaDB from 10.11 or MySQL from 8.0 on."),
  UNSAFE_SERVER(
      422,
      "The server may lose what it has acknowledged",
      "Change the setting as the detail says and start again. Where losing it is no harm, the"
          + " service's configuration can allow it: plimsoll.materializer.startup."),
  SOURCE_CHANGED(
      409,
      "The source table is not as it was planned",
      "Extract it again, as it is now; the detail says what has changed."),
  SCHEMA_DRIFT(
      409,
      "The table's columns have changed since its last increment",
      "Make the target alike, then begin its increments anew with \"restart\": true; the detail says"
          + " what has changed."),
  WATERMARK_LOST(
      409,
      "The source no longer fits the watermark",
      "Begin its increments anew with \"restart\": true: every row is read once more."),
  TOO_MANY_DELETES(
      409,
      "More rows would be deleted than the limits permit",
      "Look whether the source lacks rows that it should have, and retry the table when they are"
          + " back. Where the rows are to go, extract the increment again with a higher limit:"
          + " --max-deletes-percent or --max-deletes, over HTTP maxPercent or maxRows in"
          + " increment.deletes."),
  TARGET_NOT_EMPTY(
      409,
      "The target table has rows already",
      "Go on with the load that the detail names, or discard its rows (the detail says by which"
          + " command); or empty or drop the table at the target. Then retry this one. Or load into"
          + " another schema (--into-schema) or database (--into)."),
  TARGET_OWNED(
      409,
      "Another load owns the target table",
      "Wait until the load that the detail names has ended, or cancel it (./plimsoll extract cancel"
          + " ID) and discard its rows (./plimsoll extract discard ID --table TABLE); then retry this"
          + " one."),
  TARGET_MISMATCH(
      409,
      "The target table has other columns",
      "Drop it and let Plimsoll create it, or align its columns."),
  ROW_REFUSED(
      422,
      "The target refuses a row",
      "Let the target take it (drop or relax what the detail names) and retry: the load goes on with"
          + " that batch. Or mend the row at its source, empty the target and extract the table"
          + " again."),
  COPY_REFUSED(
      422,
      "The warehouse did not load the files",
      "Do what the detail asks for, then retry the table: nothing of it was loaded."),
  TARGET_REPLACED(
      409,
      "The target is not the one that the load began with",
      "Put the table and plimsoll.load_offset back from one backup and retry the table, or extract it"
          + " again."),
  DISK_FULL(
      RetryCategory.NEEDS_ROOM,
      507,
      "No space left",
      "Free space on the volume the detail names; what is done is kept and goes on from there."),
  OUT_OF_MEMORY(
      RetryCategory.NEEDS_ROOM,
      507,
      "The server ran out of memory",
      "Give its builds less: lower the memory in the database's capacity, or wait for other work to end."),
  CONNECTION_LOST(
      RetryCategory.TRANSIENT,
      503,
      "The connection broke",
      "Nothing: it is tried again from what is safely kept."),
  SERIALIZATION_FAILED(
      RetryCategory.TRANSIENT,
      503,
      "Another transaction was in the way",
      "Nothing: it is tried again."),

  CREDENTIAL_REFUSED(
      422,
      "The credential reference points where it may not",
      "Use a file in the folder that PLIMSOLL_CREDENTIALS names, a variable PLIMSOLL_PASSWORD_…, or a password sealed for this very server, database and user."),
  CREDENTIAL_UNREADABLE(
      422,
      "The sealed password cannot be read here",
      "Use the key file that it was sealed with, or seal it anew: ./plimsoll db create."),

  // Object storage and log
  BUCKET_NOT_FOUND(
      422, "No such bucket", "Create it, or set plimsoll.s3.bucket to one that exists."),
  STORAGE_UNAVAILABLE(
      RetryCategory.TRANSIENT,
      503,
      "Object storage does not answer",
      "Check its endpoint (http or https, host and port) and credentials; it is tried again."),
  STORAGE_REFUSED(
      422, "Object storage refused the request", "Check the credentials and the bucket's policy."),
  STORAGE_UNTRUSTED(
      422,
      "Object storage has not proven who it is",
      "Set plimsoll.s3.ca to a file with the certificate, in PEM, of the authority that signed the"
          + " store's own, and plimsoll.s3.endpoint to a host that the store's certificate names; then"
          + " retry what has failed."),
  KAFKA_UNREACHABLE(
      RetryCategory.TRANSIENT,
      503,
      "Kafka does not answer",
      "Check the bootstrap servers, that they run and that a firewall lets this machine through."),
  OBJECT_CORRUPT(
      422,
      "An object is not what was written",
      "Extract the table again; do not load this object."),
  EXTRACT_CANCELLED(
      409,
      "The extract of the table was cancelled",
      "Retry the table when it is wanted after all."),
  SNAPSHOT_LOST(
      409,
      "The moment that a table was to be read of is lost",
      "Retry the table: it is read anew, under another snapshot."),
  ICEBERG_TABLE_NOT_FOUND(
      422,
      "No such Iceberg table",
      "Ask for it to be created (--iceberg-create), or correct the catalog or the namespace."),
  ICEBERG_TABLE_MISMATCH(
      409,
      "The Iceberg table does not take these columns",
      "Align the Iceberg table as the detail says, or have another one created in another"
          + " namespace; then retry the table."),
  ICEBERG_TABLE_NOT_EMPTY(
      409,
      "The Iceberg table has rows already",
      "Ask for them to be replaced or added to (--iceberg-write), or take another namespace."),
  ICEBERG_COMMIT_UNRESOLVED(
      409,
      "Nothing says any more whether the commit took place",
      "Look whether the Iceberg table has the extract's rows: it is not committed again by itself."
          + " Where they are missing, extract the table again."),
  UNKNOWN_PARTITION(
      404,
      "The log has no such partition",
      "Create the topic, or add partitions to it; the list of topics shows what there is."),
  PARTITION_FULL(
      409,
      "The partition has no room for the batch",
      "Write to another partition, or to a topic that is made anew: a partition counts up to 2^63"
          + " offsets and bytes."),
  OFFSET_OUT_OF_RANGE(
      416,
      "The log has no such offset",
      "Go on from one between the two ends that the detail names."),
  BATCH_CONFLICT(
      409,
      "The log knows another batch of that sequence",
      "Send a batch again only as it was; give each new one its producer's next sequence."),
  FILE_CONFLICT(
      409,
      "The log knows another file of that name",
      "Give each object a key of its own, and send a file again only as it was."),
  OUT_OF_SEQUENCE(
      409,
      "A batch came out of its producer's order",
      "Resend from the sequence the detail names."),
  PRODUCER_FENCED(
      409,
      "A newer epoch of this producer has written",
      "Stop this producer: another has taken over."),
  LOG_REFUSED(
      409,
      "The log refused a batch of the table",
      "Mend what the detail says of the log, such as a topic that it lacks, and retry the table: its"
          + " batches are announced again. Where they are refused again, extract the table again."),
  BACKLOG_FULL(
      RetryCategory.TRANSIENT,
      429,
      "Too much waits for offsets",
      "Send it again after the seconds that Retry-After says. Where it lasts, see what holds the"
          + " workers up: /api/v1/flow of the materializer."),
  MALFORMED_MESSAGE(
      400, "A message could not be read", "See the dead-letter topic; correct the sender."),
  FORGED_MESSAGE(
      403,
      "A message does not bear the system's seal",
      "See who may write to Kafka. A service of this system needs the same file of keys (plimsoll.messages.key-file),"
          + " an outside producer of the log one of its own."),

  // Builds
  DUPLICATE_KEYS(
      409,
      "The key has duplicates",
      "Remove or merge the rows the detail lists, then retry the build."),
  NULL_KEYS(409, "A key column holds NULL", "Fill in or remove those rows, then retry the build."),
  NOT_A_TABLE(
      422,
      "It is not a table",
      "Builds need an ordinary table; a view or foreign table has no index."),
  COLUMN_NOT_FOUND(422, "No such column", "Correct the rule or the request that names it."),
  FOREIGN_INVALID_INDEX(
      409,
      "An INVALID index that is not ours is in the way",
      "Look at it, then DROP INDEX CONCURRENTLY or REINDEX it yourself."),
  LOCK_TIMEOUT(
      RetryCategory.TRANSIENT,
      503,
      "A lock was not to be had in time",
      "Nothing: it is tried again; status names who holds it."),
  TABLE_UNREADABLE(
      422,
      "A table could not be looked at",
      "Mend what the detail names, or leave the table out; the other tables are planned. Then plan"
          + " again."),
  PRIMARY_KEY_EXISTS(
      409, "The table has another primary key", "Correct the rule, or drop that key yourself."),
  UNSUPPORTED_INDEX(
      422, "This index cannot be built that way", "Correct the rule as the detail says."),
  DDL_REFUSED(
      409,
      "The database does not permit the statement now",
      "One of its event triggers said so, in the detail's words: ask whom it belongs to, or wait until"
          + " it permits it; then retry the build."),
  DATABASE_IN_USE(
      409,
      "Builds run or wait there",
      "Wait for their end (./plimsoll build list NAME --watch) or cancel them (./plimsoll build cancel), then"
          + " try again."),
  PLAN_MOVED(
      409,
      "The database is no longer what the plan was made for",
      "Plan again, look at what changed, and apply the new hash."),
  STATEMENTS_UNKNOWN(
      422,
      "It is not known which statements the database runs",
      "Have pg_stat_statements loaded (shared_preload_libraries, then a restart), CREATE EXTENSION pg_stat_statements"
          + " in the database and let its users work for a while; or give the statements with --workload FILE."),
  ANALYSIS_RUNNING(
      409,
      "Another analysis of the database is under way",
      "Wait for its end: ./plimsoll advise NAME --last shows how far it is."),
  ANALYSIS_LOST(
      500,
      "The planner ended in the middle of the analysis, twice",
      "See the planner's log of that time. Where it lacked memory, ask for fewer tables or with a --workload of what"
          + " matters, or give it a larger heap."),
  LOAD_LINE_EXCEEDED(
      422,
      "A build does not fit below the load line",
      "Raise the limit that the detail names, or leave the table out."),
  BUILD_RELEASED(
      409,
      "A person has released the build",
      "Nothing is sent there while a session of it still runs (./plimsoll db load-line says which)."
          + " Then retry it: what it left is found by the next attempt."),
  TEMPORARY_FILE_LIMIT(
      422,
      "The sort needs more temporary files than temp_file_limit permits",
      "Raise temp_file_limit for the role (ALTER ROLE … SET temp_file_limit), or give the build more"
          + " memory, then retry it."),
  BUILD_CANCELLED(409, "The build was cancelled", "Retry it when it is wanted after all."),
  DEPENDENCY_FAILED(
      409,
      "A build that this one needs has failed",
      "Mend and retry that one; this one follows by itself."),
  REGISTRATION_CHANGED(
      RetryCategory.TRANSIENT,
      409,
      "The command is for another registration of its database",
      "Nothing: it is sent again for today's. Where that goes on, planner and builder do not read the same Kafka or"
          + " topics, or are of different versions."),
  BUILD_LOST(
      RetryCategory.TRANSIENT,
      503,
      "The build's session ended unexpectedly",
      "Nothing: it is tried again after clearing its leftover."),

  // This machine
  PORT_IN_USE(
      409, "A port is taken", "Stop what holds it, or leave the choice of ports to Plimsoll."),
  ALREADY_RUNNING(
      409,
      "It runs already",
      "Use the running one (./plimsoll status) or stop it (./plimsoll down)."),
  NOT_RUNNING(404, "Nothing runs here", "Start it: ./plimsoll up."),
  DATA_VERSION(
      409,
      "The data folder is of another version",
      "Use another folder with --data, or move this one away."),
  DATA_FOLDER(422, "The data folder cannot be used", "Choose another with --data."),
  START_FAILED(500, "A part did not start", "See its log, which the detail names."),
  TOKEN_NOT_TAKEN(
      500,
      "A service does not take the new token, so the old one stays",
      "Stop everything with ./plimsoll down, start it with ./plimsoll up, and replace the token again."),
  TOKEN_STILL_TAKEN(
      500,
      "The token is replaced, and a service still takes the old one",
      "Stop everything with ./plimsoll down and start it with ./plimsoll up."),
  SERVER_NOT_INSTALLED(
      422,
      "A database server that is to run here is not installed",
      "Install MariaDB 10.11 or later so that mariadbd is on the PATH; on Debian and Ubuntu 'apt-get update' as root is enough."),
  INTERRUPTED(
      499, "Interrupted", "Start it again: it goes on with what is there, or clears it away."),
  CHECK_FAILED(500, "A check did not hold", "Keep the data folder and report it with the receipt."),
  INTERNAL(500, "A defect in Plimsoll", "Please report it with the log's lines of that time.");

  private final RetryCategory retry;
  private final int status;
  private final String title;
  private final String fix;

  KnownError(int status, String title, String fix) {
    this(RetryCategory.LASTING, status, title, fix);
  }

  KnownError(RetryCategory retry, int status, String title, String fix) {
    this.retry = retry;
    this.status = status;
    this.title = title;
    this.fix = fix;
  }

  public String value() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  public RetryCategory retry() {
    return retry;
  }

  public int status() {
    return status;
  }

  public String title() {
    return title;
  }

  public String fix() {
    return fix;
  }
}
