import type { StationConfiguration } from './configuration';
import type { StationStatus } from './server';

/** What goes between a station in a process of its own and the process that started it. */
export type ToStation =
  | { readonly kind: 'listen'; readonly configuration: StationConfiguration; readonly deviations: readonly string[] }
  | { readonly kind: 'stimulus'; readonly id: number; readonly verb: string }
  | { readonly kind: 'lag'; readonly id: number }
  /** Answered before the process stands still. */
  | { readonly kind: 'freeze'; readonly id: number; readonly ms: number }
  | { readonly kind: 'stop' };

export type FromStation =
  | { readonly kind: 'ready'; readonly host: string; readonly port: number; readonly further: readonly number[]; readonly securePort?: number }
  | { readonly kind: 'failed'; readonly code: string; readonly message: string }
  | { readonly kind: 'done'; readonly id: number; readonly status: StationStatus }
  | { readonly kind: 'frozen'; readonly id: number }
  | { readonly kind: 'refused'; readonly id: number; readonly message: string }
  | { readonly kind: 'lag'; readonly id: number; readonly ms: number };
