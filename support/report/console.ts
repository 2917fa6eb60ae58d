import type { RequirementResult, Results } from '../verdict/results';
import { VERDICTS, type Measurement, type Verdict } from '../verdict/verdict';
import { areaOf, inCatalogueOrder } from './areas';
import { measurementText } from './measurement-text';
import { deviceText } from './names';
import { oneLine, withoutControl, wrap } from './plain-text';
import { COLOURED, PLAIN, type Paint, type Style } from './terminal';
import { countedVerdicts, PRESENTATION, type ClosingCount } from './verdict-table';

export interface ConsoleOptions {
  /** Columns, 80 to 120. */
  readonly width?: number;
  readonly colour?: boolean;
  /** Lines of `writeReports`: what was written and where. */
  readonly reports?: readonly string[];
  /** The run folder as the user would type it; evidence is shown below it. */
  readonly runDir?: string;
}

const DEFAULT_WIDTH = 100;
/** `  not applicable  SST-001  `: verdict, id and then the text. */
const VERDICT_COLUMN = Math.max(...VERDICTS.map((verdict) => verdict.length));
const ID_COLUMN = 7;
const ID_AT = 2 + VERDICT_COLUMN + 2;
const TEXT_AT = ID_AT + ID_COLUMN + 2;
/** More commands than this are no help on a screen. */
const SHOWN_RERUNS = 6;

/**
 * The account of a run for a person at a terminal: device, one line per requirement by area with reasons and
 * measurements, invariants, counts, where the reports are, what to do next. The last line is alone and for machines:
 * `N passed, N failed, N skipped`, counting scenarios and invariants, inconclusive and error as failed.
 */
export function consoleReport(results: Results, options: ConsoleOptions = {}): string {
  const page: Page = { width: options.width ?? DEFAULT_WIDTH, paint: options.colour === true ? COLOURED : PLAIN };
  const blocks = [
    header(page, results),
    ...(results.run.stopped === undefined ? verdictBlocks(page, results) : [preflight(page, results, results.run.stopped)]),
    summary(page, results),
    ...(options.reports === undefined || options.reports.length === 0 ? [] : [[page.paint('bold', 'Reports'), ...options.reports.map((line) => `  ${withoutControl(line)}`)]]),
    next(page, results, options.runDir),
    [closingLine(results)],
  ];
  return `${blocks.filter((block) => block.length > 0).map((block) => block.join('\n')).join('\n\n')}\n`;
}

interface Page {
  readonly width: number;
  readonly paint: Paint;
}

type Block = readonly string[];

/** Text that begins after `label` and continues below its own beginning. */
function hanging(page: Page, label: string, text: string, at: number): Block {
  const [first = '', ...more] = wrap(text, page.width - at);
  return [`${label.padEnd(at)}${first}`, ...more.map((line) => `${' '.repeat(at)}${line}`)];
}

function header(page: Page, { tool, run, dut }: Results): Block {
  const label = (name: string, text: string): Block => (text === '' ? [] : hanging(page, `  ${name}`, text, 13));
  const identity = Object.values(dut.identity ?? {}).join(' ');
  return [
    page.paint('bold', `spec104 ${tool.version}`) + page.paint('dim', `  run ${oneLine(run.id)}, ${duration(run.durationMs)}, seed ${run.seed}, ${count(run.lanes, 'lane')}${run.strict ? ', strict' : ''}`),
    ...label('device', `${deviceText(dut)}${identity === '' ? '' : `, ${identity}`}`),
    ...label('deviations', dut.deviations.join(', ')),
    ...label('profile', dut.profile ?? 'none, an address alone'),
    ...label('declared', headlineText(dut.declared)),
    ...label('assumed', Object.keys(dut.assumed).length === 0 ? '' : `${valuesText(dut.assumed)} (nobody declared these: nothing fails for differing from them)`),
    ...label('measured', valuesText(dut.measured)),
    ...(run.interrupted ? label('interrupted', 'the run was ended early; what had not run is not executed') : []),
  ];
}

function valuesText(values: Readonly<Record<string, string | number | boolean>>): string {
  return Object.entries(values).map(([name, value]) => `${name} ${value}`).join('; ');
}

/** What an argument about a verdict turns on first; the rest of a long profile stands in results.json. */
const HEADLINE = /^(apci|tolerance|endpoint)\.|^(connections\.max|application\.commonAddresses)$/;

function headlineText(values: Readonly<Record<string, string | number | boolean>>): string {
  const shown = Object.fromEntries(Object.entries(values).filter(([name]) => HEADLINE.test(name)));
  const left = Object.keys(values).length - Object.keys(shown).length;
  const more = left === 0 ? '' : `${left} further values in results.json`;
  return [valuesText(shown), more].filter((part) => part !== '').join('; ');
}

function preflight(page: Page, { dut }: Results, stopped: string): Block {
  const lines = dut.preflight.flatMap((line) => [
    ...hanging(page, `  ${line.ok ? 'ok     ' : 'stopped'}`, `${line.check}: ${line.result}`, 11),
    ...(line.ok ? [] : [...hanging(page, '', `meaning: ${line.meaning}`, 11), ...hanging(page, '', `fix: ${line.fix}`, 11)]),
  ]);
  return [page.paint('bold', 'Preflight'), ...lines, ...hanging(page, '', `No scenario was run: ${stopped}`, 2)];
}

function verdictBlocks(page: Page, results: Results): readonly Block[] {
  const measurements = tightest(results);
  const sorted = [...results.requirements].sort((a, b) => inCatalogueOrder(a.id, b.id));
  const areas = new Map<string, RequirementResult[]>();
  for (const requirement of sorted.filter(({ invariant }) => invariant === undefined)) {
    const own = areas.get(areaOf(requirement.id)) ?? [];
    own.push(requirement);
    areas.set(areaOf(requirement.id), own);
  }
  const invariants = sorted.filter(({ invariant }) => invariant !== undefined);
  return [
    ...[...areas].map(([area, own]) => [page.paint('bold', area), ...areaLines(page, own, measurements)]),
    ...(invariants.length === 0 ? [] : [[page.paint('bold', 'Invariants') + page.paint('dim', ', judged over the record of every scenario'), ...invariants.flatMap((one) => entry(page, one, measurements))]]),
  ];
}

function areaLines(page: Page, requirements: readonly RequirementResult[], measurements: Tightest): Block {
  const shared = new Map<string, RequirementResult[]>();
  for (const requirement of requirements) {
    const key = PRESENTATION[requirement.verdict].count === 'skipped' ? `${requirement.verdict}: ${requirement.reason}` : requirement.id;
    const group = shared.get(key) ?? [];
    group.push(requirement);
    shared.set(key, group);
  }
  return [...shared.values()].flatMap(([first, ...others]) => {
    if (first === undefined) return [];
    return others.length === 0 ? entry(page, first, measurements) : together(page, [first, ...others], first);
  });
}

/** Several requirements that were held back, or do not apply, for one and the same reason. */
function together(page: Page, group: readonly RequirementResult[], first: RequirementResult): Block {
  const [ids = '', ...more] = hanging(page, '', group.map(({ id }) => id).join(', '), ID_AT);
  return [`  ${page.paint(first.verdict, first.verdict.padEnd(VERDICT_COLUMN))}${ids.slice(2 + VERDICT_COLUMN)}`, ...more, ...detail(page, first.reason)];
}

function entry(page: Page, requirement: RequirementResult, measurements: Tightest): Block {
  const { verdict, id, invariant, clause } = requirement;
  const lead = `  ${page.paint(verdict, verdict.padEnd(VERDICT_COLUMN))}  ${oneLine(id).padEnd(ID_COLUMN)}  `;
  const held = invariant === undefined ? '' : `held in ${count(invariant.held, 'scenario')}${invariant.broken.length === 0 ? '' : `, broken in ${invariant.broken.join(', ')}`}`;
  const measured = measurements.get(id) ?? [];
  if (verdict === 'pass' || verdict === 'observed') {
    // As required, or nothing required: one line is enough.
    const suffix = `  ${oneLine([held, clause].filter((text) => text !== '').join(', '))}`;
    const room = page.width - TEXT_AT - suffix.length;
    return [`${lead}${cut(oneLine(requirement.sentence), room).padEnd(room)}${page.paint('dim', suffix)}`, ...(verdict === 'pass' ? [] : detail(page, requirement.reason)), ...dimmed(page, measured)];
  }
  const [first = '', ...more] = wrap(requirement.sentence, page.width - TEXT_AT);
  return [
    `${lead}${first}`,
    ...more.map((line) => `${' '.repeat(TEXT_AT)}${line}`),
    ...detail(page, requirement.reason === '' ? 'no reason was recorded' : requirement.reason),
    ...dimmed(page, [...(held === '' ? [] : [held]), ...measured, `${clause}, ${requirement.obligation}, basis ${requirement.basis}`]),
  ];
}

/** What was met, set off from what is required. */
function detail(page: Page, reason: string): Block {
  return reason === '' ? [] : hanging(page, `${' '.repeat(ID_AT)}>`, reason, ID_AT + 2);
}

function dimmed(page: Page, lines: readonly string[]): Block {
  return lines.flatMap((line) => wrap(line, page.width - ID_AT - 2).map((part) => `${' '.repeat(ID_AT + 2)}${page.paint('dim', part)}`));
}

/** Words are not cut in two. */
function cut(text: string, room: number): string {
  if (text.length <= room) return text;
  const whole = text.slice(0, room - 3);
  const space = whole.lastIndexOf(' ');
  return `${(space > room / 2 ? whole.slice(0, space) : whole).replace(/[ ,;:]+$/, '')}...`;
}

type Tightest = ReadonlyMap<string, readonly string[]>;

/** Per requirement and quantity the measurement nearest to its bound: the one that would break first. */
function tightest(results: Results): Tightest {
  const groups = new Map<string, Measurement[]>();
  for (const measurement of results.scenarios.flatMap((scenario) => scenario.measurements)) {
    const key = JSON.stringify([measurement.requirement, measurement.name, measurement.unit]);
    const group = groups.get(key) ?? [];
    group.push(measurement);
    groups.set(key, group);
  }
  const lines = new Map<string, string[]>();
  for (const group of groups.values()) {
    const least = group.reduce((best, one) => ((one.margin ?? Infinity) < (best.margin ?? Infinity) ? one : best));
    const own = lines.get(least.requirement) ?? [];
    own.push(`${oneLine(least.name)}: ${measurementText(least)}${group.length > 1 ? ` (tightest of ${group.length})` : ''}`);
    lines.set(least.requirement, own);
  }
  return lines;
}

function summary(page: Page, results: Results): Block {
  const counts = (label: string, verdicts: readonly Verdict[]): Block => {
    const present = VERDICTS.map((verdict) => [verdict, verdicts.filter((one) => one === verdict).length] as const).filter(([, number]) => number > 0);
    return flow(page, label, present.length === 0 ? [['dim', 'none judged']] : present.map(([verdict, number]) => [verdict, `${number} ${verdict}`]));
  };
  const invariants = results.requirements.filter((requirement) => requirement.invariant !== undefined);
  return [
    page.paint('bold', 'Summary'),
    ...counts('  requirements', results.requirements.map(({ verdict }) => verdict)),
    ...(invariants.length === 0 ? [] : counts('  of these invariants', invariants.map(({ verdict }) => verdict))),
    ...counts('  scenarios', results.scenarios.map(({ verdict }) => verdict)),
  ];
}

/** Pieces with commas between, broken between pieces; painting adds no width. */
function flow(page: Page, label: string, pieces: readonly (readonly [Style, string])[]): Block {
  const at = 23;
  const lines: { text: string; width: number }[] = [];
  pieces.forEach(([style, text], position) => {
    const piece = position < pieces.length - 1 ? `${page.paint(style, text)},` : page.paint(style, text);
    const last = lines.at(-1);
    if (last !== undefined && last.width + 2 + text.length + 1 <= page.width - at) {
      last.text += ` ${piece}`;
      last.width += text.length + 2;
    } else lines.push({ text: piece, width: text.length + 1 });
  });
  return lines.map(({ text }, position) => `${(position === 0 ? label : '').padEnd(at)}${text}`);
}

function next(page: Page, results: Results, runDir: string | undefined): Block {
  if (results.run.stopped !== undefined) {
    const fixes = results.dut.preflight.filter((line) => !line.ok).map((line) => line.fix);
    return [page.paint('bold', 'Next'), ...fixes.flatMap((fix) => hanging(page, '', fix, 2)), ...hanging(page, '', `then run again: ${results.run.command}`, 2)];
  }
  const order = (verdict: Verdict): number => -VERDICTS.indexOf(verdict);
  const breaking = new Set(results.requirements.flatMap((requirement) => requirement.invariant?.broken ?? []));
  const open = results.scenarios
    .filter((scenario) => PRESENTATION[scenario.verdict].count === 'failed' || breaking.has(scenario.id))
    .sort((a, b) => order(a.verdict) - order(b.verdict));
  if (open.length === 0) return [];
  const shown = open.slice(0, SHOWN_RERUNS);
  const longest = Math.max(...shown.map((scenario) => oneLine(scenario.rerun).length));
  const lines = shown.flatMap((scenario) => {
    const why = breaking.has(scenario.id) ? `${PRESENTATION[scenario.verdict].count === 'failed' ? `${scenario.verdict}, ` : ''}breaks an invariant` : scenario.verdict;
    const timeline = scenario.evidence.find((file) => file.endsWith('timeline.txt'));
    const place = timeline === undefined ? [] : [`    ${page.paint('dim', `what happened: ${oneLine(runDir === undefined ? timeline : `${runDir.replace(/[\\/]+$/, '')}/${timeline}`)}`)}`];
    return [`  ${oneLine(scenario.rerun).padEnd(longest)}  ${page.paint('dim', `# ${why}`)}`, ...place];
  });
  const rest = open.length - shown.length;
  return [page.paint('bold', 'Next: run these again'), ...lines, ...(rest > 0 ? [`  and ${count(rest, 'more scenario')}, each with its command in results.json`] : [])];
}

/** `12 passed, 1 failed, 3 skipped`; what was not established counts as failed. */
export function closingLine(results: Results): string {
  const verdicts = countedVerdicts(results);
  const number = (counted: ClosingCount): number => verdicts.filter((verdict) => PRESENTATION[verdict].count === counted).length;
  return `${number('passed')} passed, ${number('failed')} failed, ${number('skipped')} skipped`;
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}

function duration(milliseconds: number): string {
  const seconds = milliseconds / 1000;
  return seconds < 60 ? `${seconds.toFixed(1)} s` : `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s`;
}
