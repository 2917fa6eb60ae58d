import { parentPort, workerData } from 'node:worker_threads';
import { inputOf } from './inputs';
import { examine } from './target';

/** Examines inputs one after the other; the thread that started it watches `progress` for one that never ends. */
export interface Order {
  readonly seed: number;
  readonly from: number;
  readonly count: number;
  readonly step: number;
  readonly progress: Int32Array;
}

export interface Finding {
  readonly number: number;
  readonly error: string;
}

const EXPLAINED = 50;
const MOST = 20;

const { seed, from, count, step, progress } = workerData as Order;
const findings: Finding[] = [];
for (let number = from; number < from + count && findings.length < MOST; number += step) {
  Atomics.store(progress, 0, number);
  try {
    examine(inputOf(seed, number), count === 1 || number % EXPLAINED === 0);
  } catch (error) {
    findings.push({ number, error: (error as Error).stack ?? String(error) });
  }
}
parentPort?.postMessage(findings);
