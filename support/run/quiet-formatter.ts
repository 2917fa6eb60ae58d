import { Formatter } from '@cucumber/cucumber';

/** Cucumber's own output is left out: progress and verdicts are printed by the plugin, from our own account. */
export default class QuietFormatter extends Formatter {}
