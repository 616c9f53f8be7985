package dev.plimsoll.cli.receipt;

import dev.plimsoll.cli.watch.Followed;
import dev.plimsoll.contracts.sync.ExtractView;
import dev.plimsoll.contracts.sync.Receipt;

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
}
