// SPDX-License-Identifier: EPL-1.0

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** Lines for the reader of standard output, and what the environment says (docker/README.md). */
final class Report {
  private Report() {}

  /** One JSON object a line, "event" first; `fields` are names and values in turn. */
  static synchronized void report(String event, Object... fields) {
    System.out.println(json(with("event", event, fields)));
  }

  static void fail(String what, String error, Object... fields) {
    final Map<String, Object> all = with("event", "failed", "what", what);
    for (int at = 0; at < fields.length; at += 2) all.put((String) fields[at], fields[at + 1]);
    all.put("error", error);
    System.out.println(json(all));
    System.exit(1);
  }

  static Map<String, Object> with(String name, Object value, Object... more) {
    final Map<String, Object> all = new LinkedHashMap<>();
    all.put(name, value);
    for (int at = 0; at < more.length; at += 2) all.put((String) more[at], more[at + 1]);
    return all;
  }

  static String json(Map<String, Object> fields) {
    return fields.entrySet().stream()
        .map(field -> quoted(field.getKey()) + ":" + (field.getValue() instanceof String text ? quoted(text) : field.getValue()))
        .collect(Collectors.joining(",", "{", "}"));
  }

  private static String quoted(String text) {
    final StringBuilder out = new StringBuilder("\"");
    for (final char one : text.toCharArray()) {
      if (one == '"' || one == '\\') out.append('\\').append(one);
      else if (one < ' ') out.append(String.format("\\u%04x", (int) one));
      else out.append(one);
    }
    return out.append('"').toString();
  }

  static String text(String name, String otherwise) {
    final String value = System.getenv(name);
    return value == null || value.isEmpty() ? otherwise : value;
  }

  static int number(String name, int otherwise, int lowest, int highest) {
    try {
      final int value = Integer.parseInt(text(name, String.valueOf(otherwise)));
      if (value >= lowest && value <= highest) return value;
    } catch (NumberFormatException notOne) {
      // told below
    }
    fail(name, "expected a whole number from " + lowest + " to " + highest);
    throw new IllegalStateException(name);
  }

  /** Seconds of the environment as the milliseconds of the stack. */
  static int milliseconds(String name, int otherwise, int highest) {
    try {
      final double seconds = Double.parseDouble(text(name, String.valueOf(otherwise)));
      if (seconds >= 0.1 && seconds <= highest) return (int) Math.round(seconds * 1000);
    } catch (NumberFormatException notOne) {
      // told below
    }
    fail(name, "expected seconds from 0.1 to " + highest);
    throw new IllegalStateException(name);
  }
}
