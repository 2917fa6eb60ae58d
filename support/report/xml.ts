import { xmlCharacters } from './plain-text';

/** An XML element as data; text children are escaped when written. */
export interface XmlElement {
  readonly name: string;
  /** Undefined attributes are left out. */
  readonly attributes?: Readonly<Record<string, string | number | undefined>>;
  readonly children?: readonly (XmlElement | string)[];
}

/** The document with declaration, indented; text keeps its white space. */
export function xmlDocument(root: XmlElement): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n${element(root, '')}\n`;
}

function element({ name, attributes = {}, children = [] }: XmlElement, indent: string): string {
  const pairs = Object.entries(attributes).flatMap(([key, value]) => (value === undefined ? [] : [` ${key}="${attributeText(String(value))}"`]));
  const open = `${indent}<${name}${pairs.join('')}`;
  if (children.length === 0) return `${open}/>`;
  if (children.every((child) => typeof child === 'string')) return `${open}>${children.map(escapeText).join('')}</${name}>`;
  const inner = children.map((child) => (typeof child === 'string' ? escapeText(child) : element(child, `${indent}  `)));
  return `${open}>\n${inner.join('\n')}\n${indent}</${name}>`;
}

/** `>` is escaped too: `]]>` may not stand in text (XML 1.0, 2.4). */
function escapeText(text: string): string {
  return xmlCharacters(text).replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/\r/g, '&#13;');
}

/** White space in attributes would be normalised to spaces (XML 1.0, 3.3.3). */
function attributeText(text: string): string {
  return escapeText(text).replace(/"/g, '&quot;').replace(/\n/g, '&#10;').replace(/\t/g, '&#9;');
}
