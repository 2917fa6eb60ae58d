import type { UFunction } from '../protocol/apci';
import type { Asdu } from '../protocol/asdu';
import type { ApduEvent, ClosedEvent, Direction, WireEvent, WireRecord } from '../record/record';

/** Reading a record: the few questions that the oracles ask it. */

export function apdus(record: WireRecord, connection?: string, direction?: Direction): ApduEvent[] {
  return record.events.filter(
    (event): event is ApduEvent =>
      event.kind === 'apdu' &&
      (connection === undefined || event.connection === connection) &&
      (direction === undefined || event.direction === direction),
  );
}

export function isU(event: WireEvent, name: UFunction, direction: Direction): event is ApduEvent {
  return (
    event.kind === 'apdu' &&
    event.direction === direction &&
    event.apdu.apci?.format === 'U' &&
    event.apdu.apci.function === name
  );
}

export function isFormat(event: WireEvent, format: 'I' | 'S' | 'U', direction: Direction): event is ApduEvent {
  return event.kind === 'apdu' && event.direction === direction && event.apdu.apci?.format === format;
}

/** An I format from the device with its ASDU. */
export interface DeviceAsdu {
  readonly event: ApduEvent;
  readonly asdu: Asdu;
}

export function deviceAsdus(record: WireRecord, connection?: string): DeviceAsdu[] {
  return apdus(record, connection, 'received').flatMap((event) =>
    event.apdu.asdu === undefined ? [] : [{ event, asdu: event.apdu.asdu }],
  );
}

export function closeOf(record: WireRecord, connection: string): ClosedEvent | undefined {
  return record.events.find((event): event is ClosedEvent => event.kind === 'closed' && event.connection === connection);
}

/** Names of the connections in the order in which they were opened. */
export function connectionsOf(record: WireRecord): string[] {
  return record.events.flatMap((event) => (event.kind === 'connected' ? [event.connection] : []));
}

/**
 * Name of the part of a connection that ends at the device, where a proxy with faults lies between: what the device
 * itself sent and got. The part of the controlling station keeps the plain name.
 */
export function atDevice(connection: string): string {
  return `${connection}${AT_DEVICE}`;
}

const AT_DEVICE = ' behind the proxy';

/** Connections on which every frame is the device's own work: not those of which a proxy may have altered frames. */
export function untouchedConnectionsOf(record: WireRecord): string[] {
  const all = connectionsOf(record);
  return all.filter((name) => !all.includes(atDevice(name)));
}
