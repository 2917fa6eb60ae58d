// SPDX-License-Identifier: EPL-1.0

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import org.eclipse.neoscada.protocol.iec60870.ProtocolOptions;
import org.eclipse.neoscada.protocol.iec60870.server.Server;
import org.eclipse.neoscada.protocol.iec60870.server.data.DataModule;
import org.eclipse.neoscada.protocol.iec60870.server.data.DataModuleOptions;

/**
 * A controlled station on Eclipse NeoSCADA: its server with its data module, which answer everything they know; the
 * control channel of docker/README.md beside it.
 */
final class Station {
  private static final String VERSION = "0.4.0";
  private static final int ATTEMPTS = 500;
  private static final int ATTEMPT_MS = 10;

  private Station() {}

  public static void main(String[] arguments) throws Exception {
    if (!Report.text("MODE", "connection-is-group").equals("connection-is-group")) {
      Report.fail("MODE", "expected connection-is-group: NeoSCADA has no redundancy groups");
    }
    if (Report.text("TLS", "0").equals("1")) Report.fail("TLS", "NeoSCADA's server has no TLS");
    final Connections connections = new Connections();
    final Objects objects = new Objects(Report.number("COMMON_ADDRESS", 1, 1, 65534), connections);

    final InetSocketAddress at = new InetSocketAddress(Report.text("HOST", "0.0.0.0"), Report.number("PORT", 2404, 1, 65535));
    try {
      mustBeFree(at);
      // Modules see what comes in this order. The server is never closed: the process ends.
      new Server(at, protocol(), List.of(connections, new DataModule(data(), objects), new Leftovers()));
      waitUntilOpen(at);
    } catch (IOException error) {
      Report.fail("port", String.valueOf(error.getMessage()), "port", at.getPort());
    }
    connections.ready = true;

    final int controlPort = Report.number("CONTROL_PORT", 0, 0, 65535);
    if (controlPort > 0) {
      try {
        new Control(objects, connections).listen(Report.text("CONTROL_HOST", "127.0.0.1"), controlPort);
      } catch (IOException error) {
        Report.fail("control port", String.valueOf(error.getMessage()), "port", controlPort);
      }
    }
    Report.report("ready", "station", "neoscada", "version", VERSION, "port", at.getPort(), "controlPort", controlPort);
  }

  private static ProtocolOptions protocol() {
    final ProtocolOptions.Builder options = new ProtocolOptions.Builder();
    options.setTimeout1(Report.milliseconds("T1", 5, 255));
    options.setTimeout2(Report.milliseconds("T2", 3, 255));
    options.setTimeout3(Report.milliseconds("T3", 7, 172_800));
    options.setMaxUnacknowledged((short) Report.number("K", 12, 1, 32766));
    options.setAcknowledgeWindow((short) Report.number("W", 8, 1, 32766));
    return options.build();
  }

  private static DataModuleOptions data() {
    final DataModuleOptions.Builder options = new DataModuleOptions.Builder();
    // Of one object, so many changes may wait for a connection; 10 unless told, of which the oldest would be dropped.
    options.setSpontaneousDuplicates(Objects.MOST_EVENTS);
    options.setBackgroundScanPeriod(0);
    return options.build();
  }

  /** The stack does not say when it could not open its port. */
  private static void mustBeFree(InetSocketAddress at) throws IOException {
    new ServerSocket(at.getPort(), 1, at.getAddress()).close();
  }

  /** The stack opens its port in its own time and does not say when it has. */
  private static void waitUntilOpen(InetSocketAddress at) throws IOException {
    final InetAddress host = at.getAddress().isAnyLocalAddress() ? InetAddress.getLoopbackAddress() : at.getAddress();
    for (int attempt = 1; ; attempt++) {
      try (Socket probe = new Socket(host, at.getPort())) {
        return;
      } catch (IOException closed) {
        if (attempt == ATTEMPTS) throw closed;
      }
      try {
        Thread.sleep(ATTEMPT_MS);
      } catch (InterruptedException over) {
        throw new IOException(over);
      }
    }
  }
}
