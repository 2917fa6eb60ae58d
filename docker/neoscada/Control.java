// SPDX-License-Identifier: EPL-1.0

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** The control channel: one request line, one JSON line back, then the connection ends. */
final class Control {
  private static final int LIMIT_MS = 5_000;
  private static final int BACKLOG = 16;

  private final Objects objects;
  private final Connections connections;

  Control(Objects objects, Connections connections) {
    this.objects = objects;
    this.connections = connections;
  }

  void listen(String host, int port) throws IOException {
    final ServerSocket listener = new ServerSocket(port, BACKLOG, InetAddress.getByName(host));
    new Thread(() -> {
      while (true) {
        try (Socket client = listener.accept()) {
          client.setSoTimeout(LIMIT_MS);
          final String line = new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.US_ASCII)).readLine();
          final String reply = Report.json(obey(line == null ? "" : line.trim())) + "\n";
          client.getOutputStream().write(reply.getBytes(StandardCharsets.UTF_8));
        } catch (IOException error) {
          Report.report("control", "error", String.valueOf(error.getMessage()));
        } catch (InterruptedException over) {
          return;
        }
      }
    }, "control").start();
  }

  private Map<String, Object> obey(String line) throws InterruptedException {
    final String[] words = line.split(" ", 2);
    final int amount = words.length == 2 && words[1].matches("\\d{1,9}") ? Integer.parseInt(words[1]) : -1;
    final boolean countable = amount >= 0 && amount <= Objects.MOST_EVENTS;
    if (line.equals("status")) {
      // What waits is in the stack's own queues, one set a connection.
      return Report.with("ok", true, "connections", connections.open.size(), "started", connections.started.get(), "queued", 0, "cyclicMs", 0);
    }
    if (words[0].equals("events") && countable) {
      objects.makeEvents(amount);
      return Report.with("ok", true, "events", amount);
    }
    if (words[0].equals("count") && countable) {
      objects.makeCounted(amount);
      return Report.with("ok", true, "count", amount);
    }
    if (words[0].equals("cyclic") && amount == 0) return Report.with("ok", true, "cyclicMs", 0);
    final String expected = "expected: status | events N (0..10000) | count N (0..10000) | cyclic 0";
    return Report.with("ok", false, "error", words[0].equals("cyclic") ? "NeoSCADA's data module sends no cyclic data" : expected);
  }
}
