/**
 * Text from a device, a profile or a command line on its way into a report. None of it may steer a terminal,
 * break an XML document or reorder what a reader sees.
 */

// Line ends, escape sequences (C0, DEL, C1), and the marks that turn the direction of writing.
 
const STEERING = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]+/g;

// All that is no `Char` of XML 1.0 (production 2), lone surrogates included.
 
const NOT_XML = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u0084\u0086-\u009f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

/** The text on one line, without control characters, white space collapsed. */
export function oneLine(text: string): string {
  return withoutControl(text).replace(/ {2,}/g, ' ').trim();
}

/** The text on one line, without control characters; spaces stay, so that columns stay aligned. */
export function withoutControl(text: string): string {
  return text.replace(STEERING, ' ');
}

/** The text without the characters that XML 1.0 cannot carry; line ends and tabs stay. */
export function xmlCharacters(text: string): string {
  return text.replace(NOT_XML, '');
}

/** Lines of at most `width` columns, broken at spaces; a word that is longer than a line is cut. */
export function wrap(text: string, width: number): readonly string[] {
  const room = Math.max(8, width);
  const lines: string[] = [];
  let line = '';
  for (const word of oneLine(text).split(' ')) {
    let rest = word;
    if (line !== '' && line.length + 1 + rest.length <= room) {
      line += ` ${rest}`;
      continue;
    }
    if (line !== '') lines.push(line);
    while (rest.length > room) {
      lines.push(rest.slice(0, room));
      rest = rest.slice(room);
    }
    line = rest;
  }
  if (line !== '') lines.push(line);
  return lines;
}
