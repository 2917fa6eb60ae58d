const { Formatter } = require('@cucumber/cucumber');

// Cucumber's own output is left out: progress and verdicts are printed by the plugin, from our own account.
module.exports = class QuietFormatter extends Formatter {};
