// SPDX-License-Identifier: EPL-1.0

import static java.util.concurrent.CompletableFuture.runAsync;

import java.util.Collections;
import java.util.concurrent.ExecutionException;
import org.eclipse.neoscada.protocol.iec60870.asdu.types.ASDUAddress;
import org.eclipse.neoscada.protocol.iec60870.asdu.types.InformationObjectAddress;
import org.eclipse.neoscada.protocol.iec60870.asdu.types.StandardCause;
import org.eclipse.neoscada.protocol.iec60870.asdu.types.Value;
import org.eclipse.neoscada.protocol.iec60870.server.data.model.BackgroundModel;
import org.eclipse.neoscada.protocol.iec60870.server.data.model.ChangeDataModel;
import org.eclipse.neoscada.protocol.iec60870.server.data.model.ChangeModel;
import org.eclipse.neoscada.protocol.iec60870.server.data.model.WriteModel;

/**
 * The objects, as values of the stack's own data model: it keeps them, answers interrogation and read from them, and
 * tells every started connection of a change.
 */
final class Objects extends ChangeDataModel {
  static final int MOST_EVENTS = 10_000;
  private static final int SINGLE = 100;
  private static final int COUNTED = 730;
  private static final int COMMAND = 5000;
  /** Of the qualifier: no additional definition, short pulse, long pulse, persistent output. */
  private static final int HIGHEST_QUALIFIER = 3;
  private static final int QUALIFIER_BITS = 0x1f;

  private final ASDUAddress station;
  private final Connections connections;
  private boolean single = true;
  private int counted;

  Objects(int commonAddress, Connections connections) {
    super("objects");
    this.connections = connections;
    station = ASDUAddress.valueOf(commonAddress);
    start();
    set(SINGLE, true);
    set(101, false);
    set(102, true);
    set(103, false);
    set(700, 50.02f);
    set(701, -1.5f);
  }

  private void set(int ioa, Object value) {
    notifyDataChange(station, InformationObjectAddress.valueOf(ioa), Value.ok(value), true);
  }

  void makeEvents(int count) throws InterruptedException {
    for (int made = 0; made < count; made++) {
      synchronized (this) {
        set(SINGLE, single = !single);
      }
      settle();
    }
  }

  /** Not kept by the data model, so that no interrogation brings it. */
  void makeCounted(int count) throws InterruptedException {
    for (int made = 0; made < count; made++) {
      synchronized (this) {
        final Value<Float> value = Value.ok((float) ++counted);
        notifyChangeFloat(station, InformationObjectAddress.valueOf(COUNTED), Collections.singletonList(value));
      }
      settle();
    }
  }

  /** Each event stands for itself: those that come at one moment the stack puts into one ASDU. */
  private void settle() throws InterruptedException {
    try {
      executor.submit(() -> {}).get();
    } catch (ExecutionException impossible) {
      throw new IllegalStateException(impossible);
    }
    connections.settle();
  }

  /** Null refuses: the stack then sends a negative activation confirmation. */
  private WriteModel.Action command(WriteModel.Request<Boolean> request) {
    final boolean ours =
        request.getHeader().getAsduAddress().equals(station)
            && request.getAddress().getAddress() == COMMAND
            && request.getHeader().getCauseOfTransmission().getCause() == StandardCause.ACTIVATED;
    final boolean direct = request.isExecute() && (request.getType() & QUALIFIER_BITS) <= HIGHEST_QUALIFIER;
    if (!ours || !direct) return null;
    return () -> {
      Report.report("command", "ioa", COMMAND, "value", request.getValue() ? 1 : 0);
      synchronized (this) {
        set(SINGLE, single = request.getValue());
      }
      // Over when the data model has told of the change.
      return runAsync(() -> {}, executor);
    };
  }

  @Override
  protected ChangeModel createChangeModel() {
    return makeInstantChangeModel();
  }

  @Override
  protected WriteModel createWriteModel() {
    return new WriteModel() {
      @Override
      public Action prepareCommand(Request<Boolean> request) {
        return command(request);
      }

      @Override
      public Action prepareSetpointFloat(Request<Float> request) {
        return null;
      }

      @Override
      public Action prepareSetpointScaled(Request<Short> request) {
        return null;
      }
    };
  }

  @Override
  protected BackgroundModel createBackgroundModel() {
    return makeDefaultBackgroundModel();
  }
}
