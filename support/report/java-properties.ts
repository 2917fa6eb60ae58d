/** A Java properties file (java.util.Properties): ISO 8859-1 with \\uXXXX for everything beyond printable ASCII. */
export function javaProperties(values: Readonly<Record<string, string>>): string {
  return Object.entries(values)
    .map(([key, value]) => `${escaped(key).replace(/[ :=#!]/g, '\\$&')}=${escaped(value).replace(/^ /, '\\ ')}\n`)
    .join('');
}

function escaped(text: string): string {
  return text.replace(/\\/g, '\\\\').replace(/[^ -~]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
