package dev.plimsoll.offsetlog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.contracts.log.BatchCommitted;
import dev.plimsoll.offsetlog.append.BatchAppend;
import dev.plimsoll.offsetlog.append.FileAppend;
import dev.plimsoll.offsetlog.append.FileNumbering;
import dev.plimsoll.offsetlog.audit.Auditor;
import dev.plimsoll.offsetlog.audit.HotState;
import dev.plimsoll.offsetlog.audit.IncrementalAudit;
import dev.plimsoll.offsetlog.commit.FileCommit;
import dev.plimsoll.offsetlog.identity.PartitionName;
import dev.plimsoll.offsetlog.identity.Partitions;
import dev.plimsoll.offsetlog.identity.ProducerRefs;
import dev.plimsoll.offsetlog.publication.Publication;
import dev.plimsoll.offsetlog.publication.Publication.UnpublishedBatch;
import dev.plimsoll.offsetlog.publication.UnpublishedPartitions;
import dev.plimsoll.offsetlog.reading.FetchReader;
import dev.plimsoll.offsetlog.reading.TopicReader;
import dev.plimsoll.offsetlog.refusal.RefusalStore;
import dev.plimsoll.offsetlog.refusal.RefusalStore.RefusedBatch;
import dev.plimsoll.offsetlog.topic.Topics;
import dev.plimsoll.postgres.transaction.Transactions;
import dev.plimsoll.testkit.Stack;
import dev.plimsoll.testkit.TestDatabase;
import io.agroal.api.AgroalDataSource;
import io.agroal.api.configuration.supplier.AgroalDataSourceConfigurationSupplier;
import io.agroal.api.exceptionsorter.PostgreSQLExceptionSorter;
import io.agroal.api.security.NamePrincipal;
import io.agroal.api.security.SimplePassword;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;

/// A migrated database of its own with the log in it. Pooled as in production.
public final class LogDatabase implements AutoCloseable {
  public static final String APPLICATION_NAME = "log-under-test";
  private static final long PARTITIONS_OF_A_LOOK = 4_000;

  /// No round number: pages end within segments.
  private static final int AT_ONCE = 97;

  private static final String SCHEMA = "materializer";

  private final UnpublishedPartitions unpublished =
      new UnpublishedPartitions(UnpublishedPartitions.SLICE);
  private final AgroalDataSource dataSource;

  /// For looks of a test's own: without the options, and nobody that kills sessions means these.
  private final AgroalDataSource plain;

  private final TestDatabase database;

  /// @param name lower-case letters, digits and underscores
  /// @param options session settings as libpq's `options`, for example `-c enable_nestloop=off`
  public LogDatabase(String name, String options) {
    database = Stack.get().createDatabase(name, "log", LogDatabase::migrate);
    dataSource = open(APPLICATION_NAME, options);
    plain = open("looks", "");
  }

  /// With a topic of so many partitions.
  public LogDatabase(String name, String options, String topic, int partitions) {
    String template = name + "_" + partitions;
    database =
        Stack.get()
            .createDatabase(
                name,
                template,
                _ -> {
                  try (LogDatabase filled = new LogDatabase(template, options)) {
                    filled.createPartitions(topic, partitions);
                  } catch (SQLException e) {
                    throw new IllegalStateException(e);
                  }
                });
    dataSource = open(APPLICATION_NAME, options);
    plain = open("looks", "");
  }

  private static void migrate(TestDatabase database) {
    Flyway.configure()
        .dataSource(database.jdbcUrl(), database.user(), database.password())
        .defaultSchema(SCHEMA)
        .locations("db/offset-log")
        .load()
        .migrate();
  }

  private AgroalDataSource open(String application, String options) {
    AgroalDataSourceConfigurationSupplier configuration =
        new AgroalDataSourceConfigurationSupplier()
            .connectionPoolConfiguration(
                pool ->
                    pool.maxSize(12)
                        .acquisitionTimeout(Duration.ofSeconds(20))
                        .exceptionSorter(new PostgreSQLExceptionSorter())
                        .connectionFactoryConfiguration(
                            factory ->
                                factory
                                    .jdbcUrl(database.jdbcUrl())
                                    .principal(new NamePrincipal(database.user()))
                                    .credential(new SimplePassword(database.password()))
                                    .jdbcProperty("currentSchema", SCHEMA)
                                    .jdbcProperty("ApplicationName", application)
                                    .jdbcProperty("options", options)));
    try {
      return AgroalDataSource.from(configuration);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /// Makes a copy of it as it is now, in the same cluster, with sessions of its own.
  ///
  /// @param name of the copy, as of the original
  public DataSource copy(String name) {
    plain.flush(AgroalDataSource.FlushMode.ALL);
    dataSource.flush(AgroalDataSource.FlushMode.ALL);
    return Stack.get().copyDatabase(database, name).dataSource(SCHEMA);
  }

  public AgroalDataSource dataSource() {
    return dataSource;
  }

  public Transactions transactions() {
    return new Transactions(dataSource);
  }

  public BatchAppend ingestion() {
    return new BatchAppend(transactions(), partitions(), new ProducerRefs(transactions()), true);
  }

  public FileAppend fileAppend() {
    return new FileAppend(transactions());
  }

  /// @param transactions on whichever database
  public static FileCommit fileCommit(Transactions transactions) {
    return FileCommit.ofWholeFiles(transactions, FileCommit.runsOf(transactions));
  }

  /// @param transactions on whichever database
  public static FileCommit batchCommit(Transactions transactions) {
    return FileCommit.ofBatches(transactions, FileCommit.runsOf(transactions));
  }

  /// A look at all partitions.
  public HotState hotState() {
    return new HotState(transactions(), HotState.SLICE);
  }

  public Partitions partitions() {
    return partitions(transactions());
  }

  private static Partitions partitions(Transactions transactions) {
    return new Partitions(transactions, Partitions.MOST_KNOWN);
  }

  public FileNumbering numbering() {
    return numbering(transactions());
  }

  /// @param transactions on whichever database
  public static FileNumbering numbering(Transactions transactions) {
    return new FileNumbering(
        transactions, partitions(transactions), new ProducerRefs(transactions));
  }

  /// Batches that got no offsets and are not published yet.
  public List<RefusedBatch> refused() throws SQLException {
    return transactions().run(connection -> RefusalStore.next(connection, 1_000));
  }

  public Auditor auditor() {
    return new Auditor(transactions(), Auditor.MOST);
  }

  public IncrementalAudit incrementalAudit() {
    return new IncrementalAudit(transactions());
  }

  public Topics topics() {
    return new Topics(transactions(), partitions());
  }

  public TopicReader reader() {
    return new TopicReader(transactions());
  }

  /// A connection that bears no application name, for a test's own looks and damages.
  public Connection connect() throws SQLException {
    Connection connection = database.connect();
    connection.setSchema(SCHEMA);
    return connection;
  }

  /// Enters partitions from 0 on, as the first batch of each would.
  public void createPartitions(String topic, int count) throws SQLException {
    List<PartitionName> names =
        IntStream.range(0, count).mapToObj(i -> new PartitionName(topic, i)).toList();
    partitions().enter(names);
  }

  /// Runs a statement and says how many rows it changed.
  public int change(String sql) throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      return statement.executeUpdate(sql);
    }
  }

  public long number(String sql) throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getLong(1);
    }
  }

  /// Everything that is still unpublished, in the order in which it would be sent; it is told then.
  public List<BatchCommitted> tellAll() throws SQLException {
    List<BatchCommitted> told = new ArrayList<>();
    // A look is of some thousand partitions: those of others come when it has gone round.
    long looks = 2 + number("SELECT count(*) FROM publication") / PARTITIONS_OF_A_LOOK;
    for (long left = looks; left > 0; left--) {
      List<UnpublishedBatch> round = tell(97);
      if (!round.isEmpty()) {
        round.forEach(one -> told.add(one.batch()));
        left = looks + 1;
      }
    }
    return told;
  }

  /// One round.
  public List<UnpublishedBatch> tell(int atMost) throws SQLException {
    return transactions()
        .run(
            connection -> {
              assertThat(Publication.tryLock(connection)).isTrue();
              List<UnpublishedBatch> round = Publication.next(connection, unpublished, atMost);
              Publication.published(connection, round, round);
              return round;
            });
  }

  /// Every batch of a partition, read page by page.
  public List<BatchCommitted> batches(String topic, int partition) throws SQLException {
    List<BatchCommitted> all = new ArrayList<>();
    FetchReader reader = new FetchReader(new Transactions(plain));
    PartitionName name = new PartitionName(topic, partition);
    long offset = 0;
    while (true) {
      List<BatchCommitted> page = reader.batches(name, offset, AT_ONCE).batches();
      all.addAll(page);
      if (page.size() < AT_ONCE) { // the end
        return all;
      }
      offset = page.getLast().nextOffset();
    }
  }

  @Override
  public void close() {
    plain.close();
    dataSource.close();
  }
}
