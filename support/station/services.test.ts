import { connect } from 'node:net';
import { expect } from 'chai';
import type { Asdu, AsduDraft } from '../protocol/asdu';
import { cp56FromDate, cp56Text, dateFromCp56, type Cp56Time2a } from '../protocol/cp56time2a';
import { encodeI, encodeU } from '../protocol/apci';
import { encodeAsdu } from '../protocol/asdu';
import type { Functions } from '../profile/profile';
import { Application } from './application';
import { configurationOf, embeddedProfile } from './configuration';
import { ProcessImage } from './image';
import { Station } from './server';

const whole = (draft: AsduDraft): Asdu => ({ sequence: false, count: draft.objects.length, negative: false, test: false, originator: 0, ...draft });
const clock = (time: Cp56Time2a, more: Partial<AsduDraft> = {}): Asdu => whole({ type: 103, cause: 6, commonAddress: 1, objects: [{ address: 0, fields: { CP56Time2a: time } }], ...more });
const reset = (qualifier: number, more: Partial<AsduDraft> = {}): Asdu => whole({ type: 105, cause: 6, commonAddress: 1, objects: [{ address: 0, fields: { QRP: qualifier } }], ...more });
const test = whole({ type: 107, cause: 6, commonAddress: 1, objects: [{ address: 0, fields: { TSC: 7, CP56Time2a: cp56FromDate(new Date(0)) } }] });
const read = whole({ type: 102, cause: 5, commonAddress: 1, objects: [{ address: 100, fields: {} }] });

const FAR = Date.UTC(2040, 1, 3, 4, 5, 6, 789);
const SLACK_MS = 2000;

describe('the services of the reference station', () => {
  let image: ProcessImage;

  function application(functions: Functions = {}): Application {
    const profile = embeddedProfile();
    const configuration = configurationOf({ ...profile, functions: { ...profile.functions, ...functions } }, { host: '127.0.0.1', port: 0 });
    image = new ProcessImage(configuration.points);
    return new Application(configuration, image);
  }
  const said = (answer: readonly AsduDraft[]): string => answer.map(({ type, cause, negative }) => `${type} ${cause}${negative === true ? 'n' : ''}`).join(', ');
  const now = (): number => dateFromCp56(image.timeTag())?.getTime() ?? 0;

  it('set the clock, and confirm it with the time before', () => {
    const [confirmation, ...more] = application().answer(clock(cp56FromDate(new Date(FAR))));
    const before = confirmation?.objects[0]?.fields['CP56Time2a'] as Cp56Time2a;
    expect(said(confirmation === undefined ? [] : [confirmation])).to.equal('103 7');
    expect(more).to.deep.equal([]);
    expect(Math.abs((dateFromCp56(before)?.getTime() ?? 0) - Date.now())).to.be.below(SLACK_MS);
    expect(now() - FAR).to.be.within(0, SLACK_MS);
  });
  it('refuse a time that is none, and leave the clock', () => {
    const station = application();
    const time = cp56FromDate(new Date(FAR));
    for (const wrong of [{ minute: 60 }, { hour: 24 }, { dayOfMonth: 0 }, { month: 13 }, { milliseconds: 60_000 }, { dayOfMonth: 31 }, { invalid: true }]) {
      expect(said(station.answer(clock({ ...time, ...wrong }))), JSON.stringify(wrong)).to.equal('103 7n');
    }
    expect(Math.abs(now() - Date.now())).to.be.below(SLACK_MS);
    expect(said(station.answer(clock({ ...time, dayOfWeek: 0, summerTime: true })))).to.equal('103 7');
    expect(cp56Text(image.timeTag())).to.match(/^2040-02-03 04:05:0[67]/);
  });
  it('leave a clock that is set from elsewhere', () => {
    expect(said(application({ clock: { used: true, otherSource: true } }).answer(clock(cp56FromDate(new Date(FAR)))))).to.equal('103 7');
    expect(Math.abs(now() - Date.now())).to.be.below(SLACK_MS);
  });
  it('confirm resets that are declared, and say what they do', () => {
    const station = application();
    const does = (qualifier: number): string | undefined => station.resetBy(station.answer(reset(qualifier)));
    expect([1, 2, 0, 3, 127].map((qualifier) => said(station.answer(reset(qualifier))))).to.deep.equal(['105 7', '105 7', '105 7n', '105 7n', '105 7n']);
    expect([1, 2, 3].map(does)).to.deep.equal(['restart', 'forget events', undefined]);
    expect(said(station.answer(reset(1, { cause: 8 })))).to.equal('105 45n');
    expect(said(application({ reset: { used: true, qualifiers: [2] } }).answer(reset(1)))).to.equal('105 7n');
  });
  it('are unknown where the profile does not have them', () => {
    const station = application({ read: false, test: false, clock: { used: false }, reset: { used: false } });
    expect([read, test, clock(cp56FromDate(new Date())), reset(2)].map((one) => said(station.answer(one)))).to.deep.equal(['102 44n', '107 44n', '103 44n', '105 44n']);
  });

  it('end every connection after a reset of the process, and take others soon', async () => {
    const station = await Station.listen({ ...configurationOf(embeddedProfile(), { host: '127.0.0.1', port: 0 }), cyclicMs: 0 });
    try {
      const socket = connect(station.port, '127.0.0.1');
      const ended = new Promise((resolve) => socket.once('close', resolve));
      socket.on('data', () => undefined);
      socket.write(encodeU('STARTDT act'));
      station.generate(3);
      socket.write(encodeI(0, 0, encodeAsdu(reset(1))));
      await ended;
      expect(station.status).to.include({ connections: 0, queued: 0 });
      for (let attempt = 1; station.status.connections === 0 && attempt < 50; attempt++) {
        const again = connect(station.port, '127.0.0.1');
        await new Promise((resolve) => setTimeout(resolve, 20));
        if (station.status.connections === 0) again.destroy();
      }
      expect(station.status.connections).to.equal(1);
    } finally {
      await station.close();
    }
  });
});
