package dev.plimsoll.benchmarks.advise.scale;

import dev.plimsoll.advice.Advice;
import dev.plimsoll.advice.AdviceRequest;
import dev.plimsoll.advice.Advisor;
import dev.plimsoll.advice.choice.Budget;
import dev.plimsoll.advice.evidence.ObservedStatement;
import dev.plimsoll.advice.evidence.WorkloadFile;
import dev.plimsoll.advice.use.PreparedQuery;
import dev.plimsoll.benchmarks.harness.PeakResident;
import dev.plimsoll.contracts.database.DatabaseAddress;
import dev.plimsoll.contracts.message.Json;
import dev.plimsoll.postgres.connection.Credentials;
import dev.plimsoll.postgres.connection.PostgresConnections;
import dev.plimsoll.query.parser.SqlParser;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;

/// Process that advises once, so that its memory is that of the advice. The floor is measured after
/// the advice, in a warm JVM.
public final class AdvisorProcess {
  private AdvisorProcess() {}

  public static void main(String[] arguments) throws Exception {
    AdvisorOrder order =
        Json.read(new String(System.in.readAllBytes(), StandardCharsets.UTF_8), AdvisorOrder.class);
    PostgresConnections connections =
        new PostgresConnections(Map.of(Credentials.FOLDER, order.credentials()));
    List<ObservedStatement> statements = WorkloadFile.parse(order.workload());
    long begun = System.nanoTime();
    Advice advice =
        new Advisor(() -> open(connections, order.address()))
            .advise(statements, AdviceRequest.byCosts(Budget.UNLIMITED));
    double seconds = since(begun);
    double peak = new PeakResident(ProcessHandle.current().pid()).bytes();
    AdvisorOrder.Report report =
        new AdvisorOrder.Report(
            seconds,
            explained(connections, order.address(), statements),
            parsed(statements),
            peak,
            advice.basis().name(),
            advice.recommendations().size(),
            advice.unread().size(),
            advice.total().ratio(),
            advice.total().modelled().greedyGap());
    try (PrintStream out =
        new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8)) {
      out.println(Json.write(report));
    }
  }

  private static Connection open(PostgresConnections connections, DatabaseAddress address)
      throws SQLException {
    Connection connection = connections.open(address, "plimsoll bench advise");
    execute(connection, "SET search_path = " + ManyTables.SCHEMA);
    return connection;
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static double explained(
      PostgresConnections connections, DatabaseAddress address, List<ObservedStatement> statements)
      throws SQLException {
    try (Connection session = open(connections, address)) {
      long begun = System.nanoTime();
      for (ObservedStatement statement : statements) {
        PreparedQuery.declare(session, statement.text(), statement.id());
      }
      Map<String, List<String>> types = PreparedQuery.types(session, "s");
      for (ObservedStatement statement : statements) {
        PreparedQuery query =
            PreparedQuery.of(
                statement, statement.id(), types.getOrDefault(statement.id(), List.of()));
        var unused = query.plan(session, query.arguments().getFirst(), "");
      }
      return since(begun);
    }
  }

  private static double parsed(List<ObservedStatement> statements) {
    try (SqlParser parser = new SqlParser()) {
      long begun = System.nanoTime();
      for (ObservedStatement statement : statements) {
        var unused = parser.parse(statement.text());
      }
      return since(begun);
    }
  }

  private static double since(long begun) {
    return (System.nanoTime() - begun) / 1e9;
  }
}
