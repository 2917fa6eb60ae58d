import { expect } from 'chai';
import { escaped, parseSyslog } from './syslog';

describe('a message of RFC 5424', () => {
  it('is read with its structured data', () => {
    const line = '<105>1 2026-01-01T00:00:00.123Z rtu tls 12 IEC62351-14:1 [62351-14@41912 ID="IEC62351-3:1.6" INFO="a \\"b\\" \\]"][meta sequenceId="7"] no certificate';
    expect(parseSyslog(line)).to.deep.equal({
      pri: 105,
      timestamp: '2026-01-01T00:00:00.123Z',
      host: 'rtu',
      app: 'tls',
      messageId: 'IEC62351-14:1',
      data: new Map([['62351-14@41912', new Map([['ID', 'IEC62351-3:1.6'], ['INFO', 'a "b" ]']])], ['meta', new Map([['sequenceId', '7']])]]),
      text: 'no certificate',
    });
  });

  it('may have nil values and no text', () => {
    expect(parseSyslog('<13>1 - - - - - -')).to.deep.equal({ pri: 13, data: new Map(), text: '' });
  });

  it('is none in the old format, with a wrong time, priority or structured data', () => {
    for (const line of ['<34>Oct 11 22:14:15 rtu su: failed', '<200>1 - - - - - -', '<13>1 yesterday - - - - -', '<13>1 - - - - - [open', '<13>1 - - - - - -x', '']) {
      expect(parseSyslog(line), line).to.have.property('defect');
    }
  });

  it('escapes what would end a value', () => {
    expect(escaped('a"]\\')).to.equal('a\\"\\]\\\\');
  });
});
