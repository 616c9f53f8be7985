package dev.plimsoll.cli.receipt;

import dev.plimsoll.cli.watch.Followed;
import dev.plimsoll.contracts.sync.ExtractView;
import dev.plimsoll.contracts.sync.Receipt;
import dev.plimsoll.contracts.sync.Receipt.TableReceipt;
import java.util.ArrayList;
import java.util.List;

/// How far a receipt is at one moment.
///
/// @param extract that it is of, for the tables that are still to come
record ReceiptProgress(ExtractView extract, Receipt receipt) implements Followed {
  @Override
  public boolean ended() {
    return receipt.state() == Receipt.State.DONE || receipt.state() == Receipt.State.FAILED;
  }

  @Override
  public boolean failed() {
    return receipt.state() == Receipt.State.FAILED;
  }

  @Override
  public List<String> block(int width) {
    List<String> lines = new ArrayList<>();
    lines.add(ReceiptText.progress(extract, receipt));
    receipt.tables().stream().map(ReceiptText::line).forEach(lines::add);
    return lines;
  }

  @Override
  public List<Line> lines() {
    List<Line> lines = new ArrayList<>();
    for (TableReceipt table : receipt.tables()) {
      String text = ReceiptText.line(table);
      lines.add(new Line(table.table(), text, text));
    }
    return lines;
  }
}
