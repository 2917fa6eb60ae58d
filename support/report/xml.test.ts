import { expect } from 'chai';
import { xmlDocument } from './xml';

const HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n';

describe('xml', () => {
  it('escapes what would be markup in text and attributes', () => {
    expect(xmlDocument({ name: 'a', attributes: { b: `"<&>'` }, children: ['x < y && ]]>'] })).to.equal(
      `${HEAD}<a b="&quot;&lt;&amp;&gt;'">x &lt; y &amp;&amp; ]]&gt;</a>\n`,
    );
  });

  it('drops control characters and lone surrogates, keeps whole pairs and line ends', () => {
    expect(xmlDocument({ name: 'a', attributes: { b: '1\n2' }, children: ['\u0000\u001b[31mred\ud800 \u{1f600}\nnext\ufffe'] })).to.equal(
      `${HEAD}<a b="1&#10;2">[31mred \u{1f600}\nnext</a>\n`,
    );
  });

  it('leaves out attributes without a value and indents elements', () => {
    expect(xmlDocument({ name: 'a', attributes: { b: undefined, c: 0 }, children: [{ name: 'd' }] })).to.equal(`${HEAD}<a c="0">\n  <d/>\n</a>\n`);
  });
});
