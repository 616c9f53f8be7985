package dev.plimsoll.query.parser;

import com.dylibso.chicory.wasm.ChicoryException;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.plimsoll.query.parser.Parse.Parsed;
import dev.plimsoll.query.parser.Parse.Reason;
import dev.plimsoll.query.parser.Parse.Refused;
import dev.plimsoll.query.parser.ParserInstance.RawParse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// PostgreSQL 18's parser. It takes `$1` wherever a constant may stand, also where the server's
/// own does not (`date $1`), so that texts of `pg_stat_statements` parse.
///
/// Any thread may call it; one statement is read at a time. Its memory, 34 MiB of heap at first
/// and 128 at most, is made by the first call (a second in a cold JVM) and given back by
/// [#close], after which the next call makes another. Half a millisecond to a few for a
/// statement in a warm JVM. Texts are neither logged nor kept.
public final class SqlParser implements AutoCloseable {
  /// Bytes of UTF-8 in a text. What holds nothing but short constants takes some 20 µs for each,
  /// so the longest is read within seconds.
  public static final int MAX_TEXT_BYTES = 256 << 10;

  /// Bytes of a tree's JSON; in memory it is some five times as large.
  public static final int MAX_TREE_BYTES = 16 << 20;

  private static final int MAX_DEPTH = 2_000;
  private static final long MEMORY_LIMIT_BYTES = 128L << 20;

  /// Beyond this an instance is not kept, since its memory never shrinks.
  private static final long KEPT_MEMORY_BYTES = 64L << 20;

  private static final ObjectMapper JSON =
      new ObjectMapper(
          JsonFactory.builder()
              .streamReadConstraints(
                  StreamReadConstraints.builder()
                      .maxNestingDepth(MAX_DEPTH)
                      .maxStringLength(MAX_TREE_BYTES)
                      .maxNumberLength(MAX_TEXT_BYTES)
                      .build())
              .build());

  private final ReentrantLock lock = new ReentrantLock();
  private @Nullable ParserInstance instance;

  /// A statement's tree. Never an exception because of the text.
  public Parse parse(String text) {
    return read(text, sql -> parsed(text, sql));
  }

  /// 16 hexadecimal digits, equal for statements that differ only in constants, in the lengths
  /// of lists, and in what they call things in their answer. Empty for what [#parse] refuses.
  public Optional<String> fingerprint(String text) {
    return answered(text, ParserInstance::fingerprint);
  }

  /// The text with `$1`, `$2`, … for its constants, as `pg_stat_statements` shows it. Empty for
  /// what [#parse] refuses.
  public Optional<String> normalize(String text) {
    return answered(text, ParserInstance::normalize);
  }

  @Override
  public void close() {
    lock.lock();
    try {
      instance = null;
    } finally {
      lock.unlock();
    }
  }

  private Optional<String> answered(String text, Answer answer) {
    String[] found = new String[1];
    Parse parse =
        read(
            text,
            sql -> {
              Parse tree = parsed(text, sql);
              if (tree instanceof Parsed) {
                found[0] = answer.of(current(), sql);
              }
              return tree;
            });
    return parse instanceof Parsed ? Optional.ofNullable(found[0]) : Optional.empty();
  }

  private Parse read(String text, Function<byte[], Parse> reading) {
    if (text.length() > MAX_TEXT_BYTES) {
      return tooLarge();
    }
    if (text.indexOf('\0') >= 0) {
      return new Refused(Reason.SYNTAX, text.indexOf('\0') + 1, "a text holds no NUL");
    }
    byte[] sql = text.getBytes(StandardCharsets.UTF_8);
    if (sql.length > MAX_TEXT_BYTES) {
      return tooLarge();
    }
    lock.lock();
    boolean whole = false;
    try {
      Parse parse = reading.apply(sql);
      whole = current().memoryBytes() <= KEPT_MEMORY_BYTES;
      return parse;
    } catch (StackOverflowError deep) {
      return tooDeep();
    } catch (ParserTrap | LongJump trapped) {
      return abandoned(trapped);
    } catch (ChicoryException trapped) {
      return trapped.getCause() instanceof StackOverflowError ? tooDeep() : abandoned(trapped);
    } catch (IndexOutOfBoundsException trapped) {
      return abandoned(trapped);
    } finally {
      if (!whole) {
        instance = null;
      }
      lock.unlock();
    }
  }

  private Parse parsed(String text, byte[] sql) {
    RawParse raw = current().parse(sql);
    byte[] tree = raw.tree();
    if (tree == null) {
      String message = raw.error() == null ? "unknown" : raw.error();
      // The grammar's own stack is bounded, and a full one is told like this.
      Reason reason = message.startsWith("memory exhausted") ? Reason.TOO_DEEP : Reason.SYNTAX;
      return new Refused(reason, Math.max(0, raw.position()), message);
    }
    if (tree.length > MAX_TREE_BYTES) {
      return tooLarge();
    }
    try {
      JsonNode statements = JSON.readTree(tree).path("stmts");
      return switch (statements.size()) {
        case 0 -> new Refused(Reason.EMPTY, 0, "there is no statement");
        case 1 -> new Parsed(text, statements.get(0).path("stmt"));
        default ->
            new Refused(
                Reason.SEVERAL_STATEMENTS,
                0,
                "there are " + statements.size() + " statements where one is expected");
      };
    } catch (StreamConstraintsException deep) {
      return tooDeep();
    } catch (IOException e) {
      throw new UncheckedIOException("the parser's tree is no JSON", e);
    }
  }

  private ParserInstance current() {
    ParserInstance used = instance;
    if (used == null) {
      used = new ParserInstance(MEMORY_LIMIT_BYTES);
      // An error at once loads all that takes part in one, while the stack is not yet full.
      used.parse("?".getBytes(StandardCharsets.UTF_8));
      instance = used;
    }
    return used;
  }

  private static Refused tooLarge() {
    return new Refused(
        Reason.TOO_LARGE,
        0,
        "a text of at most " + MAX_TEXT_BYTES + " bytes is read, of a tree of " + MAX_TREE_BYTES);
  }

  private static Refused tooDeep() {
    return new Refused(Reason.TOO_DEEP, 0, "its expressions are nested too deeply");
  }

  private static Refused abandoned(RuntimeException trapped) {
    return new Refused(Reason.ABANDONED, 0, "the parser gave up: " + trapped.getMessage());
  }

  @FunctionalInterface
  private interface Answer {
    String of(ParserInstance instance, byte[] sql);
  }
}
