import { AttributeError, type Attribute, type Attributes } from './fault';
import { integer } from './attributes';
import { matchAttribute, type Predicate } from './predicate';

/** When a fault is at work on a connection; what every kind of fault has. All conditions hold together. */
export interface Conditions {
  /** Begins only when such an APDU was seen in the opposite direction; `undefined`: with the connection or the arming. */
  readonly when: Predicate | undefined;
  /** Which of them. */
  readonly when_nth: number;
  /** Milliseconds from its beginning before which it does nothing. */
  readonly after: number;
  /** Milliseconds from its beginning from which on it does nothing; 0 for no end. */
  readonly until: number;
}

const LONGEST_MS = 86_400_000;

const whenAttribute: Attribute<Predicate | undefined> = {
  initial: undefined,
  meaning: 'begins when such an APDU was seen in the opposite direction; as match',
  schema: matchAttribute.schema,
  read: (value, name) => {
    if (value === null) throw new AttributeError(name, 'a predicate as that of match', value);
    return matchAttribute.read(value, name);
  },
};

export const CONDITIONS: Attributes<Conditions> = {
  when: whenAttribute,
  when_nth: integer('which of the APDUs in the opposite direction begins it', { initial: 1, minimum: 1 }),
  after: integer('milliseconds from its beginning before which it does nothing', { maximum: LONGEST_MS }),
  until: integer('milliseconds from its beginning from which on it does nothing, 0 for no end', { maximum: LONGEST_MS }),
};
