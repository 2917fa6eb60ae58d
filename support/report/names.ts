import type { Results } from '../verdict/results';

/** The device under test in a few words: `embedded reference station at 127.0.0.1:2404`, `192.0.2.104:2404`. */
export function deviceText({ kind, endpoint }: Results['dut']): string {
  switch (kind) {
    case 'embedded':
      return `embedded reference station at ${endpoint}`;
    case 'container':
      return `container at ${endpoint}`;
    case 'address':
      return endpoint;
  }
}

/** `features/start-stop/startdt.feature:12` becomes `features.start-stop.startdt`: CI systems and Allure group by the dots. */
export function packageOf(location: string): string {
  return location.replace(/:\d+$/, '').replace(/\.feature$/, '').replace(/\./g, '_').replace(/[\\/]/g, '.');
}
